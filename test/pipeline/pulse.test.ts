import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createPulse, type Pulse } from "../../src/pipeline/pulse.ts";
import { createActivity } from "../../src/redis/activity.ts";
import { closeRedis, connectRedis, type RedisClient } from "../../src/redis/connection.ts";
import { createLive, type LiveBatch } from "../../src/redis/live.ts";
import { keysFor, type Keys } from "../../src/redis/keys.ts";
import { createRecorder, type Recorder } from "../support/recorder.ts";
import { freshRedis } from "../support/redis.ts";
import { openStore, type Store } from "../redis/store.ts";

let store: Store;
let now = Date.parse("2026-11-22T12:34:56Z");
const open: Pulse[] = [];
beforeAll(async () => {
  store = await openStore();
});
afterEach(async () => {
  for (const pulse of open.splice(0)) await pulse.close();
});
afterAll(() => store.close());

interface Watched {
  readonly pulse: Pulse;
  readonly recorder: Recorder;
  readonly keys: Keys;
}

/** A process of an installation of its own. */
function watch(
  client: RedisClient = store.client,
  keys = keysFor(`p${randomBytes(6).toString("hex")}`),
): Watched {
  const recorder = createRecorder();
  const activity = createActivity(client, keys);
  const pulse = createPulse({ log: recorder.log, activity, live: createLive(client, keys), now: () => now });
  open.push(pulse);
  return { pulse, recorder, keys };
}

const sent = { page: "1", id: "m1", outcome: "sent", code: null };

describe("the pulse of a process", () => {
  test("passes every line on as it came", () => {
    const { pulse, recorder } = watch();
    pulse.log.info("process.started", { a: 1 });
    pulse.log.warn("page.held", { page: "1", reason: "operator" });
    pulse.log.error("http.failed");
    expect(recorder.lines).toEqual([
      { event: "process.started", fields: { a: 1 } },
      { event: "page.held", fields: { page: "1", reason: "operator" } },
      { event: "http.failed", fields: {} },
    ]);
  });

  test("counts by the minute, of all pages and of each, together with other processes", async () => {
    const { pulse, keys } = watch();
    const other = watch(store.client, keys).pulse;
    pulse.log.info("message.accepted", { page: "1" });
    for (let i = 0; i < 3; i += 1) pulse.log.info("message.attempted", sent);
    other.log.info("message.attempted", { ...sent, page: "2" });
    other.log.info("message.attempted", { ...sent, outcome: "failed", code: 2 });
    other.log.info("message.buried", { page: "1", reason: "expired" });
    other.log.info("message.buried", { page: null, reason: "invalid_message" });
    await Promise.all([pulse.close(), other.close()]);
    const activity = createActivity(store.client, keys);
    const at = Date.parse("2026-11-22T12:34:00Z");
    expect((await activity.minutes(now, 60)).at(-1)).toEqual({ at, accepted: 1, sent: 4, dead: 2 });
    expect((await activity.minutesOf("1", now, 60)).at(-1)).toEqual({ at, accepted: 1, sent: 3, dead: 1 });
    expect((await activity.minutesOf("2", now, 60)).at(-1)).toEqual({ at, accepted: 0, sent: 1, dead: 0 });
    expect(await activity.totals()).toEqual({
      accepted: 1,
      sent: 4,
      dead: 2,
      "outcome:sent": 4,
      "outcome:failed": 1,
      "unknown_code:2": 1,
      "buried:expired": 1,
      "buried:invalid_message": 1,
    });
  });

  test("tells sixty minutes across the hour, the gaps filled", async () => {
    now = Date.parse("2026-11-22T12:50:30Z");
    const { pulse, keys } = watch();
    pulse.log.info("message.attempted", sent);
    await pulse.close();
    now = Date.parse("2026-11-22T13:10:30Z");
    const later = watch(store.client, keys).pulse;
    later.log.info("message.attempted", sent);
    await later.close();
    const minutes = await createActivity(store.client, keys).minutesOf("1", now, 60);
    expect(minutes).toHaveLength(60);
    expect(minutes[0]?.at).toBe(Date.parse("2026-11-22T12:11:00Z"));
    expect(minutes.flatMap((it, i) => (it.sent > 0 ? [i] : []))).toEqual([39, 59]);
  });

  test("keeps what it counted for two hours", async () => {
    const { pulse, keys } = watch();
    pulse.log.info("message.attempted", sent);
    await pulse.close();
    const hour = Math.floor(now / 3_600_000);
    for (const key of [keys.activity(hour), keys.pageActivity("1", hour)]) {
      const ttl = await store.client.pttl(key);
      expect(ttl).toBeGreaterThan(7_000_000);
      expect(ttl).toBeLessThanOrEqual(7_200_000);
    }
  });

  test("writes a hundred thousand lines with a handful of commands", async () => {
    const redis = await freshRedis();
    const client = await connectRedis(redis.url, "worker");
    const { pulse } = watch(client);
    const commands = async () =>
      Number(/total_commands_processed:(\d+)/.exec(await client.info("stats"))?.[1]);
    const before = await commands();
    const began = performance.now();
    for (let i = 0; i < 100_000; i += 1) pulse.log.info("message.attempted", sent);
    const perLineUs = ((performance.now() - began) * 1_000) / 100_000;
    await pulse.close();
    expect((await commands()) - before).toBeLessThan(20);
    // The recorder's own part is in it; a busy machine has room.
    expect(perLineUs).toBeLessThan(50);
    await closeRedis(client);
    await redis.stop();
  });

  test("counts what it could not write while Redis was away once it is back", async () => {
    const redis = await freshRedis();
    const client = await connectRedis(redis.url, "producer");
    const keys = keysFor("p");
    const activity = createActivity(client, keys);
    let failures = 0;
    const add: typeof activity.add = (...it) =>
      activity.add(...it).catch((error: unknown) => {
        failures += 1;
        throw error;
      });
    const { log } = createRecorder();
    const pulse = createPulse({
      log,
      activity: { add, addOfPages: (...it) => activity.addOfPages(...it) },
      live: createLive(client, keys),
      now: () => now,
    });
    await redis.kill();
    pulse.log.info("message.attempted", sent);
    await expect.poll(() => failures, { timeout: 10_000 }).toBeGreaterThan(0);
    await redis.restart();
    await expect.poll(() => client.status, { timeout: 15_000 }).toBe("ready");
    await expect.poll(() => activity.totals(), { timeout: 15_000 }).toEqual({ sent: 1, "outcome:sent": 1 });
    await pulse.close();
    await closeRedis(client);
    await redis.stop();
  }, 40_000);

  test("stops at once though Redis is away", async () => {
    const redis = await freshRedis();
    const client = await connectRedis(redis.url, "worker");
    const { pulse } = watch(client);
    await redis.kill();
    pulse.log.info("message.attempted", sent);
    const began = performance.now();
    await pulse.close();
    expect(performance.now() - began).toBeLessThan(3_000);
    client.disconnect();
    await redis.stop();
  });
});

