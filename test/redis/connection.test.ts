import { inspect } from "node:util";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  closeRedis,
  connectRedis,
  isRedisUrl,
  RedisUnreachable,
  type RedisClient,
} from "../../src/redis/connection.ts";
import { freshRedis, testRedis } from "../support/redis.ts";
import type { PrivateRedis } from "../support/redis-server.ts";

/** A port at which nothing listens. */
const NOWHERE = "127.0.0.1:1";

const URLS = {
  alone: `redis://${NOWHERE}/0`,
  "with a password": `redis://:s3cret@${NOWHERE}`,
  "with a user": `redis://ann:s3cret@${NOWHERE}`,
  "with an at sign in the password": `redis://:s3@cret@${NOWHERE}`,
  "with a slash in the password": `redis://:s3/cret@${NOWHERE}`,
  "with the password behind a question mark": `redis://${NOWHERE}?password=s3cret`,
  "behind TLS": `rediss://:s3cret@${NOWHERE}`,
  "a cluster": `redis-cluster://:s3cret@${NOWHERE},127.0.0.1:2`,
  "a sentinel": `redis-sentinel://:s3cret@${NOWHERE}/main`,
};

async function refusal(url: string): Promise<unknown> {
  const client = await connectRedis(url, "producer").catch((error: unknown) => error);
  return client;
}

describe("a Redis that cannot be reached", () => {
  /** Each is waited for in vain for five seconds; so all at once. */
  const refusals = new Map<string, unknown>();
  beforeAll(async () => {
    await Promise.all(
      Object.entries(URLS).map(async ([label, url]) => refusals.set(label, await refusal(url))),
    );
  });

  test.each(Object.keys(URLS))("%s: says so in a sentence without the password", (label) => {
    const error = refusals.get(label);
    expect(error).toBeInstanceOf(RedisUnreachable);
    expect(error).toMatchObject({ code: "REDIS_UNREACHABLE", cause: expect.any(Error) });
    const sentence = error instanceof Error ? error.message : "";
    expect(sentence).toMatch(/^Redis at \S+ cannot be reached \(.+\); start it, or set REDIS_URL\.$/);
    expect(inspect(error)).not.toMatch(/s3|cret@/);
  });

  test("says where it was looked for, and what came of it", () => {
    expect(refusals.get("with a password")).toMatchObject({
      message: `Redis at redis://***@${NOWHERE} cannot be reached (connect ECONNREFUSED ${NOWHERE}); start it, or set REDIS_URL.`,
    });
  });
});

test.each([
  ["redis://127.0.0.1:6379", true],
  ["rediss://h", true],
  ["redis-cluster://h:1,h:2", true],
  ["redis-sentinel://h:1/main", true],
  ["http://h", false],
  ["redis://", false],
  ["127.0.0.1:6379", false],
  ["", false],
])("%j as the URL of a Redis: %s", (url, is) => {
  expect(isRedisUrl(url)).toBe(is);
});

test("a connection is ready when it is handed over, and closed when it says so", async () => {
  const client = await connectRedis(testRedis().url, "worker");
  expect(await client.ping()).toBe("PONG");
  await closeRedis(client);
  await expect(client.ping()).rejects.toThrow("Connection is closed");
});

describe("with a Redis of its own", () => {
  let redis: PrivateRedis;
  const clients: RedisClient[] = [];
  afterEach(async () => {
    await Promise.all(clients.splice(0).map(closeRedis));
    await redis.stop();
  });

  async function connect(profile: "producer" | "worker"): Promise<RedisClient> {
    redis = await freshRedis({ durable: true });
    const client = await connectRedis(redis.url, profile);
    clients.push(client);
    return client;
  }

  test("a wrong password is refused in a sentence that holds neither", async () => {
    const client = await connect("worker");
    await client.config("SET", "requirepass", "the right one");
    const error = inspect(await refusal(redis.url.replace("//", "//:s3cret@")));
    expect(error).toMatch(/RedisUnreachable.*WRONGPASS/);
    expect(error).not.toMatch(/s3cret|the right one/);
  });

  test("a worker's command waits for a Redis that comes back", async () => {
    const client = await connect("worker");
    await client.set("k", "v");
    await redis.kill();
    const answer = client.get("k");
    await redis.restart();
    expect(await answer).toBe("v");
  });

  test("a producer's command fails at once while Redis is gone, and works again after", async () => {
    const client = await connect("producer");
    await redis.kill();
    for (let i = 0; i < 2; i += 1)
      await expect(client.get("k")).rejects.toThrow(/closed|enableOfflineQueue|max retries/i);
    const ready = new Promise((resolve) => client.once("ready", resolve));
    await redis.restart();
    await ready;
    expect(await client.set("k", "v")).toBe("OK");
  });

  test("a producer's command fails when Redis is there and says nothing", async () => {
    const client = await connect("producer");
    await redis.pause();
    await expect(client.get("k")).rejects.toThrow("Command timed out");
    await redis.resume();
  });

  test("closing does not wait for a Redis that is gone", async () => {
    const client = await connect("worker");
    const cut = new Promise((resolve) => client.once("close", resolve));
    await redis.kill();
    await cut;
    await closeRedis(client);
    expect(client.status).not.toBe("ready");
  });
});
