import type { IncomingHttpHeaders } from "node:http";
import type { Answer } from "./errors.ts";
import type { Journal } from "./journal.ts";
import { isRecord, parseJson } from "./params.ts";

/** A Graph request as it came, tokens and all: `showRequest` is the only way out, and masks them. */
export type ReceivedRequest = {
  readonly id: number;
  at: number;
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
  page: string | undefined;
  psid: string | undefined;
  /** `undefined` when the connection was cut before the call was handled. */
  answer: Answer | undefined;
  cut: "before" | "after" | undefined;
};

export type ReceivedLog = Journal<ReceivedRequest>;

const MASK = "***";

/** A request as it may be shown: no token, wherever it stood. */
export function showRequest(entry: ReceivedRequest): Record<string, unknown> {
  const [path = "", search] = entry.url.split("?", 2);
  const query = new URLSearchParams(search ?? "");
  const body = showBody(entry.body);
  return {
    id: entry.id,
    at: new Date(entry.at).toISOString(),
    method: entry.method,
    path,
    query: maskToken(Object.fromEntries(query)),
    headers: { ...entry.headers, authorization: undefined },
    bearer: /^Bearer\s/i.test(entry.headers.authorization ?? ""),
    tokenInUrl: query.has("access_token"),
    tokenInBody: entry.body.includes("access_token"),
    page: entry.page ?? null,
    psid: entry.psid ?? null,
    body,
    cut: entry.cut ?? null,
    answer: showAnswer(entry.answer),
  };
}

function showBody(text: string): unknown {
  if (text === "") return null;
  const value = parseJson(text);
  if (isRecord(value)) return maskToken(value);
  return value ?? text.replaceAll(/(access_token=)[^&]*/g, `$1${MASK}`);
}

function maskToken(fields: Record<string, unknown>): Record<string, unknown> {
  return "access_token" in fields ? { ...fields, access_token: MASK } : fields;
}

function showAnswer(answer: Answer | undefined): Record<string, unknown> | null {
  if (answer === undefined) return null;
  return {
    status: answer.status,
    headers: answer.headers ?? {},
    body: parseJson(answer.body) ?? answer.body,
  };
}
