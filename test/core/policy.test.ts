import { describe, expect, test } from "vitest";
import type { Tag } from "../../src/core/catalogue.ts";
import type { Decision } from "../../src/core/decision.ts";
import type { TagPolicy } from "../../src/core/page.ts";
import { decide } from "../../src/core/policy.ts";
import { policyMoment, policyNameAt } from "../../src/core/policy-table.ts";
import { aCase, CATALOGUE, DAY, EVIDENCE, HOUR, iso, jobType, NOW } from "../support/builders.ts";
import type { CaseFields } from "../support/builders.ts";

const SWITCH = Date.parse("2026-04-27T00:00:00.000Z");
const WINDOWS = { open: NOW - HOUR, human_agent: NOW - 2 * DAY, closed: NOW - 8 * DAY, never: null };
const PROMOTION = "Hurry! 50% off everything, use the discount code SALE50 and buy now!";

const typesWith = (tag: Tag | null): string[] =>
  [...CATALOGUE.values()].filter((type) => type.tag === tag).map((type) => type.name);

/** The page's templates: one for each type, each with the order of a value that every message has. */
const TEMPLATES = Object.fromEntries(
  [...CATALOGUE.keys()].map((type) => [type, { name: `${type}_v1`, language: "en", body: ["page"] }]),
);
const APPROVED = Object.fromEntries([...CATALOGUE.keys()].map((type) => [`${type}_v1/en`, "APPROVED"]));
const READY = { templates: TEMPLATES, templateStatus: APPROVED, humanAgent: true };

/** A decision in a few words: messaging type, tag, template; or the reason. */
function inWords(decision: Decision): string {
  if (decision.verdict === "reject") return decision.reason;
  const { messagingType, tag, template } = decision.carriedAs;
  return [messagingType, tag, template && "template"].filter(Boolean).join(" ");
}

const verdictOn = (fields: CaseFields): string => inWords(decide(aCase(fields)));

describe("on a page with every template approved and the Human Agent feature", () => {
  type Row = [
    tag: Tag | null,
    policy: TagPolicy,
    open: string,
    humanAgent: string,
    closed: string,
    never: string,
  ];
  test.each<Row>([
    ["POST_PURCHASE_UPDATE", "message_tags", "UPDATE", ...thrice("MESSAGE_TAG POST_PURCHASE_UPDATE")],
    ["POST_PURCHASE_UPDATE", "utility", "UPDATE", ...thrice("UTILITY template")],
    ["CONFIRMED_EVENT_UPDATE", "message_tags", "UPDATE", ...thrice("MESSAGE_TAG CONFIRMED_EVENT_UPDATE")],
    ["CONFIRMED_EVENT_UPDATE", "utility", "UPDATE", ...thrice("UTILITY template")],
    ["ACCOUNT_UPDATE", "message_tags", "UPDATE", ...thrice("MESSAGE_TAG ACCOUNT_UPDATE")],
    ["ACCOUNT_UPDATE", "utility", "UPDATE", ...thrice("UTILITY template")],
    [
      "HUMAN_AGENT",
      "message_tags",
      "RESPONSE",
      "MESSAGE_TAG HUMAN_AGENT",
      "human_agent_expired",
      "window_closed",
    ],
    ["HUMAN_AGENT", "utility", "RESPONSE", "MESSAGE_TAG HUMAN_AGENT", "human_agent_expired", "window_closed"],
    [null, "message_tags", "UPDATE", ...thrice("window_closed")],
    [null, "utility", "UPDATE", ...thrice("window_closed")],
  ])(
    "types with %s under %s: open %s, to 7 days %s, later %s, never wrote %s",
    (tag, tagPolicy, ...verdicts) => {
      for (const type of typesWith(tag)) {
        const given = Object.values(WINDOWS).map((lastInboundAt) => {
          const decision = decide(aCase({ message: { type }, lastInboundAt, page: READY, tagPolicy }));
          expect([decision.tag, decision.policy]).toEqual([tag, tagPolicy]);
          return inWords(decision);
        });
        expect([type, ...given]).toEqual([type, ...verdicts]);
      }
    },
  );
});

