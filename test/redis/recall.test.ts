/** A job that is done calls back another, which was snoozed until then. */
import { EventEmitter, once } from "node:events";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { createDoorbell, type Lane } from "../../src/redis/doorbell.ts";
import { createLanes, type Lanes, type LaneVerdict, type Recall } from "../../src/redis/lanes.ts";
import type { Taken, Verdict } from "../../src/redis/queue-end.ts";
import { Book, startSender, type Sender, type SenderOptions } from "./senders.ts";
import { openStore, type Store } from "./store.ts";

const LATER: Verdict = { kind: "snooze", forMs: 600_000 };

let store: Store;
let lanes: Lanes;
let book: Book;
let gate: EventEmitter;
let lane: Lane;
let page = 1_000;
let sender: Sender | null = null;

beforeAll(async () => {
  store = await openStore();
  lanes = createLanes(store.connection, store.keys, createDoorbell(store.client, store.keys));
});
beforeEach(() => {
  book = new Book();
  gate = new EventEmitter();
  page += 1;
  lane = { kind: "text", page: String(page) };
});
afterEach(async () => {
  // Should the test have failed before.
  gate.emit("open");
  await sender?.close();
  const [error] = sender?.errors ?? [];
  sender = null;
  if (error !== undefined) throw error;
});
afterAll(() => store.close());

const add = (at: Lane, ...ids: string[]) =>
  lanes.add(
    at,
    ids.map((id) => ({ id, name: "order_shipped", data: {}, priority: "normal" })),
  );
const eventually = (it: () => unknown) => vi.waitFor(it, { timeout: 10_000, interval: 10 });
const stateOf = (id: string, at = lane) => lanes.queue(at).stateOf(id);
const isSnoozed = (at = lane) => eventually(async () => expect(await stateOf("follows", at)).toBe("delayed"));
const isGone = (at = lane) => eventually(async () => expect(await stateOf("goes", at)).toBeNull());
const follows = () => book.entries.filter(({ job }) => job.id === "follows");
const letGo = () => gate.emit("open");

/** `goes` is done once it is let go, and calls back `follows`, which is snoozed the first time. */
async function start(
  recall: Partial<Recall>,
  { concurrency = 2, untilSnoozed = () => Promise.resolve() }: StartOptions = {},
): Promise<void> {
  const handle = async (at: Lane, job: Taken): Promise<LaneVerdict> => {
    if (job.id === "goes") {
      await once(gate, "open");
      return { kind: "done", recall: () => ({ lane: at, id: "follows", inMs: 0, ...recall }) };
    }
    if (job.attemptsStarted > 1) return { kind: "done" };
    await untilSnoozed();
    return LATER;
  };
  sender = await startSender({ url: store.url, keys: store.keys, book, self: "a", concurrency, handle });
}

interface StartOptions extends Partial<Pick<SenderOptions, "concurrency">> {
  readonly untilSnoozed?: () => Promise<void>;
}

test.each<[label: string, kind: Lane["kind"], inMs: number]>([
  ["in its own lane", "text", 0],
  ["in the page's other lane", "media", 0],
  ["in its own lane for a later moment, and not before it", "text", 400],
  ["in the page's other lane for a later moment, and not before it", "media", 400],
])("%s", async (_, kind, inMs) => {
  const other = { kind, page: lane.page };
  await start({ lane: other, inMs });
  await add(lane, "goes");
  await add(other, "follows");
  await book.until(2);
  await isSnoozed(other);
  const recalledAt = Date.now();
  letGo();
  // A lane that waits looks by itself after ten seconds.
  await vi.waitFor(() => expect(book.entries).toHaveLength(3), { timeout: 5_000, interval: 10 });
  expect(Date.now() - recalledAt).toBeGreaterThanOrEqual(inMs - 10);
  // Taken twice, charged never.
  expect(follows().map(({ job }) => [job.attemptsStarted, job.attemptsMade])).toEqual([
    [1, 0],
    [2, 0],
  ]);
});

test("which is only about to be snoozed", async () => {
  const untilSnoozed = async (): Promise<void> => {
    letGo();
    await isGone();
  };
  await start({}, { untilSnoozed });
  await add(lane, "goes", "follows");
  await book.until(3);
  expect(book.ids).toEqual(["goes", "follows", "follows"]);
});

test("which still waits, and it is left as it is", async () => {
  await start({}, { concurrency: 1 });
  await add(lane, "goes", "follows");
  await book.until(1);
  letGo();
  await isSnoozed();
  expect(book.ids).toEqual(["goes", "follows"]);
});

test("which is not there, and nothing happens", async () => {
  await start({});
  await add(lane, "goes");
  await book.until(1);
  letGo();
  await isGone();
  expect(book.ids).toEqual(["goes"]);
});
