import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isLaneKind, laneRate, MEDIA_RATE, rateWindow, type RateWindow } from "../../src/core/pace.ts";
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

/** @param starts  in order, epoch ms */
function mostInASecond(starts: readonly number[]): number {
  let from = 0;
  const counts = starts.map((at, i) => {
    while (at - (starts[from] ?? at) >= 1_000) from += 1;
    return i - from + 1;
  });
  return Math.max(...counts);
}
