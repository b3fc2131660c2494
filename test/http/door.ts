/** The real HTTP door on a real Redis, called from outside. */
import { randomBytes } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { Agent } from "undici";
import { expect } from "vitest";
import { configFrom, type Environment } from "../../src/config.ts";
import { startHttp } from "../../src/http/server.ts";
import { openHouse, type House } from "../../src/runtime.ts";
import { aToken, createRecorder, type Recorder } from "../support/recorder.ts";
import { testRedis } from "../support/redis.ts";

export const PAGE = "10203040";
export const PSID = "55667788";
export const HOUR = 3_600_000;

/** One key a scope, and one for all of them. */
export const KEYS = {
  send: "secret-of-the-key-that-sends",
  read: "secret-of-the-key-that-reads",
  ops: "secret-of-the-key-that-operates",
  admin: "secret-of-the-key-that-administers",
  all: "secret-of-the-key-that-does-all",
};
export type KeyName = keyof typeof KEYS;

export interface Call {
  /** Null: none is shown. */
  readonly key?: KeyName | null;
  /** Sent as it is when it is text, bytes or a stream; else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The text as JSON; undefined when it is none. */
  // oxlint-disable-next-line typescript/no-explicit-any -- what a test expects of it is what types it
  readonly body: any;
}

export interface Door {
  readonly url: string;
  readonly house: House;
  readonly recorder: Recorder;
  readonly redisUrl: string;
  readonly call: Caller["call"];
  /** Registers the page, with a token, and has the person write just now. */
  settle(settings?: Readonly<Record<string, unknown>>): Promise<void>;
  /** Starts roles of their own behind the door; they end with it. */
  start(...roles: ("classifier" | "sender")[]): Promise<void>;
  close(): Promise<void>;
}

/** @param consoleFolder  where the console was built to; null: it was not */
export async function openDoor(
  settings: Environment = {},
  consoleFolder: string | null = null,
): Promise<Door> {
  const redis = testRedis();
  const recorder = createRecorder();
  const config = configFrom({
    NODE_ENV: "test",
    PORT: "0",
    REDIS_URL: redis.url,
    REDIS_PREFIX: redis.prefix,
    // Nothing listens there.
    GRAPH_API_URL: "http://127.0.0.1:9/v26.0",
    ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    META_APP_SECRET: "an app secret of the test",
    META_VERIFY_TOKEN: "a verify token of the test",
    API_KEYS: keysSetting(),
    ...settings,
  });
  const house = await openHouse({ config, log: recorder.log, profile: "producer" });
  const server = await startHttp(house, Date.now, consoleFolder);
  const caller = createCaller(server.url);
  const behind: { close(): Promise<void> }[] = [];

  return {
    url: server.url,
    house,
    recorder,
    redisUrl: config.REDIS_URL,
    call: caller.call,
    async settle(given = {}) {
      const body = { name: "A shop", accessToken: aToken(PAGE), ...given };
      expect((await caller.call("PUT", `/v1/pages/${PAGE}`, { body })).status).toBe(200);
      const lastInboundAt = new Date(Date.now() - HOUR).toISOString();
      const wrote = await caller.call("PUT", `/v1/conversations/${PAGE}/${PSID}`, {
        body: { lastInboundAt },
      });
      expect(wrote.status).toBe(200);
    },
    async start(...roles) {
      const works = await openHouse({ config, log: recorder.log, profile: "worker" });
      behind.push(works);
      for (const role of roles)
        behind.push(role === "classifier" ? works.startClassifier() : await works.startSender());
    },
    async close() {
      for (const it of behind.toReversed()) await it.close();
      await caller.close();
      await server.close();
      await house.close();
      if (config.REDIS_URL === redis.url) await redis.cleanup();
    },
  };
}

export function keysSetting(): string {
  const { all, ...single } = KEYS;
  const keys = Object.entries(single).map(([scope, secret]) => `${scope}-key:${secret}:${scope}`);
  return [...keys, `all-key:${all}:send+read+ops+admin`].join(",");
}

export interface Caller {
  readonly call: (method: string, path: string, call?: Call) => Promise<Answer>;
  readonly close: () => Promise<void>;
}

export function createCaller(url: string): Caller {
  const agent = new Agent();
  return {
    async call(
      method: string,
      path: string,
      { key = "all", body, headers = {} }: Call = {},
    ): Promise<Answer> {
      const answer = await agent.request({
        origin: url,
        path,
        method,
        headers: {
          "content-type": "application/json",
          ...(key !== null && { authorization: `Bearer ${KEYS[key]}` }),
          ...headers,
        },
        body: bytesOf(body),
      });
      const text = await answer.body.text();
      return { status: answer.statusCode, headers: answer.headers, text, body: jsonOf(text) };
    },
    close: () => agent.close(),
  };
}

function bytesOf(body: unknown) {
  if (body === undefined) return null;
  const isRaw = typeof body === "string" || body instanceof Uint8Array || isStream(body);
  return isRaw ? (body as string) : JSON.stringify(body);
}

function isStream(body: unknown): boolean {
  return typeof body === "object" && body !== null && Symbol.asyncIterator in body;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A message that may go in an open window. */
export function aMessage(more: Readonly<Record<string, unknown>> = {}) {
  return {
    page: PAGE,
    recipient: { psid: PSID },
    type: "order_shipped",
    content: { text: "Your order 1001 is on its way." },
    order: { id: "1001", placedAt: "2026-11-20T10:00:00Z" },
    ...more,
  };
}

declare module "vitest" {
  interface Matchers<T> {
    /** An RFC 9457 problem of that status, with the words in its detail. */
    toBeProblem(status: number, words?: string | RegExp): T;
  }
}

expect.extend({
  toBeProblem(answer: Answer, status: number, words: string | RegExp = "") {
    const { type, title, status: told, detail } = (answer.body ?? {}) as Readonly<Record<string, unknown>>;
    const isWhole =
      answer.status === status &&
      answer.headers["content-type"] === "application/problem+json; charset=utf-8" &&
      type === "about:blank" &&
      typeof title === "string" &&
      told === status &&
      typeof detail === "string" &&
      /^[A-Z].*\.$/s.test(detail) &&
      (typeof words === "string" ? detail.includes(words) : words.test(detail));
    const { "content-type": contentType } = answer.headers;
    return {
      pass: isWhole,
      message: () => `a problem ${String(status)} with ${String(words)} was expected`,
      expected: { status, contentType: "application/problem+json; charset=utf-8", words: String(words) },
      actual: { status: answer.status, contentType, text: answer.text.slice(0, 1_000) },
    };
  },
});
