import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createMessages, type Messages } from "../../src/redis/messages.ts";
import { createOrder, type Order } from "../../src/redis/order.ts";
import { DAY, NOW } from "../support/builders.ts";
import { openStore, type Store } from "./store.ts";

let store: Store;
let order: Order;
let messages: Messages;
let now = NOW;
let page = "";
let running = 0;

beforeAll(async () => {
  store = await openStore();
  order = createOrder(store.client, store.keys, () => now);
  messages = createMessages(store.client, store.keys, DAY);
});
beforeEach(() => {
  running += 1;
  now = NOW;
  page = String(running);
});
afterAll(() => store.close());

function follow(psid: string, id: string, priority: "high" | "normal" | "bulk" = "normal"): Promise<unknown> {
  const { lua, keys, args } = order.following({ page, psid, priority, id });
  return store.connection.run(lua, keys, args);
}

test("each follows the one before it, of the same person and priority", async () => {
  expect(await follow("11", "mA")).toBeNull();
  expect(await follow("11", "mB")).toBe("mA");
  expect(await follow("11", "mC", "high")).toBeNull();
  expect(await follow("1", "mD")).toBeNull();
  expect(await follow("11", "mE")).toBe("mB");
  expect((await order.lastOf(page, "11")).toSorted()).toEqual(["mC", "mE"]);
});

test("one that is noted twice does not follow itself", async () => {
  await follow("11", "mA");
  expect(await follow("11", "mA")).toBeNull();
});

test("yesterday's counts, and what is older does not", async () => {
  await follow("11", "mA");
  await follow("12", "mB");
  now = NOW + DAY;
  expect(await order.lastOf(page, "11")).toEqual(["mA"]);
  expect(await follow("11", "mC")).toBe("mA");
  now = NOW + 2 * DAY;
  expect(await follow("11", "mD")).toBe("mC");
  expect(await follow("12", "mE")).toBeNull();
});

test("of thousands of people none is mixed up, and each hash stays in one piece of memory", async () => {
  const psids = Array.from({ length: 3_000 }, (_, nth) => String(24_000_000_000_000_000n + BigInt(nth)));
  await Promise.all(psids.map((psid) => follow(psid, `m${psid}`)));
  const before = await Promise.all(psids.map((psid) => follow(psid, `n${psid}`)));
  expect(before).toEqual(psids.map((psid) => `m${psid}`));
  now = NOW + DAY;
  expect(await Promise.all(psids.map((psid) => follow(psid, `o${psid}`)))).toEqual(
    psids.map((psid) => `n${psid}`),
  );
  const hashes = await store.client.keys(`${store.keys.lastOf(page, Math.floor(NOW / DAY))}*`);
  expect(hashes.length).toBeGreaterThan(50);
  for (const hash of hashes) {
    expect(await store.client.object("ENCODING", hash)).not.toBe("hashtable");
    expect(await store.client.pttl(hash)).toBeGreaterThan(DAY);
  }
});

test("few people share one hash", async () => {
  for (let nth = 0; nth < 100; nth += 1) await follow(String(nth), `m${String(nth)}`);
  expect(await store.client.keys(`${store.keys.lastOf(page, Math.floor(NOW / DAY))}*`)).toHaveLength(1);
});

describe("in one step with the record", () => {
  function accept(id: string) {
    const about = { id, fingerprint: null, page, psid: "11", type: "announcement", acceptedAt: NOW };
    const nothing = { sendAt: null, replayOf: null, replay: null, history: [], shared: null };
    const following = order.following({ page, psid: "11", priority: "normal", id });
    return messages.accept({ ...about, ...nothing }, following);
  }

  test("a new one learns whom it follows, and so does its record", async () => {
    const [one, other] = [`m1.${page}`, `m2.${page}`];
    expect(await Promise.all([accept(one), accept(other)])).toEqual([
      { isNew: true, after: null },
      { isNew: true, after: one },
    ]);
    expect(await messages.get(one)).toMatchObject({ after: null });
    expect(await messages.get(other)).toMatchObject({ after: one });
  });

  test("one that is on record already is not noted again", async () => {
    const [one, other] = [`m1.${page}`, `m2.${page}`];
    await accept(one);
    await accept(other);
    expect(await accept(one)).toMatchObject({ isNew: false, after: null });
    expect(await order.lastOf(page, "11")).toEqual([other]);
  });
});
