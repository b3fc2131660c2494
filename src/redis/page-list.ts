/**
 * All pages at once, kept in memory: thousands of them are read once, and after that only what has changed. Each change of
 * a page gets the next number of one counter; whoever keeps the list asks for the pages with a higher one than it knows.
 */
import type { RedisClient } from "./connection.ts";
import type { Keys } from "./keys.ts";
import { scriptRunner } from "./scripts.ts";

export interface PageList<P> {
  /** In the order of their ids, as they are at this moment. */
  all(): Promise<readonly P[]>;
  /** To be called after each change of a page, in whichever process. */
  changed(id: string): Promise<void>;
}

/** KEYS: changes, version. ARGV: page. */
const CHANGED = `redis.call("ZADD", KEYS[1], redis.call("INCR", KEYS[2]), ARGV[1])`;

/** @param read  null: there is no such page */
export function createPageList<P>(
  client: RedisClient,
  keys: Keys,
  read: (id: string) => Promise<P | null>,
): PageList<P> {
  const run = scriptRunner(client);
  let kept = new Map<string, P>();
  let version = -1;
  let underWay: Promise<readonly P[]> | null = null;

  async function readAll(ids: readonly string[]): Promise<void> {
    const pages = await Promise.all(ids.map(read));
    for (const [i, id] of ids.entries()) {
      const page = pages[i] ?? null;
      if (page === null) kept.delete(id);
      else kept.set(id, page);
    }
  }

  async function refreshed(): Promise<readonly P[]> {
    const newest = Number((await client.get(keys.pageVersion)) ?? 0);
    if (version < 0 || newest < version) {
      // The first time, or of a Redis that has forgotten.
      kept = new Map();
      await readAll((await client.smembers(keys.pages)).toSorted());
    } else if (newest > version) {
      await readAll(await client.zrangebyscore(keys.pageChanges, `(${String(version)}`, newest));
      kept = new Map([...kept].toSorted(([a], [b]) => (a < b ? -1 : 1)));
    }
    version = newest;
    return [...kept.values()];
  }

  return {
    all() {
      underWay ??= refreshed().finally(() => (underWay = null));
      return underWay;
    },
    async changed(id) {
      await run(CHANGED, [keys.pageChanges, keys.pageVersion], [id]);
    },
  };
}
