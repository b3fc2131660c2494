/**
 * Bulk gives way: while single messages come to this process, what is done for many at once is done a few at a time,
 * so that the next single message waits for no more than those few. With no single message about, all go at once,
 * which costs less for each.
 */
import { setImmediate as nextTurn } from "node:timers/promises";

export interface Courtesy {
  /** A single message is here. */
  noticed(): void;
  /** Whether a single message came a short while ago. */
  readonly isDue: boolean;
  /** @param work  is given all of them, in their order, at once or a few at a time */
  inTurns<T>(all: readonly T[], work: (some: readonly T[]) => Promise<void>): Promise<void>;
}

/** About 3 ms of work. */
const FEW = 10;
/** So long after a single message another is expected. */
const EXPECTED_MS = 10_000;

/** @param clock  ms of a steady clock */
export function createCourtesy(clock: () => number): Courtesy {
  let lastAt = -Infinity;
  const isDue = (): boolean => clock() - lastAt < EXPECTED_MS;
  return {
    get isDue() {
      return isDue();
    },
    noticed() {
      lastAt = clock();
    },
    async inTurns(all, work) {
      for (let at = 0; at < all.length;) {
        const gives = isDue();
        const some = all.slice(at, gives ? at + FEW : undefined);
        await work(some);
        if (gives) await nextTurn();
        at += some.length;
      }
    },
  };
}
