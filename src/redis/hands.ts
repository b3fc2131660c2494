/**
 * How many jobs a process has in hand over all its lanes. What Graph has no connection for is better left in its lane: there
 * it costs no memory, its time does not run, and whatever is more urgent still goes before it.
 */

/** Of thousands in line each is no more than itself: a promise of each, and what awaits it, would be a kilobyte. */
export interface InLine {
  /** Its turn has come: one is free, and taken for it. */
  handed(): void;
}

export interface Hands {
  /**
   * True: one was free, which is taken now. False: it is in line, where who asks first gets one first. Only for whoever has
   * none; one more may be had while some are free.
   */
  take(asks: InLine): boolean;
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
  const waiting: InLine[] = [];
  let taken = 0;

  function giveBack(): void {
    taken -= 1;
    if (taken < most) next();
  }

  function next(): void {
    const first = waiting.shift();
    if (first === undefined) return;
    taken += 1;
    // Not from here: one that gives it back at once would have the next called from within, and so on.
    queueMicrotask(() => first.handed());
  }

  return {
    get areFree() {
      return taken < most - kept;
    },
    get areAwaited() {
      return waiting.length > 0;
    },
    take(asks) {
      if (taken < most) taken += 1;
      else {
        waiting.push(asks);
        return false;
      }
      return true;
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
