/** One field of a hash, read, changed and written back as if nobody else could in between. */
import type { RedisClient } from "./connection.ts";
import { scriptRunner } from "./scripts.ts";

/**
 * @param next  what is to stand there, by what stands there (null: nothing); called again when another was quicker
 * @returns whether anything changed
 */
export type ChangeField = (
  key: string,
  field: string,
  next: (standing: string | null) => string | null,
) => Promise<boolean>;

/** KEYS: hash. ARGV: field, what was read there, what is to stand there; empty: nothing. Returns whether it was so. */
const SWAP = `
if (redis.call("HGET", KEYS[1], ARGV[1]) or "") ~= ARGV[2] then return 0 end
if ARGV[3] == "" then redis.call("HDEL", KEYS[1], ARGV[1])
else redis.call("HSET", KEYS[1], ARGV[1], ARGV[3]) end
return 1`;

export function fieldChanger(client: RedisClient): ChangeField {
  const run = scriptRunner(client);
  return async (key, field, next) => {
    for (;;) {
      const standing = await client.hget(key, field);
      const then = next(standing);
      if (then === standing) return false;
      if ((await run(SWAP, [key], [field, standing ?? "", then ?? ""])) === 1) return true;
    }
  };
}
