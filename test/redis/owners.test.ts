import * as fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { createOwners, ownerOf, type Owners } from "../../src/redis/owners.ts";
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
  let now = 0;
  const clock = () => now;
  beforeEach(() => store.client.del(store.keys.senders, store.keys.senderThatLeft));
  afterAll(() => store.close());

  const join = (self: string) => createOwners(store.client, store.keys, self, clock);
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

  describe("a page that changes hands", () => {
    const waits = (owners: Owners) => LANES.map((lane) => owners.isMine(lane) && owners.handOverMs(lane) > 0);
    const mine = (owners: Owners) => LANES.map((lane) => owners.isMine(lane));

    test("waits for nobody where a sender is the first", async () => {
      const a = join("a");
      await a.beat();
      expect(waits(a)).not.toContain(true);
    });

    test("waits two seconds at the sender that came, and at no other", async () => {
      const [a, b] = [join("a"), join("b")];
      for (const owners of [a, b, a]) await owners.beat();
      expect(waits(b)).toEqual(mine(b));
      expect(waits(a)).not.toContain(true);
      now += 1_999;
      expect(waits(b)).toEqual(mine(b));
      now += 1;
      expect(waits(b)).not.toContain(true);
    });

    test("waits at the sender that takes over from one that left; what was its own goes on", async () => {
      const [a, b] = [join("a"), join("b")];
      for (const owners of [a, b, a]) await owners.beat();
      const before = mine(a);
      now += 10_000;
      await b.leave();
      await a.beat();
      expect(waits(a)).toEqual(before.map((was) => !was));
    });

    test("waits on when the set of senders changes once more meanwhile", async () => {
      const [a, b, c] = [join("a"), join("b"), join("c")];
      for (const owners of [a, b]) await owners.beat();
      now += 1_500;
      for (const owners of [c, b]) await owners.beat();
      expect(waits(b)).toEqual(mine(b));
      now += 500;
      expect(waits(b)).not.toContain(true);
      expect(waits(c)).toEqual(mine(c));
    });

    test("waits when the sender that left is gone before the next comes, as at a restart", async () => {
      const [a, b, c] = [join("a"), join("b"), join("c")];
      await a.beat();
      await a.leave();
      await b.beat();
      expect(waits(b)).not.toContain(false);
      expect(await store.client.pttl(store.keys.senderThatLeft)).toBeLessThanOrEqual(2_000);
      await b.leave();
      await store.client.del(store.keys.senderThatLeft);
      await c.beat();
      expect(waits(c)).not.toContain(true);
    });

    test("is with the others where a sender was thought dead, and waits when it comes back", async () => {
      const [a, b] = [join("a"), join("b")];
      for (const owners of [a, b, a]) expect(await owners.beat()).toBe(true);
      now += 20_000;
      await store.client.zrem(store.keys.senders, "a");
      await b.beat();
      now += 20_000;
      expect(await a.beat()).toBe(false);
      expect(waits(a)).toEqual(mine(a));
      expect(await a.beat()).toBe(true);
    });
  });

  test("that were thought dead are back with their next beat", async () => {
    const [a, b] = [join("a"), join("b")];
    for (const owners of [b, a]) await owners.beat();
    await store.client.zrem(store.keys.senders, "b");
    for (const owners of [a, b, a]) await owners.beat();
    expect(LANES.filter((lane) => a.isMine(lane) === b.isMine(lane))).toEqual([]);
  });
});
