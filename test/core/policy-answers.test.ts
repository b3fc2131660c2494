/** What a decision tells beside its verdict: how long it holds, why, and what could go instead. */
import { describe, expect, test } from "vitest";
import { tellDecision } from "../../src/core/decision.ts";
import { decide } from "../../src/core/policy.ts";
import { aCase, CATALOGUE, DAY, EVIDENCE, HOUR, iso, MINUTE, NOW } from "../support/builders.ts";
import type { CaseFields } from "../support/builders.ts";

const SWITCH = Date.parse("2026-04-27T00:00:00.000Z");
const TWO_DAYS_AGO = NOW - 2 * DAY;

const TEMPLATES = Object.fromEntries(
  [...CATALOGUE.keys()].map((type) => [type, { name: `${type}_v1`, language: "en", body: ["page"] }]),
);
const READY = { templates: TEMPLATES, humanAgent: true };

describe("a decision to send is valid until", () => {
  const event = { ...EVIDENCE.event, startsAt: iso(NOW + 2 * HOUR), endsAt: iso(NOW + 3 * HOUR) };
  const before = { now: SWITCH - HOUR, lastInboundAt: null, page: READY };
  const order = { id: "1", placedAt: iso(NOW - 179 * DAY) };

  test.each<[label: string, fields: CaseFields, validUntil: number | null]>([
    ["the window closes", {}, NOW + 23 * HOUR],
    ["the message expires", { message: { expiresAt: iso(NOW + MINUTE) } }, NOW + MINUTE],
    [
      "the window closes, before the message expires",
      { message: { expiresAt: iso(NOW + 2 * DAY) } },
      NOW + 23 * HOUR,
    ],
    ["the event ends", { message: { type: "event_reminder", event } }, NOW + 3 * HOUR],
    [
      "the event starts, when no end is known",
      { message: { type: "event_reminder" }, lastInboundAt: null, page: READY },
      NOW + DAY,
    ],
    ["the window closes, whatever event its type does not ask for", { message: { event } }, NOW + 23 * HOUR],
    ["the purchase is no longer recent", { message: { order }, lastInboundAt: null, page: READY }, NOW + DAY],
    [
      "the window closes, when the purchase does not matter",
      { message: { order: { id: "1", placedAt: iso(NOW - 180 * DAY + 1) } } },
      NOW + 23 * HOUR,
    ],
    [
      "a person may no longer answer",
      { message: { type: "agent_reply" }, lastInboundAt: TWO_DAYS_AGO, page: READY },
      NOW + 5 * DAY,
    ],
    ["the next policy comes into force", { ...before, message: { type: "account_changed" } }, SWITCH],
    [
      "always, when the page is pinned",
      { ...before, message: { type: "account_changed" }, page: { ...READY, tagPolicy: "utility" } },
      null,
    ],
    [
      "always, when the service is pinned",
      { ...before, message: { type: "account_changed" }, tagPolicy: "message_tags" },
      null,
    ],
    [
      "always, when nothing about it changes",
      { message: { type: "account_changed" }, lastInboundAt: null, page: READY },
      null,
    ],
  ])("%s", (_, fields, validUntil) => {
    expect(decide(aCase(fields))).toMatchObject({ verdict: "send", validUntil });
  });
});

describe("a decision says why in a sentence:", () => {
  const detail = (fields: CaseFields): string | undefined =>
    tellDecision(decide(aCase(fields))).because.at(-1);
  const announced = (lastInboundAt: number | null) =>
    detail({ message: { type: "announcement" }, lastInboundAt });

  test("they wrote just now", () => {
    expect(detail({ lastInboundAt: NOW - HOUR + 1 })).toBe(
      "They wrote within the last hour, so the window is open until 2026-11-23 11:00 UTC.",
    );
  });

  test.each([
    [
      "47 hours ago",
      NOW - 48 * HOUR + 1,
      "They last wrote 47 h ago; a person may still answer until 2026-11-27 12:00 UTC, anything else can go if they write again.",
    ],
    ["8 days ago", NOW - 8 * DAY, "They last wrote 8 days ago; it can go if they write again."],
    ["never", null, "They have never written to this page; it can go once they do."],
  ])("an announcement to one who wrote %s", (_, lastInboundAt, sentence) => {
    expect(announced(lastInboundAt)).toBe(sentence);
  });

  test("which template is missing", () => {
    expect(detail({ lastInboundAt: null })).toBe(
      "Create a utility template for order_shipped and name it in the page's templates.",
    );
  });

  test("which template is not approved", () => {
    const page = { templates: TEMPLATES, templateStatus: { "order_shipped_v1/en": "REJECTED" } };
    expect(detail({ lastInboundAt: null, page })).toBe("order_shipped_v1 in en is REJECTED.");
  });
});

describe("a refusal offers", () => {
  const offered = (fields: CaseFields): string[] => {
    const decision = decide(aCase(fields));
    return decision.verdict === "reject" ? decision.alternatives.map((it) => it.type) : ["sent"];
  };
  const message = { type: "announcement" };
  const ORDER_TYPES = [...CATALOGUE.values()]
    .filter((type) => type.tag === "POST_PURCHASE_UPDATE")
    .map((type) => type.name);

  test.each<[label: string, fields: CaseFields, types: string[]]>([
    ["only to wait, to a bare announcement", { message, lastInboundAt: null }, ["announcement"]],
    [
      "the order types to one that carries an order",
      { message: { ...message, order: EVIDENCE.order }, lastInboundAt: null },
      [...ORDER_TYPES, "announcement"],
    ],
    [
      "the human answer while it is allowed",
      { message, lastInboundAt: TWO_DAYS_AGO, page: READY },
      ["agent_reply", "announcement"],
    ],
    ["no human answer without the feature", { message, lastInboundAt: TWO_DAYS_AGO }, ["announcement"]],
    [
      "no human answer after 7 days",
      { message, lastInboundAt: NOW - 8 * DAY, page: READY },
      ["announcement"],
    ],
    [
      "no type of the same tag",
      { message: { type: "order_shipped" }, lastInboundAt: null },
      ["order_shipped"],
    ],
    ["nothing when it is too late anyway", { message: { ...message, expiresAt: iso(NOW) } }, []],
    ["nothing when they were told already", { message: { type: "account_changed" }, toldBefore: true }, []],
  ])("%s", (_, fields, types) => {
    expect(offered(fields)).toEqual(types);
  });
});