describe("what a page lacks, outside the open window:", () => {
  const mapped = { templates: TEMPLATES };
  const status = (word: string) => ({ ...mapped, templateStatus: { "order_shipped_v1/en": word } });
  const needy = {
    order_shipped: {
      name: "order_shipped_v1",
      language: "en",
      body: ["order.id", "order.carrier", "metadata.city"],
    },
  };
  const own = { content: { template: { name: "mine", language: "en" } } };

  test.each<[label: string, fields: CaseFields, verdict: string]>([
    ["no template for the type", { page: { templates: {} } }, "template_missing"],
    ["a template that Meta does not know", { page: { ...mapped, templateStatus: {} } }, "template_missing"],
    [
      "a template in another language only",
      { page: { ...mapped, templateStatus: { "order_shipped_v1/de": "APPROVED" } } },
      "template_missing",
    ],
    ["a pending template", { page: status("PENDING") }, "template_not_approved"],
    ["a rejected template", { page: status("REJECTED") }, "template_not_approved"],
    ["a paused template", { page: status("PAUSED") }, "template_not_approved"],
    ["Meta's word on the templates: it was never asked", { page: mapped }, "UTILITY template"],
    ["nothing: approved", { page: status("APPROVED") }, "UTILITY template"],
    ["what the template needs of the message", { page: { templates: needy } }, "invalid_message"],
    [
      "nothing that the template needs",
      {
        page: { templates: needy },
        message: { order: { ...EVIDENCE.order, carrier: "DHL" }, metadata: { city: "Bonn" } },
      },
      "UTILITY template",
    ],
    ["the producer's own template", { message: own, page: { templateStatus: {} } }, "template_missing"],
    [
      "approval of the producer's own template",
      { message: own, page: { templateStatus: { "mine/en": "REJECTED" } } },
      "template_not_approved",
    ],
    [
      "nothing for the producer's own template",
      { message: own, page: { templateStatus: { "mine/en": "APPROVED" } } },
      "UTILITY template",
    ],
    ["a template, under message tags", { tagPolicy: "message_tags" }, "MESSAGE_TAG POST_PURCHASE_UPDATE"],
    [
      "nothing for the producer's own template, under message tags",
      { message: own, tagPolicy: "message_tags" },
      "UTILITY template",
    ],
  ])("%s", (_, fields, verdict) => {
    expect(verdictOn({ tagPolicy: "utility", lastInboundAt: WINDOWS.closed, ...fields })).toBe(verdict);
  });

  test("a template that lacks a value names each", () => {
    const decision = decide(aCase({ tagPolicy: "utility", lastInboundAt: null, page: { templates: needy } }));
    expect(decision.details.at(-1)).toBe(
      "The template order_shipped_v1 needs order.carrier, metadata.city, which the message does not carry.",
    );
  });

  test.each([
    ["under utility", "utility", true, "MESSAGE_TAG HUMAN_AGENT"],
    ["under message tags", "message_tags", true, "MESSAGE_TAG HUMAN_AGENT"],
    ["under utility, the feature", "utility", false, "human_agent_not_enabled"],
    ["under message tags, the feature", "message_tags", false, "human_agent_not_enabled"],
  ] as const)("a human answer after two days %s", (_, tagPolicy, humanAgent, verdict) => {
    const fields = { message: { type: "agent_reply" }, lastInboundAt: WINDOWS.human_agent };
    expect(verdictOn({ ...fields, page: { humanAgent }, tagPolicy })).toBe(verdict);
  });
});

describe("a human answer is allowed to the millisecond:", () => {
  test.each([
    ["1 ms before 24 h", DAY - 1, "RESPONSE"],
    ["at 24 h", DAY, "MESSAGE_TAG HUMAN_AGENT"],
    ["1 ms before 7 days", 7 * DAY - 1, "MESSAGE_TAG HUMAN_AGENT"],
    ["at 7 days", 7 * DAY, "human_agent_expired"],
  ])("%s", (_, agoMs, verdict) => {
    expect(verdictOn({ message: { type: "agent_reply" }, page: READY, lastInboundAt: NOW - agoMs })).toBe(
      verdict,
    );
  });
});

describe("the policy in force", () => {
  test.each<[label: string, page: TagPolicy, service: TagPolicy, now: number, name: string]>([
    ["by date, 1 ms before the retirement of the tags", "auto", "auto", SWITCH - 1, "message_tags"],
    ["by date, in the moment of the retirement", "auto", "auto", SWITCH, "utility"],
    ["by date, before any row", "auto", "auto", 0, "message_tags"],
    [
      "by date, on the first day of the tags",
      "auto",
      "auto",
      Date.parse("2020-03-04T00:00:00Z"),
      "message_tags",
    ],
    ["by the service's pin, against the date", "auto", "message_tags", NOW, "message_tags"],
    ["by the service's pin, before its date", "auto", "utility", SWITCH - DAY, "utility"],
    ["by the page's pin, against the date", "message_tags", "auto", NOW, "message_tags"],
    ["by the page's pin, against the service's", "utility", "message_tags", SWITCH - DAY, "utility"],
    ["by the page's pin, against the service's and the date", "message_tags", "utility", NOW, "message_tags"],
  ])("%s", (_, page, service, now, name) => {
    expect(policyNameAt(policyMoment(page, service, now))).toBe(name);
  });

  test.each([
    ["1 ms before", SWITCH - 1, "MESSAGE_TAG ACCOUNT_UPDATE"],
    ["in the moment of", SWITCH, "UTILITY template"],
  ])("decides %s the retirement of the tags", (_, now, verdict) => {
    const fields = { message: { type: "account_changed" }, lastInboundAt: null, page: READY };
    expect(verdictOn({ ...fields, now })).toBe(verdict);
  });
});

