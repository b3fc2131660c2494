/** A numbered log that keeps its last entries, oldest first. */
export type Journal<T> = {
  /** The number of the next entry: 1 after the start or a reset. */
  readonly nextId: number;
  readonly kept: number;
  /** Returns the entry that had to go to make room. */
  add(entry: T): T | undefined;
  entries(): Iterable<T>;
  clear(): void;
};

export function createJournal<T extends { readonly id: number }>(capacity: number): Journal<T> {
  if (!Number.isInteger(capacity) || capacity < 1) {
    throw new RangeError(`A log must keep a whole number of entries, at least 1; it was told ${capacity}.`);
  }
  let ring: T[] = [];
  let oldest = 0;
  let nextId = 1;

  function replaceOldest(entry: T): T | undefined {
    const gone = ring[oldest];
    ring[oldest] = entry;
    oldest = (oldest + 1) % capacity;
    return gone;
  }

  return {
    get nextId() {
      return nextId;
    },
    get kept() {
      return ring.length;
    },
    add(entry) {
      nextId = entry.id + 1;
      if (ring.length === capacity) return replaceOldest(entry);
      ring.push(entry);
      return undefined;
    },
    entries: () => [...ring.slice(oldest), ...ring.slice(0, oldest)],
    clear() {
      ring = [];
      oldest = 0;
      nextId = 1;
    },
  };
}
