/** Calls to the Graph API: one keep-alive pool, the token in a header, an answer or a time-out. */
import { createHmac } from "node:crypto";
// From the file in which it stands: the index loads fetch, web sockets and a cache as well, 10 MB of every process.
import Pool from "undici/lib/dispatcher/pool.js";
import { z } from "zod";
import { graphWords, ownWords, type Outcome } from "../core/outcome.ts";
import type { Usage } from "../core/pace.ts";
import { outcomeOf } from "./errors.ts";
import { exchange, type Exchanged } from "./exchange.ts";
import type { SendBody } from "./payload.ts";
import { createdTemplate, templateList, templatesIn, type GraphTemplate } from "./templates.ts";
import { restAsked, usageIn } from "./usage.ts";

export interface GraphClient {
  /** One attempt. Never throws for what Graph or the network does: that is the outcome. */
  send(page: string, token: string, body: SendBody): Promise<Answer>;
  /** A page's utility templates, or why they could not be had. */
  listTemplates(page: string, token: string): Promise<ListedTemplates>;
  /** @param definition  as Meta takes it; what is wrong with it, Meta's answer says */
  createTemplate(page: string, token: string, definition: unknown): Promise<CreatedTemplate>;
  /** The name of the page as its token sees it, or why the token opens no such page. */
  nameOf(page: string, token: string): Promise<NamedPage>;
  /** Null: something answers at the base URL, whatever it says; else why not. */
  unreachable(): Promise<string | null>;
  close(): Promise<void>;
}

export interface Answer {
  readonly outcome: Outcome;
  readonly usage: Usage;
}

export interface GraphOptions {
  /** With the version: https://graph.facebook.com/v26.0 */
  readonly baseUrl: string;
  readonly appSecret: string | null;
  readonly timeoutMs: number;
}

export type ListedTemplates =
  | { readonly ok: true; readonly templates: readonly GraphTemplate[] }
  | { readonly ok: false; readonly error: string };

export type CreatedTemplate =
  { readonly ok: true; readonly status: string } | { readonly ok: false; readonly error: string };

export type NamedPage =
  { readonly ok: true; readonly name: string } | { readonly ok: false; readonly error: string };

const NOT_SAID: Usage = { app: null, page: null };

const namedPage = z.object({ id: z.string(), name: z.string() });

/** Sends wait for Meta, not for us: enough sockets for 40 messages a second at a second each, several pages. */
export const CONNECTIONS = 128;
/** A page has at most some hundred templates; a list that goes on for ever is not followed. */
const MOST_LIST_PAGES = 50;
/** An answer of Graph is a few hundred bytes; a page of templates some 100 KB. */
const LONGEST_ANSWER = 1_048_576;
/** A connection that is not there within half of the time would leave Graph too little to answer. */
const CONNECT_SHARE = 0.5;

export function createGraphClient(options: GraphOptions): GraphClient {
  const base = new URL(options.baseUrl);
  const root = base.pathname.replace(/\/$/, "");
  const pool = new Pool(base.origin, {
    connections: CONNECTIONS,
    connect: { timeout: Math.ceil(options.timeoutMs * CONNECT_SHARE) },
    headersTimeout: options.timeoutMs,
    bodyTimeout: options.timeoutMs,
    maxResponseSize: LONGEST_ANSWER,
  });
  const proofOf = proofMaker(options.appSecret);

  function call(method: "GET" | "POST", path: string, token: string, body: unknown): Promise<Exchanged> {
    const request = {
      method,
      path: root + withProof(path, proofOf(token)),
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
    };
    return exchange(pool, request, options.timeoutMs);
  }

  /** For everything but sending: the answer in its expected shape, or one sentence. */
  async function ask<T extends z.ZodType>(
    method: "GET" | "POST",
    path: string,
    token: string,
    body: unknown,
    shape: T,
  ): Promise<{ ok: true; value: z.output<T> } | { ok: false; error: string }> {
    const answer = await call(method, path, token, body);
    if (answer.kind === "failed") return { ok: false, error: wordsOf(answer.error) };
    const answered = jsonIn(answer.text, token);
    const parsed = shape.safeParse(answered);
    if (answer.status < 300 && parsed.success) return { ok: true, value: parsed.data };
    return { ok: false, error: refusalIn(outcomeOf(answer.status, answered, null)) };
  }

  return {
    async send(page, token, body) {
      const answer = await call("POST", `/${page}/messages`, token, body);
      if (answer.kind === "failed") return { outcome: outcomeOfFailure(answer), usage: NOT_SAID };
      const outcome = outcomeOf(answer.status, jsonIn(answer.text, token), restAsked(answer.headers));
      return { outcome, usage: usageIn(answer.headers) };
    },
    async listTemplates(page, token) {
      const templates: GraphTemplate[] = [];
      let path = `/${page}/message_templates`;
      for (let n = 0; n < MOST_LIST_PAGES; n += 1) {
        const asked = await ask("GET", path, token, undefined, templateList);
        if (!asked.ok) return asked;
        templates.push(...templatesIn(asked.value.data));
        const after = asked.value.paging?.next === undefined ? undefined : asked.value.paging.cursors?.after;
        if (after === undefined) break;
        path = `/${page}/message_templates?after=${encodeURIComponent(after)}`;
      }
      return { ok: true, templates };
    },
    async createTemplate(page, token, definition) {
      const asked = await ask("POST", `/${page}/message_templates`, token, definition, createdTemplate);
      return asked.ok ? { ok: true, status: asked.value.status } : asked;
    },
    async nameOf(page, token) {
      const asked = await ask("GET", `/${page}?fields=id,name`, token, undefined, namedPage);
      return asked.ok ? { ok: true, name: asked.value.name } : asked;
    },
    async unreachable() {
      const request = { method: "GET", path: `${root}/`, headers: {}, body: null } as const;
      const answer = await exchange(pool, request, options.timeoutMs);
      return answer.kind === "failed" ? wordsOf(answer.error) : null;
    },
    close: () => pool.close(),
  };
}

function refusalIn(outcome: Outcome): string {
  return "error" in outcome ? graphWords(outcome.error) : "Graph answered something else than was asked";
}

/** A body that is no JSON is no answer; one that breaks off or is too long has failed before. */
function jsonIn(text: string, token: string): unknown {
  try {
    // "Malformed access token EAAG…": Graph quotes the token back, and its words are kept and logged.
    return JSON.parse(text.replaceAll(token, "[token]"));
  } catch {
    return undefined;
  }
}

/** Only what has begun to leave may have been sent: no connection, no name, no TLS, no free socket surely sent nothing. */
function outcomeOfFailure({ hasLeft, error }: Extract<Exchanged, { kind: "failed" }>): Outcome {
  const said = ownWords(wordsOf(error));
  return hasLeft ? { kind: "unknown", error: said } : { kind: "failed", hold: null, error: said };
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

function withProof(path: string, proof: string | null): string {
  return proof === null ? path : `${path}${path.includes("?") ? "&" : "?"}appsecret_proof=${proof}`;
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
