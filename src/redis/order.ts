/**
 * Who comes before whom: the last message accepted for each person, apart by priority.
 *
 * Small hashes by page and day. A message learns at its acceptance which one went before it, if that was lately;
 * the sender then sees to it that the earlier one has ended first, whichever queue, lane or process it is in.
 */
import { PRIORITIES, type Priority } from "../core/catalogue.ts";
import type { RedisClient } from "./connection.ts";
import type { Keys } from "./keys.ts";
import type { ScriptCall } from "./scripts.ts";

export interface Order {
  /**
   * Notes the message as its person's last one, for whoever does it in one step with its record.
   * Answers with the id of the one before it; null: there was none in the last day or two
   */
  following(it: { page: string; psid: string; priority: Priority; id: string }): ScriptCall;
  /** The person's last messages of each priority, if they were lately. */
  lastOf(page: string, psid: string): Promise<string[]>;
}

const DAY_MS = 24 * 3_600_000;

/**
 * Redis keeps a hash of a few hundred entries in one piece of memory, at 40 bytes a person instead of 110. So the first of a
 * page and day share one, small enough to be searched in a microsecond; those who come when it is full go to one of many.
 */
const FULL = 128;
/** A prime: whatever pattern there is in PSIDs, it spreads them. */
const SHARDS = 97;

/**
 * KEYS: today's first hash, today's that this person goes to when the first is full, yesterday's two.
 * ARGV: person, message id, ttl ms, how many make the first one full.
 */
const FOLLOW = `
local home = KEYS[1]
local before = redis.call("HGET", home, ARGV[1])
local many = before and 1 or redis.call("HLEN", home)
if many >= tonumber(ARGV[4]) then
  home = KEYS[2]
  before = redis.call("HGET", home, ARGV[1])
  many = before and 1 or redis.call("HLEN", home)
end
before = before or redis.call("HGET", KEYS[3], ARGV[1]) or redis.call("HGET", KEYS[4], ARGV[1])
redis.call("HSET", home, ARGV[1], ARGV[2])
if many == 0 then redis.call("PEXPIRE", home, ARGV[3]) end
return before ~= ARGV[2] and before`;

export function createOrder(client: RedisClient, keys: Keys, clock: () => number = Date.now): Order {
  function hashesOf(page: string, psid: string): string[] {
    const today = Math.floor(clock() / DAY_MS);
    const shard = Number(psid.slice(-9)) % SHARDS;
    return [today, today - 1].flatMap((day) => [
      keys.lastOf(page, day),
      `${keys.lastOf(page, day)}:${String(shard)}`,
    ]);
  }

  return {
    following: ({ page, psid, priority, id }) => ({
      lua: FOLLOW,
      keys: hashesOf(page, psid),
      args: [fieldOf(psid, priority), id, String(2 * DAY_MS), String(FULL)],
    }),
    async lastOf(page, psid) {
      const fields = PRIORITIES.map((priority) => fieldOf(psid, priority));
      const found = await Promise.all(hashesOf(page, psid).map((hash) => client.hmget(hash, ...fields)));
      return fields
        .map((_, i) => found.map((ids) => ids[i] ?? null).find((id) => id !== null) ?? null)
        .filter((id) => id !== null);
    },
  };
}

/** One number, which Redis keeps in nine bytes. */
function fieldOf(psid: string, priority: Priority): string {
  return psid + String(PRIORITIES.indexOf(priority));
}
