import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createTold, type AccountChange, type Told } from "../../src/redis/told.ts";
import { DAY, HOUR } from "../support/builders.ts";
import { openStore, type Store } from "./store.ts";

let store: Store;
let told: Told;
let change: AccountChange = { page: "1", psid: "1000", changeId: "c-3" };

beforeAll(async () => {
  store = await openStore();
  told = createTold(store.client, store.keys, 7 * DAY);
});
beforeEach(() => {
  change = { ...change, psid: String(Number(change.psid) + 1) };
});
afterAll(() => store.close());

describe("a change of an account", () => {
  test("belongs to the first message that claims it, and to that one again", async () => {
    expect([
      await told.claim(change, "m1"),
      await told.claim(change, "m2"),
      await told.claim(change, "m1"),
    ]).toEqual(["m1", "m1", "m1"]);
    expect(await told.holder(change)).toBe("m1");
  });

  test("claimed by many at once belongs to one of them, and all agree", async () => {
    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, i) => told.claim(change, `m${String(i)}`)),
    );
    expect(new Set(claims).size).toBe(1);
  });

  test("nobody claimed has no holder", async () => {
    expect(await told.holder(change)).toBeNull();
  });

  test.each([
    ["by another page", { page: "2" }],
    ["to another person", { psid: "7" }],
    ["of another kind", { changeId: "c-4" }],
  ])("is another one told %s", async (_, fields) => {
    await told.claim(change, "m1");
    expect(await told.claim({ ...change, ...fields }, "m2")).toBe("m2");
  });

  test("given up by its holder is free, and by nobody else", async () => {
    await told.claim(change, "m1");
    await told.release(change, "m2");
    expect(await told.holder(change)).toBe("m1");
    await told.release(change, "m1");
    expect(await told.claim(change, "m2")).toBe("m2");
  });

  test("is remembered as long as the message's record", async () => {
    await told.claim(change, "m1");
    const ttl = await store.client.pttl(store.keys.told(change.page, change.psid, change.changeId));
    expect(ttl).toBeLessThanOrEqual(7 * DAY);
    expect(ttl).toBeGreaterThan(7 * DAY - HOUR);
  });
});
