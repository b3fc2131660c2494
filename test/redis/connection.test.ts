import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { inspect } from "node:util";
import { afterEach, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { closeRedis, connectRedis, RedisUnreachable, type RedisClient } from "../../src/redis/connection.ts";
import { freshRedis, takeAllSlots, testRedis } from "../support/redis.ts";
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
  "a cluster, with a user": `redis-cluster://ann:s3cret@${NOWHERE}`,
  "a cluster behind TLS": `rediss-cluster://ann:s3cret@${NOWHERE}`,
  "a password with a bare percent sign": `redis-cluster://:s3cret%@${NOWHERE}`,
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

  test.each(["a command under way", "nothing to say"])(
    "closing does not wait for a Redis that no longer answers, with %s",
    async (what) => {
      const client = await connect("worker");
      await redis.pause();
      const answer = what === "nothing to say" ? Promise.reject(new Error(what)) : client.get("k");
      const failed = answer.catch((error: unknown) => error);
      await closeRedis(client);
      expect(client.status).toBe("end");
      expect(await failed).toBeInstanceOf(Error);
      await redis.resume();
    },
  );

  test("closing does not wait for a Redis that died at that very moment", async () => {
    const client = await connect("worker");
    const killed = redis.kill();
    await closeRedis(client);
    await killed;
    expect(client.status).not.toBe("ready");
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

/** A user of its own, as an access control list names it, and nobody else. */
async function withUser(url: string): Promise<void> {
  const admin = await connectRedis(url, "worker");
  await admin.acl("SETUSER", "ann", "on", ">p@ss:w/rd", "~*", "&*", "+@all");
  await admin.acl("SETUSER", "default", "off");
  await closeRedis(admin);
}

const LOGIN = "ann:p%40ss%3Aw%2Frd@";

describe("a login by user and password", () => {
  test.each(["alone", "cluster", "sentinel"])("%s", async (kind) => {
    const redis = await freshRedis({ cluster: kind === "cluster" });
    onTestFinished(() => redis.stop());
    if (kind === "cluster") await takeAllSlots(redis.url);
    await withUser(redis.url);
    const host = redis.url.replace("redis://", "");
    const sentinel = await startSentinel(host);
    onTestFinished(() => void sentinel.close());
    const url = {
      alone: `redis://${LOGIN}${host}`,
      cluster: `redis-cluster://${LOGIN}${host}`,
      sentinel: `redis-sentinel://${LOGIN}127.0.0.1:${String(portOf(sentinel))}/main`,
    }[kind];
    const client = await connectRedis(String(url), "worker");
    await client.set("{page}:k", "v");
    expect(await client.get("{page}:k")).toBe("v");
    expect(await client.acl("WHOAMI")).toBe("ann");
    await closeRedis(client);
  });
});

test.concurrent.each(["rediss://", "rediss-cluster://ann:s3cret@", "rediss-sentinel://:s3cret@"])(
  "%s begins a TLS handshake, and says nothing in the clear",
  async (scheme) => {
    const heard: Buffer[] = [];
    const server = createServer((socket) => {
      socket.once("data", (data) => {
        heard.push(data);
        socket.destroy();
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const name = scheme.includes("sentinel") ? "/main" : "";
    await refusal(`${scheme}127.0.0.1:${String(portOf(server))}${name}`);
    server.close();
    expect(heard.length).toBeGreaterThan(0);
    // 0x16: the record type of a handshake (RFC 8446, section 5.1).
    for (const data of heard) expect(data[0]).toBe(0x16);
  },
  15_000,
);

/** Says where the master is, as a sentinel does, in RESP. */
async function startSentinel(host: string): Promise<Server> {
  const [address = "", port = ""] = host.split(":");
  const bulk = (it: string): string => `$${String(it.length)}\r\n${it}\r\n`;
  const server = createServer((socket) => {
    socket.on("data", (data) => {
      for (const asked of data.toString().toLowerCase().split(/^\*/m).slice(1))
        socket.write(asked.includes("get-master") ? `*2\r\n${bulk(address)}${bulk(port)}` : "*0\r\n");
    });
    socket.on("error", () => socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}
