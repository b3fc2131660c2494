import { randomBytes } from "node:crypto";

/** What goes back over the wire. `body` is the exact text, so that the request log can quote it. */
export type Answer = {
  status: number;
  body: string;
  headers?: Record<string, string>;
  /** Of a refusal: `10/2018278`, or `190` when there is no subcode. */
  refusal?: string;
};

/** A refusal in Meta's terms: `code` and `subcode` are what a caller is meant to match on. */
export type Refusal = {
  code: number;
  subcode?: number | undefined;
  message: string;
  type?: "OAuthException" | "GraphMethodException";
  userTitle?: string | undefined;
  userMessage?: string | undefined;
  isTransient?: boolean | undefined;
  /** HTTP status, where it is not the one that follows from the code. */
  status?: number | undefined;
  headers?: Record<string, string>;
};

/** Meta's error shape: https://developers.facebook.com/docs/graph-api/guides/error-handling, read 2026-11. */
export function refuse(refusal: Refusal): Answer {
  const error = {
    message: refusal.message,
    type: refusal.type ?? "OAuthException",
    code: refusal.code,
    error_subcode: refusal.subcode,
    error_user_title: refusal.userTitle,
    error_user_msg: refusal.userMessage,
    is_transient: refusal.isTransient,
    fbtrace_id: `A${randomBytes(16).toString("base64url")}`,
  };
  const status = refusal.status ?? statusOf(refusal.code);
  const answer: Answer = { status, body: JSON.stringify({ error }), refusal: nameOf(refusal) };
  return refusal.headers === undefined ? answer : { ...answer, headers: refusal.headers };
}

export function accept(value: unknown): Answer {
  return { status: 200, body: JSON.stringify(value) };
}

function nameOf({ code, subcode }: Refusal): string {
  return subcode === undefined ? String(code) : `${code}/${subcode}`;
}

/** Meta answers most refusals with 400, a dead token too; permission refusals with 403; its own trouble with 500. */
function statusOf(code: number): number {
  if (code === 1 || code === 2) return 500;
  if (code === 4 || code === 10 || (code >= 200 && code <= 299)) return 403;
  return 400;
}
