/** Cases for policy to judge, of every kind, for properties that hold in all of them. */
import * as fc from "fast-check";
import { TAG_POLICIES } from "../../src/core/page.ts";
import type { Case } from "../../src/core/policy.ts";
import { aCase, CATALOGUE, DAY, EVIDENCE, HOUR, iso } from "./builders.ts";

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
  adWindowHours: fc.constantFrom(undefined, 24, 72, 168),
});

/** Any case: every type, every page, moments on both sides of every limit. */
export const cases: fc.Arbitrary<Case> = fc
  .record({
    type: fc.constantFrom(...CATALOGUE.keys()),
    now: signed.map((ms) => SWITCH + ms),
    wroteAgo: fc.option(recently),
    byAd: fc.boolean(),
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
    const lastAdAt = it.byAd ? lastInboundAt : null;
    return aCase({ message, lastInboundAt, lastAdAt, page: it.page, tagPolicy: it.tagPolicy, now });
  });
