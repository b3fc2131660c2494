/** Holding a page: its lanes pause, nothing is tried, nothing is lost; and letting it go again. */
import type { HoldReason } from "../core/outcome.ts";
import { LANE_KINDS, probeDelayMs } from "../core/pace.ts";
import type { Logger } from "../log.ts";
import type { Lanes } from "../redis/lanes.ts";
import type { Hold, Pages } from "../redis/pages.ts";

export interface Holds {
  /** By hand it takes the place of any other hold; else what stands stays, unless it was being probed. */
  hold(page: string, hold: Pick<Hold, "reason" | "detail" | "by">): Promise<void>;
  release(page: string, by: string): Promise<void>;
  /** Lets one message at a time go on each restricted page of ours whose probe is due. */
  probe(isOurs: (page: string) => boolean): Promise<void>;
}

/** What Meta lifts by itself, without telling. */
const PASSES: readonly HoldReason[] = ["page_restricted"];

export function createHolds(deps: {
  readonly pages: Pick<Pages, "get" | "hold" | "release" | "probesDue">;
  readonly lanes: Pick<Lanes, "queue" | "ring">;
  readonly log: Logger;
  readonly now: () => number;
}): Holds {
  const { pages, lanes, log, now } = deps;

  function onLanes(page: string, act: (queue: ReturnType<Lanes["queue"]>) => Promise<void>): Promise<void[]> {
    return Promise.all(LANE_KINDS.map((kind) => act(lanes.queue({ kind, page }))));
  }

  async function open(page: string): Promise<void> {
    await onLanes(page, (queue) => queue.resume());
    // A paused lane's worker waits for its bell.
    await Promise.all(LANE_KINDS.map((kind) => lanes.ring({ kind, page })));
  }

  async function probe(page: string): Promise<void> {
    const standing = (await pages.get(page))?.held ?? null;
    if (standing?.probe === null || standing === null) return;
    const made = standing.probe.made + 1;
    // Should nothing wait to be sent, or this process die: it is due again by then.
    const next = { at: now() + probeDelayMs(made), made, underWay: true };
    await pages.hold(page, { ...standing, probe: next });
    await onLanes(page, (queue) => queue.setConcurrency(1));
    await open(page);
    log.info("page.probed", { page, reason: standing.reason, nth: made });
  }

  /** One after the other for a page: of twenty refusals that come at once the first holds it, and the rest find it held. */
  const holding = new Map<string, Promise<void>>();

  async function hold(page: string, { reason, detail, by }: Parameters<Holds["hold"]>[1]): Promise<void> {
    const standing = (await pages.get(page))?.held ?? null;
    const isProbed = standing?.probe?.underWay === true;
    if (standing === null || isProbed || reason === "operator") {
      const since = isProbed && reason === standing?.reason ? standing.since : now();
      const made = isProbed ? (standing?.probe?.made ?? 0) : 0;
      const passes = PASSES.includes(reason) && by === "sender";
      const next = passes ? { at: now() + probeDelayMs(made), made, underWay: false } : null;
      await pages.hold(page, { reason, detail, by, since, probe: next });
      log.warn("page.held", { page, reason, detail, by });
    }
    // Again in any case: whoever wrote the hold may have died before it paused.
    await onLanes(page, (queue) => queue.pause());
  }

  return {
    hold(page, given) {
      const before = holding.get(page) ?? Promise.resolve();
      const mine = before.catch(() => undefined).then(() => hold(page, given));
      const last = mine.finally(() => {
        if (holding.get(page) === last) holding.delete(page);
      });
      holding.set(page, last);
      return last;
    },
    async release(page, by) {
      await pages.release(page);
      await onLanes(page, (queue) => queue.setConcurrency(null));
      await open(page);
      log.info("page.released", { page, by });
    },
    async probe(isOurs) {
      for (const page of await pages.probesDue(now())) if (isOurs(page)) await probe(page);
    },
  };
}
