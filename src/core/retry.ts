/** When again, when never: the step that follows an attempt. Pure: `random` in [0, 1) and `now` are arguments. */
import { REASONS, type HoldReason, type Outcome, type Reason } from "./outcome.ts";

export type NextStep =
  | { readonly kind: "done" }
  /** Later, no attempt charged; the page or the whole app rests for that long. */
  | { readonly kind: "snooze"; readonly scope: "page" | "app"; readonly forMs: number }
  | { readonly kind: "retry"; readonly delayMs: number }
  | { readonly kind: "hold"; readonly reason: HoldReason }
  | { readonly kind: "bury"; readonly reason: Reason; readonly detail: string };

export interface RetryRules {
  readonly maxAttempts: number;
  readonly onUnknown: "resend" | "bury";
}

/** 2 s, 6 s, 18 s, 54 s, 162 s … up to 30 minutes: quick enough for a hiccup, patient enough for an outage. */
const FIRST_DELAY_MS = 2_000;
const GROWTH = 3;
const LONGEST_DELAY_MS = 30 * 60_000;
/** An answer that was lost may still come as an echo webhook; Meta sends those within seconds. */
export const ECHO_GRACE_MS = 20_000;
/** Meta: "stop calling; further calls extend the block". Where it does not say how long, a minute. */
const REST_MS = 60_000;
/** A quarter each way, so that messages that failed together do not come back together. */
const JITTER = 0.25;

/**
 * @param attempt  how many attempts were made, this one included
 * @param expiresAt  epoch ms after which the message is worthless; null: never
 */
export function nextStep(
  outcome: Outcome,
  attempt: number,
  expiresAt: number | null,
  rules: RetryRules,
  now: number,
  random: number,
): NextStep {
  switch (outcome.kind) {
    case "sent":
      return { kind: "done" };
    case "throttled":
      return { kind: "snooze", scope: outcome.scope, forMs: outcome.restMs ?? REST_MS };
    case "rejected":
      return { kind: "bury", reason: outcome.reason, detail: outcome.error.message };
    case "failed":
      if (outcome.hold !== null) return { kind: "hold", reason: outcome.hold };
      return again(outcome.error.message, attempt, retryDelay(attempt, random), expiresAt, rules, now);
    case "unknown": {
      if (rules.onUnknown === "bury") return bury("delivery_unknown", outcome.error.message);
      const delayMs = Math.max(ECHO_GRACE_MS, retryDelay(attempt, random));
      return again(outcome.error.message, attempt, delayMs, expiresAt, rules, now);
    }
  }
}

/** How long to wait after the `attempt`-th attempt, in ms. */
export function retryDelay(attempt: number, random: number): number {
  const delay = Math.min(FIRST_DELAY_MS * GROWTH ** (attempt - 1), LONGEST_DELAY_MS);
  return Math.round(delay * (1 - JITTER + 2 * JITTER * random));
}

function again(
  lastWords: string,
  attempt: number,
  delayMs: number,
  expiresAt: number | null,
  rules: RetryRules,
  now: number,
): NextStep {
  if (attempt >= rules.maxAttempts) return bury("attempts_exhausted", lastWords);
  if (expiresAt !== null && now + delayMs >= expiresAt) return bury("expired", lastWords);
  return { kind: "retry", delayMs };
}

function bury(reason: Reason, lastWords: string): NextStep {
  return { kind: "bury", reason, detail: lastWords === "" ? REASONS[reason] : lastWords };
}