describe("what the message itself forbids", () => {
  const event = (fields: object) => ({ type: "event_reminder", event: { ...EVIDENCE.event, ...fields } });
  const order = (placedAt: number) => ({
    type: "order_shipped",
    order: { id: "1", placedAt: iso(placedAt) },
  });
  const running = { startsAt: iso(NOW - HOUR), registeredAt: iso(NOW - DAY) };
  const outside = { lastInboundAt: null, page: READY };

  test.each<[label: string, fields: CaseFields, verdict: string]>([
    ["it expires now", { message: { expiresAt: iso(NOW) } }, "expired"],
    ["it expires 1 ms later", { message: { expiresAt: iso(NOW + 1) } }, "UPDATE"],
    [
      "it expired, and may not go besides",
      { message: { type: "announcement", expiresAt: iso(NOW) }, lastInboundAt: null },
      "expired",
    ],
    [
      "the event begins now",
      { message: event({ startsAt: iso(NOW), registeredAt: iso(NOW - DAY) }) },
      "event_over",
    ],
    [
      "the event begins 1 ms later",
      { message: event({ startsAt: iso(NOW + 1), registeredAt: iso(NOW - DAY) }) },
      "UPDATE",
    ],
    ["the event runs", { message: event({ ...running, endsAt: iso(NOW + 1) }) }, "UPDATE"],
    ["the event ends now", { message: event({ ...running, endsAt: iso(NOW) }) }, "event_over"],
    [
      "the event is over, and the window closed",
      { ...outside, message: event({ ...running, endsAt: iso(NOW) }) },
      "event_over",
    ],
    [
      "an event is over that its type does not ask for",
      { message: { event: { ...EVIDENCE.event, ...running } } },
      "UPDATE",
    ],
    ["they sign up now", { ...outside, message: event({ registeredAt: iso(NOW) }) }, "UTILITY template"],
    [
      "they sign up 1 ms later",
      { ...outside, message: event({ registeredAt: iso(NOW + 1) }) },
      "not_registered",
    ],
    ["they sign up later, but wrote", { message: event({ registeredAt: iso(NOW + 1) }) }, "UPDATE"],
    ["they bought 180 days ago", { ...outside, message: order(NOW - 180 * DAY) }, "purchase_too_old"],
    [
      "they bought 1 ms less than 180 days ago",
      { ...outside, message: order(NOW - 180 * DAY + 1) },
      "UTILITY template",
    ],
    ["they bought years ago, but wrote", { message: order(NOW - 900 * DAY) }, "UPDATE"],
  ])("%s", (_, fields, verdict) => {
    expect(verdictOn(fields)).toBe(verdict);
  });
});

describe("a promotional text", () => {
  test.each<[label: string, fields: CaseFields, verdict: string]>([
    ["is refused outside the open window", {}, "promotional_content"],
    ["is refused under message tags too", { tagPolicy: "message_tags" }, "promotional_content"],
    ["goes where the page only flags it", { page: { ...READY, promotionGuard: "flag" } }, "UTILITY template"],
    [
      "goes where the page has the guard off",
      { page: { ...READY, promotionGuard: "off" } },
      "UTILITY template",
    ],
    ["goes in the open window", { lastInboundAt: WINDOWS.open }, "UPDATE"],
  ])("%s", (_, fields, verdict) => {
    expect(
      verdictOn({ message: { content: { text: PROMOTION } }, lastInboundAt: null, page: READY, ...fields }),
    ).toBe(verdict);
  });
});

test("an operator's type with more evidence than its tag asks for is judged by its tag", () => {
  const type = { ...jobType("order_shipped"), name: "warranty", evidence: ["order", "account"] as const };
  expect(verdictOn({ type, tagPolicy: "message_tags", lastInboundAt: null })).toBe(
    "MESSAGE_TAG POST_PURCHASE_UPDATE",
  );
});

function thrice(verdict: string): [string, string, string] {
  return [verdict, verdict, verdict];
}
