/** What a Redis says of itself, as far as it matters to a queue. */
import { randomUUID } from "node:crypto";
import type { RedisClient } from "./connection.ts";

export interface RedisFacts {
  /** `7.0.15`; of a Valkey the version of Redis that it stands for. */
  readonly version: string;
  /** Null: not to be had, as on some hosted Redis. */
  readonly maxmemoryPolicy: string | null;
  readonly isAppendOnly: boolean;
  /** Epoch ms by its clock. */
  readonly now: number;
}

export async function redisFacts(client: RedisClient): Promise<RedisFacts> {
  const [server, persistence, memory, [seconds, micros]] = await Promise.all([
    client.info("server"),
    client.info("persistence"),
    client.info("memory"),
    client.time(),
  ]);
  return {
    version: lineOf(server, "redis_version") ?? "unknown",
    maxmemoryPolicy: lineOf(memory, "maxmemory_policy"),
    isAppendOnly: lineOf(persistence, "aof_enabled") === "1",
    now: Number(seconds) * 1_000 + Number(micros) / 1_000,
  };
}

/** A hash is kept in one piece of memory up to this long a value: `hash-max-listpack-value`, which is 64 by default. */
export const COMPACT_VALUE = 1_024;

/** Whether a hash with values of that length is kept in one piece; tried, because a hosted Redis may not tell its settings. */
export async function isCompact(client: RedisClient, prefix: string): Promise<boolean> {
  const key = `${prefix}:doctor:${randomUUID()}`;
  await client.hset(key, "value", "x".repeat(COMPACT_VALUE));
  const encoding = await client.object("ENCODING", key);
  await client.del(key);
  return encoding !== "hashtable";
}

/** Writes, reads back and removes; null: all of it went well, else why not. */
export async function writeFault(client: RedisClient, prefix: string): Promise<string | null> {
  const key = `${prefix}:doctor:${randomUUID()}`;
  try {
    await client.set(key, key, "EX", 60);
    const isBack = (await client.get(key)) === key;
    await client.del(key);
    return isBack ? null : "what was written did not come back";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function lineOf(info: string, name: string): string | null {
  return new RegExp(`^${name}:(.*)$`, "m").exec(info)?.[1]?.trim() ?? null;
}
