/** The roles as they run in production: processes of their own, one Redis, a Graph API across the wire. */
import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { Redis } from "ioredis";
import { request } from "undici";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startSimulator, type Simulator } from "../../src/simulator/simulator.ts";
import { aToken } from "../support/recorder.ts";
import { freshRedis } from "../support/redis.ts";

const MAIN = new URL("../../dist/src/cli/main.js", import.meta.url).pathname;
const PAGES = 200;
const MESSAGES = 5_000;
const SECRET = "a secret of the fleet test";

let redis: Awaited<ReturnType<typeof freshRedis>>;
let simulator: Simulator;
let api = "";
const processes: ChildProcess[] = [];
const logs: string[] = [];

beforeAll(async () => {
  redis = await freshRedis();
  simulator = await startSimulator();
  const listening = await start("serve", "http.listening");
  api = String(listening["url"]);
  await start("classifier", "process.started");
  await Promise.all([start("sender", "process.started"), start("sender", "process.started")]);
});

afterAll(async () => {
  await Promise.all(processes.map(stop));
  await simulator.close();
  await redis.stop();
});

test("five thousand messages over two hundred pages: all end, none twice, few connections", async () => {
  await inParallel(PAGES, 20, async (n) => {
    const page = String(pageIds()[n]);
    await simulate("PUT", `/pages/${page}`, { token: aToken(page) });
    await call("PUT", `/v1/pages/${page}`, { name: `Page ${page}`, accessToken: aToken(page) });
    const items = [{ psid: "111", lastInboundAt: new Date().toISOString() }];
    await simulate("PUT", `/conversations/${page}`, { items });
    await call("PUT", `/v1/conversations/${page}/111`, { lastInboundAt: new Date().toISOString() });
  });

  const ids = new Set<string>();
  await inParallel(MESSAGES, 50, async (n) => {
    const accepted = await call("POST", "/v1/messages", messageNumber(n));
    ids.add(String(accepted["id"]));
  });
  expect(ids.size).toBe(MESSAGES);

  await vi.waitFor(async () => expect(await ended()).toBe(MESSAGES), { timeout: 90_000, interval: 250 });
  const { messages, repeated } = await simulate("GET", "/messages");
  const carried = (messages as { metadata: string }[]).map((it) => it.metadata);
  expect(new Set(carried).size).toBe(carried.length);
  expect(repeated).toBe(0);
  expect(carried).toHaveLength(MESSAGES - PAGES);
  expect(await deadCount()).toBe(PAGES);
  expect(carried.every((id) => ids.has(id))).toBe(true);

  expect(await connections()).toBeLessThan(20);
  const everything = logs.join("\n");
  expect(everything).toContain("message.attempted");
  for (const page of pageIds()) expect(everything).not.toContain(aToken(page));
}, 150_000);

/** Every twenty-fifth goes to someone who never wrote, as something that may not go to them. */
function messageNumber(n: number) {
  const page = pageIds()[n % PAGES];
  const dead = Math.floor(n / PAGES) === 0;
  const psid = dead ? "222" : "111";
  return { page, recipient: { psid }, type: "announcement", content: { text: `Message ${String(n)}` } };
}

function pageIds(): string[] {
  return Array.from({ length: PAGES }, (_, i) => String(70_000 + i));
}

async function ended(): Promise<number> {
  const stats = await simulate("GET", "/stats");
  return Number(stats["accepted"]) + (await deadCount());
}

async function deadCount(): Promise<number> {
  const list = await call("GET", "/v1/dead-letters?limit=1");
  return Number(list["total"]);
}

/** Of all four processes together. */
async function connections(): Promise<number> {
  const client = new Redis(redis.url);
  const list = await client.client("LIST");
  client.disconnect();
  return String(list).trim().split("\n").length - 1;
}

/** Starts a role and waits for the line that says it is there. */
async function start(role: string, event: string): Promise<Record<string, unknown>> {
  const child = spawn(process.execPath, [MAIN, role], {
    env: {
      ...process.env,
      NODE_ENV: "production",
      PORT: "0",
      REDIS_URL: redis.url,
      GRAPH_API_URL: simulator.graphUrl,
      API_KEYS: `fleet:${SECRET}:send+read+ops+admin`,
      ENCRYPTION_KEY: encryptionKey,
      PAGE_RATE: "100",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  processes.push(child);
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`${role} ended with ${String(code)}`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      logs.push(line);
      const fields = JSON.parse(line) as Record<string, unknown>;
      if (fields["event"] === event) resolve(fields);
    });
  });
}

const encryptionKey = randomBytes(32).toString("base64");

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  const [code] = await exited;
  expect(code).toBe(0);
}

function simulate(method: "GET" | "PUT", path: string, body?: unknown) {
  return send(`${simulator.url}/_sim${path}`, method, body);
}

function call(method: "GET" | "PUT" | "POST", path: string, body?: unknown) {
  return send(api + path, method, body);
}

async function send(
  url: string,
  method: "GET" | "PUT" | "POST",
  body?: unknown,
): Promise<Record<string, unknown>> {
  const answer = await request(url, {
    method,
    headers: { "content-type": "application/json", authorization: `Bearer ${SECRET}` },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await answer.body.text();
  if (answer.statusCode >= 300) throw new Error(`${method} ${url}: ${text}`);
  return JSON.parse(text) as Record<string, unknown>;
}

async function inParallel(count: number, width: number, work: (n: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: width }, lane));
}