describe("to whoever looks on", () => {
  async function hear(keys: Keys): Promise<{ batches: LiveBatch[]; close: () => Promise<void> }> {
    const batches: LiveBatch[] = [];
    const listening = await createLive(store.client, keys).listen((batch) => batches.push(batch));
    return { batches, close: () => listening.close() };
  }

  test("tells names and numbers, and of a flood only so many, all pages and the number of the others", async () => {
    const { pulse, keys } = watch();
    const { batches, close } = await hear(keys);
    for (let i = 0; i < 500; i += 1)
      pulse.log.info("message.attempted", { ...sent, text: "words", detail: "words", psid: "9" });
    pulse.log.warn("page.held", { page: "1", reason: "operator", detail: "words", by: "x" });
    await pulse.close();
    await expect.poll(() => batches.length).toBe(1);
    const [{ events, skipped } = { events: [], skipped: 0 }] = batches;
    expect(events.filter((it) => it.event === "message.attempted")).toHaveLength(25);
    expect(skipped).toBe(475);
    expect(events.at(-1)).toEqual({
      event: "page.held",
      data: { page: "1", reason: "operator", by: "x", at: new Date(now).toISOString() },
    });
    expect(JSON.stringify(batches)).not.toContain("words");
    await close();
  });

  test("tells nothing when nobody does", async () => {
    const { pulse, keys } = watch();
    const subscriber = store.client.duplicate();
    const heard: string[] = [];
    subscriber.on("message", (_, text: string) => heard.push(text));
    await subscriber.subscribe(keys.live);
    pulse.log.info("message.attempted", sent);
    await pulse.close();
    // What was published before this would have come before it.
    await store.client.publish(keys.live, "the end");
    await expect.poll(() => heard).toEqual(["the end"]);
    subscriber.disconnect();
  });
});
