/** Live events by pub/sub: published in batches, and only while somebody listens, in whichever process. */
import { z } from "zod";
import { connectLike, type RedisClient } from "./connection.ts";
import type { Keys } from "./keys.ts";

/** What is told outside: ids and names of things, never a text. */
const liveEvent = z.object({ event: z.string(), data: z.record(z.string(), z.unknown()) });
export type LiveEvent = Readonly<z.output<typeof liveEvent>>;

const batchSchema = z.object({ events: z.array(liveEvent), skipped: z.number() });

/** `skipped`: how many more there were. */
export type LiveBatch = Readonly<z.output<typeof batchSchema>>;

export interface Live {
  /** Whether anybody listens, as of some seconds ago. */
  isHeard(): Promise<boolean>;
  publish(batch: LiveBatch): Promise<void>;
  /** On a connection of its own; what it loses while Redis is away is lost. */
  listen(hear: (batch: LiveBatch) => void): Promise<{ close(): Promise<void> }>;
}

/** A listener says so this often; whoever died is believed in for some seconds more, which costs nothing. */
const SAY_EVERY_MS = 10_000;
const BELIEVED_MS = 30_000;

export function createLive(client: RedisClient, keys: Keys): Live {
  return {
    isHeard: async () => (await client.exists(keys.listeners)) === 1,
    async publish(batch) {
      await client.publish(keys.live, JSON.stringify(batch));
    },
    async listen(hear) {
      const subscriber = await connectLike(client);
      subscriber.on("message", (_channel: string, json: string) => hear(batchSchema.parse(JSON.parse(json))));
      await subscriber.subscribe(keys.live);
      const say = (): void => void client.set(keys.listeners, "1", "PX", BELIEVED_MS).catch(() => undefined);
      say();
      const saying = setInterval(say, SAY_EVERY_MS);
      return {
        close: () => {
          clearInterval(saying);
          subscriber.disconnect();
          return Promise.resolve();
        },
      };
    },
  };
}
