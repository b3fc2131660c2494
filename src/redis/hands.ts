/**
 * How many jobs a process has in hand over all its lanes. What Graph has no connection for is better left in its lane: there
 * it costs no memory, its time does not run, and whatever is more urgent still goes before it.
 */

export interface Hands {
  /**
   * Resolves when one is free, which is then taken: who asks first gets it first.
   * @param isOneMore  who has some already waits until all have got that have none
   */
  take(isOneMore: boolean): Promise<void>;
  giveBack(): void;
  /** Somebody waits who has none: whoever has one should not go on with it. */
  readonly areAwaited: boolean;
  /** A job that waits for the pace of its own page keeps no other page's from going. */
  lend<T>(wait: Promise<T>): Promise<T>;
}

/** A wait as short as this is not worth a hand-over. */
const SOON_MS = 100;

export function createHands(most: number): Hands {
  const emptyHanded: (() => void)[] = [];
  const greedy: (() => void)[] = [];
  let taken = 0;

  function giveBack(): void {
    taken -= 1;
    if (taken < most) next();
  }

  function next(): void {
    const first = emptyHanded.shift() ?? greedy.shift();
    if (first === undefined) return;
    taken += 1;
    first();
  }

  return {
    get areAwaited() {
      return emptyHanded.length > 0;
    },
    take(isOneMore) {
      if (taken >= most) return new Promise((resolve) => (isOneMore ? greedy : emptyHanded).push(resolve));
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
