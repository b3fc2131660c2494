import type { PageId, Psid } from "./ids.ts";
import { createTemplateShelf, type TemplateShelf } from "./template-shelf.ts";

export type TokenState = "valid" | "expired" | "revoked";

/** A Page as Meta knows it. `null` in a limit means that the ordinary limit holds. */
export type Page = {
  readonly id: PageId;
  token: string;
  tokenState: TokenState;
  name: string;
  /** Whether the app has the Human Agent feature for this Page. */
  humanAgent: boolean;
  /** Epoch ms from which the three retired tags are refused; `null`: the simulator's own date; Infinity: never. */
  tagsRetiredAt: number | null;
  ratePerSecond: number | null;
  mediaRatePerSecond: number | null;
  /** The rolling 24 h quota (Meta's is 200 x people the Page can message); `null`: none. */
  callsPerDay: number | null;
  restricted: boolean;
  readonly people: Map<Psid, Person>;
  readonly templates: TemplateShelf;
};

export type Person = {
  /** Epoch ms of the last thing the person did that opens the window; `null`: never. */
  lastInboundAt: number | null;
  blocked: boolean;
};

type Changeable = Omit<Page, "id" | "people" | "templates">;
/** What is `undefined` stays as it is. */
export type PageChange = { [Field in keyof Changeable]?: Changeable[Field] | undefined };

export type World = {
  page(id: string): Page | undefined;
  pages(): IterableIterator<Page>;
  pageOfToken(token: string): Page | undefined;
  addPage(id: PageId, token: string): Page;
  changePage(page: Page, change: PageChange): void;
  person(page: Page, psid: Psid): Person | undefined;
  /** Finds the person, or makes them one who has never written to this Page. */
  meet(page: Page, psid: Psid): Person;
  /** PSIDs are per Page: one that only another Page knows is nobody here. */
  isKnownElsewhere(page: Page, psid: Psid): boolean;
  reset(): void;
};

export function createWorld(): World {
  const pages = new Map<string, Page>();
  const pageByToken = new Map<string, Page>();
  const knownPsids = new Set<Psid>();

  return {
    page: (id) => pages.get(id),
    pages: () => pages.values(),
    pageOfToken: (token) => pageByToken.get(token),
    addPage(id, token) {
      const page = newPage(id, token);
      pages.set(id, page);
      pageByToken.set(token, page);
      return page;
    },
    changePage(page, change) {
      if (change.token !== undefined) {
        pageByToken.delete(page.token);
        pageByToken.set(change.token, page);
      }
      for (const [field, value] of Object.entries(change)) {
        if (value !== undefined) Object.assign(page, { [field]: value });
      }
    },
    person: (page, psid) => page.people.get(psid),
    meet(page, psid) {
      const known = page.people.get(psid);
      if (known !== undefined) return known;
      const person: Person = { lastInboundAt: null, blocked: false };
      page.people.set(psid, person);
      knownPsids.add(psid);
      return person;
    },
    isKnownElsewhere: (page, psid) => !page.people.has(psid) && knownPsids.has(psid),
    reset() {
      pages.clear();
      pageByToken.clear();
      knownPsids.clear();
    },
  };
}

function newPage(id: PageId, token: string): Page {
  return {
    id,
    token,
    tokenState: "valid",
    name: `Page ${id}`,
    humanAgent: false,
    tagsRetiredAt: null,
    ratePerSecond: null,
    mediaRatePerSecond: null,
    callsPerDay: null,
    restricted: false,
    people: new Map(),
    templates: createTemplateShelf(),
  };
}
