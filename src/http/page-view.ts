/** Pages as they are told, and paused, whichever the door. */
import { z } from "zod";
import { isoOrNull } from "../core/decision.ts";
import type { LaneView } from "../pipeline/pages.ts";
import type { StoredPage } from "../redis/pages.ts";
import type { House } from "../runtime.ts";

export const pauseReason = z.string().trim().min(1, "must not be empty").max(500);

export type ToldPage = ReturnType<typeof tell>;

export async function tellPages(house: Pick<House, "office">): Promise<ToldPage[]> {
  return (await house.office.all()).map(({ page, lane }) => tell(page, lane));
}

export async function tellPage(house: Pick<House, "office">, page: StoredPage): Promise<ToldPage> {
  return tell(page, await house.office.laneOf(page));
}

/** A page as it is told outside: times are ISO 8601, and of its token only whether it has one. */
function tell(page: StoredPage, lane: LaneView) {
  const { held, settings } = unchanging(page);
  const { waiting, delayed, active, ratePerSecond } = lane;
  const restsUntil = isoOrNull(lane.restsUntil);
  const oldestWaitingAt = isoOrNull(lane.oldestWaitingAt);
  const told = { waiting, delayed, active, ratePerSecond, restsUntil, oldestWaitingAt, held };
  return { ...settings, lane: told };
}

/** In a list of thousands most are the very objects of the last time. */
const known = new WeakMap<StoredPage, ReturnType<typeof tellSettings>>();

function unchanging(page: StoredPage): ReturnType<typeof tellSettings> {
  const before = known.get(page);
  if (before !== undefined) return before;
  const told = tellSettings(page);
  known.set(page, told);
  return told;
}

function tellSettings(page: StoredPage) {
  const { held: hold, templateStatus, templatesSyncedAt: _, ...settings } = page;
  const held = hold && {
    reason: hold.reason,
    detail: hold.detail,
    since: isoOrNull(hold.since),
    by: hold.by,
    nextProbeAt: isoOrNull(hold.probe?.at ?? null),
  };
  return { held, settings: { ...settings, templateStatus: templateStatus ?? {} } };
}

/** What Meta last told of each of the page's templates, and the job types that each stands for. */
export function tellTemplates({ catalogue }: Pick<House, "catalogue">, page: StoredPage) {
  const own = [...catalogue.values()].map(({ name, template }) => [name, template] as const);
  const mapped = Object.entries({ ...Object.fromEntries(own), ...page.templates });
  const items = Object.entries(page.templateStatus ?? {}).map(([key, { status }]) => {
    const [name = "", language = ""] = key.split("/");
    const types = mapped.filter(([, to]) => to?.name === name && to.language === language);
    return { name, language, status, types: types.map(([type]) => type) };
  });
  return { items, syncedAt: isoOrNull(page.templatesSyncedAt) };
}
