/** What a test asks for when it needs Redis. */
import { randomBytes } from "node:crypto";
import { Redis } from "ioredis";
import { expect, inject, vi } from "vitest";
import {
  localRedisProgram,
  type PrivateRedis,
  type PrivateRedisOptions,
  startLocalRedis,
  startRedisContainer,
} from "./redis-server.ts";

export interface TestRedis {
  readonly url: string;
  /** A REDIS_PREFIX of this test's own: tests share one Redis and see nothing of each other. */
  readonly prefix: string;
  /** Deletes each key under the prefix. */
  cleanup(): Promise<void>;
}

/** The Redis of the whole run, with a part of it for this test. */
export function testRedis(): TestRedis {
  const url = inject("redisUrl");
  const prefix = `t${randomBytes(6).toString("hex")}`;
  return { url, prefix, cleanup: () => deleteKeys(url, prefix) };
}

/** A Redis for a test that kills, restarts or pauses it. The test must `stop` it. */
export async function freshRedis(options: PrivateRedisOptions = {}): Promise<PrivateRedis> {
  const program = localRedisProgram();
  return program === undefined ? startRedisContainer(options) : startLocalRedis(program, options);
}

/** Makes a cluster of one node of a node that has no slots yet. */
export async function takeAllSlots(url: string): Promise<void> {
  const node = new Redis(url);
  await node.cluster("ADDSLOTS", ...Array.from({ length: 16_384 }, (_, slot) => slot));
  await vi.waitFor(async () => expect(await node.cluster("INFO")).toContain("cluster_state:ok"), 10_000);
  node.disconnect();
}

async function deleteKeys(url: string, prefix: string): Promise<void> {
  const redis = new Redis(url);
  try {
    let cursor = "0";
    do {
      const [next, keys] = await redis.scan(cursor, "MATCH", `${prefix}*`, "COUNT", 1_000);
      if (keys.length > 0) await redis.unlink(...keys);
      cursor = next;
    } while (cursor !== "0");
  } finally {
    redis.disconnect();
  }
}
