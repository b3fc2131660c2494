import { describe, expect, test } from "vitest";
import { HOLD_REASONS, isReason, REASONS } from "../../src/core/outcome.ts";

/** As the outside contract lists them: an operator's scripts filter by these names. */
const REASON_NAMES = `
  invalid_message unknown_type unknown_page window_closed human_agent_expired human_agent_not_enabled
  template_missing template_not_approved promotional_content purchase_too_old event_over not_registered
  recurring_account_update expired recipient_unavailable recipient_unknown recipient_suppressed outside_window
  retired_tag invalid_request attachment_failed attempts_exhausted delivery_unknown`
  .trim()
  .split(/\s+/);

const A_SENTENCE = /^[A-Z][^\n]{5,}\.$/;

test("the reasons of dead letters are the ones that operators know", () => {
  expect(Object.keys(REASONS)).toEqual(REASON_NAMES);
});

describe("a sentence stands for", () => {
  test.each(Object.entries({ ...REASONS, ...HOLD_REASONS }))("%s", (_, sentence) => {
    expect(sentence).toMatch(A_SENTENCE);
  });

  test("each reason alone", () => {
    const sentences = Object.values({ ...REASONS, ...HOLD_REASONS });
    expect(new Set(sentences).size).toBe(sentences.length);
  });
});

test.each<[name: string, is: boolean]>([
  ...REASON_NAMES.map((name): [string, boolean] => [name, true]),
  ["window", false],
  ["", false],
  ["constructor", false],
  ["__proto__", false],
  ["token_invalid", false],
])("%j as a reason: %s", (name, is) => {
  expect(isReason(name)).toBe(is);
});
