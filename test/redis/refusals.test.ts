/** What Meta refused a person with: how long it stands, and what two processes make of it at once. */
import * as fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Refused } from "../../src/core/outcome.ts";
import { closeRedis, connectRedis, type RedisClient } from "../../src/redis/connection.ts";
import { createConversations, type Conversations } from "../../src/redis/conversations.ts";
import { DAY, HOUR, MINUTE } from "../support/builders.ts";
import { openStore, type Store } from "./store.ts";

const PAGE = "1029384756";
/** Conversations are kept by the clock on the wall; a time of some hours ago is past for the whole run. */
const THEN = Date.now() - 10 * HOUR;

let store: Store;
let other: RedisClient;
let conversations: Conversations;
/** As another process has them. */
let elsewhere: Conversations;
let psid = "1000";

beforeAll(async () => {
  store = await openStore();
  other = await connectRedis(store.url, "worker");
  conversations = createConversations(store.client, store.keys);
  elsewhere = createConversations(other, store.keys);
});
const another = (): void => {
  psid = String(Number(psid) + 1);
};
beforeEach(another);
afterAll(async () => {
  await closeRedis(other);
  await store.close();
});

const silenced = (fields: Partial<Refused> = {}): Refused => ({
  kind: "suppressed",
  reason: "recipient_unavailable",
  detail: "(#551) This person isn't available right now.",
  at: THEN,
  knownInboundAt: null,
  ...fields,
});
const doubted = (fields: Partial<Refused> = {}): Refused =>
  silenced({ kind: "window_closed", reason: "outside_window", ...fields });

const refuse = (refused: Refused) => conversations.refuse(PAGE, psid, refused);
const standing = async () => (await conversations.get(PAGE, psid)).refused;

describe("a refusal", () => {
  test.each([silenced(), doubted({ knownInboundAt: THEN - HOUR })])("comes back whole: $kind", async (it) => {
    await refuse(it);
    expect(await standing()).toEqual(it);
    expect((await elsewhere.get(PAGE, psid)).refused).toEqual(it);
  });

  test("stands against one person on one page", async () => {
    await refuse(silenced());
    expect((await conversations.get("777", psid)).refused).toBeNull();
    expect((await conversations.get(PAGE, `${psid}0`)).refused).toBeNull();
  });

  test("is lifted by hand, once", async () => {
    await refuse(silenced());
    expect(await conversations.forgive(PAGE, psid)).toBe(true);
    expect(await standing()).toBeNull();
    expect(await conversations.forgive(PAGE, psid)).toBe(false);
  });

  test.each<[label: string, first: Refused, second: Refused, stands: "first" | "second"]>([
    ["a closed window does not replace silence", silenced(), doubted({ at: THEN + 1 }), "first"],
    ["silence replaces a closed window", doubted(), silenced({ at: THEN - 1 }), "second"],
    ["a later one replaces an earlier one", silenced(), silenced({ at: THEN + 1 }), "second"],
    ["an earlier one that comes late does not", silenced(), silenced({ at: THEN - 1 }), "first"],
  ])("of two, %s", async (_, first, second, stands) => {
    await refuse(first);
    await refuse(second);
    expect(await standing()).toEqual({ first, second }[stands]);
  });

  test.each([
    ["no JSON", "{"],
    ["of an unknown kind", JSON.stringify({ ...silenced(), kind: "cursed" })],
    ["of an unknown reason", JSON.stringify({ ...silenced(), reason: "bad_luck" })],
    ["without a time", JSON.stringify({ ...silenced(), at: undefined })],
    ["a list", "[]"],
    ["nothing", "null"],
  ])("that cannot be read stands for nothing, and is written over: %s", async (_, json) => {
    await store.client.hset(store.keys.refused(PAGE), psid, json);
    expect(await standing()).toBeNull();
    await conversations.inbound(PAGE, psid, THEN);
    await refuse(doubted({ at: THEN + HOUR }));
    expect(await standing()).toMatchObject({ kind: "window_closed" });
  });

  test("of before it was noted what was known still stands", async () => {
    const { knownInboundAt: _, ...old } = silenced();
    await store.client.hset(store.keys.refused(PAGE), psid, JSON.stringify(old));
    expect(await standing()).toEqual(silenced());
  });
});

