import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  appendOnlyFinding,
  clockFinding,
  compactFinding,
  policyFinding,
  settingFinding,
  versionFinding,
} from "../../src/cli/findings.ts";
import { pageSettings } from "../../src/core/page.ts";
import { startSimulator, type Simulator } from "../../src/simulator/simulator.ts";
import { request } from "undici";
import { Redis } from "ioredis";
import { aToken } from "../support/recorder.ts";
import type { PrivateRedis } from "../support/redis-server.ts";
import { freshRedis } from "../support/redis.ts";
import { openTerminal, type Terminal } from "./terminal.ts";

const DEPLOYMENT = {
  META_APP_SECRET: "a-secret",
  META_VERIFY_TOKEN: "a-word",
  API_KEYS: "shop:0123456789abcdef:send",
};

describe("what is made of what is seen", () => {
  test.each([
    { version: "6.2.0", mark: "ok" },
    { version: "7.0.15", mark: "ok" },
    { version: "10.0.0", mark: "ok" },
    { version: "6.0.16", mark: "fail" },
    { version: "5.0.14", mark: "fail" },
    { version: "unknown", mark: "fail" },
  ])("Redis $version: $mark", ({ version, mark }) => {
    expect(versionFinding({ version }).mark).toBe(mark);
  });

  test.each([
    { maxmemoryPolicy: "noeviction", mark: "ok" },
    { maxmemoryPolicy: "allkeys-lru", mark: "fail" },
    { maxmemoryPolicy: null, mark: "warn" },
  ])("maxmemory-policy $maxmemoryPolicy: $mark", ({ maxmemoryPolicy, mark }) => {
    expect(policyFinding({ maxmemoryPolicy }).mark).toBe(mark);
  });

  test.each([
    { isAppendOnly: true, mark: "ok" },
    { isAppendOnly: false, mark: "warn" },
  ])("append-only $isAppendOnly: $mark", ({ isAppendOnly, mark }) => {
    expect(appendOnlyFinding({ isAppendOnly }).mark).toBe(mark);
  });

  test.each([
    { isCompact: true, mark: "ok" },
    { isCompact: false, mark: "warn" },
  ])("hashes in one piece $isCompact: $mark", ({ isCompact, mark }) => {
    expect(compactFinding(isCompact).mark).toBe(mark);
  });

  test.each([
    { aheadMs: 0, mark: "ok", words: "agrees with the clock of Redis" },
    { aheadMs: -999, mark: "ok", words: "agrees" },
    { aheadMs: 1_000, mark: "warn", words: "1.0 s behind the clock of Redis" },
    { aheadMs: -2_500, mark: "warn", words: "2.5 s ahead of the clock of Redis" },
    { aheadMs: 30_000, mark: "fail", words: "30.0 s behind" },
  ])("a clock of Redis $aheadMs ms ahead: $mark", ({ aheadMs, mark, words }) => {
    const finding = clockFinding(aheadMs);
    expect(finding.mark).toBe(mark);
    expect(finding.words).toContain(words);
  });

  test("settings that a deployment needs and has not are all named", () => {
    const nothing = {
      ENCRYPTION_KEY: undefined,
      META_APP_SECRET: undefined,
      META_VERIFY_TOKEN: undefined,
      API_KEYS: [],
    };
    const { mark, words } = settingFinding(nothing);
    expect(mark).toBe("warn");
    for (const name of Object.keys(nothing)) expect(words).toContain(name);
  });
});

