import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tellDecision, type Decision, type KeptDecision } from "../../src/core/decision.ts";
import { decide, type Case } from "../../src/core/policy.ts";
import { windowAt } from "../../src/core/window.ts";
import { packDecision, unpackDecision } from "../../src/redis/packed-decision.ts";
import { aCase, aSendDecision, DAY, HOUR, NOW } from "../support/builders.ts";
import { cases } from "../support/cases.ts";

/** Accepted three seconds before it was judged. */
const since = (decision: Decision): number => decision.judgedAt - 3_000;
const packed = (decision: Decision): string => packDecision(decision, since(decision));
const back = (decision: Decision): KeptDecision =>
  unpackDecision(packed(decision), since(decision), decision.type);

/** As it is kept: a template without its values. */
function kept(decision: Decision): KeptDecision {
  if (decision.verdict === "reject" || decision.carriedAs.template === null) return decision;
  const { name, language } = decision.carriedAs.template;
  return { ...decision, carriedAs: { ...decision.carriedAs, template: { name, language } } };
}

/** Meta's word against the window, in words of any script, and ads that keep it open. */
const withNews: fc.Arbitrary<Case> = fc
  .record({
    it: cases,
    said: fc.option(
      fc.record({
        kind: fc.constantFrom("suppressed" as const, "window_closed" as const),
        detail: fc.string({ unit: "binary", maxLength: 200 }),
        before: fc.integer({ min: 0, max: 2 * DAY }),
      }),
    ),
    adAgo: fc.option(fc.integer({ min: 0, max: 8 * DAY })),
  })
  .map(({ it, said, adAgo }) => {
    const refused = said && {
      ...said,
      reason: "outside_window" as const,
      at: it.now - said.before,
      knownInboundAt: null,
    };
    const lastAdAt = adAgo === null ? null : it.now - adAgo;
    return { ...it, refused, lastAdAt, page: { ...it.page, adWindowHours: 100 } };
  });

test("any decision comes back as it was, and is told in the same words", () => {
  fc.assert(
    fc.property(withNews, (it) => {
      const decision = decide(it);
      expect(back(decision)).toEqual(kept(decision));
      expect(tellDecision(back(decision))).toEqual(tellDecision(decision));
    }),
    { numRuns: 2_000 },
  );
});

test("whatever stands in its names and details", () => {
  const words = fc.string({ unit: "binary" });
  fc.assert(
    fc.property(words, words, fc.array(words), (name, language, details) => {
      const carriedAs = { messagingType: "UTILITY", tag: null, template: { name, language } } as const;
      const decision = aSendDecision({ carriedAs, details });
      expect(back(decision)).toEqual(decision);
      expect(packed(decision)).toMatch(/^[ -~]*$/);
    }),
  );
});

describe("it is short:", () => {
  const inClosedWindow = {
    window: windowAt(NOW - 9 * DAY, NOW),
    carriedAs: { messagingType: "UTILITY", tag: null, template: { name: "shipped_v1", language: "en" } },
    validUntil: null,
  } as const;

  test.each<[label: string, decision: Decision, characters: number]>([
    ["in the open window", aSendDecision(), 16],
    ["until the purchase is old", aSendDecision({ validUntil: NOW + 2 * HOUR }), 25],
    ["by a template", aSendDecision(inClosedWindow), 38],
    ["refused", decide(aCase({ message: { type: "announcement" }, lastInboundAt: NOW - 9 * DAY })), 135],
  ])("%s", (_, decision, characters) => {
    expect(packed(decision).length).toBeLessThanOrEqual(characters);
  });
});
