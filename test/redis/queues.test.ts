import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Consumer } from "../../src/redis/consumer.ts";
import type { Taken, Verdict } from "../../src/redis/queue-end.ts";
import {
  consumeOutbound,
  deadLetterQueue,
  laneQueues,
  outboundQueue,
  type JobQueue,
  type QueuedJob,
} from "../../src/redis/queues.ts";
import { HOUR } from "../support/builders.ts";
import { Book } from "./senders.ts";
import { openStore, type Store } from "./store.ts";

let store: Store;
let queue: JobQueue;
let book: Book;
let consumer: Consumer | null = null;

beforeEach(async () => {
  store = await openStore();
  queue = outboundQueue(store.connection, store.keys);
  book = new Book();
});
afterEach(async () => {
  await consumer?.close();
  consumer = null;
  await store.close();
});

const aJob = (id: string, fields: Partial<QueuedJob> = {}): QueuedJob => ({
  id,
  name: "order_shipped",
  data: { about: id },
  priority: "normal",
  ...fields,
});

function consume(handle: (job: Taken) => Promise<Verdict> = () => Promise.resolve({ kind: "done" })): void {
  consumer = consumeOutbound(
    (job) => {
      book.note({ by: "me", lane: "outbound", job });
      return handle(job);
    },
    { client: store.client, keys: store.keys, concurrency: 1, onError: () => undefined },
  );
}

describe("a queue", () => {
  test.each([
    ["waiting", {}],
    ["delayed", { delayMs: HOUR }],
    ["waiting", { priority: "bulk" }],
  ] as const)("knows a job as %s that was added with %j", async (state, fields) => {
    await queue.add(aJob("j1", fields));
    expect(await queue.stateOf("j1")).toBe(state);
  });

  test("knows a job in hand as active, and one that is done no more", async () => {
    await queue.add(aJob("j1"));
    const states: unknown[] = [];
    consume(async () => {
      states.push(await queue.stateOf("j1"));
      return { kind: "done" };
    });
    await book.until(1);
    await consumer?.close();
    expect([...states, await queue.stateOf("j1")]).toEqual(["active", null]);
  });

  test("knows nothing of a job that never was", async () => {
    expect(await queue.stateOf("j1")).toBeNull();
  });

  test("counts what waits, what waits for its time, and what is in hand", async () => {
    for (const id of ["j1", "j2", "j3"]) await queue.add(aJob(id));
    await queue.add(aJob("j4", { delayMs: HOUR }));
    expect(await queue.counts()).toEqual({ waiting: 3, delayed: 1, active: 0 });
  });

  test("takes a job once, however often its id is added", async () => {
    await queue.add(aJob("j1", { data: "first" }));
    await queue.add(aJob("j1", { data: "second" }));
    expect(await queue.counts()).toMatchObject({ waiting: 1 });
    expect(await queue.dataOf(["j1"])).toEqual(["first"]);
  });

  test("gives the data of several jobs in the order asked, a gap where there is none", async () => {
    await queue.add(aJob("j1", { data: { deep: [1, "ü"] } }));
    await queue.add(aJob("j2", { data: null, delayMs: HOUR }));
    expect(await queue.dataOf(["j2", "nobody", "j1"])).toEqual([null, undefined, { deep: [1, "ü"] }]);
    expect(await queue.dataOf([])).toEqual([]);
  });

  test("hands out the urgent first, bulk last, and each kind in its order", async () => {
    const priorities = ["bulk", "high", "normal", "bulk", "high", "normal"] as const;
    for (const [i, priority] of priorities.entries()) await queue.add(aJob(`j${String(i)}`, { priority }));
    consume();
    await book.until(6);
    expect(book.ids).toEqual(["j1", "j4", "j2", "j5", "j0", "j3"]);
  });

  test("hands out a job not before its time", async () => {
    const addedAt = Date.now();
    await queue.add(aJob("later", { delayMs: 400 }));
    await queue.add(aJob("now"));
    const takenAt: number[] = [];
    consume(() => {
      takenAt.push(Date.now());
      return Promise.resolve({ kind: "done" });
    });
    await book.until(2);
    expect(book.ids).toEqual(["now", "later"]);
    expect((takenAt[1] ?? 0) - addedAt).toBeGreaterThanOrEqual(400);
  });

  test("keeps few of BullMQ's own events", async () => {
    for (let i = 0; i < 600; i += 100) {
      await Promise.all(Array.from({ length: 100 }, (_, j) => queue.add(aJob(`j${String(i + j)}`))));
    }
    expect(await store.client.xlen(`${store.keys.outboundPrefix}:outbound:events`)).toBeLessThan(300);
  });
});

describe("removing", () => {
  test.each([
    ["a job that waits", {}],
    ["a job that waits for its time", { delayMs: HOUR }],
  ])("takes out %s", async (_, fields) => {
    await queue.add(aJob("j1", fields));
    expect(await queue.remove("j1")).toBe(true);
    expect([await queue.stateOf("j1"), await queue.remove("j1")]).toEqual([null, false]);
  });

  test("leaves a job that is in hand", async () => {
    await queue.add(aJob("j1"));
    const removed: boolean[] = [];
    consume(async () => {
      removed.push(await queue.remove("j1"));
      return { kind: "done" };
    });
    await book.until(1);
    await consumer?.close();
    expect(removed).toEqual([false]);
  });

  test("makes room for the same id again", async () => {
    await queue.add(aJob("j1", { data: "first" }));
    await queue.remove("j1");
    await queue.add(aJob("j1", { data: "second" }));
    expect(await queue.dataOf(["j1"])).toEqual(["second"]);
  });
});

test("queues know nothing of each other's jobs", async () => {
  const { connection, keys } = store;
  const queueOf = laneQueues(connection, keys);
  const lanes = [
    queueOf({ kind: "text", page: "1" }),
    queueOf({ kind: "media", page: "1" }),
    queueOf({ kind: "text", page: "2" }),
  ];
  await queue.add(aJob("j1"));
  await lanes[0]?.add(aJob("j1"));
  const others = [deadLetterQueue(connection, keys), ...lanes.slice(1)];
  expect(await Promise.all(others.map((it) => it.stateOf("j1")))).toEqual([null, null, null]);
});

test("a lane is paused for every process, until it is resumed", async () => {
  const [one, other] = [1, 2].map(() =>
    laneQueues(store.connection, store.keys)({ kind: "text", page: "1" }),
  );
  await one?.pause();
  expect(await other?.isPaused()).toBe(true);
  await other?.resume();
  expect(await one?.isPaused()).toBe(false);
});
