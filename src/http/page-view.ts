/** Pages as they are told, and paused, whichever the door. */
import { z } from "zod";
import { isoOrNull } from "../core/decision.ts";
import type { StoredPage } from "../redis/pages.ts";
import type { House } from "../runtime.ts";

export const pauseReason = z.string().trim().min(1, "must not be empty").max(500);

export type ToldPage = Awaited<ReturnType<typeof tellPage>>;

export async function tellPages(house: Pick<House, "pages" | "office">): Promise<ToldPage[]> {
  const pages = await Promise.all((await house.pages.list()).map((id) => house.pages.get(id)));
  return Promise.all(pages.filter((page) => page !== null).map((page) => tellPage(house, page)));
}

/** A page as it is told outside: times are ISO 8601, and of its token only whether it has one. */
export async function tellPage(house: Pick<House, "office">, page: StoredPage) {
  const { held, templateStatus, ...settings } = page;
  const lane = await house.office.laneOf(page);
  const hold = held && {
    reason: held.reason,
    detail: held.detail,
    since: isoOrNull(held.since),
    by: held.by,
    nextProbeAt: isoOrNull(held.probe?.at ?? null),
  };
  const restsUntil = isoOrNull(lane.restsUntil);
  return { ...settings, templateStatus: templateStatus ?? {}, lane: { ...lane, restsUntil, held: hold } };
}
