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
    ["one in ten seconds", 0.1, { max: 1, durationMs: 9_990 }],
    ["one a second", 1, { max: 1, durationMs: 990 }],
    ["three a second", 3, { max: 1, durationMs: 324 }],
    ["ten a second", 10, { max: 1, durationMs: 90 }],
    ["19 a second", 19, { max: 1, durationMs: 48 }],
    ["21 a second", 21, { max: 2, durationMs: 86 }],
    ["the default, 30 a second", 30, { max: 3, durationMs: 90 }],
    ["what an inbox bears, 40 a second", 40, { max: 4, durationMs: 90 }],
    ["59 a second", 59, { max: 5, durationMs: 77 }],
    ["Meta's limit, 300 a second", 300, { max: 30, durationMs: 90 }],
  ])("%s", (_, rate, window) => {
    expect(rateWindow(rate)).toEqual(window);
  });

  test("never holds up what the rate allows, and allows at most a ninth more in the long run", () => {
    fc.assert(
      fc.property(rates, (rate) => {
        const { max, durationMs } = rateWindow(rate);
        const allowed = (max * 1_000) / durationMs;
        expect(allowed).toBeGreaterThanOrEqual(rate);
        expect(allowed).toBeLessThanOrEqual(rate / 0.9);
      }),
    );
  });

  /** So many windows can begin in a second. */
  const windowsInASecond = ({ durationMs }: RateWindow) => Math.ceil(1_000 / durationMs);

  test("lets no second have as much as its windows and one window's worth, whatever arrives when", () => {
    const gaps = fc.array(fc.oneof(fc.constant(0), fc.nat({ max: 250 })), { minLength: 1, maxLength: 400 });
    const endOfOneWindow = (rate: number) => [0, rateWindow(rate).durationMs - 1, ...ALL_AT_ONCE];
    fc.assert(
      fc.property(rates, gaps, (rate, arrivals) => {
        const window = rateWindow(rate);
        for (const those of [arrivals, endOfOneWindow(rate)])
          expect(mostInASecond(startsOf(those, window))).toBeLessThan(
            (windowsInASecond(window) + 1) * window.max,
          );
      }),
    );
  });

  test("lets no second of full windows have more than its windows", () => {
    fc.assert(
      fc.property(rates, (rate) => {
        const window = rateWindow(rate);
        const starts = startsOf(ALL_AT_ONCE, window);
        expect(mostInASecond(starts)).toBeLessThanOrEqual(windowsInASecond(window) * window.max);
      }),
    );
  });

  test("holds back no start that the owner's clock allows, if each window begins up to ten milliseconds late", () => {
    fc.assert(
      fc.property(rates, (rate) => {
        const { max, durationMs } = rateWindow(rate);
        const late = Math.min(10, durationMs / 10);
        expect((max * 1_000) / (durationMs + late)).toBeGreaterThanOrEqual(rate * 0.97);
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
