/**
 * Who comes before whom: the last message accepted for each person, apart by priority.
 *
 * One small hash a page and day. A message learns at its acceptance which one went before it, if that was lately;
 * the sender then sees to it that the earlier one has ended first, whichever queue, lane or process it is in.
 */
import { PRIORITIES, type Priority } from "../core/catalogue.ts";
import type { RedisClient } from "./connection.ts";
import type { Keys } from "./keys.ts";
import { scriptRunner } from "./scripts.ts";

export interface Order {
  /**
   * Notes the message as its person's last one.
   * @returns the id of the one before it; null: there was none in the last day or two
   */
  follow(it: { page: string; psid: string; priority: Priority; id: string }): Promise<string | null>;
  /** The person's last messages of each priority, if they were lately. */
  lastOf(page: string, psid: string): Promise<string[]>;
}

const DAY_MS = 24 * 3_600_000;

/** KEYS: today's hash, yesterday's. ARGV: person, message id, ttl ms. */
const FOLLOW = `
local before = redis.call("HGET", KEYS[1], ARGV[1]) or redis.call("HGET", KEYS[2], ARGV[1])
redis.call("HSET", KEYS[1], ARGV[1], ARGV[2])
redis.call("PEXPIRE", KEYS[1], ARGV[3])
return before`;

export function createOrder(client: RedisClient, keys: Keys): Order {
  const run = scriptRunner(client);
  function hashesOf(page: string): string[] {
    const day = Math.floor(Date.now() / DAY_MS);
    return [keys.lastOf(page, day), keys.lastOf(page, day - 1)];
  }

  return {
    async follow({ page, psid, priority, id }) {
      const before = await run(FOLLOW, hashesOf(page), [`${psid}.${priority}`, id, String(2 * DAY_MS)]);
      return typeof before === "string" && before !== id ? before : null;
    },
    async lastOf(page, psid) {
      const fields = PRIORITIES.map((priority) => `${psid}.${priority}`);
      const [today = [], yesterday = []] = await Promise.all(
        hashesOf(page).map((hash) => client.hmget(hash, ...fields)),
      );
      return fields.map((_, i) => today[i] ?? yesterday[i] ?? null).filter((id) => id !== null);
    },
  };
}
