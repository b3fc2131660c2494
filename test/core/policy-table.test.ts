import { describe, expect, test } from "vitest";
import { TAGS } from "../../src/core/catalogue.ts";
import {
  carrierAt,
  changeAfter,
  policyMoment,
  policyNameAt,
  POLICY_TABLE,
  TAGS_RETIRED_AT,
} from "../../src/core/policy-table.ts";
import { DAY, NOW } from "../support/builders.ts";

test.each(TAGS)("the rows of %s follow each other without a gap or an overlap", (tag) => {
  const rows = POLICY_TABLE.filter((row) => row.tag === tag).toSorted((a, b) => a.validFrom - b.validFrom);
  expect(rows.length).toBeGreaterThan(0);
  for (const [i, row] of rows.entries()) {
    expect(row.validUntil).toBe(rows[i + 1]?.validFrom ?? null);
    expect(row.replacedBy).toBe(rows[i + 1]?.carrier ?? null);
    expect(row.source).toMatch(/20\d\d/);
  }
});

test.each([
  ["POST_PURCHASE_UPDATE", TAGS_RETIRED_AT - 1, "message_tag"],
  ["POST_PURCHASE_UPDATE", TAGS_RETIRED_AT, "utility_template"],
  ["CONFIRMED_EVENT_UPDATE", NOW, "utility_template"],
  ["ACCOUNT_UPDATE", NOW, "utility_template"],
  ["HUMAN_AGENT", TAGS_RETIRED_AT - 1, "message_tag"],
  ["HUMAN_AGENT", NOW, "message_tag"],
  ["HUMAN_AGENT", Date.parse("2019-01-01T00:00:00Z"), null],
] as const)("%s at %d is carried as %s", (tag, moment, carrier) => {
  expect(carrierAt(tag, moment)).toBe(carrier);
});

describe("a pin is a moment", () => {
  test.each([
    ["auto", "auto", TAGS_RETIRED_AT - DAY, "message_tags"],
    ["auto", "auto", TAGS_RETIRED_AT, "utility"],
    ["auto", "message_tags", NOW, "message_tags"],
    ["utility", "message_tags", TAGS_RETIRED_AT - DAY, "utility"],
    ["message_tags", "utility", NOW, "message_tags"],
  ] as const)("page %s, service %s, at %d: %s", (page, service, now, name) => {
    expect(policyNameAt(policyMoment(page, service, now))).toBe(name);
  });
});

test("the next change is known before the tags' end, and none after it", () => {
  expect(changeAfter(TAGS_RETIRED_AT - 1)).toBe(TAGS_RETIRED_AT);
  expect(changeAfter(TAGS_RETIRED_AT)).toBeNull();
});
