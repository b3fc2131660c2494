/** When again, when never: the step that follows an attempt. Pure: `random` in [0, 1) and `now` are arguments. */
import { graphWords, REASONS, type HoldReason, type Outcome, type Reason } from "./outcome.ts";

export type NextStep =
  | { readonly kind: "done" }
  /** Later, no attempt charged; the page or the whole app rests. */
  | { readonly kind: "snooze"; readonly scope: "page" | "app"; readonly restMs: number | null }
  | { readonly kind: "retry"; readonly delayMs: number }
  /** The answer was lost: an echo may still tell that it arrived; what then, `afterSilence` says. */
  | { readonly kind: "verify"; readonly delayMs: number }
  | { readonly kind: "hold"; readonly reason: HoldReason }
  /** Meta calls the window closed that looked open from here: judged once more, as closed. */
  | { readonly kind: "reclassify" }
  | { readonly kind: "bury"; readonly reason: Reason; readonly detail: string };

export interface RetryRules {
  readonly maxAttempts: number;
  readonly onUnknown: "resend" | "bury";
}

/** Of the message that was attempted. */
export interface Tried {
  /** How many attempts were made, this one included. */
  readonly attempt: number;
  /** Epoch ms after which it is worthless; null: never. */
  readonly expiresAt: number | null;
  /** Whether it went as something that only an open window allows. */
  readonly trustedWindow: boolean;
}

/** 2 s, 6 s, 18 s, 54 s, 162 s … up to 30 minutes: quick enough for a hiccup, patient enough for an outage. */
const FIRST_DELAY_MS = 2_000;
const GROWTH = 3;
const LONGEST_DELAY_MS = 30 * 60_000;
/** An answer that was lost may still come as an echo webhook; Meta sends those within seconds. */
export const ECHO_GRACE_MS = 20_000;
/** A quarter each way, so that messages that failed together do not come back together. */
const JITTER = 0.25;

export function nextStep(
  outcome: Outcome,
  tried: Tried,
  rules: RetryRules,
  now: number,
  random: number,
): NextStep {
  switch (outcome.kind) {
    case "sent":
      return { kind: "done" };
    case "throttled":
      return { kind: "snooze", scope: outcome.scope, restMs: outcome.restMs };
    case "rejected":
      if (outcome.reason === "outside_window" && tried.trustedWindow) return { kind: "reclassify" };
      return bury(outcome.reason, graphWords(outcome.error));
    case "failed":
      return outcome.hold === null
        ? afterFailure(outcome, tried, rules, now, random)
        : { kind: "hold", reason: outcome.hold };
    case "unknown":
      return { kind: "verify", delayMs: Math.max(ECHO_GRACE_MS, retryDelay(tried.attempt, random)) };
  }
}

/** The answer was lost and no echo came. Null: it is sent again. */
export function afterSilence(
  { attempt, expiresAt }: Tried,
  rules: RetryRules,
  now: number,
): Extract<NextStep, { kind: "bury" }> | null {
  const mayResend = rules.onUnknown === "resend" && attempt < rules.maxAttempts;
  return mayResend && !isOver(expiresAt, now) ? null : bury("delivery_unknown", "");
}

/** How long to wait after the `attempt`-th attempt, in ms. */
export function retryDelay(attempt: number, random: number): number {
  const delay = Math.min(FIRST_DELAY_MS * GROWTH ** (attempt - 1), LONGEST_DELAY_MS);
  return Math.round(delay * (1 - JITTER + 2 * JITTER * random));
}

function afterFailure(
  { error, delayMs: leastMs = 0, giveUp }: Extract<Outcome, { kind: "failed" }>,
  { attempt, expiresAt }: Tried,
  rules: RetryRules,
  now: number,
  random: number,
): NextStep {
  const words = graphWords(error);
  if (giveUp !== undefined && attempt >= giveUp.after) return bury(giveUp.reason, words);
  if (attempt >= rules.maxAttempts) return bury("attempts_exhausted", words);
  const delayMs = Math.max(leastMs, retryDelay(attempt, random));
  return isOver(expiresAt, now + delayMs) ? bury("expired", words) : { kind: "retry", delayMs };
}

function isOver(expiresAt: number | null, at: number): boolean {
  return expiresAt !== null && at >= expiresAt;
}

function bury(reason: Reason, lastWords: string): Extract<NextStep, { kind: "bury" }> {
  return { kind: "bury", reason, detail: lastWords === "" ? REASONS[reason] : lastWords };
}
