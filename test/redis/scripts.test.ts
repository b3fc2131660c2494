import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { scriptRunner, type RunScript } from "../../src/redis/scripts.ts";
import { freshRedis } from "../support/redis.ts";
import { openStore, type Store } from "./store.ts";

/** Puts a value at the end of a list; answers with its length and what was the last before; refuses "bad". */
const PUSH = `
if ARGV[1] == "bad" then return redis.error_reply("REFUSED it is bad") end
if ARGV[1] == "none" then return nil end
local last = redis.call("LINDEX", KEYS[1], -1)
return { redis.call("RPUSH", KEYS[1], ARGV[1]), last }`;

let store: Store;
let run: RunScript;
let list = "";
let running = 0;

beforeAll(async () => {
  // Of its own: what a monitor tells of other tests' commands comes before it is ready to hear.
  const redis = await freshRedis();
  store = await openStore({ url: redis.url, prefix: "t", cleanup: () => redis.stop() });
  run = scriptRunner(store.client);
});
beforeEach(() => {
  running += 1;
  list = `${store.keys.pages}:test:${String(running)}`;
});
afterAll(() => store.close());

/** Those that name this test's list. */
async function scriptsRun(work: () => Promise<unknown>): Promise<number> {
  const monitor = await store.client.duplicate().monitor();
  const mark = `end of ${list}`;
  let scripts = 0;
  const told = new Promise<void>((resolve) => {
    monitor.on("monitor", (_time: string, [command = "", ...args]: string[], source: string) => {
      if (source !== "lua" && command.startsWith("eval") && args.join(" ").includes(list)) scripts += 1;
      if (args[0] === mark) resolve();
    });
  });
  await work();
  await store.client.echo(mark);
  await told;
  monitor.disconnect();
  return scripts;
}

const push = (value: string) => run(PUSH, [list], [value]);

test("calls of one tick travel as one script, in their order, and each gets its answer", async () => {
  let answers: unknown[] = [];
  const scripts = await scriptsRun(async () => {
    answers = await Promise.all(["a", "none", "b", "c"].map(push));
  });
  expect(answers).toEqual([[1, null], null, [2, "a"], [3, "b"]]);
  expect(await store.client.lrange(list, 0, -1)).toEqual(["a", "b", "c"]);
  expect(scripts).toBeLessThan(3);
});

test("one that fails fails alone", async () => {
  const answers = await Promise.allSettled(["a", "bad", "b"].map(push));
  expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(answers[1]).toMatchObject({ reason: { message: expect.stringContaining("it is bad") } });
});

test("one alone is answered as it is, or fails", async () => {
  expect(await push("a")).toEqual([1, null]);
  expect(await push("none")).toBeNull();
  await expect(push("bad")).rejects.toThrow("it is bad");
});

test("many calls go in bounded scripts", async () => {
  const values = Array.from({ length: 120 }, (_, i) => String(i));
  let lengths: unknown[] = [];
  const scripts = await scriptsRun(async () => {
    lengths = await Promise.all(values.map(push));
  });
  expect(lengths.at(-1)).toEqual([120, "118"]);
  expect(await store.client.lrange(list, 0, -1)).toEqual(values);
  expect(scripts).toBe(3);
});

test("calls with other numbers of keys and arguments do not mix", async () => {
  const JOIN = `return table.concat(KEYS, "+") .. "=" .. table.concat(ARGV, "+")`;
  const { pages } = store.keys;
  const of = (...keys: string[]) => keys.map((key) => `${pages}:${key}`);
  const answers = await Promise.all([
    run(JOIN, of("a"), []),
    run(JOIN, of("b", "c"), ["1", "2", "3"]),
    run(JOIN, [], ["4"]),
  ]);
  expect(answers).toEqual([`${pages}:a=`, `${pages}:b+${pages}:c=1+2+3`, "=4"]);
});

test.each([
  `return nil`,
  `return false`,
  `return true`,
  `return 1764240000000`,
  `return -3`,
  `return 2.9`,
  `return -2.9`,
  `return 4503599627370497`,
  `return ""`,
  `return "ü"`,
  `return {}`,
  `return { 1, "a", false, { false, { 4294967296 }, true } }`,
  `return { 1, nil, 3 }`,
  `return { name = 1 }`,
  `return redis.status_reply("FINE")`,
  `return { redis.status_reply("FINE") }`,
  `return redis.call("SET", KEYS[1], ARGV[1])`,
  `return redis.call("HMGET", KEYS[1] .. "none", "a", "b")`,
  `return { #KEYS, #ARGV, KEYS[1], ARGV[1], ARGV[2] or "none" }`,
])("is answered as Redis answers it: %s", async (lua) => {
  for (const word of ["", "a word", "x".repeat(70_000), "\u{1F600}", "half a character: \ud83d"])
    expect(await run(lua, [list], [word])).toEqual(await store.client.eval(lua, 1, list, word));
});
