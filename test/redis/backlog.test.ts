import { afterAll, beforeAll, expect, test } from "vitest";
import { createBacklog, NOTHING, type Backlog } from "../../src/redis/backlog.ts";
import { createDoorbell } from "../../src/redis/doorbell.ts";
import { createLanes, type Lanes } from "../../src/redis/lanes.ts";
import { outboundQueue } from "../../src/redis/queues.ts";
import { openStore, type Store } from "./store.ts";

let store: Store;
let lanes: Lanes;
let backlog: Backlog;
beforeAll(async () => {
  store = await openStore();
  lanes = createLanes(store.connection, store.keys, createDoorbell(store.client, store.keys));
  backlog = createBacklog(store.client, store.keys);
});
afterAll(() => store.close());

const job = (id: string, more: object = {}) => ({
  id,
  name: "x",
  data: {},
  priority: "normal" as const,
  ...more,
});

test("counts both lanes of a page as BullMQ counts each, with the first of each priority", async () => {
  const text = { kind: "text", page: "1" } as const;
  const media = { kind: "media", page: "1" } as const;
  await lanes.add(text, [job("b")]);
  await lanes.add(text, [job("a")]);
  await lanes.add(text, [job("c", { priority: "bulk" })]);
  await lanes.add(text, [job("d", { delayMs: 60_000 })]);
  await lanes.add(media, [job("e", { priority: "high" })]);
  const look = await backlog.of("1");
  expect({ ...look, heads: look.heads.toSorted() }).toEqual({
    waiting: 4,
    delayed: 1,
    active: 0,
    restMs: 0,
    heads: ["b", "c", "e"],
  });
  const [one, other] = await Promise.all([lanes.queue(text).counts(), lanes.queue(media).counts()]);
  expect(look.waiting).toBe(one.waiting + other.waiting);
  expect(look.delayed).toBe(one.delayed + other.delayed);
});

test("tells how long the slower of them rests", async () => {
  await lanes.queue({ kind: "media", page: "2" }).rest(60_000);
  const { restMs } = await backlog.of("2");
  expect(restMs).toBeGreaterThan(50_000);
  expect(restMs).toBeLessThanOrEqual(60_000);
});

test("looks at five hundred pages with work as at each by itself, and at no other", async () => {
  const pages = Array.from({ length: 500 }, (_, i) => String(1_000 + i));
  await Promise.all(pages.map((page) => lanes.add({ kind: "text", page }, [job(`j${page}`)])));
  const all = await backlog.ofAll();
  for (const page of pages) expect(all.get(page)).toEqual({ ...NOTHING, waiting: 1, heads: [`j${page}`] });
  const one = await backlog.of("1");
  // Whichever lane rang first comes first.
  expect({ ...all.get("1"), heads: all.get("1")?.heads.toSorted() }).toEqual({
    ...one,
    heads: one.heads.toSorted(),
  });
  expect(all.has("2")).toBe(false);
});

test("tells since when the oldest waits to be classified, whatever its priority", async () => {
  expect(await backlog.outboundSince()).toBeNull();
  const queue = outboundQueue(store.connection, store.keys);
  const before = Date.now();
  await queue.add(job("m1", { priority: "bulk" }));
  const between = Date.now();
  await expect.poll(() => Date.now()).toBeGreaterThan(between);
  await queue.add(job("m2", { priority: "high" }));
  const since = (await backlog.outboundSince()) ?? 0;
  expect(since).toBeGreaterThanOrEqual(before);
  expect(since).toBeLessThanOrEqual(between);
});
