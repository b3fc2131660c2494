import { Queue } from "bullmq";
import { EventEmitter, once } from "node:events";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { closeRedis, connectRedis, type RedisClient } from "../../src/redis/connection.ts";
import type { Consumer } from "../../src/redis/consumer.ts";
import type { Taken, Verdict } from "../../src/redis/queue-end.ts";
import { consumeOutbound, outboundQueue, type JobQueue } from "../../src/redis/queues.ts";
import { Book } from "./senders.ts";
import { openStore, type Store } from "./store.ts";

const DONE: Verdict = { kind: "done" };

let store: Store;
let client: RedisClient;
let queue: JobQueue;
let book: Book;
let consumer: Consumer | null = null;
let errors: Error[] = [];

beforeEach(async () => {
  store = await openStore();
  client = await connectRedis(store.url, "worker");
  queue = outboundQueue(store.connection, store.keys);
  book = new Book();
  errors = [];
});
afterEach(async () => {
  await consumer?.close();
  consumer = null;
  await closeRedis(client);
  await store.close();
});

function consume(handle: (job: Taken) => Verdict | Promise<Verdict>, concurrency = 1): Consumer {
  consumer = consumeOutbound(
    async (job) => {
      book.note({ by: "me", lane: "outbound", job });
      return handle(job);
    },
    { client, keys: store.keys, concurrency, onError: (error) => errors.push(error) },
  );
  return consumer;
}

const add = (id: string) => queue.add({ id, name: "order_shipped", data: { about: id }, priority: "normal" });
/** What the first start is answered with; every later one is done. */
const first =
  (verdict: Verdict) =>
  (job: Taken): Verdict =>
    job.attemptsStarted === 1 ? verdict : DONE;
const charges = () => book.entries.map(({ job }) => [job.attemptsStarted, job.attemptsMade]);

describe("a verdict of", () => {
  test("done lets the job go, and leaves nothing of it", async () => {
    consume(() => DONE);
    await add("j1");
    await book.until(1);
    await consumer?.close();
    expect(await queue.dataOf(["j1"])).toEqual([undefined]);
    expect(await store.client.exists(`${store.keys.outboundPrefix}:outbound:completed`)).toBe(0);
  });

  test("snooze brings it back later, no attempt charged", async () => {
    consume(first({ kind: "snooze", forMs: 50 }));
    await add("j1");
    await book.until(2);
    expect(charges()).toEqual([
      [1, 0],
      [2, 0],
    ]);
  });

  test("retry brings it back later, one attempt charged", async () => {
    consume(first({ kind: "retry", delayMs: 50 }));
    await add("j1");
    await book.until(2);
    expect(charges()).toEqual([
      [1, 0],
      [2, 1],
    ]);
  });

  test("retry waits as long as it says", async () => {
    const startedAt: number[] = [];
    consume((job) => {
      startedAt.push(Date.now());
      return first({ kind: "retry", delayMs: 300 })(job);
    });
    await add("j1");
    await book.until(2);
    expect((startedAt[1] ?? 0) - (startedAt[0] ?? 0)).toBeGreaterThanOrEqual(300);
  });

  test("rest puts it back to its place, and the whole queue waits", async () => {
    const startedAt: number[] = [];
    consume((job) => {
      startedAt.push(Date.now());
      return job.id === "j1" ? first({ kind: "rest", forMs: 300 })(job) : DONE;
    });
    await add("j1");
    await add("j2");
    await book.until(3);
    expect(book.ids[0]).toBe("j1");
    expect(book.ids.toSorted()).toEqual(["j1", "j1", "j2"]);
    expect((startedAt[1] ?? 0) - (startedAt[0] ?? 0)).toBeGreaterThanOrEqual(290);
    expect(book.entries.map(({ job }) => job.attemptsMade)).toEqual([0, 0, 0]);
  });

  test("rest for no time puts it back at once, no attempt charged", async () => {
    consume(first({ kind: "rest", forMs: 0 }));
    await add("j1");
    await book.until(2);
    expect(charges()).toEqual([
      [1, 0],
      [2, 0],
    ]);
  });
});

describe("a handler that throws", () => {
  test("is told of, and the job comes back with no attempt charged", async () => {
    consume((job) => {
      if (job.attemptsStarted === 1) throw new Error("Redis is gone");
      return DONE;
    });
    await add("j1");
    await book.until(2);
    expect(errors.map((error) => error.message)).toEqual(["Redis is gone"]);
    expect(charges()).toEqual([
      [1, 0],
      [2, 0],
    ]);
  });

  test("throws something that is no error, and is told of all the same", async () => {
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- what a bad library may do
    consume((job) => (job.attemptsStarted === 1 ? Promise.reject("just a word") : DONE));
    await add("j1");
    await book.until(2);
    expect(errors.map((error) => error.message)).toEqual(["just a word"]);
  });

  test("does not lose a job of another client, which may be tried but once", async () => {
    const { url, keys } = store;
    const theirs = new Queue("outbound", { connection: { url }, prefix: keys.outboundPrefix });
    consume((job) => {
      if (job.attemptsStarted === 1) throw new Error("a bug");
      return DONE;
    });
    await theirs.add("order_shipped", { about: "theirs" }, { attempts: 1 });
    await book.until(2);
    expect(book.entries[1]?.job.data).toEqual({ about: "theirs" });
    await theirs.close();
  });
});

test("what is taken tells when it was added, and under which name", async () => {
  const before = Date.now();
  await add("j1");
  consume(() => DONE);
  await book.until(1);
  const job = book.entries[0]?.job;
  expect(job).toMatchObject({ id: "j1", name: "order_shipped", data: { about: "j1" } });
  expect(job?.addedAt).toBeGreaterThanOrEqual(before);
  expect(job?.addedAt).toBeLessThanOrEqual(Date.now());
});

test("closing waits for what is in hand and takes nothing more", async () => {
  const gate = new EventEmitter();
  const it = consume(async () => {
    await once(gate, "open");
    return DONE;
  });
  expect(it.busy).toBe(false);
  await add("j1");
  await add("j2");
  await book.until(1);
  expect(it.busy).toBe(true);
  const closing = it.close();
  gate.emit("open");
  await closing;
  expect([it.busy, book.ids]).toEqual([false, ["j1"]]);
  expect([await queue.stateOf("j1"), await queue.stateOf("j2")]).toEqual([null, "waiting"]);
});
