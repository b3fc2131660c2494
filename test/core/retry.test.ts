import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HOLD_REASONS, REASONS, type HoldReason, type Outcome, type Reason } from "../../src/core/outcome.ts";
import {
  afterSilence,
  ECHO_GRACE_MS,
  nextStep,
  retryDelay,
  type NextStep,
  type RetryRules,
} from "../../src/core/retry.ts";
import { aGraphError, HOUR, MINUTE, NOW } from "../support/builders.ts";

const RULES: RetryRules = { maxAttempts: 5, onUnknown: "resend" };
const error = aGraphError({ message: "(#2) Service temporarily unavailable" });

const sent: Outcome = { kind: "sent", graphMessageId: "m_1" };
const throttled = (scope: "page" | "app"): Outcome => ({ kind: "throttled", scope, restMs: 90_000, error });
const failed: Outcome = { kind: "failed", hold: null, error };
const held = (hold: HoldReason): Outcome => ({ kind: "failed", hold, error });
const rejected = (reason: Reason): Outcome => ({ kind: "rejected", reason, suppress: false, error });
const unknown: Outcome = { kind: "unknown", error };

const buried = (reason: Reason): NextStep => ({ kind: "bury", reason, detail: error.message });

const giveUp = (after: number): Outcome => ({ ...failed, giveUp: { after, reason: "attachment_failed" } });
const invalid = rejected("invalid_request");
const RECLASSIFY: NextStep = { kind: "reclassify" };

interface Given {
  readonly attempt?: number;
  readonly expiresAt?: number | null;
  readonly trustedWindow?: boolean;
  readonly rules?: Partial<RetryRules>;
  readonly random?: number;
}

function stepAfter(outcome: Outcome, given: Given = {}): NextStep {
  const { attempt = 1, expiresAt = null, trustedWindow = false, rules = {}, random = 0.5 } = given;
  return nextStep(outcome, { attempt, expiresAt, trustedWindow }, { ...RULES, ...rules }, NOW, random);
}

describe("the step after an attempt that was", () => {
  test.each<[label: string, outcome: Outcome, given: Given, step: NextStep]>([
    ["sent", sent, {}, { kind: "done" }],
    ["sent, the last one allowed", sent, { attempt: 5 }, { kind: "done" }],
    ["throttled for the page", throttled("page"), {}, { kind: "snooze", scope: "page", restMs: 90_000 }],
    ["throttled for the app", throttled("app"), {}, { kind: "snooze", scope: "app", restMs: 90_000 }],
    [
      "throttled, however often",
      throttled("page"),
      { attempt: 99 },
      { kind: "snooze", scope: "page", restMs: 90_000 },
    ],
    ["failed, the first", failed, {}, { kind: "retry", delayMs: 2_000 }],
    ["failed, the fourth", failed, { attempt: 4 }, { kind: "retry", delayMs: 54_000 }],
    ["failed, the last one allowed", failed, { attempt: 5 }, buried("attempts_exhausted")],
    ["failed beyond the last one allowed", failed, { attempt: 6 }, buried("attempts_exhausted")],
    [
      "failed, with just time for another",
      failed,
      { expiresAt: NOW + 2_001 },
      { kind: "retry", delayMs: 2_000 },
    ],
    ["failed, with no time for another", failed, { expiresAt: NOW + 2_000 }, buried("expired")],
    [
      "failed, with neither time nor attempts",
      failed,
      { attempt: 5, expiresAt: NOW },
      buried("attempts_exhausted"),
    ],
    [
      "failed, when Graph's own advice is longer than the schedule",
      { ...failed, delayMs: 60_000 },
      {},
      { kind: "retry", delayMs: 60_000 },
    ],
    [
      "failed, when the schedule is longer than Graph's own advice",
      { ...failed, delayMs: 60_000 },
      { attempt: 5, rules: { maxAttempts: 9 } },
      { kind: "retry", delayMs: 162_000 },
    ],
    ["failed before its own limit", giveUp(3), { attempt: 2 }, { kind: "retry", delayMs: 6_000 }],
    ["failed at its own limit", giveUp(3), { attempt: 3 }, buried("attachment_failed")],
    ["failed at the general limit before its own", giveUp(9), { attempt: 5 }, buried("attempts_exhausted")],
    ["outside a window that was trusted", rejected("outside_window"), { trustedWindow: true }, RECLASSIFY],
    ["outside any window", rejected("outside_window"), {}, buried("outside_window")],
    [
      "refused for its content in a trusted window",
      invalid,
      { trustedWindow: true },
      buried("invalid_request"),
    ],
    ["unknown", unknown, {}, { kind: "verify", delayMs: ECHO_GRACE_MS }],
    [
      "unknown, when the schedule is longer than the grace",
      unknown,
      { attempt: 4 },
      { kind: "verify", delayMs: 54_000 },
    ],
    ["unknown, the last one allowed", unknown, { attempt: 5 }, { kind: "verify", delayMs: 162_000 }],
    [
      "unknown, with no time for the grace",
      unknown,
      { expiresAt: NOW + ECHO_GRACE_MS },
      { kind: "verify", delayMs: ECHO_GRACE_MS },
    ],
    [
      "unknown, when it is not to be risked twice",
      unknown,
      { rules: { onUnknown: "bury" } },
      { kind: "verify", delayMs: ECHO_GRACE_MS },
    ],
  ])("%s", (_, outcome, given, step) => {
    expect(stepAfter(outcome, given)).toEqual(step);
  });

  test.each(Object.keys(HOLD_REASONS) as HoldReason[])(
    "failed with %s holds the page, however often",
    (reason) => {
      expect(stepAfter(held(reason), { attempt: 99, expiresAt: NOW })).toEqual({ kind: "hold", reason });
    },
  );

  test.each(Object.keys(REASONS) as Reason[])("rejected for %s buries it at once", (reason) => {
    expect(stepAfter(rejected(reason))).toEqual(buried(reason));
  });

  test("failed without a word is buried with the reason's own sentence", () => {
    const silent: Outcome = { kind: "failed", hold: null, error: aGraphError({ message: "" }) };
    expect(stepAfter(silent, { attempt: 5 })).toMatchObject({ detail: REASONS.attempts_exhausted });
  });
});

