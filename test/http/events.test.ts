import { setTimeout as sleep } from "node:timers/promises";
import { request } from "undici";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createLive } from "../../src/redis/live.ts";
import { keysFor } from "../../src/redis/keys.ts";
import { aMessage, KEYS, openDoor, PAGE, type Door } from "./door.ts";

interface Event {
  readonly event: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- what a test expects of it is what types it
  readonly data: any;
}

interface Stream {
  readonly events: readonly Event[];
  readonly text: () => string;
  /** The first, past or future, that will do. */
  until(isIt: (it: Event) => boolean): Promise<Event>;
  /** Resolves when the server has ended it. */
  readonly ended: Promise<void>;
  close(): void;
}

let door: Door;
const open: Stream[] = [];
beforeAll(async () => {
  door = await openDoor();
  await door.settle();
  await door.start("classifier");
});
afterEach(() => {
  for (const stream of open.splice(0)) stream.close();
});
afterAll(() => door.close());

async function listen(headers: Record<string, string> = {}, at: Door = door): Promise<Stream> {
  const leaving = new AbortController();
  const answer = await request(`${at.url}/v1/events`, {
    headers: { authorization: `Bearer ${KEYS.read}`, ...headers },
    signal: leaving.signal,
  });
  expect(answer.statusCode).toBe(200);
  expect(answer.headers["content-type"]).toBe("text/event-stream; charset=utf-8");
  const events: Event[] = [];
  let text = "";
  let rest = "";
  answer.body.on("data", (bytes: Buffer) => {
    text += bytes.toString();
    const parts = (rest + bytes.toString()).split("\n\n");
    rest = parts.pop() ?? "";
    for (const part of parts) {
      const [, event = "", data = ""] = /^event: (.*)\ndata: (.*)$/m.exec(part) ?? [];
      if (event !== "") events.push({ event, data: JSON.parse(data) });
    }
  });
  const ended = new Promise<void>((resolve) => answer.body.on("end", resolve).on("error", () => resolve()));
  const stream: Stream = {
    events,
    text: () => text,
    async until(isIt) {
      await expect.poll(() => events.some(isIt), { timeout: 15_000 }).toBe(true);
      return events.find(isIt) as Event;
    },
    ended,
    close: () => leaving.abort(),
  };
  open.push(stream);
  return stream;
}

test("begins with the overview, and tells what becomes of a message, but none of its words", async () => {
  const stream = await listen();
  const first = await stream.until((it) => it.event === "overview");
  expect(first.data).toMatchObject({ pages: { total: 1, held: 0 }, stations: { outbound: { waiting: 0 } } });
  expect(first.data).not.toHaveProperty("minutes");
  const words = "A text that nobody who looks on may read.";
  const { body } = await door.call("POST", "/v1/messages", { body: aMessage({ content: { text: words } }) });
  const mine = (event: string) => stream.until((it) => it.event === event && it.data.id === body.id);
  expect((await mine("message.accepted")).data).toMatchObject({ page: PAGE, type: "order_shipped" });
  const { data } = await mine("message.classified");
  expect(data).toMatchObject({ verdict: "send", window: "open", at: expect.stringMatching(/Z$/) });
  expect(stream.text()).not.toContain("nobody who looks on");
});

test("tells of pages and replays, and how the whole stands then", async () => {
  const stream = await listen();
  await door.call("POST", `/v1/pages/${PAGE}/pause`, { body: { reason: "words of an operator" } });
  const held = await stream.until((it) => it.event === "page.held");
  expect(held.data).toMatchObject({ page: PAGE, reason: "operator", by: "all-key" });
  await stream.until((it) => it.event === "overview" && it.data.needAPerson.length === 1);
  await door.call("POST", `/v1/pages/${PAGE}/resume`);
  await stream.until((it) => it.event === "page.resumed");
  await door.call("PATCH", `/v1/pages/${PAGE}`, { body: { ratePerSecond: 9 } });
  await stream.until((it) => it.event === "page.changed");
  await door.call("POST", "/v1/dead-letters/replay", { body: { filter: {} } });
  await stream.until((it) => it.event === "replay.started");
  await stream.until((it) => it.event === "replay.ended" && it.data.state === "done");
  expect(stream.text()).not.toContain("words of an operator");
});

test("is thinned when there is more than anybody reads", async () => {
  const stream = await listen();
  const { client, config } = door.house;
  const live = createLive(client, keysFor(config.REDIS_PREFIX));
  const events = Array.from({ length: 300 }, (_, i) => ({
    event: "message.accepted",
    data: { id: `x${String(i)}` },
  }));
  await live.publish({ events: [...events, { event: "page.held", data: { page: "7" } }], skipped: 5 });
  await stream.until((it) => it.event === "page.held" && it.data.page === "7");
  const told = stream.events.filter((it) => String(it.data.id).startsWith("x")).length;
  const { data } = await stream.until((it) => it.event === "thinned");
  expect(told).toBeLessThanOrEqual(100);
  expect(told + data.skipped).toBe(305);
});

test("is published only while somebody listens", async () => {
  const { client, config } = door.house;
  const keys = keysFor(config.REDIS_PREFIX);
  const stream = await listen();
  expect(await client.exists(keys.listeners)).toBe(1);
  stream.close();
  await expect.poll(() => client.pubsub("NUMSUB", keys.live)).toEqual([keys.live, 0]);
  expect(await client.pttl(keys.listeners)).toBeLessThanOrEqual(30_000);
});

describe("with a session", () => {
  test("ends when its person signs out", async () => {
    const signedIn = await door.call("POST", "/console/session", { key: null, body: { key: KEYS.read } });
    const cookie = String(signedIn.headers["set-cookie"]).split(";")[0] ?? "";
    const agent = await request(`${door.url}/v1/events`, { headers: { cookie } });
    expect(agent.statusCode).toBe(200);
    const ended = new Promise((resolve) => agent.body.on("data", () => undefined).on("end", resolve));
    const headers = { cookie, "x-requested-with": "taglane-console" };
    expect((await door.call("DELETE", "/console/session", { key: null, headers })).status).toBe(204);
    await Promise.race([ended, sleep(10_000).then(() => Promise.reject(new Error("it went on")))]);
  });
});

test("ends when the server stops, which need not wait for it", async () => {
  const other = await openDoor();
  const stream = await listen({}, other);
  const began = performance.now();
  await other.close();
  await stream.ended;
  expect(performance.now() - began).toBeLessThan(10_000);
});

test.each([
  ["no key", {}, null, 401],
  ["a key without the scope", {}, "send", 403],
] as const)("is not told to %s", async (_, headers, key, status) => {
  expect(await door.call("GET", "/v1/events", { key, headers })).toBeProblem(status);
});
