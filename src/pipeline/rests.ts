/** After a limit of Meta's: the page, or the whole app, sends nothing for a while; nobody is charged for it. */
import { LANE_KINDS, restMs } from "../core/pace.ts";
import type { Logger } from "../log.ts";
import type { AppRest } from "../redis/app-rest.ts";
import type { Lanes } from "../redis/lanes.ts";

export interface Rests {
  /** @param askedMs  as long as Meta asked for; null: longer each time, until something goes out again */
  begin(scope: "page" | "app", page: string, askedMs: number | null): Promise<void>;
  /** Ms for which the page, or the whole app, still rests. */
  leftMs(page: string): number;
  /** Something of the page went out: its next rest is a first one again. */
  ended(page: string): void;
}

interface Row {
  nth: number;
  until: number;
}

/** No page has this id. */
const APP = "";

export function createRests(deps: {
  readonly lanes: Pick<Lanes, "queue">;
  readonly appRest: Pick<AppRest, "begin" | "leftMs">;
  readonly log: Logger;
  /** Ms of a steady clock. */
  readonly clock: () => number;
}): Rests {
  const { lanes, appRest, log, clock } = deps;
  const rows = new Map<string, Row>();

  return {
    async begin(scope, page, askedMs) {
      const who = scope === "app" ? APP : page;
      const row = rows.get(who) ?? { nth: 0, until: 0 };
      // What was in flight when the rest began is refused too, and says nothing new.
      if (clock() < row.until) return;
      const forMs = askedMs ?? restMs(row.nth + 1);
      rows.set(who, { nth: row.nth + 1, until: clock() + forMs });
      log.warn("page.rests", { page: scope === "app" ? null : page, scope, forMs, nth: row.nth + 1 });
      if (scope === "app") await appRest.begin(forMs);
      else await Promise.all(LANE_KINDS.map((kind) => lanes.queue({ kind, page }).rest(forMs)));
    },
    leftMs: (page) => Math.max(appRest.leftMs(), (rows.get(page)?.until ?? 0) - clock()),
    ended(page) {
      if (rows.size === 0) return;
      // What was in flight when the rest began may still go out, and says nothing new either.
      for (const who of [page, APP]) if (clock() >= (rows.get(who)?.until ?? 0)) rows.delete(who);
    },
  };
}
