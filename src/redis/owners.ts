/**
 * Which sender owns which page: rendezvous hashing over the senders that are alive, so that all of them
 * agree without talking, and a change of the set moves only the pages that it must.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import type { RedisClient } from "./connection.ts";
import type { Keys } from "./keys.ts";
import { scriptRunner } from "./scripts.ts";

export interface Owners {
  /** Says that this sender lives, and learns who else does. */
  beat(): Promise<void>;
  isMine(page: string): boolean;
  /** How many senders are alive, this one included. */
  readonly count: number;
  leave(): Promise<void>;
}

/** A sender that was silent for so long is counted as dead; several beats, so that one slow one harms nobody. */
const SILENCE_MS = 10_000;

/** KEYS: senders. ARGV: self, ms of silence. By the clock of Redis: those of the machines may be far apart. */
const BEAT = `
local time = redis.call("TIME")
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call("ZADD", KEYS[1], now, ARGV[1])
redis.call("ZREMRANGEBYSCORE", KEYS[1], "-inf", now - ARGV[2])
return redis.call("ZRANGE", KEYS[1], 0, -1)`;

export function createOwners(client: RedisClient, keys: Keys, self: string): Owners {
  const run = scriptRunner(client);
  let alive: readonly string[] = [self];
  let owned = new Map<string, boolean>();

  return {
    get count() {
      return Math.max(1, alive.length);
    },
    async beat() {
      const seen = z.array(z.string()).parse(await run(BEAT, [keys.senders], [self, String(SILENCE_MS)]));
      const next = seen.toSorted();
      if (next.join(" ") !== alive.join(" ")) owned = new Map();
      alive = next;
    },
    isMine(page) {
      const known = owned.get(page);
      if (known !== undefined) return known;
      const mine = ownerOf(page, alive) === self;
      owned.set(page, mine);
      return mine;
    },
    async leave() {
      await client.zrem(keys.senders, self);
    },
  };
}

/** The sender with the highest hash for this page; undefined when there is none. */
export function ownerOf(page: string, senders: readonly string[]): string | undefined {
  let best: string | undefined;
  let highest = "";
  for (const sender of senders) {
    const weight = createHash("sha1").update(`${sender} ${page}`).digest("hex");
    if (weight > highest) [best, highest] = [sender, weight];
  }
  return best;
}
