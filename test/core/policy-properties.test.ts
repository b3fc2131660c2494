import * as fc from "fast-check";
import { expect, test } from "vitest";
import { TAG_POLICIES } from "../../src/core/page.ts";
import { decide, type Case } from "../../src/core/policy.ts";
import { aCase, CATALOGUE, DAY, EVIDENCE, HOUR, iso } from "../support/builders.ts";

const SWITCH = Date.parse("2026-04-27T00:00:00Z");

const template = { name: "v1", language: "en", body: ["recipient.psid"] };
const TEMPLATES = Object.fromEntries([...CATALOGUE.keys()].map((type) => [type, template]));

/** A span that is often a limit of some rule, or a millisecond beside one. */
const span = fc.oneof(
  fc.integer({ min: 0, max: 200 * DAY }),
  fc
    .tuple(fc.constantFrom(0, HOUR, DAY, 7 * DAY, 180 * DAY), fc.integer({ min: -1, max: 1 }))
    .map(([limit, beside]) => Math.max(0, limit + beside)),
);
const recently = fc.oneof(fc.integer({ min: 0, max: 8 * DAY }), span);
const signed = fc.tuple(span, fc.boolean()).map(([ms, ahead]) => (ahead ? ms : -ms));

const content = fc.constantFrom(
  { text: "Your order 1001 is on its way." },
  { text: "Hurry! 50% off everything, use the discount code SALE50 and buy now!" },
  { template: { name: "v1", language: "en" } },
);

const page = fc.record({
  humanAgent: fc.boolean(),
  tagPolicy: fc.constantFrom(...TAG_POLICIES),
  promotionGuard: fc.constantFrom("reject" as const, "flag" as const, "off" as const),
  templates: fc.constantFrom({}, TEMPLATES),
  templateStatus: fc.constantFrom(null, {}, { "v1/en": "APPROVED" }, { "v1/en": "PENDING" }),
});

/** Any case: every type, every page, moments on both sides of every limit. */
const cases: fc.Arbitrary<Case> = fc
  .record({
    type: fc.constantFrom(...CATALOGUE.keys()),
    now: signed.map((ms) => SWITCH + ms),
    wroteAgo: fc.option(recently),
    tagPolicy: fc.constantFrom(...TAG_POLICIES),
    page,
    content,
    placed: signed,
    starts: signed,
    lasts: fc.option(span, { nil: undefined }),
    registered: span,
    expires: fc.option(span, { nil: undefined }),
  })
  .map(({ now, ...it }) => {
    const startsAt = now + it.starts;
    const message = {
      type: it.type,
      content: it.content,
      order: { id: "1", placedAt: iso(now - it.placed) },
      event: {
        ...EVIDENCE.event,
        startsAt: iso(startsAt),
        registeredAt: iso(startsAt - it.registered),
        ...(it.lasts !== undefined && { endsAt: iso(startsAt + it.lasts) }),
      },
      ...(it.expires !== undefined && { expiresAt: iso(now + it.expires) }),
    };
    const lastInboundAt = it.wroteAgo === null ? null : now - it.wroteAgo;
    return aCase({ message, lastInboundAt, page: it.page, tagPolicy: it.tagPolicy, now });
  });

const RUNS = { numRuns: 400 };

test("under utility no decision carries a retired tag", () => {
  fc.assert(
    fc.property(cases, (it) => {
      const decision = decide(it);
      const tag = decision.verdict === "send" ? decision.carriedAs.tag : null;
      expect(decision.policy !== "utility" || tag === null || tag === "HUMAN_AGENT").toBe(true);
    }),
    RUNS,
  );
});

test("a tag is carried only outside the open window, and only by MESSAGE_TAG", () => {
  fc.assert(
    fc.property(cases, (it) => {
      const decision = decide(it);
      fc.pre(decision.verdict === "send");
      const { messagingType, tag } = decision.carriedAs;
      expect(messagingType === "MESSAGE_TAG").toBe(tag !== null);
      expect(tag !== null && decision.window.state === "open").toBe(false);
    }),
    RUNS,
  );
});

test("HUMAN_AGENT is never carried before 24 h, after 7 days, or without the feature", () => {
  const human = cases.map((it): Case => ({ ...it, type: CATALOGUE.get("agent_reply") ?? it.type }));
  fc.assert(
    fc.property(human, (it) => {
      const decision = decide(it);
      fc.pre(decision.verdict === "send" && decision.carriedAs.tag === "HUMAN_AGENT");
      const age = it.now - (it.lastInboundAt ?? Number.NaN);
      expect([it.page.humanAgent, age >= DAY, age < 7 * DAY]).toEqual([true, true, true]);
    }),
    RUNS,
  );
});

test("the same case gives the same decision, and is left as it was", () => {
  fc.assert(
    fc.property(cases, (it) => {
      const before = structuredClone(it);
      expect(decide(it)).toEqual(decide(it));
      expect(it).toEqual(before);
    }),
    RUNS,
  );
});

test("a decision to send is valid for a time to come, and says the same until it ends", () => {
  const moment = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(cases, moment, (it, part) => {
      const decision = decide(it);
      fc.pre(decision.verdict === "send");
      const until = decision.validUntil ?? it.now + 1_000 * DAY;
      expect(until).toBeGreaterThan(it.now);
      const between = it.now + Math.floor((until - 1 - it.now) * part);
      for (const now of [between, until - 1]) {
        expect(decide({ ...it, now })).toMatchObject({ verdict: "send", carriedAs: decision.carriedAs });
      }
    }),
    RUNS,
  );
});
