/**
 * Which sender owns which page: rendezvous hashing over the senders that are alive, so that all of them
 * agree without talking, and a change of the set moves only the pages that it must.
 */
import { createHash } from "node:crypto";
import type { RedisClient } from "./connection.ts";
import type { Keys } from "./keys.ts";

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

export function createOwners(client: RedisClient, keys: Keys, self: string): Owners {
  let alive: readonly string[] = [self];
  let owned = new Map<string, boolean>();

  return {
    get count() {
      return Math.max(1, alive.length);
    },
    async beat() {
      const now = Date.now();
      await client.zadd(keys.senders, now, self);
      await client.zremrangebyscore(keys.senders, "-inf", now - SILENCE_MS);
      const seen = await client.zrange(keys.senders, "0", "-1");
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
