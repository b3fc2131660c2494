import type { PageId } from "./ids.ts";
import { createSlidingSecond, type SlidingSecond } from "./rate.ts";

type Traffic = "text" | "media";
type PageCounts = { requests: number; accepted: number } & Record<Traffic, SlidingSecond>;

/** Counters since the start or the last reset. */
export type Stats = {
  countRequest(): void;
  /** A call to the page's messages edge, as it arrived at `at`, whatever becomes of it. */
  countSend(id: PageId, traffic: Traffic, at: number): void;
  countAccepted(id: PageId): void;
  /** `name` is `code` or `code/subcode`. */
  countRefused(name: string): void;
  countFault(kind: string): void;
  show(): Record<string, unknown>;
  reset(): void;
};

export function createStats(): Stats {
  let requests = 0;
  let accepted = 0;
  const refused = new Map<string, number>();
  const faults = new Map<string, number>();
  const pages = new Map<PageId, PageCounts>();

  function countsOf(id: PageId): PageCounts {
    const known = pages.get(id);
    if (known !== undefined) return known;
    const counts = { requests: 0, accepted: 0, text: createSlidingSecond(), media: createSlidingSecond() };
    pages.set(id, counts);
    return counts;
  }

  return {
    countRequest() {
      requests += 1;
    },
    countSend(id, traffic, at) {
      const counts = countsOf(id);
      counts.requests += 1;
      counts[traffic].hit(at);
    },
    countAccepted(id) {
      accepted += 1;
      countsOf(id).accepted += 1;
    },
    countRefused: (name) => increment(refused, name),
    countFault: (kind) => increment(faults, kind),
    show: () => ({
      requests,
      accepted,
      refused: Object.fromEntries(refused),
      faults: Object.fromEntries(faults),
      maxPerSecond: {
        text: highest([...pages.values()].map((page) => page.text.max)),
        media: highest([...pages.values()].map((page) => page.media.max)),
      },
      pages: Object.fromEntries([...pages].map(([id, counts]) => [id, showPage(counts)])),
    }),
    reset() {
      requests = 0;
      accepted = 0;
      refused.clear();
      faults.clear();
      pages.clear();
    },
  };
}

function showPage({ requests, accepted, text, media }: PageCounts): Record<string, unknown> {
  return { requests, accepted, maxPerSecond: { text: text.max, media: media.max } };
}

function highest(counts: readonly number[]): number {
  return counts.reduce((most, count) => Math.max(most, count), 0);
}

function increment(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
