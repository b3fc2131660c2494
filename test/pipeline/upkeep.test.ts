import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Actor } from "../../src/redis/audit.ts";
import { openStage, type Stage } from "../support/stage.ts";

const PAGE = "10203040";
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ACTOR: Actor = { by: "mai", via: "api", from: "127.0.0.1" };

let stage: Stage;
let redis: Redis;
let base: string;
let queue: Queue;
beforeEach(async () => {
  stage = await openStage({ DEAD_LETTER_RETENTION_DAYS: "2", DEAD_LETTER_MAX: "4" });
  const { REDIS_URL: url, REDIS_PREFIX: prefix } = stage.house.config;
  redis = new Redis(url);
  base = `${prefix}:{dead-letter}:`;
  queue = new Queue("dead-letter", { connection: { url }, prefix: `${prefix}:{dead-letter}` });
  await stage.page(PAGE);
});
afterEach(async () => {
  await queue.close();
  redis.disconnect();
  await stage.close();
});

/** Each dies at once: none of them has ever written. */
async function bury(...psids: string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const psid of psids) {
    const message = { page: PAGE, recipient: { psid }, type: "announcement", content: { text: "Hello." } };
    const id = await stage.submit(message);
    await stage.ended(id);
    ids.push(id.replace(/^m/, "d"));
  }
  return ids;
}

const listed = async (): Promise<string[]> =>
  (await stage.house.deadLetters.list({}, 100, null)).items.map((it) => it.id).toReversed();
const filed = async (filter = {}) => stage.house.deadLetters.count(filter);

describe("the index is mended", () => {
  test("when all of it is lost: every entry is in its place again", async () => {
    const ids = await bury("1", "2", "3");
    const before = await stage.house.deadLetters.facets({}, 10);
    const lost = (await redis.keys(`${base}*`)).filter((key) => /:(index:.*|refs|counts:.*)$/.test(key));
    expect(lost.length).toBeGreaterThan(8);
    await redis.del(...lost);
    expect(await listed()).toEqual([]);
    expect(await stage.house.upkeep.mend()).toMatchObject({ dropped: 0 });
    expect(await listed()).toEqual(ids);
    expect(await stage.house.deadLetters.facets({}, 10)).toEqual(before);
    expect(await filed({ reason: "window_closed", page: PAGE, type: "announcement" })).toBe(3);
  });

  test("when one of its sets is lost", async () => {
    await bury("1", "2");
    await redis.del(`${base}index:window_closed||`);
    expect(await filed({ reason: "window_closed" })).toBe(0);
    expect(await stage.house.upkeep.mend()).toEqual({ filed: 2, dropped: 0 });
    expect(await filed({ reason: "window_closed" })).toBe(2);
  });

  test("when another tool removed a job", async () => {
    const [first = "", second = ""] = await bury("1", "2");
    await queue.remove(first);
    expect(await stage.house.upkeep.mend()).toEqual({ filed: 0, dropped: 1 });
    expect([await listed(), await filed({ page: PAGE })]).toEqual([[second], 1]);
    expect(await stage.house.upkeep.mend()).toEqual({ filed: 0, dropped: 0 });
  });

  test("by itself, once the counts differ at two looks", async () => {
    const [first = "", second = ""] = await bury("1", "2");
    await queue.remove(first);
    await stage.house.upkeep.run();
    expect(await filed()).toBe(2);
    await stage.house.upkeep.run();
    expect(await listed()).toEqual([second]);
    expect(stage.recorder.lines.find((it) => it.event === "dead_letters.mended")?.fields).toEqual({
      filed: 0,
      dropped: 1,
    });
  });
});

