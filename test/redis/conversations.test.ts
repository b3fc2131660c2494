import * as fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createConversations, type Conversations } from "../../src/redis/conversations.ts";
import { DAY, HOUR, MINUTE } from "../support/builders.ts";
import { openStore, type Store } from "./store.ts";

const PAGE = "1029384756";
/** Conversations are kept by the clock on the wall; a time of some hours ago is past for the whole run. */
const THEN = Date.now() - 10 * HOUR;

let store: Store;
let conversations: Conversations;
let psid = "1000";

beforeAll(async () => {
  store = await openStore();
  conversations = createConversations(store.client, store.keys);
});
beforeEach(() => {
  psid = String(Number(psid) + 1);
});
afterAll(() => store.close());

const NOTHING = {
  lastInboundAt: null,
  lastAdAt: null,
  deliveredWatermark: null,
  readWatermark: null,
  refused: null,
};

describe("of a conversation", () => {
  test("that never was, nothing is known", async () => {
    expect(await conversations.get(PAGE, psid)).toEqual(NOTHING);
    expect((await conversations.get(PAGE, psid)).lastInboundAt).toBeNull();
  });

  test("each kind of news is kept apart", async () => {
    await conversations.inbound(PAGE, psid, THEN);
    await conversations.delivered(PAGE, psid, THEN + 1);
    await conversations.read(PAGE, psid, THEN + 2);
    expect(await conversations.get(PAGE, psid)).toEqual({
      ...NOTHING,
      lastInboundAt: THEN,
      deliveredWatermark: THEN + 1,
      readWatermark: THEN + 2,
    });
    expect((await conversations.get(PAGE, psid)).lastInboundAt).toBe(THEN);
  });

  test("another page with the same person knows nothing", async () => {
    await conversations.inbound(PAGE, psid, THEN);
    expect(await conversations.get("777", psid)).toEqual(NOTHING);
  });

  test.each([
    ["by an ad", true, THEN],
    ["by themselves", false, null],
  ])("that began %s, remembered as by an ad: %s", async (_, byAd, at) => {
    await conversations.inbound(PAGE, psid, THEN, byAd);
    expect((await conversations.get(PAGE, psid)).lastAdAt).toBe(at);
    expect(await conversations.get(PAGE, psid)).toMatchObject({ lastAdAt: at });
    expect((await conversations.get(PAGE, psid)).lastInboundAt).toBe(THEN);
  });
});

const KINDS = ["inbound", "delivered", "read"] as const;

describe.each(KINDS)("news of kind %s", (kind) => {
  const field = { inbound: "lastInboundAt", delivered: "deliveredWatermark", read: "readWatermark" } as const;
  const tell = (at: number) => conversations[kind](PAGE, psid, at);
  const known = async () => (await conversations.get(PAGE, psid))[field[kind]];

  test.each([
    ["moves on with a later time", [THEN, THEN + 1], THEN + 1],
    ["stays with an earlier time", [THEN, THEN - 1], THEN],
    ["stays with the same time", [THEN, THEN], THEN],
  ])("%s", async (_, times, at) => {
    for (const time of times) await tell(time);
    expect(await known()).toBe(at);
  });

  test("that comes from the future counts as now", async () => {
    const before = Date.now();
    await tell(before + 30 * DAY);
    const at = (await known()) ?? Number.NaN;
    expect(at).toBeGreaterThanOrEqual(before);
    expect(at).toBeLessThanOrEqual(Date.now());
  });
});

test("whatever the order of events, and however often each comes, the latest stands", async () => {
  const ages = fc.array(fc.nat({ max: 7 * DAY }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(ages, async (some) => {
      psid = String(Number(psid) + 1);
      await Promise.all(some.map((age) => conversations.inbound(PAGE, psid, THEN - age)));
      expect((await conversations.get(PAGE, psid)).lastInboundAt).toBe(THEN - Math.min(...some));
    }),
    { numRuns: 30 },
  );
});

test.each([
  ["forgets a conversation of more than a month ago", 31, null],
  ["keeps one of less than a month ago", 29, 29],
])("%s when another comes in", async (_, daysAgo, kept) => {
  const page = `5${String(daysAgo)}`;
  const at = Date.now() - daysAgo * DAY;
  await createConversations(store.client, store.keys, () => at).inbound(page, psid, at);
  await conversations.inbound(page, "42", THEN);
  expect((await conversations.get(page, psid)).lastInboundAt).toBe(kept === null ? null : at);
});

test("forgets thousands little by little, and nobody of whom there is news", async () => {
  const page = "60";
  let now = THEN - 31 * DAY;
  const some = createConversations(store.client, store.keys, () => now);
  const psids = Array.from({ length: 5_000 }, (_, nth) => String(24_000_000_000 + nth));
  await Promise.all(psids.map((it) => some.inbound(page, it, now)));
  now = THEN;
  await some.delivered(page, psids[0] ?? "", now);
  const left = [];
  for (let minutes = 0; minutes < 60; minutes += 5) {
    now = THEN + minutes * MINUTE;
    await some.read(page, psids[1] ?? "", now);
    left.push(await store.client.hlen(store.keys.people(page)));
  }
  expect(left[1]).toBeGreaterThan(1_000);
  expect(left.at(-1)).toBe(2);
});

test("a page of some hundred people keeps them in one piece of memory", async () => {
  const page = "61";
  const psids = Array.from({ length: 500 }, (_, nth) => String(24_000_000_000 + nth));
  await Promise.all(psids.map((it) => conversations.inbound(page, it, THEN)));
  expect(await store.client.object("ENCODING", store.keys.people(page))).toBe("listpack");
});
