import { expect, test } from "vitest";
import { tellOverview } from "../../src/http/overview.ts";
import type { Overview } from "../../src/pipeline/overview.ts";

const BEGAN = Date.parse("2026-11-27T13:23:00Z");

/** Ten were accepted in the minute before, four in this one. */
function told(sinceMs: number): unknown {
  const overview: Overview = {
    at: BEGAN + sinceMs,
    policy: { inForce: "utility", since: 0, pinned: false },
    outbound: { waiting: 0, scheduled: 0, active: 0 },
    lanes: { waiting: 0, delayed: 0, active: 0 },
    deadLetters: 0,
    minutes: [
      { at: BEGAN - 120_000, accepted: 100, sent: 100, dead: 100 },
      { at: BEGAN - 60_000, accepted: 10, sent: 0, dead: 2 },
      { at: BEGAN, accepted: 4, sent: 3, dead: 0 },
    ],
    oldestWaitingAt: null,
    pages: 1,
    held: [],
  };
  return tellOverview(overview).stations.lastMinute;
}

test.each([
  ["has just begun, the minute before counts whole", 0, { accepted: 14, sent: 3, dead: 2 }],
  ["is half over, half of the minute before counts", 30_000, { accepted: 9, sent: 3, dead: 1 }],
  ["is over, the minute before counts no more", 60_000, { accepted: 4, sent: 3, dead: 0 }],
  ["is long over, the minute before counts no more either", 90_000, { accepted: 4, sent: 3, dead: 0 }],
])("of a minute that %s", (_, sinceMs, lastMinute) => {
  expect(told(sinceMs)).toEqual(lastMinute);
});
