/** One part of the tests' Redis, with a connection to it. */
import { closeRedis, connectRedis, type RedisClient } from "../../src/redis/connection.ts";
import { keysFor, type Keys } from "../../src/redis/keys.ts";
import { bullConnection, type BullConnection } from "../../src/redis/queues.ts";
import { testRedis, type TestRedis } from "../support/redis.ts";

export interface Store {
  readonly url: string;
  readonly keys: Keys;
  readonly client: RedisClient;
  readonly connection: BullConnection;
  close(): Promise<void>;
}

/** @param redis  which one, and which part of it; `cleanup` is called at the end */
export async function openStore(redis: TestRedis = testRedis()): Promise<Store> {
  const client = await connectRedis(redis.url, "worker");
  return {
    url: redis.url,
    keys: keysFor(redis.prefix),
    client,
    connection: bullConnection(client),
    async close() {
      await closeRedis(client);
      await redis.cleanup();
    },
  };
}
