/** What Meta would refuse, refused here first, in any window. */
import { describe, expect, test } from "vitest";
import type { MessageInput } from "../../src/core/message.ts";
import { decide } from "../../src/core/policy.ts";
import { aCase, DAY, EVIDENCE, HOUR, iso, NOW, type CaseFields } from "../support/builders.ts";

const own = { name: "order_shipped_v1", language: "en", body: ["1001"] };
const slots = {
  header: { kind: "positional", count: 0 },
  body: { kind: "positional", count: 1 },
  buttons: 0,
} as const;
const known = (status: string) => ({ templateStatus: { "order_shipped_v1/en": { status, slots } } });
const template = (fields: Partial<typeof own> = {}): Partial<MessageInput> => ({
  content: { template: { ...own, ...fields } },
});
const PROMOTION = "Hurry! Use the discount code SALE50 and buy now!";

const reasonFor = (fields: CaseFields): string => {
  const decision = decide(aCase(fields));
  return decision.verdict === "reject" ? decision.reason : decision.carriedAs.messagingType;
};

describe.each([
  { window: "open", lastInboundAt: NOW - HOUR },
  { window: "human_agent", lastInboundAt: NOW - 2 * DAY },
  { window: "closed", lastInboundAt: null },
])("a producer's own template in a window that is $window", ({ lastInboundAt }) => {
  test.each<[label: string, fields: CaseFields, reason: string]>([
    ["goes when it is approved and filled", { page: known("APPROVED"), message: template() }, "UTILITY"],
    [
      "is refused when Meta has not approved it",
      { page: known("PENDING"), message: template() },
      "template_not_approved",
    ],
    [
      "is refused when the page has none such",
      { page: { templateStatus: {} }, message: template() },
      "template_missing",
    ],
    [
      "is refused when its values are too many",
      { page: known("APPROVED"), message: template({ body: ["1001", "DHL"] }) },
      "invalid_message",
    ],
    [
      "is refused when a value is promotion",
      { page: known("APPROVED"), message: template({ body: [PROMOTION] }) },
      "promotional_content",
    ],
    [
      "is refused where utility templates do not serve the country",
      {
        page: { ...known("APPROVED"), countries: ["US"] },
        message: { ...template(), recipient: { psid: "24681012", country: "FR" } },
      },
      "template_missing",
    ],
  ])("%s", (_, fields, reason) => {
    expect(reasonFor({ ...fields, lastInboundAt })).toBe(reason);
  });
});

describe("a value that is filled from the message", () => {
  const mapping = { order_shipped: { name: "order_shipped_v1", language: "en", body: ["content.text"] } };
  const filled = (length: number) =>
    reasonFor({
      page: { templates: mapping },
      message: { content: { text: "a".repeat(length) } },
      lastInboundAt: null,
    });

  test.each([
    [1_024, "UTILITY"],
    [1_025, "invalid_message"],
  ])("of %d characters: %s", (length, reason) => {
    expect(filled(length)).toBe(reason);
  });
});

describe("a purchase that lies in the future", () => {
  const placed = (at: number): CaseFields => ({
    message: { order: { ...EVIDENCE.order, placedAt: iso(at) } },
    page: { tagPolicy: "message_tags" },
  });

  test.each([
    ["by no more than a clock or a time zone may be wrong", NOW + DAY, "MESSAGE_TAG"],
    ["by more than that", NOW + DAY + 1, "invalid_message"],
  ])("%s", (_, at, reason) => {
    expect(reasonFor({ ...placed(at), lastInboundAt: null })).toBe(reason);
  });

  test("matters only where it has to prove something", () => {
    expect(reasonFor(placed(NOW + 30 * DAY))).toBe("UPDATE");
  });
});
