/** What tests of lanes share: each test has a lane, a book and senders of its own; what it held back is let go at its end. */
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { createDoorbell, type Lane } from "../../src/redis/doorbell.ts";
import { createLanes, type Lanes } from "../../src/redis/lanes.ts";
import { Book, heldBack, startSender, type HeldBack, type Sender, type SenderOptions } from "./senders.ts";
import { openStore, type Store } from "./store.ts";

export const OFTEN = { sweepEveryMs: 20 };

export let store: Store;
export let lanes: Lanes;
export let book: Book;
export let lane: Lane;
let page = 1_000;
const senders: Sender[] = [];
/** Opened at the end of each test, so that a failed one lets its senders close. */
const gates: HeldBack[] = [];

beforeAll(async () => {
  store = await openStore();
  lanes = createLanes(store.connection, store.keys, createDoorbell(store.client, store.keys));
});
beforeEach(() => {
  book = new Book();
  lane = nextLane();
});
afterEach(async () => {
  for (const gate of gates.splice(0)) gate.letGo();
  const left = senders.splice(0);
  for (const one of left) await one.close();
  await store.client.del(store.keys.lanes, store.keys.senders, store.keys.senderThatLeft);
  const [error] = left.flatMap((one) => one.errors);
  if (error !== undefined) throw error;
});
afterAll(() => store.close());

export function nextLane(kind: Lane["kind"] = "text"): Lane {
  page += 1;
  return { kind, page: String(page) };
}

export async function sender(options: Partial<SenderOptions> = {}): Promise<Sender> {
  const { url, keys } = store;
  const started = await startSender({ url, keys, book, self: "a", ...options });
  senders.push(started);
  return started;
}

export function held(): HeldBack {
  const gate = heldBack();
  gates.push(gate);
  return gate;
}
