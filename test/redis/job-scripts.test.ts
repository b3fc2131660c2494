import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { MinimalJob, RedisQueueBackend } from "bullmq";
import { TAKER } from "../../src/redis/consumer.ts";
import { connectRedis, closeRedis, type RedisClient } from "../../src/redis/connection.ts";
import { JobScripts, NotInHand } from "../../src/redis/job-scripts.ts";
import { JOB_SCRIPTS, LANE_SCRIPTS, NOT_IN_LANES } from "../../src/redis/job-texts.ts";
import { addPrioritizedJob, moveToActive, moveToFinished } from "../../src/redis/bullmq.ts";
import { EACH_CALL, pairRunner, type Following } from "../../src/redis/scripts.ts";
import { bullConnection, NEW_JOB, sharedBackend, type BullConnection } from "../../src/redis/queues.ts";
import { freshRedis, takeAllSlots } from "../support/redis.ts";

describe.each([
  ["common", JOB_SCRIPTS],
  ["lane", LANE_SCRIPTS],
])("BullMQ's scripts for a %s queue are split where they may be:", (_, texts) => {
  test.each(Object.entries(texts))("%s", (__, lua) => {
    const [once = "", each = ""] = lua.split(EACH_CALL);
    // What is left is the script's own lines, and they stand after the functions now.
    expect(each).not.toMatch(/^local (function|\w+ = function)/m);
    const names = [...each.matchAll(/^local ([\w, ]+)/gm)].flatMap(([, some = ""]) => some.split(/, ?/));
    const itsOwn = new Set(names.map((name) => name.trim()).filter((name) => name !== "rcall"));
    expect(itsOwn.size).toBeGreaterThan(0);
    const functions = once.match(/^local (?:function \w+|\w+ = function)[\s\S]*?^end$/gm) ?? [];
    expect(functions.length).toBeGreaterThan(5);
    for (const text of functions) {
      const code = text.replace(/--.*$|"[^"]*"|'[^']*'|\.\w+|local (?=function)/gm, "");
      const known = [...code.matchAll(/function \w*\s*\(([^)]*)\)|(?:local|for) ([\w, ]+)/g)]
        .flatMap(([, parameters, locals]) => (parameters ?? locals ?? "").split(/,| in /))
        .map((name) => name.trim());
      const used = new Set(code.match(/[a-zA-Z_]\w*/g));
      const foreign = [...used].filter((name) => itsOwn.has(name) && !known.includes(name));
      expect({ of: text.slice(0, 60), foreign }).toEqual({ of: text.slice(0, 60), foreign: [] });
    }
  });
});

describe("what no lane needs is left out of BullMQ's scripts:", () => {
  const originals = [addPrioritizedJob, moveToActive, moveToFinished].map(({ content }) => content);

  test.each(NOT_IN_LANES)("%s", (unwanted) => {
    expect(originals.some((text) => text.search(unwanted) >= 0)).toBe(true);
    for (const text of Object.values(LANE_SCRIPTS)) expect(text).not.toMatch(new RegExp(unwanted.source));
  });

  test("no event is written, whichever way BullMQ may word it", () => {
    for (const text of Object.values(LANE_SCRIPTS)) expect(text).not.toMatch(/"X(?:ADD|TRIM)"/);
  });
});

/** Of a lane: what a queue of BullMQ's has for others than its taker, and nobody reads. */
const NOBODYS = /:(?:events|marker|id)$/;

