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
  | { readonly kind: "retry"; readonly delayMs?: number; readonly giveUp?: GiveUp }
  | { readonly kind: "hold"; readonly reason: HoldReason }
  | { readonly kind: "bury"; readonly reason: Reason; readonly suppress?: true }
  | { readonly kind: "verify" };

interface GiveUp {
  readonly after: number;
  readonly reason: Reason;
}

const PAGE_RESTS: Meaning = { kind: "throttled", scope: "page" };
const APP_RESTS: Meaning = { kind: "throttled", scope: "app" };
const RETRY: Meaning = { kind: "retry" };
const VERIFY: Meaning = { kind: "verify" };
const TOKEN: Meaning = { kind: "hold", reason: "token_invalid" };
const PERMISSION: Meaning = { kind: "hold", reason: "permission_missing" };
const RESTRICTED: Meaning = { kind: "hold", reason: "page_restricted" };
const INVALID: Meaning = { kind: "bury", reason: "invalid_request" };
const OUTSIDE: Meaning = { kind: "bury", reason: "outside_window" };
const NO_HUMAN_AGENT: Meaning = { kind: "bury", reason: "human_agent_not_enabled" };
const UNAVAILABLE: Meaning = { kind: "bury", reason: "recipient_unavailable", suppress: true };
const ATTACHMENT: Meaning = { kind: "bury", reason: "attachment_failed" };

const MINUTE_MS = 60_000;

function tries(after: number, reason: Reason, delayMs?: number): Meaning {
  return { kind: "retry", giveUp: { after, reason }, ...(delayMs !== undefined && { delayMs }) };
}

/** Code, subcode (null: all that have no row of their own), what Meta means by it, what it means here. */
const ROWS: readonly (readonly [code: number, subcode: number | null, name: string, meaning: Meaning])[] = [
  [1, null, "unknown error, perhaps downtime", VERIFY],
  [1, 99, "access or permission missing", PERMISSION],
  [1, 1357046, "invalid JSON reply; documented as sent although an error came back", VERIFY],
  [2, null, "temporary service issue", RETRY],
  [2, 2018344, "terms of custom labels not accepted", INVALID],
  [3, null, "capability or permission missing", PERMISSION],
  [4, null, "request limit of the app", APP_RESTS],
  [4, 2018022, "too many sends to phone numbers", APP_RESTS],
  [4, 2018354, "least delay between marketing messages", INVALID],
  [9, 2018352, "limit of opt-in requests", INVALID],
  [10, null, "permission denied or removed", PERMISSION],
  [10, 1404170, "page restricted from opt-in requests", INVALID],
  [10, 1893015, "person stopped this topic", UNAVAILABLE],
  [10, 1893063, "page temporarily restricted for policy", RESTRICTED],
  [10, 2018065, "outside the window, in the words of the news permission", OUTSIDE],
  [10, 2018108, "person cannot receive messages now", UNAVAILABLE],
  [10, 2018276, "human agent not approved", NO_HUMAN_AGENT],
  [10, 2018278, "outside the window", OUTSIDE],
  // Of this thread alone: European rules forbid it.
  [10, 2018336, "thread under European rules", INVALID],
  [10, 2534022, "outside the window, on Instagram", OUTSIDE],
  [10, 2534077, "Instagram account no longer linked", PERMISSION],
  [17, null, "request limit of the token's user", PAGE_RESTS],
  [32, null, "request limit of the page", PAGE_RESTS],
  [100, null, "invalid parameter", INVALID],
  [100, 33, "object missing, or no permission for it", INVALID],
  // In none of Meta's tables, seen live since 2026-04-27 (chatwoot/chatwoot#14669).
  [100, 1893061, "retired tag", { kind: "bury", reason: "retired_tag" }],
  [
    100,
    2018001,
    "no such person on this page",
    { kind: "bury", reason: "recipient_unknown", suppress: true },
  ],
  [100, 2018008, "file could not be fetched", tries(3, "attachment_failed")],
  [100, 2018014, "message and state together", INVALID],
  [100, 2018034, "empty message", INVALID],
  [100, 2018047, "attachment of another type", ATTACHMENT],
  [100, 2018074, "attachment id not owned", ATTACHMENT],
  [100, 2018109, "attachment too big", ATTACHMENT],
  // The app id is not the token's: nothing of this page could be sent.
  [100, 2018164, "app id not the token's", PERMISSION],
  // The top-level code was not recorded where it was seen: the same under 10.
  [100, 2018276, "human agent not approved", NO_HUMAN_AGENT],
  [100, 2018294, "video not fetched in 75 seconds, or corrupt", tries(2, "attachment_failed")],
  [100, 2534013, "Instagram link broken", INVALID],
  [100, 2534014, "no such Instagram user", INVALID],
  [100, 2534015, "bad data for Instagram", INVALID],
  [100, 2534025, "comment may not be answered", INVALID],
  [100, 2534029, "business blocked from messaging", RESTRICTED],
  [100, 2534037, "thread owned by another app", INVALID],
  [102, null, "session invalid", TOKEN],
  [190, null, "token expired, revoked or invalid", TOKEN],
  [190, 458, "app not installed", TOKEN],
  [190, 459, "user must pass a checkpoint", TOKEN],
  [190, 460, "password changed", TOKEN],
  [190, 463, "token expired", TOKEN],
  [190, 464, "user not confirmed", TOKEN],
  [190, 467, "token no longer valid", TOKEN],
  // A new token fails too, until the role is given back.
  [190, 492, "user lost their role on the page", TOKEN],
  [200, null, "permission missing", PERMISSION],
  [200, 1545041, "person not available", UNAVAILABLE],
  [200, 2018021, "phone matching not paid for", PERMISSION],
  [200, 2018027, "pages_messaging_phone_number not approved", PERMISSION],
  [200, 2018028, "pages_messaging not approved", PERMISSION],
  [200, 2534041, "Instagram owner disabled access to messages", PERMISSION],
  [230, null, "token lacks pages_messaging", PERMISSION],
  [341, null, "limit of the app", APP_RESTS],
  [368, null, "temporarily blocked for policy", RESTRICTED],
  [551, null, "person is not receiving messages", UNAVAILABLE],
  [551, 1545041, "person not available right now", UNAVAILABLE],
  [613, null, "rate limit of this API", PAGE_RESTS],
  [613, 1996, "inconsistent request volume of the app", APP_RESTS],
  [613, 1893016, "opt-in request made twice", INVALID],
  [613, 2018338, "warning: bothersome to this person", UNAVAILABLE],
  [613, 2534040, "rate limit of Instagram", PAGE_RESTS],
  [1200, null, "temporary send failure", RETRY],
  [2022, null, "commerce messages disabled after a violation", RESTRICTED],
  [10900, null, "private reply sent already", INVALID],
  [80001, null, "too many calls to this page", PAGE_RESTS],
  [80002, null, "business limit of Instagram", PAGE_RESTS],
  [80006, null, "business limit of Messenger", PAGE_RESTS],
  // "Send messages" (2026-05-05) lists it as a code for a closed window; as a subcode it means the person.
  [1545041, null, "window closed", OUTSIDE],
  // Known from unofficial clients only.
  [1545012, null, "temporary failure", tries(2, "invalid_request")],
  [2018171, null, "only receivers of the thread may send", PERMISSION],
  [2018218, null, "profile not available", INVALID],
  [2018247, null, "profile may not be read", INVALID],
  [2018300, null, "another app controls the thread", tries(6, "invalid_request", 5 * MINUTE_MS)],
  [2018321, null, "automated answers are running", { kind: "retry", delayMs: 3 * MINUTE_MS }],
  [9000001, null, "message deleted", INVALID],
];

