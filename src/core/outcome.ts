/** What an attempt meant, and the closed list of reasons for which a message is given up. */

/** Every reason of a dead letter, with the sentence that an operator reads. Console, CLI and docs quote it. */
export const REASONS = {
  invalid_message: "The job is not a valid message; the fields at fault are named in the detail.",
  unknown_type: "No job type of this name exists; use one of the catalogue or add it to JOB_TYPES_FILE.",
  unknown_page: "This page is not registered here; register it with its access token, then replay.",
  window_closed:
    "The person has not written in the last 24 hours, and this type may only go inside that window.",
  human_agent_expired:
    "The person last wrote more than 7 days ago; even a human answer may no longer be sent.",
  human_agent_not_enabled:
    "The person last wrote more than 24 hours ago, and the page does not have Meta's Human Agent feature.",
  template_missing:
    "Outside the 24-hour window this type needs a utility template, and the page has none for it; create one and map it.",
  template_not_approved: "The page's utility template for this type is not approved by Meta.",
  promotional_content:
    "The text looks promotional, and Meta forbids promotion outside the 24-hour window; reword it, or wait until they write.",
  purchase_too_old: "The order is too long ago to count as a recent purchase.",
  event_over: "The event is over; a reminder of it may not be sent.",
  not_registered: "The person had not signed up for this event, so it may not be announced to them.",
  recurring_account_update: "This person was told of this account change already; Meta allows it once.",
  expired: "The message was still waiting when it expired.",
  recipient_unavailable: "The person is not receiving messages from this page at the moment.",
  recipient_unknown: "Meta knows no such person on this page; the PSID may belong to another page.",
  recipient_suppressed:
    "Meta refused an earlier message to this person; nothing is tried until they write again or an operator lifts it.",
  outside_window: "Meta says that the messaging window is closed, although it looked open from here.",
  retired_tag: "Meta no longer accepts this message tag; the page must use the utility policy.",
  invalid_request: "Meta refused the request itself; its own words are in the detail.",
  attachment_failed: "Meta could not fetch or accept the attachment.",
  attempts_exhausted: "Every attempt failed; the last answer is in the detail.",
  delivery_unknown: "It is not known whether Meta delivered it, and it was not to be risked twice.",
} as const;

export type Reason = keyof typeof REASONS;

export function isReason(name: string): name is Reason {
  return Object.hasOwn(REASONS, name);
}

/** Why a message may not go: the reason, and what an operator needs beyond the reason's own sentence. */
export interface Refusal {
  readonly reason: Reason;
  readonly detail?: string;
}

/** Why a page's lane is paused. `operator`: by hand. */
export const HOLD_REASONS = {
  operator: "Paused by hand.",
  token_invalid: "Meta refuses the page's access token; give the page a new one.",
  permission_missing: "The token lacks a permission that sending needs.",
  page_restricted: "Meta has restricted this page from sending.",
} as const;

export type HoldReason = keyof typeof HOLD_REASONS;

/** Graph's own words about a refusal, kept for the operator. */
export interface GraphError {
  readonly status: number | null;
  readonly code: number | null;
  readonly subcode: number | null;
  readonly message: string;
  readonly userTitle?: string | undefined;
  readonly userMessage?: string | undefined;
  readonly traceId?: string | undefined;
  /** What the table of `graph/errors.ts` calls it; absent: its code stands in none of Meta's tables. */
  readonly meaning?: string;
}

/** What is said where Graph itself said nothing. */
export function ownWords(message: string): GraphError {
  return { status: null, code: null, subcode: null, message };
}

/** Meta's words for people, where it gives any: `message` is often only "Invalid parameter". */
export function graphWords({ message, userTitle, userMessage }: GraphError): string {
  return [userTitle, userMessage].filter((it) => it !== undefined && it !== "").join(": ") || message;
}

/** What one attempt meant. Spans are milliseconds. */
export type Outcome =
  | { readonly kind: "sent"; readonly graphMessageId: string }
  /** Too fast: the page, or the whole app, rests. Not the message's fault: no attempt is charged. */
  | {
      readonly kind: "throttled";
      readonly scope: "page" | "app";
      /** As long as Meta asks for; null: it did not say. */
      readonly restMs: number | null;
      readonly error: GraphError;
    }
  /** Certainly not sent; `hold` when no message of the page could have been. */
  | {
      readonly kind: "failed";
      readonly hold: HoldReason | null;
      readonly error: GraphError;
      /** Not before that long, whatever the schedule says. */
      readonly delayMs?: number;
      /** After so many attempts it is given up for this reason, though others would go on. */
      readonly giveUp?: { readonly after: number; readonly reason: Reason };
    }
  /** Refused for good. `suppress`: nothing more to this person until they write. */
  | {
      readonly kind: "rejected";
      readonly reason: Reason;
      readonly suppress: boolean;
      readonly error: GraphError;
    }
  /** Perhaps sent: the answer was lost. */
  | { readonly kind: "unknown"; readonly error: GraphError };

/** What Meta refused this person with; it stands until they write again. */
export interface Refused {
  /** `suppressed`: nothing is tried; `window_closed`: the open window is not believed in. */
  readonly kind: "suppressed" | "window_closed";
  readonly reason: Reason;
  /** Meta's words. */
  readonly detail: string;
  /** Epoch ms at which the attempt began: what they write from then on is news to it. */
  readonly at: number;
  /** Epoch ms of their last message that was known then; null: none. */
  readonly knownInboundAt: number | null;
}

/** What a refusal leaves standing against the person; null: it speaks of the message alone. */
export function refusedBy(
  { reason, suppress, error }: Extract<Outcome, { kind: "rejected" }>,
  when: Pick<Refused, "at" | "knownInboundAt">,
): Refused | null {
  if (!suppress && reason !== "outside_window") return null;
  return { kind: suppress ? "suppressed" : "window_closed", reason, detail: graphWords(error), ...when };
}

/** What Meta refused them with, in our sentence and in Meta's own. */
export function refusalWords({ reason, detail }: Pick<Refused, "reason" | "detail">): string {
  return detail === "" ? REASONS[reason] : `${REASONS[reason]} Meta's words: ${detail}`;
}
