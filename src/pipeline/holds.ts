/** Holding a page: its lanes pause, nothing is tried, nothing is lost; and letting it go again. */
import { LANE_KINDS } from "../core/pace.ts";
import type { Logger } from "../log.ts";
import type { Lanes } from "../redis/lanes.ts";
import type { Hold, Pages } from "../redis/pages.ts";

export interface Holds {
  hold(page: string, hold: Omit<Hold, "since">): Promise<void>;
  release(page: string, by: string): Promise<void>;
}

export function createHolds(deps: {
  readonly pages: Pick<Pages, "hold" | "release">;
  readonly lanes: Pick<Lanes, "queue" | "ring">;
  readonly log: Logger;
  readonly now: () => number;
}): Holds {
  const { pages, lanes, log, now } = deps;
  return {
    async hold(page, hold) {
      await Promise.all(LANE_KINDS.map((kind) => lanes.queue({ kind, page }).pause()));
      await pages.hold(page, { ...hold, since: now() });
      log.warn("page.held", { page, reason: hold.reason, detail: hold.detail, by: hold.by });
    },
    async release(page, by) {
      await pages.release(page);
      await Promise.all(LANE_KINDS.map((kind) => lanes.queue({ kind, page }).resume()));
      // A paused lane's worker waits for its bell.
      await Promise.all(LANE_KINDS.map((kind) => lanes.ring({ kind, page })));
      log.info("page.released", { page, by });
    },
  };
}