/** The same done to two queues: to one by our way to BullMQ's scripts, to the other by BullMQ's own. */
describe.each([
  { queue: "common", kind: "alone", texts: JOB_SCRIPTS, besides: /^$/ },
  { queue: "common", kind: "cluster", texts: JOB_SCRIPTS, besides: /^$/ },
  { queue: "lane", kind: "alone", texts: LANE_SCRIPTS, besides: NOBODYS },
  { queue: "lane", kind: "cluster", texts: LANE_SCRIPTS, besides: NOBODYS },
])("a $queue queue of a Redis that is $kind", ({ kind, texts, besides }) => {
  let redis: Awaited<ReturnType<typeof freshRedis>>;
  let client: RedisClient;
  let connection: BullConnection;
  let ours: JobScripts;
  let theirs: RedisQueueBackend;
  /** What is done by neither way is done to both by this. */
  let backends: RedisQueueBackend[];
  let round = 0;
  let prefixes = { ours: "", theirs: "" };

  beforeAll(async () => {
    redis = await freshRedis({ cluster: kind === "cluster" });
    if (kind === "cluster") await takeAllSlots(redis.url);
    client = await connectRedis(
      kind === "cluster" ? redis.url.replace("redis:", "redis-cluster:") : redis.url,
      "worker",
    );
    connection = bullConnection(client);
  });
  beforeEach(async () => {
    round += 1;
    prefixes = { ours: `ours:{${String(round)}}`, theirs: `bull:{${String(round)}}` };
    ours = new JobScripts(connection, `${prefixes.ours}:text:`, texts);
    theirs = sharedBackend(connection, "text", prefixes.theirs, TAKER);
    backends = [theirs, sharedBackend(connection, "text", prefixes.ours)];
    // A script that writes events sets it where it is not.
    for (const backend of backends) await backend.setQueueMeta({ "opts.maxLenEvents": 100 });
  });
  afterAll(async () => {
    await closeRedis(client);
    await redis.stop();
  });

  const both = async (id: string, priority: number): Promise<void> => {
    const job = { id, name: "order_shipped", data: `{"about":"${id} é"}`, priority };
    await ours.add(job);
    await theirs.addJob({ ...NEW_JOB, ...job, opts: { priority }, timestamp: Date.now() }, id);
  };
  const alike = async (): Promise<void> => {
    expect(await left(client, prefixes.ours, besides)).toEqual(await left(client, prefixes.theirs, besides));
  };
  const taken = async (token: string): Promise<string | null> => {
    const [mine, [job = null]] = await Promise.all([ours.take(token), theirs.moveToActive(token)]);
    const data: unknown = job === null ? undefined : JSON.parse(String(Reflect.get(job, "data")));
    expect(mine.job?.data).toEqual(data);
    return mine.job?.id ?? null;
  };
  const finished = async (id: string, token: string, andTake: boolean): Promise<string | null> => {
    const done = { id, opts: {} } as MinimalJob;
    const [mine, { result }] = await Promise.all([
      ours.finish(id, token, andTake),
      theirs.moveToCompleted(done, null, { count: 0 }, token, andTake),
    ]);
    expect(mine?.job?.id).toEqual(result?.[0] ? result[1] : undefined);
    return mine?.job?.id ?? null;
  };

  test("a job is added, once, taken, and gone when it is finished", async () => {
    await both("a", 2);
    await both("a", 2);
    await alike();
    expect(await taken("t1")).toBe("a");
    await alike();
    expect(await finished("a", "t1", false)).toBeNull();
    await alike();
  });

  test("what is to be added where something holds is added there alone, whatever else is asked beside it", async () => {
    const key = `${prefixes.ours}:something`;
    const provided = (of: string) => ({ lua: SAME, keys: [key], args: [of, "of two"] });
    const job = (id: string) => ({ id, name: "order_shipped", data: `{"about":"${id} é"}`, priority: 2 });
    await Promise.all([
      ours.add(job("no"), provided("another")),
      ours.add(job("yes"), provided(key)),
      ours.add(job("neither"), provided("")),
      ours.add(job("too"), provided(key)),
    ]);
    for (const id of ["yes", "too"])
      await theirs.addJob({ ...NEW_JOB, ...job(id), opts: { priority: 2 }, timestamp: Date.now() }, id);
    await alike();
    expect([await taken("t1"), await taken("t2"), await taken("t3")]).toEqual(["yes", "too", null]);
  });

  test("the end of one brings the next by priority and age, and the end of the last none", async () => {
    for (const [id, priority] of [
      ["late", 3],
      ["first", 2],
      ["second", 2],
      ["urgent", 1],
    ] as const)
      await both(id, priority);
    expect(await taken("t1")).toBe("urgent");
    expect(await finished("urgent", "t1", true)).toBe("first");
    await alike();
    expect(await finished("first", "t1", true)).toBe("second");
    expect(await finished("second", "t1", true)).toBe("late");
    expect(await finished("late", "t1", true)).toBeNull();
    expect(await taken("t2")).toBeNull();
    await alike();
  });

  test("what is to be done with the end of one is done before it, and even where it is in hand no more", async () => {
    await both("a", 2);
    await both("b", 2);
    expect(await taken("t1")).toBe("a");
    const key = `done:{${String(round)}}`;
    const also = { lua: `return redis.call("RPUSH", KEYS[1], ARGV[1])`, keys: [key], args: ["the end of a"] };
    const given = await ours.finish("a", "t1", true, also);
    await theirs.moveToCompleted({ id: "a", opts: {} } as MinimalJob, null, { count: 0 }, "t1", true);
    expect(given?.job?.id).toBe("b");
    await alike();
    await expect(ours.finish("a", "t1", true, also)).rejects.toThrow(NotInHand);
    expect(await client.lrange(key, 0, -1)).toEqual(["the end of a", "the end of a"]);
    await alike();
  });

  test.each<{ following: Following; first: string | null; answer: unknown; runs: number }>([
    { following: "always", first: null, answer: 1, runs: 1 },
    { following: "always", first: "0", answer: 1, runs: 1 },
    { following: "if1", first: null, answer: null, runs: 0 },
    { following: "if1", first: "0", answer: 0, runs: 0 },
    { following: "if1", first: "1", answer: 1, runs: 1 },
    { following: "ifNone", first: null, answer: 1, runs: 1 },
    { following: "ifNone", first: "0", answer: 0, runs: 0 },
  ])("after one that answers $first, another that is to follow $following", async (its) => {
    const key = `pair:{${String(round)}}`;
    const one = { lua: `return tonumber(ARGV[1])`, keys: [key], args: [its.first ?? "nothing"] };
    const two = { lua: `return redis.call("RPUSH", KEYS[1], #ARGV)`, keys: [key], args: ["a", "b"] };
    expect(await pairRunner(client, its.following)(one, two)).toBe(its.answer);
    expect(await client.lrange(key, 0, -1)).toEqual(its.runs === 0 ? [] : ["2"]);
  });

  test("what is in hand under another token, or not at all, cannot be finished", async () => {
    await both("a", 2);
    await taken("t1");
    await expect(ours.finish("a", "t2", true)).rejects.toThrow(NotInHand);
    await expect(ours.finish("b", "t1", true)).rejects.toThrow(NotInHand);
    await expect(
      theirs.moveToCompleted({ id: "a", opts: {} } as MinimalJob, null, { count: 0 }, "t2", true),
    ).rejects.toThrow("Lock mismatch");
    await alike();
  });

  test("a paused queue gives nothing, nor does one that rests, and says for how long", async () => {
    await both("a", 2);
    await both("b", 2);
    for (const backend of backends) await backend.pause(true);
    expect(await taken("t1")).toBeNull();
    for (const backend of backends) {
      await backend.pause(false);
      await backend.setQueueMeta({ max: 1, duration: 60_000 });
    }
    expect(await taken("t1")).toBe("a");
    const given = await ours.finish("a", "t1", true);
    await theirs.moveToCompleted({ id: "a", opts: {} } as MinimalJob, null, { count: 0 }, "t1", true);
    expect(given?.job).toBeNull();
    expect(given?.limitMs).toBeGreaterThan(59_000);
    await alike();
  });

  test("when the next delayed job is due is told", async () => {
    const dueAt = Date.now() + 60_000;
    const opts = { priority: 2, delay: 60_000 };
    const job = { ...NEW_JOB, id: "d", name: "x", data: "{}", opts, timestamp: dueAt - 60_000 };
    for (const backend of backends) await backend.addJob(job, "d");
    const given = await ours.take("t1");
    await theirs.moveToActive("t1");
    expect(given.dueAt).toBeGreaterThanOrEqual(dueAt);
    expect(given.dueAt).toBeLessThan(dueAt + 10);
    await alike();
  });
});

