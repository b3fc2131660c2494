import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { changesAt, windowAt } from "../../src/core/window.ts";
import { DAY, HOUR, NOW } from "../support/builders.ts";

const openUntil = (at: number) => ({ closesAt: at + DAY, humanAgentUntil: at + 7 * DAY });
const answerable = (at: number) => ({ closesAt: null, humanAgentUntil: at + 7 * DAY });
const CLOSED = { closesAt: null, humanAgentUntil: null };

describe("a window", () => {
  test.each([
    ["the moment they wrote", 0, "open", openUntil(NOW)],
    ["1 ms later", 1, "open", openUntil(NOW)],
    ["1 ms before 24 h", DAY - 1, "open", openUntil(NOW)],
    ["at 24 h", DAY, "human_agent", answerable(NOW)],
    ["1 ms after 24 h", DAY + 1, "human_agent", answerable(NOW)],
    ["1 ms before 7 days", 7 * DAY - 1, "human_agent", answerable(NOW)],
    ["at 7 days", 7 * DAY, "closed", CLOSED],
    ["1 ms after 7 days", 7 * DAY + 1, "closed", CLOSED],
    ["a year later", 365 * DAY, "closed", CLOSED],
  ] as const)("%s", (_, agoMs, state, ends) => {
    expect(windowAt(NOW, NOW + agoMs)).toEqual({ state, lastInboundAt: NOW, ...ends });
  });

  test("of a person who never wrote is closed", () => {
    expect(windowAt(null, NOW)).toEqual({ state: "closed", lastInboundAt: null, ...CLOSED });
  });
});

/** Twenty-four hours are 24 hours, whatever the clock on the wall does. */
describe("a window lasts 24 hours and 7 days across", () => {
  test.each([
    [
      "the spring change in Berlin",
      "2026-03-28T20:00:00+01:00",
      "2026-03-29T21:00:00+02:00",
      "2026-04-04T21:00:00+02:00",
    ],
    [
      "the autumn change in Berlin",
      "2026-10-24T20:00:00+02:00",
      "2026-10-25T19:00:00+01:00",
      "2026-10-31T19:00:00+01:00",
    ],
    ["29 February", "2028-02-28T12:00:00Z", "2028-02-29T12:00:00Z", "2028-03-06T12:00:00Z"],
    ["28 February of a common year", "2027-02-28T12:00:00Z", "2027-03-01T12:00:00Z", "2027-03-07T12:00:00Z"],
    [
      "the turn of the year",
      "2026-12-31T23:59:59.999Z",
      "2027-01-01T23:59:59.999Z",
      "2027-01-07T23:59:59.999Z",
    ],
  ])("%s", (_, wroteAt, closesAt, answerableUntil) => {
    const at = Date.parse(wroteAt);
    const stateAt = (moment: string, ms: number) => windowAt(at, Date.parse(moment) + ms).state;
    expect([stateAt(closesAt, -1), stateAt(closesAt, 0)]).toEqual(["open", "human_agent"]);
    expect([stateAt(answerableUntil, -1), stateAt(answerableUntil, 0)]).toEqual(["human_agent", "closed"]);
  });
});

describe("when the state next changes", () => {
  test.each([
    ["an open window: when it closes", HOUR, NOW - HOUR + DAY],
    ["after 24 h: when a person may no longer answer", 2 * DAY, NOW + 5 * DAY],
    ["a closed window: not by itself", 8 * DAY, null],
  ])("%s", (_, agoMs, at) => {
    expect(changesAt(windowAt(NOW - agoMs, NOW))).toBe(at);
  });

  test("it changes exactly then, and not before", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4e12 }),
        fc.nat({ max: 7 * DAY - 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (wroteAt, age, part) => {
          const now = wroteAt + age;
          const { state } = windowAt(wroteAt, now);
          const next = changesAt(windowAt(wroteAt, now)) ?? Number.NaN;
          const between = now + Math.floor((next - 1 - now) * part);
          expect([windowAt(wroteAt, between).state, windowAt(wroteAt, next - 1).state]).toEqual([
            state,
            state,
          ]);
          expect(windowAt(wroteAt, next).state).not.toBe(state);
        },
      ),
    );
  });
});