interface Row {
  readonly name: string;
  readonly meaning: Meaning;
}

const MEANINGS: ReadonlyMap<string, Row> = new Map(
  ROWS.map(([code, subcode, name, meaning]) => [keyOf(code, subcode), { name, meaning }]),
);

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

const sentSchema = z.compile(z.object({ message_id: z.string().min(1) }));

/** @param body  the parsed JSON; undefined when there was none. `restMs` comes from the usage headers, if any. */
export function outcomeOf(status: number, body: unknown, restMs: number | null): Outcome {
  const sent = sentSchema.safeParse(body);
  if (status < 300 && sent.success) return { kind: "sent", graphMessageId: sent.data.message_id };
  const parsed = graphErrorSchema.safeParse(body);
  if (!parsed.success) return withoutWords(status);
  const { code, error_subcode: subcode = null, is_transient: transient = false, ...said } = parsed.data.error;
  const known = MEANINGS.get(keyOf(code, subcode)) ?? MEANINGS.get(keyOf(code, null)) ?? permissionIn(code);
  const error: GraphError = {
    status,
    code,
    subcode,
    message: said.message,
    userTitle: said.error_user_title,
    userMessage: said.error_user_msg,
    traceId: said.fbtrace_id,
    ...(known !== null && { meaning: known.name }),
  };
  return outcomeFor(meaningOf(known?.meaning ?? null, transient, status), error, restMs);
}

function keyOf(code: number, subcode: number | null): string {
  return subcode === null ? String(code) : `${String(code)}/${String(subcode)}`;
}

/** 200 to 299 are permissions (Graph API, "Error handling"). */
function permissionIn(code: number): Row | null {
  return code > 200 && code < 300 ? { name: "permission missing", meaning: PERMISSION } : null;
}

/** Meta's `is_transient` decides where the table has no row, or none better than "invalid parameter". */
function meaningOf(known: Meaning | null, transient: boolean, status: number): Meaning {
  if (known !== null) return transient && known === INVALID ? RETRY : known;
  if (transient) return RETRY;
  return status >= 500 ? VERIFY : INVALID;
}

function outcomeFor(meaning: Meaning, error: GraphError, restMs: number | null): Outcome {
  switch (meaning.kind) {
    case "throttled":
      return { kind: "throttled", scope: meaning.scope, restMs, error };
    case "retry":
      return {
        kind: "failed",
        hold: null,
        error,
        ...(meaning.delayMs !== undefined && { delayMs: meaning.delayMs }),
        ...(meaning.giveUp !== undefined && { giveUp: meaning.giveUp }),
      };
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