describe("what somebody died in the middle of is finished:", () => {
  test("a replay that was queued, but not yet taken out", async () => {
    const [id = ""] = await bury("1");
    await stage.wrote(PAGE, "1", stage.now() - HOUR);
    const entry = await stage.house.deadLetters.get(id);
    await redis.zadd(`${base}claims`, stage.now(), id);
    const as = { id: `m${id.slice(1)}.1`, replayOf: `m${id.slice(1)}`, replay: "o1", history: [] };
    await stage.house.producer.readmit(entry?.message, as);
    await stage.house.upkeep.run();
    expect(await filed()).toBe(1);
    stage.advance(61_000);
    await stage.house.upkeep.run();
    expect([await filed(), await queue.getJobCountByTypes("prioritized")]).toEqual([0, 0]);
    expect((await stage.ended(as.id)).status).toBe("sent");
  });

  test("a replay that did not come to the queue may be discarded again", async () => {
    const [id = ""] = await bury("1");
    await redis.zadd(`${base}claims`, stage.now(), id);
    const asked = { selection: {}, confirm: 1, actor: ACTOR };
    expect(await stage.house.discards.discard(asked)).toEqual({ kind: "discarded", discarded: 0 });
    stage.advance(61_000);
    await stage.house.upkeep.run();
    expect(await stage.house.discards.discard(asked)).toEqual({ kind: "discarded", discarded: 1 });
  });

  test("a discard whose job is still there: it does not come back", async () => {
    const [id = ""] = await bury("1");
    const job = await queue.getJob(id);
    await stage.house.discards.discard({ selection: {}, confirm: 1, actor: ACTOR });
    await queue.add("window_closed", job?.data, { jobId: id, priority: 2 });
    await redis.zadd(`${base}leaving`, stage.now(), id);
    expect(await stage.house.upkeep.mend()).toEqual({ filed: 0, dropped: 0 });
    stage.advance(61_000);
    await stage.house.upkeep.run();
    expect(await queue.getJobCountByTypes("prioritized")).toBe(0);
  });

  test("a bulk replay whose job was never added", async () => {
    const [id = ""] = await bury("1");
    await stage.wrote(PAGE, "1", stage.now() - HOUR);
    const it = { id: "r0000000000000000", limit: null, priority: "bulk", actor: ACTOR, matched: 1 } as const;
    await stage.house.replays.start({ ...it, selection: {}, startedAt: stage.now() });
    await stage.house.upkeep.run();
    expect((await stage.ended(`m${id.slice(1)}.1`)).status).toBe("sent");
  });

  test("a bulk replay that was aborted between queue and count counts what it queued", async () => {
    const [first = "", second = ""] = await bury("1", "2");
    for (const psid of ["1", "2"]) await stage.wrote(PAGE, psid, stage.now() - HOUR);
    const { replays, replayer, producer } = stage.house;
    const it = { id: "r0000000000000001", limit: null, priority: "bulk", actor: ACTOR, matched: 2 } as const;
    await replays.start({ ...it, selection: {}, startedAt: stage.now() });
    await replays.collect(it.id, {}, 10);
    await replays.collected(it.id, 2);
    const entry = await stage.house.deadLetters.get(first);
    const as = { id: `m${first.slice(1)}.1`, replayOf: `m${first.slice(1)}`, replay: it.id, history: [] };
    await producer.readmit(entry?.message, as);
    expect(await replayer.abort(it.id, ACTOR)).toBe(true);
    expect(await replayer.step(it.id)).toEqual({ kind: "done" });
    expect(await replays.get(it.id)).toMatchObject({ state: "aborted", replayed: 1, skipped: {} });
    expect([await listed(), await replayer.abort(it.id, ACTOR)]).toEqual([[second], false]);
  });
});

describe("retention", () => {
  test("takes what is older than it keeps", async () => {
    await bury("1", "2");
    stage.advance(DAY);
    const [young = ""] = await bury("3");
    stage.advance(1.5 * DAY);
    await stage.house.upkeep.run();
    expect(await listed()).toEqual([young]);
    expect(stage.recorder.lines.find((it) => it.event === "dead_letters.retired")?.fields).toEqual({
      old: 2,
      surplus: 0,
    });
  });

  test("takes the oldest beyond as many as it keeps", async () => {
    const ids = await bury("1", "2", "3", "4", "5", "6");
    await stage.house.upkeep.run();
    expect(await listed()).toEqual(ids.slice(2));
    await vi.waitFor(async () => expect(await queue.getJobCountByTypes("prioritized")).toBe(4));
  });
});