/** 1 where the key is the first of two arguments. */
const SAME = `return #KEYS == 1 and #ARGV == 2 and KEYS[1] == ARGV[1] and 1 or 0`;

/** All that stands under a prefix, besides some keys; times and the prefix itself left out. */
async function left(client: RedisClient, prefix: string, besides: RegExp): Promise<Record<string, unknown>> {
  const names = (await keysUnder(client, prefix)).filter((name) => !besides.test(name));
  const values = await Promise.all(names.map((name) => valueOf(client, name)));
  const all = JSON.stringify(Object.fromEntries(names.map((name, i) => [name, values[i]])));
  return JSON.parse(all.replaceAll(prefix, "").replaceAll(/\d{13}(-\d+)?/g, "at")) as Record<string, unknown>;
}

async function keysUnder(client: RedisClient, prefix: string): Promise<string[]> {
  const nodes = client.isCluster
    ? (client as unknown as { nodes(role: string): RedisClient[] }).nodes("master")
    : [client];
  const names = await Promise.all(nodes.map((node) => node.keys(`${prefix.replace("{", "\\{")}*`)));
  return names.flat().toSorted();
}

async function valueOf(client: RedisClient, name: string): Promise<unknown> {
  switch (await client.type(name)) {
    case "hash":
      return client.hgetall(name);
    case "zset":
      return client.zrange(name, "0", "-1", "WITHSCORES");
    case "list":
      return client.lrange(name, 0, -1);
    case "set":
      return (await client.smembers(name)).toSorted();
    case "stream":
      return client.xrange(name, "-", "+");
    default:
      return client.get(name);
  }
}
