const SECOND_MS = 1000;

/** Counts calls in the second that ends now, whatever their number: a circular buffer of their times that doubles when full. */
export type SlidingSecond = {
  /** Records a call at `at` (ms of a clock that never steps back) and returns how many fell into `(at - 1 s, at]`. */
  hit(at: number): number;
  /** The most that any such second has held. */
  readonly max: number;
};

export function createSlidingSecond(): SlidingSecond {
  let times = new Float64Array(16);
  let oldest = 0;
  let count = 0;
  let max = 0;

  function grow(): void {
    const larger = new Float64Array(times.length * 2);
    larger.set(times.subarray(oldest));
    larger.set(times.subarray(0, oldest), times.length - oldest);
    times = larger;
    oldest = 0;
  }

  function forgetUpTo(limit: number): void {
    while (count > 0 && (times[oldest] ?? 0) <= limit) {
      oldest = (oldest + 1) % times.length;
      count -= 1;
    }
  }

  return {
    hit(at) {
      forgetUpTo(at - SECOND_MS);
      if (count === times.length) grow();
      times[(oldest + count) % times.length] = at;
      count += 1;
      max = Math.max(max, count);
      return count;
    },
    get max() {
      return max;
    },
  };
}

/** Counts calls over a long span in buckets: exact to one bucket, at a fixed cost. */
export type RollingCount = {
  /** Records a call and returns how many the span that ends at `at` holds. */
  hit(at: number): number;
  /** Milliseconds until the oldest calls counted fall out of the span. */
  reliefMs(at: number): number;
};

export function createRollingCount(bucketMs: number, buckets: number): RollingCount {
  const counts = new Map<number, number>();

  function forgetBefore(first: number): void {
    for (const bucket of counts.keys()) if (bucket < first) counts.delete(bucket);
  }

  return {
    hit(at) {
      const bucket = Math.floor(at / bucketMs);
      forgetBefore(bucket - buckets + 1);
      counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
      let total = 0;
      for (const calls of counts.values()) total += calls;
      return total;
    },
    reliefMs(at) {
      const first = Math.min(...counts.keys());
      return counts.size === 0 ? 0 : (first + buckets) * bucketMs - at;
    },
  };
}
