/**
 * Which sender owns which lane: rendezvous hashing over the senders that are alive, so that all of them
 * agree without talking, and a change of the set moves only the lanes that it must.
 */
import { createHash } from "node:crypto";
import type { RedisClient } from "./connection.ts";
import type { Keys } from "./keys.ts";

export interface Owners {
  /** Says that this sender lives, and learns who else does. */
  beat(): Promise<void>;
  isMine(lane: string): boolean;
  leave(): Promise<void>;
}

/** A sender that was silent for so long is counted as dead; several beats, so that one slow one harms nobody. */
const SILENCE_MS = 10_000;

export function createOwners(client: RedisClient, keys: Keys, self: string): Owners {
  let alive: readonly string[] = [self];
  let owned = new Map<string, boolean>();

  return {
    async beat() {
      const now = Date.now();
      await client.zadd(keys.senders, now, self);
      await client.zremrangebyscore(keys.senders, "-inf", now - SILENCE_MS);
      const seen = await client.zrange(keys.senders, "0", "-1");
      const next = seen.toSorted();
      if (next.join(" ") !== alive.join(" ")) owned = new Map();
      alive = next;
    },
    isMine(lane) {
      const known = owned.get(lane);
      if (known !== undefined) return known;
      const mine = ownerOf(lane, alive) === self;
      owned.set(lane, mine);
      return mine;
    },
    async leave() {
      await client.zrem(keys.senders, self);
    },
  };
}

/** The sender with the highest hash for this lane; undefined when there is none. */
export function ownerOf(lane: string, senders: readonly string[]): string | undefined {
  let best: string | undefined;
  let highest = "";
  for (const sender of senders) {
    const weight = createHash("sha1").update(`${sender} ${lane}`).digest("hex");
    if (weight > highest) [best, highest] = [sender, weight];
  }
  return best;
}
