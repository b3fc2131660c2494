/** The roles as they run in production: processes of their own, one Redis, a Graph API across the wire. */
import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { request } from "undici";
import { startSimulator, type Simulator } from "../../src/simulator/simulator.ts";
import { aToken } from "./recorder.ts";
import { freshRedis } from "./redis.ts";

const MAIN = new URL("../../dist/src/cli/main.js", import.meta.url).pathname;
const SECRET = "a secret of the fleet test";
const APP_SECRET = "an app secret of the fleet test";

export type Role = "serve" | "classifier" | "sender";
export type Json = Record<string, unknown>;

export interface Fleet {
  readonly simulator: Simulator;
  readonly redisUrl: string;
  /** What every role runs with, and a command line that works on the same. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Every line that any process logged, in the order in which they came. */
  readonly logs: readonly Json[];
  /** Resolves when the role says that it is there. */
  start(role: Role): Promise<ChildProcess>;
  /** SIGTERM, and its end. @throws when that is not clean */
  end(child: ChildProcess): Promise<void>;
  /** SIGKILL, and its end. */
  kill(child: ChildProcess): Promise<void>;
  /** Asks the product. @throws when it answers with an error */
  call(method: "GET" | "PUT" | "POST", path: string, body?: unknown): Promise<Json>;
  /** Asks the simulator, or tells it something. */
  simulate(method: "GET" | "PUT" | "POST" | "DELETE", path: string, body?: unknown): Promise<Json>;
  /** Registers a page here and at Meta, and people who have just written to it. */
  page(id: string, settings?: Json, people?: readonly string[]): Promise<void>;
  /** @returns the ids, in order. @throws when one is refused */
  submit(messages: readonly unknown[]): Promise<string[]>;
  /** When each attempt at Graph began, epoch ms in order, as the senders say. */
  starts(): number[];
  /** The metadata (our ids) of what Meta took, in the order of arrival. */
  delivered(): Promise<string[]>;
  /** The same of one page. */
  deliveredTo(page: string): Promise<string[]>;
  dead(): Promise<number>;
  close(): Promise<void>;
}

/** @param settings  environment of every role */
export async function openFleet(settings: Readonly<Record<string, string>> = {}): Promise<Fleet> {
  const redis = await freshRedis();
  const simulator = await startSimulator({ appSecret: APP_SECRET });
  const children = new Set<ChildProcess>();
  const logs: Json[] = [];
  const environment = {
    ...process.env,
    NODE_ENV: "production",
    PORT: "0",
    REDIS_URL: redis.url,
    GRAPH_API_URL: simulator.graphUrl,
    META_APP_SECRET: APP_SECRET,
    API_KEYS: `fleet:${SECRET}:send+read+ops+admin`,
    ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    ...settings,
  };
  let api = "";

  async function start(role: Role): Promise<ChildProcess> {
    const child = spawn(process.execPath, [MAIN, role], {
      env: environment,
      stdio: ["ignore", "pipe", "inherit"],
    });
    children.add(child);
    const there = role === "serve" ? "http.listening" : "process.started";
    const line = await new Promise<Json>((resolve, reject) => {
      child.once("exit", (code) => reject(new Error(`${role} ended with ${String(code)}`)));
      createInterface({ input: child.stdout }).on("line", (text) => {
        // The last line of a killed process may be half a line.
        if (!text.endsWith("}")) return;
        const fields: Json = { ...(JSON.parse(text) as Json), pid: child.pid };
        logs.push(fields);
        if (fields["event"] === there) resolve(fields);
      });
    });
    if (role === "serve") {
      api = String(line["url"]);
      await simulator.setWebhook({ url: `${api}/webhooks/messenger`, appSecret: APP_SECRET });
    }
    return child;
  }

  async function kill(child: ChildProcess): Promise<void> {
    children.delete(child);
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  }

  async function metadataOf(query: string): Promise<string[]> {
    const { messages } = await simulate("GET", `/messages${query}`);
    return (messages as { metadata: string }[]).map((it) => it.metadata);
  }

  const call: Fleet["call"] = (method, path, body) => ask(api + path, method, body);
  const simulate: Fleet["simulate"] = (method, path, body) =>
    ask(`${simulator.url}/_sim${path}`, method, body);

  return {
    simulator,
    redisUrl: redis.url,
    environment,
    logs,
    start,
    async end(child) {
      children.delete(child);
      await stop(child);
    },
    kill,
    call,
    simulate,
    async page(id, given = {}, writers = []) {
      const wrote = new Date().toISOString();
      await simulate("PUT", `/pages/${id}`, { token: aToken(id) });
      await call("PUT", `/v1/pages/${id}`, { name: `Page ${id}`, accessToken: aToken(id), ...given });
      const items = writers.map((psid) => ({ psid, lastInboundAt: wrote }));
      if (items.length > 0) await simulate("PUT", `/conversations/${id}`, { items });
      await inParallel(writers, 50, (psid) =>
        call("PUT", `/v1/conversations/${id}/${psid}`, { lastInboundAt: wrote }),
      );
    },
    async submit(messages) {
      const taken = await call("POST", "/v1/messages/batch", messages);
      const rejected = taken["rejected"] as unknown[];
      if (rejected.length > 0) throw new Error(JSON.stringify(rejected.slice(0, 3)));
      return taken["ids"] as string[];
    },
    starts: () =>
      logs
        .filter((line) => line["event"] === "message.attempted")
        .map((line) => Number(line["at"]))
        .toSorted((a, b) => a - b),
    delivered: () => metadataOf(""),
    deliveredTo: (page) => metadataOf(`?page=${page}`),
    async dead() {
      return Number((await call("GET", "/v1/dead-letters?limit=1"))["total"]);
    },
    async close() {
      await Promise.all([...children].map(stop));
      await simulator.close();
      await redis.stop();
    },
  };
}

/** @throws when it does not end cleanly */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  const [code] = await exited;
  if (code !== 0) throw new Error(`A role ended with ${String(code)}`);
}

async function ask(url: string, method: "GET" | "PUT" | "POST" | "DELETE", body?: unknown): Promise<Json> {
  const answer = await request(url, {
    method,
    headers: { "content-type": "application/json", authorization: `Bearer ${SECRET}` },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await answer.body.text();
  if (answer.statusCode >= 300) throw new Error(`${method} ${url}: ${text}`);
  return JSON.parse(text) as Json;
}

export async function inParallel<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  const left = [...items];
  const lane = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: width }, lane));
}

/** Persons of the page: different ones on different pages. */
export function people(count: number, from = 1_000): string[] {
  return Array.from({ length: count }, (_, i) => String(from + i));
}

/** Something that may be said in an open window. */
export function aNotice(page: string, psid: string, text: string, more: Json = {}): Json {
  return { page, recipient: { psid }, type: "announcement", content: { text }, ...more };
}

/** The most starts in any one second. */
export function mostInASecond(starts: readonly number[]): number {
  let from = 0;
  let most = 0;
  starts.forEach((at, i) => {
    while (at - (starts[from] ?? at) >= 1_000) from += 1;
    most = Math.max(most, i - from + 1);
  });
  return most;
}