interface Told {
  readonly wroteAt: number;
  readonly knownInboundAt?: number;
  readonly stands: boolean;
}

/** Meta's clock tells when they wrote, ours when the attempt began: they may differ by a minute. */
describe.each([silenced(), doubted()])("a refusal of kind $kind, and a person who wrote", (it) => {
  const cases: [label: string, told: Told][] = [
    ["later, is over", { wroteAt: THEN + 1, stands: false }],
    ["in the future, is over", { wroteAt: Date.now() + DAY, stands: false }],
    ["less than a minute earlier, is over", { wroteAt: THEN - MINUTE + 1, stands: false }],
    ["a minute earlier, stands", { wroteAt: THEN - MINUTE, stands: true }],
    ["long before, stands", { wroteAt: THEN - HOUR, stands: true }],
    [
      "just before, as was known, stands",
      { wroteAt: THEN - 1_000, knownInboundAt: THEN - 1_000, stands: true },
    ],
    [
      "just before, after what was known, is over",
      { wroteAt: THEN - 1_000, knownInboundAt: THEN - 1_001, stands: false },
    ],
  ];

  test.each(cases)("%s", async (_, { wroteAt, knownInboundAt = null, stands }) => {
    await refuse({ ...it, knownInboundAt });
    await conversations.inbound(PAGE, psid, wroteAt);
    expect((await standing()) !== null).toBe(stands);
  });

  test.each(cases)("%s, though the answer of Graph came last", async (_, told) => {
    await conversations.inbound(PAGE, psid, told.wroteAt);
    await refuse({ ...it, knownInboundAt: told.knownInboundAt ?? null });
    expect((await standing()) !== null).toBe(told.stands);
  });
});

test("what is read or delivered lifts nothing", async () => {
  await refuse(silenced());
  await conversations.delivered(PAGE, psid, THEN + HOUR);
  await conversations.read(PAGE, psid, THEN + HOUR);
  expect(await standing()).toEqual(silenced());
});

describe("in two processes at once", () => {
  test("a person's messages and a refusal leave the same, whichever comes first", async () => {
    const around = fc.integer({ min: THEN - 2 * MINUTE, max: THEN + MINUTE });
    const wrote = fc.array(around, { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(
        wrote,
        fc.option(around),
        fc.boolean(),
        async (times, knownInboundAt, refusedFirst) => {
          another();
          const hears = times.map((at) => () => elsewhere.inbound(PAGE, psid, at));
          const refuses = () => refuse(silenced({ knownInboundAt }));
          await Promise.all((refusedFirst ? [refuses, ...hears] : [...hears, refuses]).map((act) => act()));
          const isOver = times.some((at) => at > THEN - MINUTE && at > (knownInboundAt ?? 0));
          expect(await standing()).toEqual(isOver ? null : silenced({ knownInboundAt }));
        },
      ),
      { numRuns: 200 },
    );
  });

  test("silence outlives a closed window", async () => {
    for (let n = 0; n < 50; n += 1) {
      another();
      const closed = Array.from({ length: 3 }, (_, i) => doubted({ at: THEN + i }));
      const acts = closed.map((it) => elsewhere.refuse(PAGE, psid, it));
      await Promise.all([
        ...acts,
        refuse(silenced()),
        ...closed.map((it) => elsewhere.refuse(PAGE, psid, it)),
      ]);
      expect(await standing()).toEqual(silenced());
    }
  });

  test("a message that answers one refusal does not take the next one with it", async () => {
    const wroteAt = THEN + MINUTE;
    const next = silenced({ at: wroteAt + 1_000, knownInboundAt: wroteAt });
    for (let n = 0; n < 50; n += 1) {
      another();
      await refuse(silenced());
      await Promise.all([elsewhere.inbound(PAGE, psid, wroteAt), refuse(next)]);
      expect(await standing()).toEqual(next);
    }
  });
});