describe("taglane doctor", () => {
  let redis: PrivateRedis;
  let simulator: Simulator;
  let terminal: Terminal;
  beforeAll(async () => {
    redis = await freshRedis({ durable: true });
    simulator = await startSimulator();
    terminal = await openTerminal({ ...DEPLOYMENT, REDIS_URL: redis.url, GRAPH_API_URL: simulator.graphUrl });
    const page = { token: aToken("11"), name: "Lotus Market" };
    await request(`${simulator.url}/_sim/pages/11`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(page),
    });
    await terminal.house.office.register("11", pageSettings.parse({ name: "A shop" }), aToken("11"), "test");
  });
  afterAll(async () => {
    await terminal.close();
    await simulator.close();
    await redis.stop();
  });

  test("says in one line each that all is well", async () => {
    const { code, stdout, stderr } = await terminal.run(["doctor"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.split("\n")).toEqual([
      "ok    settings: all that a deployment needs",
      expect.stringMatching(/^ok {4}Redis version: \d+\.\d+\.\d+$/),
      "ok    Redis memory: noeviction",
      "ok    Redis persistence: append-only file",
      "ok    Redis write: works",
      "ok    Redis hashes: compact",
      "ok    clock: agrees with the clock of Redis",
      `ok    Graph API: ${simulator.graphUrl} answers`,
      "ok    page 11: its token opens Lotus Market",
      "",
    ]);
  });

  test("leaves nothing behind in Redis", async () => {
    const client = new Redis(redis.url);
    expect(await client.keys("*doctor*")).toEqual([]);
    client.disconnect();
  });

  test("as JSON tells the same", async () => {
    const { code, stdout } = await terminal.run(["doctor", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toContainEqual({
      mark: "ok",
      what: "page 11",
      words: "its token opens Lotus Market",
    });
  });

  test("fails for a token that Graph refuses, in Graph's words and without the token", async () => {
    await terminal.house.office.register("12", pageSettings.parse({ name: "B" }), aToken("12"), "test");
    await terminal.house.office.register("13", pageSettings.parse({ name: "C" }), null, "test");
    const { code, stdout } = await terminal.run(["doctor"]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^fail {2}page 12: cannot be sent from: Invalid OAuth access token/m);
    expect(stdout).toMatch(/^fail {2}page 13: cannot be sent from: it has no access token$/m);
    expect(stdout).not.toContain(aToken("12"));
  });

  test("fails for a Redis that may drop messages, and for one that takes no writes", async () => {
    const client = new Redis(redis.url);
    await client.config("SET", "maxmemory-policy", "allkeys-lru");
    await client.config("SET", "min-replicas-to-write", "1");
    const { code, stdout } = await terminal.run(["doctor"]);
    await client.config("SET", "min-replicas-to-write", "0");
    await client.config("SET", "maxmemory-policy", "noeviction");
    client.disconnect();
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^fail {2}Redis memory: maxmemory-policy is allkeys-lru, so a full Redis would drop messages; set it to noeviction$/m,
    );
    expect(stdout).toMatch(/^fail {2}Redis write: does not work: NOREPLICAS/m);
  });

  test("advises a Redis that keeps its hashes apart", async () => {
    const client = new Redis(redis.url);
    await client.config("SET", "hash-max-ziplist-value", "64");
    const { stdout } = await terminal.run(["doctor"]);
    await client.config("SET", "hash-max-ziplist-value", "1024");
    client.disconnect();
    expect(stdout).toMatch(/^warn {2}Redis hashes: .+; set hash-max-listpack-value to 1024$/m);
  });

  test("fails for a Graph that does not answer", async () => {
    const { code, stdout } = await terminal.run(["doctor"], {
      env: { GRAPH_API_URL: "http://127.0.0.1:9/v26.0" },
    });
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^fail {2}Graph API: http:\/\/127\.0\.0\.1:9\/v26\.0 does not answer: .*ECONNREFUSED/m,
    );
  });

  test("warns where it cannot look: no key, no page, a setting that is missing", async () => {
    const env = { ENCRYPTION_KEY: "", API_KEYS: "" };
    const blind = await terminal.run(["doctor"], { env });
    expect(blind.code).toBe(0);
    expect(blind.stdout).toMatch(/^warn {2}settings: not set: ENCRYPTION_KEY .+, API_KEYS .+$/m);
    expect(blind.stdout).toMatch(
      /^warn {2}pages: the tokens of 3 cannot be checked without ENCRYPTION_KEY$/m,
    );
    const empty = await terminal.run(["doctor"], { env: { REDIS_PREFIX: "nothing-here" } });
    expect(empty.code).toBe(0);
    expect(empty.stdout).toMatch(/^warn {2}pages: none is registered/m);
  });

  test("fails at once for a bad setting or a Redis that is not there", async () => {
    const slip = await terminal.run(["doctor"], { env: { PAGE_RATE: "fast" } });
    expect(slip).toEqual({
      code: 1,
      stdout: 'fail  settings: PAGE_RATE is "fast", but must be a number from 0.1 to 300.\n',
      stderr: "",
    });
    const away = await terminal.run(["doctor"], { env: { REDIS_URL: "redis://:hush@127.0.0.1:9" } });
    expect(away.code).toBe(1);
    expect(away.stdout).toMatch(
      /^fail {2}Redis: Redis at redis:\/\/\*\*\*@127\.0\.0\.1:9 cannot be reached/m,
    );
    expect(away.stdout).not.toContain("hush");
  });
});
