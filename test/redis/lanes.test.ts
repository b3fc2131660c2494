import { describe, expect, test, vi } from "vitest";
import { createDoorbell, laneName, type Lane } from "../../src/redis/doorbell.ts";
import { createLanes, type LaneHandler } from "../../src/redis/lanes.ts";
import type { Taken, Verdict } from "../../src/redis/queue-end.ts";
import type { QueuedJob } from "../../src/redis/queues.ts";
import { freshRedis } from "../support/redis.ts";
import { openStore } from "./store.ts";
import { OFTEN, store, lanes, book, lane, nextLane, sender, held } from "./lane-stage.ts";
import { beatsOf, startSender } from "./senders.ts";

const aJob = (id: string, fields: Partial<QueuedJob> = {}): QueuedJob => ({
  id,
  name: "order_shipped",
  data: { about: id },
  priority: "normal",
  ...fields,
});

/** Waits until it holds; whatever is waited for here rings no bell of its own. */
const eventually = (it: () => unknown): Promise<unknown> => vi.waitFor(it, { timeout: 10_000, interval: 10 });
const withWork = () => store.client.zrange(store.keys.lanes, "0", "-1");

describe("a job added to a lane", () => {
  test.each(["text", "media"] as const)("of kind %s is taken, once, as it was added", async (kind) => {
    await sender();
    const its = nextLane(kind);
    await lanes.add(its, [aJob("j1", { data: { nested: ["ü", 1, null] } })]);
    await book.until(1);
    const { lane: from, job } = book.entries[0] ?? {};
    expect(from).toBe(laneName(its));
    expect(job).toMatchObject({ id: "j1", name: "order_shipped", data: { nested: ["ü", 1, null] } });
    expect(job).toMatchObject({ attemptsMade: 0, attemptsStarted: 1 });
    await eventually(async () => expect(await lanes.queue(its).stateOf("j1")).toBeNull());
    expect(book.ids).toEqual(["j1"]);
  });

  test("a second time under the same id is one job", async () => {
    await lanes.add(lane, [aJob("j1")]);
    await lanes.add(lane, [aJob("j1", { data: "other" })]);
    await lanes.add(lane, [aJob("j2")]);
    await sender();
    await book.until(2);
    expect(book.ids).toEqual(["j1", "j2"]);
  });

  test("before any sender was there is found at the start", async () => {
    await lanes.add(lane, [aJob("j1")]);
    await sender();
    await book.until(1);
    expect(book.ids).toEqual(["j1"]);
  });

  test("whose ring was lost is found by the sweep", async () => {
    await sender(OFTEN);
    await lanes.queue(lane).add(aJob("j1"));
    await store.client.zadd(store.keys.lanes, Date.now(), laneName(lane));
    await book.until(1);
    expect(book.ids).toEqual(["j1"]);
  });

  test("while another waits for its answer is taken beside it, as many as the lane may have", async () => {
    const { handle, letGo } = held();
    await sender({ handle, concurrency: 3 });
    for (const id of ["j1", "j2", "j3", "j4"]) await lanes.add(lane, [aJob(id)]);
    await book.until(3);
    expect(await lanes.queue(lane).counts()).toEqual({ waiting: 1, delayed: 0, active: 3 });
    letGo();
    await book.until(4);
  });

  test("goes by its priority, and among equals by its age", async () => {
    await lanes.queue(lane).pause();
    const priorities = ["bulk", "normal", "high", "bulk", "normal", "high"] as const;
    for (const [i, priority] of priorities.entries())
      await lanes.add(lane, [aJob(`j${String(i)}`, { priority })]);
    await lanes.queue(lane).resume();
    await sender();
    await book.until(6);
    expect(book.ids).toEqual(["j2", "j5", "j1", "j4", "j0", "j3"]);
  });
});

