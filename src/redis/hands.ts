/**
 * How many jobs a process has in hand over all its lanes. What Graph has no connection for is better left in its lane: there
 * it costs no memory, its time does not run, and whatever is more urgent still goes before it.
 */

export interface Hands {
  /**
   * Resolves when one is free, which is then taken: who asks first gets it first. Only for whoever has none; one more
   * may be had while some are free.
   */
  take(): Promise<void>;
  giveBack(): void;
  /** One more may be had by whoever has some: those that are kept for whoever has none are not counted. */
  readonly areFree: boolean;
  /** Somebody waits: whoever has one should not go on with it. */
  readonly areAwaited: boolean;
  /** A job that waits for the pace of its own page keeps no other page's from going. */
  lend<T>(wait: Promise<T>): Promise<T>;
}

/** A wait as short as this is not worth a hand-over. */
const SOON_MS = 100;

/** @param kept  of those, for whoever has none */
export function createHands(most: number, kept = 0): Hands {
  const waiting: (() => void)[] = [];
  let taken = 0;

  function giveBack(): void {
    taken -= 1;
    if (taken < most) next();
  }

  function next(): void {
    const first = waiting.shift();
    if (first === undefined) return;
    taken += 1;
    first();
  }

  return {
    get areFree() {
      return taken < most - kept;
    },
    get areAwaited() {
      return waiting.length > 0;
    },
    take() {
      if (taken >= most) return new Promise((resolve) => waiting.push(resolve));
      taken += 1;
      return Promise.resolve();
    },
    giveBack,
    async lend(wait) {
      let isLent = false;
      const timer = setTimeout(() => {
        isLent = true;
        giveBack();
      }, SOON_MS);
      try {
        return await wait;
      } finally {
        clearTimeout(timer);
        // Its moment is now: it does not wait for a hand again.
        if (isLent) taken += 1;
      }
    },
  };
}
