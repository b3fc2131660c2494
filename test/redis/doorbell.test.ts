import { EventEmitter, once } from "node:events";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LANE_KINDS } from "../../src/core/pace.ts";
import { closeRedis, connectRedis } from "../../src/redis/connection.ts";
import {
  createDoorbell,
  laneName,
  laneOf,
  listen,
  type Doorbell,
  type Lane,
  type Listener,
} from "../../src/redis/doorbell.ts";
import { openStore, type Store } from "./store.ts";

describe("a lane's name", () => {
  test("leads back to the lane", () => {
    fc.assert(
      fc.property(fc.constantFrom(...LANE_KINDS), fc.stringMatching(/^\d{1,32}$/), (kind, page) => {
        expect(laneOf(laneName({ kind, page }))).toEqual({ kind, page });
      }),
    );
  });

  test.each(["", "text", "text.", ".1", "voice.1", "1.text"])("is not %j", (name) => {
    expect(laneOf(name)).toBeNull();
  });
});

describe("the doorbell", () => {
  const text = (page: string): Lane => ({ kind: "text", page });

  let store: Store;
  let doorbell: Doorbell;
  let listener: Listener;
  let heard: (readonly Lane[])[] = [];
  let jobs: number[] = [];
  const bell = new EventEmitter();

  beforeEach(async () => {
    store = await openStore();
    doorbell = createDoorbell(store.client, store.keys);
    heard = [];
    jobs = [];
    listener = await listen(store.client, store.keys, (rung) => {
      heard.push(rung.map((it) => it.lane));
      jobs.push(...rung.map((it) => it.jobs));
      bell.emit("ring");
    });
  });
  afterEach(async () => {
    await listener.close();
    await store.close();
  });

  /** Messages of one channel come in their order: when this one is heard, so was all before it. */
  async function everythingHeard(): Promise<(readonly Lane[])[]> {
    const last: Lane = { kind: "media", page: "999" };
    await doorbell.ring(last);
    while (!heard.some((lanes) => lanes.some((lane) => lane.page === last.page))) await once(bell, "ring");
    return heard.slice(0, -1);
  }

  test("is heard by who listens", async () => {
    await doorbell.ring({ kind: "media", page: "1" });
    expect(await everythingHeard()).toEqual([[{ kind: "media", page: "1" }]]);
  });

  test("rung often in one tick rings once, for each lane once", async () => {
    await Promise.all([doorbell.ring(text("1")), doorbell.ring(text("2")), doorbell.ring(text("1"))]);
    expect(await everythingHeard()).toEqual([[text("1"), text("2")]]);
  });

  test("rung one tick after the other rings each time", async () => {
    await doorbell.ring(text("1"));
    await doorbell.ring(text("1"));
    expect(await everythingHeard()).toEqual([[text("1")], [text("1")]]);
  });

  test("tells how many jobs were added, of one tick together, and what is not known as that", async () => {
    await Promise.all([doorbell.ring(text("1"), 2), doorbell.ring(text("1"), 3), doorbell.ring(text("2"))]);
    await doorbell.ring(text("2"), 7);
    await everythingHeard();
    expect(jobs.slice(0, 3)).toEqual([5, Infinity, 7]);
  });

  test("leaves each lane on record with the time of its last ring", async () => {
    const before = Date.now();
    await Promise.all([doorbell.ring(text("1")), doorbell.ring({ kind: "media", page: "1" })]);
    const [record, score] = [
      await store.client.zrange(store.keys.lanes, "0", "-1"),
      await store.client.zscore(store.keys.lanes, "text.1"),
    ];
    expect(record.toSorted()).toEqual(["media.1", "text.1"]);
    expect(Number(score)).toBeGreaterThanOrEqual(before);
  });

  test("calls the roll: a ring for no lane", async () => {
    await doorbell.callRoll();
    expect(await everythingHeard()).toEqual([[]]);
    expect(await store.client.zrange(store.keys.lanes, "0", "-1")).toEqual(["media.999"]);
  });

  test("leaves out a name that is none", async () => {
    await store.client.publish(store.keys.doorbell, "text.1 voice.2 ?");
    expect(await everythingHeard()).toEqual([[text("1")]]);
  });

  test("is not heard after closing", async () => {
    await listener.close();
    const other = await listen(store.client, store.keys, () => bell.emit("other"));
    const ring = once(bell, "other");
    await doorbell.ring(text("1"));
    await ring;
    expect(heard).toEqual([]);
    await other.close();
  });

  test("that cannot ring says so to each who rang", async () => {
    const client = await connectRedis(store.url, "producer");
    const broken = createDoorbell(client, store.keys);
    await closeRedis(client);
    const rings = await Promise.allSettled([broken.ring(text("1")), broken.ring(text("2"))]);
    expect(rings.map((ring) => ring.status)).toEqual(["rejected", "rejected"]);
  });
});