describe("a lane", () => {
  test("with nothing left to do closes, and opens again at the next ring", async () => {
    const { consumers } = await sender({ ...OFTEN, idleAfterMs: 1 });
    await lanes.add(lane, [aJob("j1")]);
    await book.until(1);
    await eventually(() => expect(consumers.open).toBe(0));
    expect(await withWork()).toEqual([]);
    await lanes.add(lane, [aJob("j2")]);
    await book.until(2);
    expect(book.ids).toEqual(["j1", "j2"]);
  });

  test("stays open while a job of it waits for a later time", async () => {
    const handle = (_: Lane, job: Taken): Promise<Verdict> =>
      Promise.resolve(job.attemptsStarted === 1 ? { kind: "snooze", forMs: 300 } : { kind: "done" });
    const { consumers } = await sender({ ...OFTEN, idleAfterMs: 1, handle });
    await lanes.add(lane, [aJob("j1")]);
    await book.until(1);
    await eventually(async () => expect(await lanes.queue(lane).counts()).toMatchObject({ delayed: 1 }));
    const beats = await beatsOf(store, "a", 3);
    expect([beats, consumers.open]).toEqual([3, 1]);
    await book.until(2);
    await eventually(() => expect(consumers.open).toBe(0));
  });

  test.each<Verdict>([
    { kind: "snooze", forMs: 1 },
    { kind: "retry", delayMs: 1 },
    { kind: "rest", forMs: 100 },
    { kind: "rest", forMs: 0 },
  ])("takes up a job after a short $kind, although it waits for a next one meanwhile", async (later) => {
    const handle = async (_: Lane, job: Taken): Promise<Verdict> => {
      // Time for the lane to ask for another job, find none and wait.
      for (let trip = 0; trip < 20; trip += 1) await store.client.ping();
      return job.attemptsStarted === 1 ? later : { kind: "done" };
    };
    await sender({ concurrency: 2, handle });
    await lanes.add(lane, [aJob("j1")]);
    await eventually(() => expect(book.ids).toEqual(["j1", "j1"]));
  });

  test("takes up what was put off at its time, although a fresh one came and went meanwhile", async () => {
    const { handle: hold, letGo } = held();
    const handle: LaneHandler = async (_, job) => {
      if (job.id === "fresh") return hold();
      return job.id === "late" && job.attemptsStarted === 1
        ? { kind: "snooze", forMs: 1_000 }
        : { kind: "done" };
    };
    await sender({ handle, concurrency: 2, mostInHand: 1 });
    await lanes.add(lane, [aJob("late")]);
    await eventually(async () => expect(await lanes.queue(lane).counts()).toMatchObject({ delayed: 1 }));
    await lanes.add(lane, [aJob("fresh")]);
    await book.until(2);
    // Somebody is in line for the only hand: so the end of the fresh one takes no next one.
    await lanes.add(nextLane(), [aJob("other")]);
    for (let trip = 0; trip < 20; trip += 1) await store.client.ping();
    letGo();
    await eventually(() => expect(book.ids.toSorted()).toEqual(["fresh", "late", "late", "other"]));
  });

  test("that is paused keeps its jobs, and others go on", async () => {
    const other = nextLane();
    await sender();
    await lanes.queue(lane).pause();
    await lanes.add(lane, [aJob("held")]);
    await lanes.add(other, [aJob("free")]);
    await book.until(1);
    expect(book.ids).toEqual(["free"]);
    expect([await lanes.queue(lane).isPaused(), await lanes.queue(lane).stateOf("held")]).toEqual([
      true,
      "waiting",
    ]);
    await lanes.queue(lane).resume();
    await lanes.ring(lane);
    await book.until(2);
    expect(book.ids).toEqual(["free", "held"]);
  });

  test("paused while it runs finishes what is in hand and takes nothing more", async () => {
    const { handle, letGo } = held();
    await sender({ handle });
    for (const id of ["j1", "j2"]) await lanes.add(lane, [aJob(id)]);
    await book.until(1);
    await lanes.queue(lane).pause();
    letGo();
    await eventually(async () => expect(await lanes.queue(lane).stateOf("j1")).toBeNull());
    expect(book.ids).toEqual(["j1"]);
    await lanes.queue(lane).resume();
    await lanes.ring(lane);
    await book.until(2);
    expect(book.ids).toEqual(["j1", "j2"]);
  });

  test("that waits for a hand gets it after one job of another, however many that one has", async () => {
    const [flood, other] = [nextLane(), nextLane()];
    await lanes.add(
      flood,
      Array.from({ length: 20 }, (_, nth) => aJob(`flood${String(nth)}`)),
    );
    await lanes.add(other, [aJob("other")]);
    let mostAtOnce = 0;
    let atOnce = 0;
    const handle = async (): Promise<Verdict> => {
      atOnce += 1;
      mostAtOnce = Math.max(mostAtOnce, atOnce);
      await store.client.ping();
      atOnce -= 1;
      return { kind: "done" };
    };
    await sender({ handle, concurrency: 5, mostInHand: 1 });
    await book.until(21);
    expect(mostAtOnce).toBe(1);
    expect(book.ids.indexOf("other")).toBeLessThan(4);
  });

  test("is not passed over for as long as others come that have nothing in hand yet", async () => {
    const others = Array.from({ length: 60 }, () => nextLane());
    const waiting = others.splice(0, 10);
    const flood = nextLane();
    await lanes.add(flood, [aJob("flood1"), aJob("flood2"), aJob("flood3")]);
    for (const at of waiting) await lanes.add(at, [aJob("other")]);
    // Each that is handled brings one more, so that there is always one that waits for a hand.
    const handle = async (): Promise<Verdict> => {
      for (const another of others.splice(0, 1)) await lanes.add(another, [aJob("other")]);
      return { kind: "done" };
    };
    await sender({ handle, concurrency: 5, mostInHand: 1 });
    await book.until(63);
    expect(book.ids.lastIndexOf("flood3")).toBeLessThan(45);
  });

  test("goes no faster than its rate", async () => {
    const startedAt: number[] = [];
    await lanes.queue(lane).setRate({ max: 2, durationMs: 100 });
    for (let i = 0; i < 7; i += 1) await lanes.add(lane, [aJob(`j${String(i)}`)]);
    const handle = (): Promise<Verdict> => {
      startedAt.push(Date.now());
      return Promise.resolve({ kind: "done" });
    };
    await sender({ handle, concurrency: 10 });
    await book.until(7);
    // Three windows of 100 ms lie between the first and the seventh; less than one of them for a slow first start.
    expect((startedAt.at(-1) ?? 0) - (startedAt[0] ?? 0)).toBeGreaterThan(200);
  });
});

test("a thousand lanes in one process need fewer than ten connections", async () => {
  const redis = await freshRedis();
  const alone = await openStore({ url: redis.url, prefix: "t", cleanup: () => redis.stop() });
  const { url, keys, client, connection } = alone;
  const crowd = await startSender({ url, keys, self: "a", book });
  const feeding = createLanes(connection, keys, createDoorbell(client, keys));
  const pages = Array.from({ length: 1_000 }, (_, i) => String(i));
  await Promise.all(pages.map((it) => feeding.add({ kind: "text", page: it }, [aJob("j")])));
  await book.until(1_000);
  const connections = String(await client.client("LIST"))
    .trim()
    .split("\n");
  expect(crowd.consumers.open).toBe(1_000);
  expect(connections.length).toBeLessThan(10);
  await crowd.close();
  await alone.close();
  expect(crowd.errors).toEqual([]);
});