describe("silence after an answer that was lost", () => {
  test.each<[label: string, given: Given, isBuried: boolean]>([
    ["is followed by another attempt", {}, false],
    ["ends a message that is not to be risked twice", { rules: { onUnknown: "bury" } }, true],
    ["ends one that has no attempts left", { attempt: 5 }, true],
    ["spares one that has an attempt left", { attempt: 4 }, false],
    ["ends one that has expired", { expiresAt: NOW }, true],
    ["spares one that has not", { expiresAt: NOW + 1 }, false],
  ])("%s", (_, { attempt = 1, expiresAt = null, rules = {} }, isBuried) => {
    const step = afterSilence({ attempt, expiresAt, trustedWindow: false }, { ...RULES, ...rules }, NOW);
    expect(step?.reason ?? null).toBe(isBuried ? "delivery_unknown" : null);
  });
});

describe("the delay", () => {
  test.each([
    [1, 2_000],
    [2, 6_000],
    [3, 18_000],
    [4, 54_000],
    [5, 162_000],
    [6, 486_000],
    [7, 1_458_000],
    [8, 30 * MINUTE],
    [9, 30 * MINUTE],
    [2_000, 30 * MINUTE],
  ])("after attempt %i is %i ms in the middle of its jitter", (attempt, delayMs) => {
    expect(retryDelay(attempt, 0.5)).toBe(delayMs);
  });

  const attempts = fc.integer({ min: 1, max: 100 });
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

  test("stays within a quarter of the schedule", () => {
    fc.assert(
      fc.property(attempts, random, (attempt, chance) => {
        const middle = retryDelay(attempt, 0.5);
        expect(retryDelay(attempt, chance)).toBeGreaterThanOrEqual(middle * 0.75);
        expect(retryDelay(attempt, chance)).toBeLessThanOrEqual(middle * 1.25);
      }),
    );
  });

  test("never shrinks from one attempt to the next", () => {
    fc.assert(
      fc.property(attempts, random, (attempt, chance) => {
        expect(retryDelay(attempt + 1, chance)).toBeGreaterThanOrEqual(retryDelay(attempt, chance));
      }),
    );
  });

  test("spreads messages that failed together over half of itself", () => {
    expect([retryDelay(1, 0), retryDelay(1, 1)]).toEqual([1_500, 2_500]);
  });

  test("never leads past the expiry, nor past the last attempt", () => {
    const outcome = fc.constantFrom(failed, { ...failed, delayMs: MINUTE });
    const left = fc.integer({ min: 0, max: HOUR });
    fc.assert(
      fc.property(
        outcome,
        attempts,
        left,
        fc.integer({ min: 1, max: 20 }),
        random,
        (it, attempt, ms, maxAttempts, chance) => {
          const step = stepAfter(it, {
            attempt,
            expiresAt: NOW + ms,
            rules: { maxAttempts },
            random: chance,
          });
          const isRetry = step.kind === "retry";
          expect(isRetry && (attempt >= maxAttempts || step.delayMs >= ms)).toBe(false);
          expect(isRetry || step.kind === "bury").toBe(true);
        },
      ),
    );
  });
});
