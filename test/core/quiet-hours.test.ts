import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { quietHours, quietUntil, zoneName } from "../../src/core/quiet-hours.ts";

const NIGHT = { from: "22:00", to: "08:00" };
const NOON = { from: "12:30", to: "13:15" };

/** `until` in UTC; null: it is not quiet. */
function until(quiet: typeof NIGHT, zone: string, now: string): string | null {
  const at = quietUntil(quiet, zone, Date.parse(now));
  return at === null ? null : new Date(at).toISOString();
}

describe("it is quiet until", () => {
  test.each<[label: string, quiet: typeof NIGHT, zone: string, now: string, until: string | null]>([
    ["evening", NIGHT, "UTC", "2026-11-23T21:59:59.999Z", null],
    ["the first quiet minute", NIGHT, "UTC", "2026-11-23T22:00:00Z", "2026-11-24T08:00:00.000Z"],
    ["after midnight", NIGHT, "UTC", "2026-11-24T00:30:12.345Z", "2026-11-24T08:00:00.000Z"],
    ["the last quiet moment", NIGHT, "UTC", "2026-11-24T07:59:59.999Z", "2026-11-24T08:00:00.000Z"],
    ["morning", NIGHT, "UTC", "2026-11-24T08:00:00Z", null],
    ["a break within the day", NOON, "UTC", "2026-11-24T12:30:00Z", "2026-11-24T13:15:00.000Z"],
    ["beside it", NOON, "UTC", "2026-11-24T13:15:00Z", null],
    ["elsewhere", NIGHT, "Asia/Kolkata", "2026-11-23T17:00:00Z", "2026-11-24T02:30:00.000Z"],
    ["elsewhere, by day", NIGHT, "Asia/Kolkata", "2026-11-23T22:30:00Z", "2026-11-24T02:30:00.000Z"],
    ["a night of 11 hours", NIGHT, "Europe/Madrid", "2026-10-24T20:00:00Z", "2026-10-25T07:00:00.000Z"],
    ["a night of 9 hours", NIGHT, "Europe/Madrid", "2026-03-28T21:00:00Z", "2026-03-29T06:00:00.000Z"],
    [
      "an end that is skipped: the first moment after it",
      { from: "22:00", to: "02:30" },
      "Europe/Madrid",
      "2026-03-28T23:00:00Z",
      "2026-03-29T01:00:00.000Z",
    ],
    [
      "an end that comes twice: the first",
      { from: "22:00", to: "02:30" },
      "Europe/Madrid",
      "2026-10-24T23:00:00Z",
      "2026-10-25T00:30:00.000Z",
    ],
    [
      "half an hour of daylight saving",
      NIGHT,
      "Australia/Lord_Howe",
      "2026-10-03T12:00:00Z",
      "2026-10-03T21:00:00.000Z",
    ],
    ["a day that was skipped", NIGHT, "Pacific/Apia", "2011-12-30T09:00:00Z", "2011-12-30T18:00:00.000Z"],
  ])("%s", (_, quiet, zone, now, expected) => {
    expect(until(quiet, zone, now)).toBe(expected);
  });

  const clock = fc
    .tuple(fc.nat({ max: 23 }), fc.nat({ max: 59 }))
    .map((parts) => parts.map((part) => String(part).padStart(2, "0")).join(":"));
  const zones = fc.constantFrom(
    "UTC",
    "Europe/Madrid",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
  );
  const moments = fc.integer({ min: Date.parse("2026-01-01"), max: Date.parse("2027-01-01") });

  test("the first moment at which it is not", () => {
    fc.assert(
      fc.property(clock, clock, zones, moments, (from, to, zone, now) => {
        fc.pre(from !== to);
        const end = quietUntil({ from, to }, zone, now);
        if (end === null) return;
        expect(end).toBeGreaterThan(now);
        expect(quietUntil({ from, to }, zone, end)).toBeNull();
        expect(quietUntil({ from, to }, zone, end - 1)).toBe(end);
      }),
    );
  });
});

test.each([
  [{ from: "22:00", to: "22:00" }, "must not begin and end at the same time"],
  [{ from: "24:00", to: "08:00" }, "must be a time of day such as 22:00"],
  [{ from: "9:00", to: "10:00" }, "must be a time of day such as 22:00"],
  [{ from: "22:00", to: "08:00:00" }, "must be a time of day such as 22:00"],
])("%j are no quiet hours", (given, why) => {
  expect(quietHours.safeParse(given).error?.issues[0]?.message).toBe(why);
});

test.each([
  ["Europe/Madrid", true],
  ["UTC", true],
  ["Europe/Atlantis", false],
  ["", false],
])("%j as a time zone: %s", (zone, is) => {
  expect(zoneName.safeParse(zone).success).toBe(is);
});
