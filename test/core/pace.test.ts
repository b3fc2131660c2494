import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  createPace,
  isLaneKind,
  laneRate,
  MEDIA_RATE,
  probeDelayMs,
  rateWindow,
  restMs,
  usageFactor,
  type RateWindow,
} from "../../src/core/pace.ts";
import { HIGHEST_RATE } from "../../src/core/page.ts";

const ALL_AT_ONCE = Array.from({ length: 400 }, () => 0);
const rates = fc.double({ min: 0.1, max: HIGHEST_RATE, noNaN: true });

describe("the window of a rate", () => {
  test.each([
    ["one in ten seconds", 0.1, { max: 1, durationMs: 10_000 }],
    ["one a second", 1, { max: 1, durationMs: 1_000 }],
    ["three a second", 3, { max: 1, durationMs: 334 }],
    ["ten a second", 10, { max: 1, durationMs: 100 }],
    ["19 a second", 19, { max: 1, durationMs: 53 }],
    ["21 a second", 21, { max: 2, durationMs: 100 }],
    ["the default, 30 a second", 30, { max: 3, durationMs: 100 }],
    ["what an inbox bears, 40 a second", 40, { max: 4, durationMs: 100 }],
    ["Meta's limit, 300 a second", 300, { max: 30, durationMs: 100 }],
  ])("%s", (_, rate, window) => {
    expect(rateWindow(rate)).toEqual(window);
  });

  test("never allows more than the rate in the long run, and gives away less than a tenth", () => {
    fc.assert(
      fc.property(rates, (rate) => {
        const { max, durationMs } = rateWindow(rate);
        const allowed = (max * 1_000) / durationMs;
        expect(allowed).toBeLessThanOrEqual(rate);
        expect(allowed).toBeGreaterThanOrEqual(rate * 0.9);
      }),
    );
  });

  test("lets no second have as much as the rate and one window's worth", () => {
    const gaps = fc.array(fc.oneof(fc.constant(0), fc.nat({ max: 250 })), { minLength: 1, maxLength: 400 });
    fc.assert(
      fc.property(rates, gaps, (rate, arrivals) => {
        const window = rateWindow(rate);
        expect(mostInASecond(startsOf(arrivals, window))).toBeLessThan(Math.ceil(rate) + window.max);
      }),
    );
  });

  test("lets no second of full windows have more than the rate", () => {
    fc.assert(
      fc.property(rates, (rate) => {
        const starts = startsOf(ALL_AT_ONCE, rateWindow(rate));
        expect(mostInASecond(starts)).toBeLessThanOrEqual(Math.ceil(rate));
      }),
    );
  });

  test("keeps that promise to the worst arrivals: a burst at the end of one window, and more ever after", () => {
    fc.assert(
      fc.property(rates, (rate) => {
        const window = rateWindow(rate);
        const arrivals = [0, window.durationMs - 1, ...ALL_AT_ONCE];
        expect(mostInASecond(startsOf(arrivals, window))).toBeLessThan(Math.ceil(rate) + window.max);
      }),
    );
  });
});

describe("the rate of a lane", () => {
  test.each([
    ["text", 30, 30],
    ["text", 300, 300],
    ["media", 30, MEDIA_RATE],
    ["media", 2, 2],
  ] as const)("for %s on a page with %i a second is %i", (kind, pageRate, rate) => {
    expect(laneRate(kind, pageRate)).toBe(rate);
  });

  test("stays below Meta's ten a second for audio and video", () => {
    fc.assert(
      fc.property(rates, (rate) => {
        expect(laneRate("media", rate)).toBeLessThan(10);
      }),
    );
  });
});

describe("the pace of a lane", () => {
  const gaps = fc.array(fc.oneof(fc.constant(0), fc.nat({ max: 250 })), { minLength: 1, maxLength: 400 });

  test("lets no second have more than the rate, whatever comes when", () => {
    fc.assert(
      fc.property(rates, gaps, (rate, arrivals) => {
        expect(mostInASecond(paced(arrivals, () => rate))).toBeLessThanOrEqual(Math.max(1, Math.floor(rate)));
      }),
    );
  });

  test("wastes no more than 1.5 %: a backlog goes at the whole messages of the rate", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: HIGHEST_RATE }), (rate) => {
        const starts = paced(ALL_AT_ONCE, () => rate);
        expect(starts.at(-1)).toBe(Math.floor((ALL_AT_ONCE.length - 1) / rate) * 1_015);
      }),
    );
  });

  test("holds a lowered rate from the first start on", () => {
    const starts = paced(ALL_AT_ONCE, (n) => (n < 100 ? 40 : 10));
    for (const at of starts.slice(100)) {
      const lastSecond = starts.filter((start) => start > at - 1_000 && start <= at);
      expect(lastSecond.length).toBeLessThanOrEqual(10);
    }
  });

  test("spaces what is slower than one a second", () => {
    expect(paced([0, 0, 0], () => 0.25)).toEqual([0, 4_000, 8_000]);
  });

  test("does not wait for what is long past", () => {
    const pace = createPace();
    for (let n = 0; n < 5_000; n += 1) pace.started(n * 10);
    expect([pace.waitMs(49_990, 100), pace.waitMs(50_015, 100), pace.waitMs(60_000, 300)]).toEqual([
      25, 0, 0,
    ]);
    expect(pace.waitMs(49_991, 50)).toBe(524);
  });
});

test.each([
  [0, 1],
  [75, 1],
  [80, 0.82],
  [100, 0.1],
  [1_000, 0.1],
])("with %i % of Meta's allowance used, %f of the rate is left", (percent, factor) => {
  expect(usageFactor(percent)).toBeCloseTo(factor);
});

test("rests grow from a minute to half an hour, probes from that to four hours", () => {
  expect([1, 2, 5, 6, 99].map(restMs)).toEqual([60_000, 120_000, 960_000, 1_800_000, 1_800_000]);
  expect([0, 1, 3, 99].map(probeDelayMs)).toEqual([1_800_000, 3_600_000, 14_400_000, 14_400_000]);
});

test.each([
  ["text", true],
  ["media", true],
  ["video", false],
  ["", false],
])("%j as a kind of lane: %s", (kind, is) => {
  expect(isLaneKind(kind)).toBe(is);
});

/** When jobs start that arrive with these gaps: each window begins with its first start, as BullMQ's do. */
function startsOf(gaps: readonly number[], { max, durationMs }: RateWindow): number[] {
  let clock = 0;
  let windowFrom = Number.NEGATIVE_INFINITY;
  let inWindow = 0;
  return gaps.map((gap) => {
    clock += gap;
    if (clock < windowFrom + durationMs && inWindow === max) clock = windowFrom + durationMs;
    if (clock >= windowFrom + durationMs) [windowFrom, inWindow] = [clock, 0];
    inWindow += 1;
    return clock;
  });
}

/** When jobs start that arrive with these gaps and wait for their turn one behind the other. */
function paced(gaps: readonly number[], rateOf: (n: number) => number): number[] {
  const pace = createPace();
  let arrives = 0;
  let clock = 0;
  return gaps.map((gap, n) => {
    arrives += gap;
    clock = Math.max(clock, arrives);
    clock += pace.waitMs(clock, rateOf(n));
    pace.started(clock);
    return clock;
  });
}

/** @param starts  in order, epoch ms */
function mostInASecond(starts: readonly number[]): number {
  let from = 0;
  const counts = starts.map((at, i) => {
    while (at - (starts[from] ?? at) >= 1_000) from += 1;
    return i - from + 1;
  });
  return Math.max(...counts);
}
