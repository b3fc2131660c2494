import * as fc from "fast-check";
import { expect, test } from "vitest";
import { staysRight } from "../../src/core/decision.ts";
import { decide, type Case } from "../../src/core/policy.ts";
import { CATALOGUE, DAY } from "../support/builders.ts";
import { cases } from "../support/cases.ts";

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

test("what stays right is decided the same under any settings, approvals and later messages until its time", () => {
  const moment = fc.double({ min: 0, max: 1, noNaN: true });
  let held = 0;
  fc.assert(
    fc.property(cases, cases, moment, moment, (it, other, part, later) => {
      const decision = decide(it);
      fc.pre(decision.verdict === "send");
      const { carriedAs, validUntil, window } = decision;
      fc.pre(staysRight({ carriedAs, validUntil, lastInboundAt: window.lastInboundAt }, it.type));
      held += 1;
      const now = it.now + Math.floor(((validUntil ?? Number.NaN) - 1 - it.now) * part);
      const wroteAt = it.lastInboundAt ?? Number.NaN;
      const lastInboundAt = wroteAt + Math.floor((now - wroteAt) * later);
      const { page, tagPolicy, lastAdAt } = other;
      const again = decide({ ...it, page, tagPolicy, lastAdAt, lastInboundAt, toldBefore: true, now });
      expect(again).toMatchObject({ verdict: "send", carriedAs });
    }),
    { numRuns: 1_000 },
  );
  expect(held).toBeGreaterThan(100);
});
