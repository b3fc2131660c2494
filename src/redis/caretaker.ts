/**
 * Renews the locks of what loops have in hand, and puts back what takers had that died: two duties a process, however
 * many loops it has. Timers of their own would be four thousand for two thousand lanes.
 */
import { startDuty } from "./duty.ts";
import type { JobLoop } from "./job-loop.ts";

export interface Caretaker {
  /** Locks are needed as long as something is in hand: to be called when all loops have closed. */
  stop(): Promise<void>;
}

/**
 * Renewed at half time for as long as the taker lives, so that it need not be as long as an attempt; a taker that
 * died is noticed after it, within one more interval.
 */
export const LOCK_MS = 15_000;
export const STALLED_EVERY_MS = 15_000;
/** Many to a round trip, few enough that a message's commands do not wait long behind them. */
const AT_ONCE = 100;

/** @param loops  all there are at the moment, those included that close */
export function careFor(loops: () => Iterable<JobLoop>, onError: (error: Error) => void): Caretaker {
  const duties = [
    startDuty(() => forAll((loop) => loop.renewLocks()), LOCK_MS / 2, onError),
    startDuty(() => forAll((loop) => loop.recoverStalled()), STALLED_EVERY_MS, onError),
  ];

  async function forAll(act: (loop: JobLoop) => Promise<void>): Promise<void> {
    const all = [...loops()];
    for (let from = 0; from < all.length; from += AT_ONCE)
      await Promise.all(all.slice(from, from + AT_ONCE).map(act));
  }

  return {
    async stop() {
      await Promise.all(duties.map((it) => it.stop()));
    },
  };
}
