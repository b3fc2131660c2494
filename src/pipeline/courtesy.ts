/**
 * Bulk gives way: while single messages come to this process, what is done for many at once is done a few at a time,
 * so that the next single message waits for no more than those few. With no single message about, it is done a hundred
 * at a time, which costs less for each, and with a second hundred on its way while Redis has the first. All four
 * hundred of a job at once would keep the messages in hand waiting, and live long enough to cost V8 a fifth more.
 */
import { setImmediate as nextTurn } from "node:timers/promises";

export interface Courtesy {
  /** A single message is here. */
  noticed(): void;
  /** Whether a single message came a short while ago. */
  readonly isDue: boolean;
  /** @param work  is given some of them after the other; begins with them in their order, and may overlap itself */
  inTurns<T>(all: readonly T[], work: (some: readonly T[]) => Promise<void>): Promise<void>;
}

/** About 3 ms of work. */
const FEW = 10;
const MANY = 100;
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
      let at = 0;
      async function goOn(isSecond: boolean): Promise<void> {
        while (at < all.length) {
          const gives = isDue();
          if (gives && isSecond) return;
          const some = all.slice(at, at + (gives ? FEW : MANY));
          at += some.length;
          try {
            await work(some);
          } catch (error) {
            at = all.length;
            throw error;
          }
          if (gives) await nextTurn();
        }
      }
      await Promise.all([goOn(false), goOn(true)]);
    },
  };
}
