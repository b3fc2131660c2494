import * as fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { createOwners, ownerOf } from "../../src/redis/owners.ts";
import { openStore, type Store } from "./store.ts";

const senders = fc.uniqueArray(fc.stringMatching(/^[a-z0-9.]{1,12}$/), { minLength: 1, maxLength: 8 });
const lanes = fc.stringMatching(/^\d{1,16}$/).map((page) => `text.${page}`);

describe("the owner of a lane", () => {
  test("is the same in whatever order the senders are told", () => {
    fc.assert(
      fc.property(lanes, senders, fc.infiniteStream(fc.nat()), (lane, some, order) => {
        const [first = 0] = order.take(1);
        const turned = some.map((_, i) => some[(i + first) % some.length] ?? "");
        expect(ownerOf(lane, turned)).toBe(ownerOf(lane, some));
        expect(ownerOf(lane, some.toReversed())).toBe(ownerOf(lane, some));
      }),
    );
  });

  test("is one of the senders; nobody, when there is none", () => {
    fc.assert(
      fc.property(lanes, senders, (lane, some) => {
        expect(some).toContain(ownerOf(lane, some));
      }),
    );
    expect(ownerOf("text.1", [])).toBeUndefined();
  });

  test("changes only when it was the sender that left", () => {
    fc.assert(
      fc.property(fc.array(lanes, { minLength: 1 }), senders, fc.nat(), (some, all, which) => {
        const gone = all[which % all.length];
        const left = all.filter((sender) => sender !== gone);
        const moved = some.filter((lane) => ownerOf(lane, left) !== ownerOf(lane, all));
        expect(moved).toEqual(some.filter((lane) => ownerOf(lane, all) === gone));
      }),
    );
  });

  test("changes only to the sender that came", () => {
    fc.assert(
      fc.property(lanes, senders, (lane, some) => {
        const after = ownerOf(lane, [...some, "NEWCOMER"]);
        expect(["NEWCOMER", ownerOf(lane, some)]).toContain(after);
      }),
    );
  });

  test("is spread over the senders, each with a fair share of a thousand lanes", () => {
    const four = ["a", "b", "c", "d"];
    const owned = Array.from({ length: 1_000 }, (_, i) => ownerOf(`text.${String(i)}`, four));
    const shares = four.map((sender) => owned.filter((owner) => owner === sender).length);
    expect(Math.min(...shares)).toBeGreaterThan(200);
  });
});

describe("senders that share a Redis", () => {
  let store: Store;
  beforeAll(async () => {
    store = await openStore();
  });
  beforeEach(() => store.client.del(store.keys.senders));
  afterAll(() => store.close());

  const join = (self: string) => createOwners(store.client, store.keys, self);
  const LANES = Array.from({ length: 40 }, (_, i) => `text.${String(i)}`);

  test("agree, each lane having one owner", async () => {
    const all = ["a", "b", "c"].map(join);
    for (const owners of [...all, ...all]) await owners.beat();
    const counts = LANES.map((lane) => all.filter((owners) => owners.isMine(lane)).length);
    expect(new Set(counts)).toEqual(new Set([1]));
  });

  test("own everything while they are alone", async () => {
    const alone = join("a");
    expect(LANES.every((lane) => alone.isMine(lane))).toBe(true);
    await alone.beat();
    expect(LANES.every((lane) => alone.isMine(lane))).toBe(true);
  });

  test("take over what a sender that left owned", async () => {
    const [a, b] = [join("a"), join("b")];
    for (const owners of [a, b, a]) await owners.beat();
    expect(LANES.every((lane) => a.isMine(lane))).toBe(false);
    await b.leave();
    await a.beat();
    expect(LANES.every((lane) => a.isMine(lane))).toBe(true);
  });

  test.each([
    ["take over from a sender that was silent too long", 11_000, true],
    ["leave a sender its lanes that was silent only for a while", 5_000, false],
  ])("%s", async (_, silentMs, all) => {
    await store.client.zadd(store.keys.senders, Date.now() - silentMs, "b");
    const a = join("a");
    await a.beat();
    expect(LANES.every((lane) => a.isMine(lane))).toBe(all);
  });

  test("go by the clock of Redis: one whose own is an hour off is no less alive", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    onTestFinished(() => void vi.useRealTimers());
    const all = [join("a"), join("b"), join("c")];
    const real = Date.now();
    for (const owners of [...all, ...all]) {
      vi.setSystemTime(real + all.indexOf(owners) * 3_600_000);
      await owners.beat();
    }
    expect(all.map((owners) => owners.count)).toEqual([3, 3, 3]);
  });

  test("that were thought dead are back with their next beat", async () => {
    const [a, b] = [join("a"), join("b")];
    for (const owners of [b, a]) await owners.beat();
    await store.client.zrem(store.keys.senders, "b");
    for (const owners of [a, b, a]) await owners.beat();
    expect(LANES.filter((lane) => a.isMine(lane) === b.isMine(lane))).toEqual([]);
  });
});
