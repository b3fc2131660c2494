/** Registering pages: settings, token, rate of the lanes, and what Graph says of their templates. */
import { SAFE_RATE, templateKey, type PageSettings } from "../core/page.ts";
import type { StarterTemplate } from "../core/template.ts";
import { LANE_KINDS, laneRate, rateWindow } from "../core/pace.ts";
import type { CreatedTemplate, GraphClient, ListedTemplates, NamedPage } from "../graph/client.ts";
import type { Logger } from "../log.ts";
import { NOTHING, type Backlog, type LaneLook } from "../redis/backlog.ts";
import type { Lanes } from "../redis/lanes.ts";
import type { Pages, StoredPage } from "../redis/pages.ts";
import type { Holds } from "./holds.ts";
import { firstAcceptedAt } from "./lane-message.ts";

export interface LaneView {
  /** Epoch ms until which Meta's limits keep it from sending; null: they do not. */
  readonly restsUntil: number | null;
  readonly waiting: number;
  readonly delayed: number;
  readonly active: number;
  readonly ratePerSecond: number;
  /** Epoch ms at which the first of those that wait was accepted; null: none waits. */
  readonly oldestWaitingAt: number | null;
}

export interface PageOffice {
  /** @param by  who did it. @returns what Graph said of the templates: null when all went well or none were asked for */
  register(
    id: string,
    settings: PageSettings,
    accessToken: string | null,
    by: string,
  ): Promise<{ warning: string | null }>;
  /** The same for a page that is there, of which `next` says what changes. Null: there is none. */
  change(
    id: string,
    next: (settings: PageSettings) => PageSettings,
    accessToken: string | null,
    by: string,
  ): Promise<{ warning: string | null } | null>;
  /** Asks for the templates of every page that waits for an approval, or was never asked for. */
  chaseApprovals(): Promise<void>;
  laneOf(page: StoredPage): Promise<LaneView>;
  all(): Promise<readonly { readonly page: StoredPage; readonly lane: LaneView }[]>;
  /** Asks Graph for the page's templates and keeps their approval. */
  syncTemplates(id: string): Promise<ListedTemplates>;
  /** Asks Graph whether the page's token opens the page. */
  checkToken(id: string): Promise<NamedPage>;
  /** Creates a template at Graph and, once it is there, lets it stand for its job type on this page. */
  createTemplate(id: string, starter: StarterTemplate): Promise<CreatedTemplate>;
}

export function createPageOffice(deps: {
  readonly pages: Pages;
  readonly lanes: Pick<Lanes, "queue">;
  readonly backlog: Backlog;
  readonly holds: Pick<Holds, "release">;
  readonly graph: Pick<GraphClient, "listTemplates" | "createTemplate" | "nameOf">;
  readonly defaultRate: number;
  readonly log: Logger;
  readonly now: () => number;
}): PageOffice {
  const { pages, lanes, backlog, holds, graph, defaultRate, log, now } = deps;

  async function syncTemplates(id: string): Promise<ListedTemplates> {
    const token = await pages.token(id);
    if (token === null) return { ok: false, error: "the page has no access token" };
    const listed = await graph.listTemplates(id, token);
    if (!listed.ok) return listed;
    const known = listed.templates.map(
      ({ status, slots, ...it }) => [templateKey(it), { status, slots }] as const,
    );
    await pages.putTemplates(id, Object.fromEntries(known));
    return listed;
  }

  function laneView(page: StoredPage, look: LaneLook): LaneView {
    const { waiting, delayed, active, restMs } = look;
    return {
      waiting,
      delayed,
      active,
      restsUntil: restMs > LONGEST_RATE_WINDOW_MS ? now() + restMs : null,
      oldestWaitingAt: firstAcceptedAt(look.heads),
      ratePerSecond: page.ratePerSecond ?? defaultRate,
    };
  }

  /** What follows from its settings: the lanes' rate, a hold that a new token ends, the templates' approval. */
  async function takeUp(
    id: string,
    settings: PageSettings,
    accessToken: string | null,
    by: string,
  ): Promise<{ warning: string | null }> {
    const rate = settings.ratePerSecond ?? defaultRate;
    await Promise.all(
      LANE_KINDS.map((kind) => lanes.queue({ kind, page: id }).setRate(rateWindow(laneRate(kind, rate)))),
    );
    log.info("page.registered", { page: id, name: settings.name, rate, by });
    const warnings = rate > SAFE_RATE ? [RATE_WARNING] : [];
    const held = (await pages.get(id))?.held?.reason;
    if (accessToken !== null && (held === "token_invalid" || held === "permission_missing")) {
      const named = await graph.nameOf(id, accessToken);
      if (named.ok) await holds.release(id, by);
      else warnings.push(`The page stays held, for Graph does not take the new token: ${named.error}.`);
    }
    if (Object.keys(settings.templates).length > 0) {
      const synced = await syncTemplates(id);
      if (!synced.ok) warnings.push(`The page's templates could not be had from Graph: ${synced.error}.`);
    }
    return { warning: warnings.length === 0 ? null : warnings.join(" ") };
  }

  return {
    syncTemplates,
    async register(id, settings, accessToken, by) {
      await pages.put(id, settings, accessToken);
      return takeUp(id, settings, accessToken, by);
    },
    async change(id, next, accessToken, by) {
      if (!(await pages.change(id, next, accessToken))) return null;
      const page = await pages.get(id);
      return page === null ? null : takeUp(id, page, accessToken, by);
    },
    async checkToken(id) {
      const token = await pages.token(id);
      return token === null ? { ok: false, error: "it has no access token" } : graph.nameOf(id, token);
    },
    async createTemplate(id, { type, mapping, template }) {
      const [token, page] = await Promise.all([pages.token(id), pages.get(id)]);
      if (page === null || token === null)
        return { ok: false, error: `page ${id} is not registered with a token` };
      const created = await graph.createTemplate(id, token, template);
      if (!created.ok) return created;
      await pages.mapTemplate(id, type, mapping);
      log.info("template.created", { page: id, name: mapping.name, type, status: created.status });
      return created;
    },
    async chaseApprovals() {
      for (const id of await pages.list()) {
        const page = await pages.get(id);
        if (page?.hasToken !== true || !isWaiting(page)) continue;
        const synced = await syncTemplates(id);
        if (!synced.ok) log.warn("template.sync_failed", { page: id, error: synced.error });
      }
    },
    laneOf: async (page) => laneView(page, await backlog.of(page.id)),
    async all() {
      const [all, looks] = await Promise.all([pages.all(), backlog.ofAll()]);
      return all.map((page) => ({ page, lane: laneView(page, looks.get(page.id) ?? NOTHING) }));
    },
  };
}

/** The lane's own rate makes it wait up to this long; a rest of Meta's is longer. */
const LONGEST_RATE_WINDOW_MS = 10_000;

const RATE_WARNING = `Above ${String(SAFE_RATE)} messages a second Meta stalls the page's inbox, and the page cannot send until the volume falls.`;

/** A mapped template whose approval is open, or not known because Graph could not be asked. */
function isWaiting({ templates, templateStatus }: StoredPage): boolean {
  return Object.values(templates).some((mapping) => {
    const status = templateStatus?.[templateKey(mapping)]?.status;
    return status === undefined || status === "PENDING" || status === "IN_APPEAL";
  });
}
