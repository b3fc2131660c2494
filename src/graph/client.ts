/** Calls to the Graph API: one keep-alive pool, the token in a header, an answer or a time-out. */
import { createHmac } from "node:crypto";
import { Pool, type Dispatcher } from "undici";
import { z } from "zod";
import type { GraphError, Outcome } from "../core/outcome.ts";
import { outcomeOf } from "./errors.ts";
import type { SendBody } from "./payload.ts";
import { restAsked } from "./usage.ts";

export interface GraphClient {
  /** One attempt. Never throws for what Graph or the network does: that is the outcome. */
  send(page: string, token: string, body: SendBody): Promise<Outcome>;
  /** Names, languages and approval of a page's utility templates, or why they could not be had. */
  listTemplates(page: string, token: string): Promise<ListedTemplates>;
  close(): Promise<void>;
}

export interface GraphOptions {
  /** With the version: https://graph.facebook.com/v26.0 */
  readonly baseUrl: string;
  readonly appSecret: string | null;
  readonly timeoutMs: number;
}

export type ListedTemplates =
  | { readonly ok: true; readonly templates: readonly { name: string; language: string; status: string }[] }
  | { readonly ok: false; readonly error: string };

/** Sends wait for Meta, not for us: enough sockets for 40 messages a second at a second each, several pages. */
const CONNECTIONS = 128;
/** An answer of Graph is a few hundred bytes; a page of templates some 100 KB. */
const LONGEST_ANSWER = 1_048_576;
/** Errors that strike before a request leaves the house (undici, node:net, node:dns, TLS). */
const BEFORE_SENDING =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_.*|.*CERT.*|ERR_SSL_.*|EPROTO)$/;

export function createGraphClient(options: GraphOptions): GraphClient {
  const base = new URL(options.baseUrl);
  const root = base.pathname.replace(/\/$/, "");
  const pool = new Pool(base.origin, {
    connections: CONNECTIONS,
    connect: { timeout: options.timeoutMs },
    headersTimeout: options.timeoutMs,
    bodyTimeout: options.timeoutMs,
    maxResponseSize: LONGEST_ANSWER,
  });
  const proofOf = proofMaker(options.appSecret);

  async function call(method: "GET" | "POST", path: string, token: string, body: unknown) {
    const proof = proofOf(token);
    const response = await pool.request({
      method,
      path: root + path,
      ...(proof !== null && { query: { appsecret_proof: proof } }),
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(options.timeoutMs),
    });
    return { status: response.statusCode, headers: response.headers, body: await jsonOf(response) };
  }

  return {
    async send(page, token, body) {
      try {
        const answer = await call("POST", `/${page}/messages`, token, body);
        return outcomeOf(answer.status, answer.body, restAsked(answer.headers));
      } catch (error) {
        return outcomeOfFailure(error);
      }
    },
    async listTemplates(page, token) {
      try {
        const answer = await call("GET", `/${page}/message_templates`, token, undefined);
        const listed = templateList.safeParse(answer.body);
        if (listed.success) return { ok: true, templates: listed.data.data };
        const outcome = outcomeOf(answer.status, answer.body, null);
        return {
          ok: false,
          error: "error" in outcome ? outcome.error.message : "Graph sent no template list",
        };
      } catch (error) {
        return { ok: false, error: wordsOf(error) };
      }
    },
    close: () => pool.close(),
  };
}

const templateList = z.object({
  data: z.array(z.object({ name: z.string(), language: z.string(), status: z.string() })),
});

/** A body that is no JSON is no answer; one that breaks off or is too long throws, and is then unknown. */
async function jsonOf(response: Dispatcher.ResponseData): Promise<unknown> {
  const text = await response.body.text();
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function outcomeOfFailure(error: unknown): Outcome {
  const said: GraphError = { status: null, code: null, subcode: null, message: wordsOf(error) };
  return BEFORE_SENDING.test(codeOf(error))
    ? { kind: "failed", hold: null, error: said }
    : { kind: "unknown", error: said };
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return "the call failed";
  if (error.name === "TimeoutError") return "Graph did not answer in time";
  const code = codeOf(error);
  return code === "" || error.message.includes(code) ? error.message : `${error.message} (${code})`;
}

/**
 * `appsecret_proof`: hex HMAC-SHA256 of the token under the app secret (Graph API, "Secure requests").
 * A page's token changes seldom, so its proof is kept.
 */
function proofMaker(appSecret: string | null): (token: string) => string | null {
  if (appSecret === null) return () => null;
  const known = new Map<string, string>();
  return (token) => {
    const kept = known.get(token);
    if (kept !== undefined) return kept;
    const proof = createHmac("sha256", appSecret).update(token).digest("hex");
    if (known.size >= 10_000) known.clear();
    known.set(token, proof);
    return proof;
  };
}
