/**
 * What a Graph error means. One table, matched on (code, subcode) first, then on the code alone, then by
 * `is_transient`, then by HTTP status.
 *
 * Codes: Messenger Platform "Error codes", 2026-06-25; Graph API "Error handling" and "Rate limiting".
 * Rows that Meta lists nowhere say where they were seen.
 */
import { z } from "zod";
import type { GraphError, HoldReason, Outcome, Reason } from "../core/outcome.ts";

type Meaning =
  | { readonly kind: "throttled"; readonly scope: "page" | "app" }
  | { readonly kind: "retry" }
  | { readonly kind: "hold"; readonly reason: HoldReason }
  | { readonly kind: "bury"; readonly reason: Reason; readonly suppress?: true }
  | { readonly kind: "verify" };

const PAGE_RESTS: Meaning = { kind: "throttled", scope: "page" };
const APP_RESTS: Meaning = { kind: "throttled", scope: "app" };
const RETRY: Meaning = { kind: "retry" };
const TOKEN: Meaning = { kind: "hold", reason: "token_invalid" };
const PERMISSION: Meaning = { kind: "hold", reason: "permission_missing" };
const RESTRICTED: Meaning = { kind: "hold", reason: "page_restricted" };
const INVALID: Meaning = { kind: "bury", reason: "invalid_request" };
const OUTSIDE: Meaning = { kind: "bury", reason: "outside_window" };
const UNAVAILABLE: Meaning = { kind: "bury", reason: "recipient_unavailable", suppress: true };
const ATTACHMENT: Meaning = { kind: "bury", reason: "attachment_failed" };

/** Keys are `code/subcode` or `code`. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  "1": { kind: "verify" },
  "1/99": PERMISSION,
  // "Invalid JSON reply": documented as sent although an error came back.
  "1/1357046": { kind: "verify" },
  "2": RETRY,
  "3": PERMISSION,
  "4": APP_RESTS,
  "10": PERMISSION,
  "10/2018278": OUTSIDE,
  "10/2018065": OUTSIDE,
  "10/2018108": UNAVAILABLE,
  "10/1893063": RESTRICTED,
  "10/1893015": UNAVAILABLE,
  // Of this thread alone: European rules forbid it.
  "10/2018336": INVALID,
  "17": PAGE_RESTS,
  "32": PAGE_RESTS,
  "100": INVALID,
  // Retired tag; in none of Meta's tables, seen live since 2026-04-27 (chatwoot/chatwoot#14669).
  "100/1893061": { kind: "bury", reason: "retired_tag" },
  // Human Agent not approved; the top-level code was not recorded where it was seen.
  "100/2018276": { kind: "bury", reason: "human_agent_not_enabled" },
  "10/2018276": { kind: "bury", reason: "human_agent_not_enabled" },
  "100/2018001": { kind: "bury", reason: "recipient_unknown", suppress: true },
  "100/2018008": RETRY,
  "100/2018294": RETRY,
  "100/2018047": ATTACHMENT,
  "100/2018074": ATTACHMENT,
  "100/2018109": ATTACHMENT,
  // The app id is not the token's: nothing of this page could be sent.
  "100/2018164": PERMISSION,
  "102": TOKEN,
  "190": TOKEN,
  "200": PERMISSION,
  "200/1545041": UNAVAILABLE,
  "230": PERMISSION,
  "341": APP_RESTS,
  "368": RESTRICTED,
  "551": UNAVAILABLE,
  "613": PAGE_RESTS,
  "613/1996": APP_RESTS,
  "613/2018338": UNAVAILABLE,
  "1200": RETRY,
  "2022": RESTRICTED,
  "80001": PAGE_RESTS,
  "80006": PAGE_RESTS,
  // "Send messages" (2026-05-05) lists it as a code for a closed window; as a subcode it means the person.
  "1545041": OUTSIDE,
  // Only the thread's receivers may send.
  "2018171": PERMISSION,
  "2018300": RETRY,
  "2018321": RETRY,
};

const graphErrorSchema = z.object({
  error: z.object({
    message: z.string().catch(""),
    code: z.number(),
    error_subcode: z.number().optional().catch(undefined),
    error_user_title: z.string().optional().catch(undefined),
    error_user_msg: z.string().optional().catch(undefined),
    is_transient: z.boolean().optional().catch(undefined),
    fbtrace_id: z.string().optional().catch(undefined),
  }),
});

const sentSchema = z.object({ message_id: z.string().min(1) });

/** @param body  the parsed JSON; undefined when there was none. `restMs` comes from the usage headers, if any. */
export function outcomeOf(status: number, body: unknown, restMs: number | null): Outcome {
  const sent = sentSchema.safeParse(body);
  if (status < 300 && sent.success) return { kind: "sent", graphMessageId: sent.data.message_id };
  const parsed = graphErrorSchema.safeParse(body);
  if (!parsed.success) return withoutWords(status);
  const { code, error_subcode: subcode = null, is_transient: transient = false, ...said } = parsed.data.error;
  const error: GraphError = {
    status,
    code,
    subcode,
    message: said.message,
    userTitle: said.error_user_title,
    userMessage: said.error_user_msg,
    traceId: said.fbtrace_id,
  };
  return outcomeFor(meaningOf(code, subcode, transient, status), error, restMs);
}

function meaningOf(code: number, subcode: number | null, transient: boolean, status: number): Meaning {
  const known = MEANINGS[`${String(code)}/${String(subcode)}`] ?? MEANINGS[String(code)];
  if (known !== undefined) return transient && known === INVALID ? RETRY : known;
  // 200 to 299 are permissions (Graph API, "Error handling").
  if (code > 200 && code < 300) return PERMISSION;
  if (transient) return RETRY;
  return status >= 500 ? { kind: "verify" } : INVALID;
}

function outcomeFor(meaning: Meaning, error: GraphError, restMs: number | null): Outcome {
  switch (meaning.kind) {
    case "throttled":
      return { kind: "throttled", scope: meaning.scope, restMs, error };
    case "retry":
      return { kind: "failed", hold: null, error };
    case "hold":
      return { kind: "failed", hold: meaning.reason, error };
    case "bury":
      return { kind: "rejected", reason: meaning.reason, suppress: meaning.suppress ?? false, error };
    case "verify":
      return { kind: "unknown", error };
  }
}

/** An answer that is not Graph's: HTML, nothing, a body without an id. Only a 4xx or a redirect surely sent nothing. */
function withoutWords(status: number): Outcome {
  const error: GraphError = {
    status,
    code: null,
    subcode: null,
    message: `HTTP ${String(status)} without a Graph answer`,
  };
  return status >= 300 && status < 500 ? { kind: "failed", hold: null, error } : { kind: "unknown", error };
}
