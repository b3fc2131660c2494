/** What is known of each (page, person): when they last wrote, and what was delivered and read. */
import type { RedisClient } from "./connection.ts";
import type { Keys } from "./keys.ts";

export interface Conversation {
  /** Epoch ms; null: never, or longer ago than is remembered. */
  readonly lastInboundAt: number | null;
  readonly deliveredWatermark: number | null;
  readonly readWatermark: number | null;
}

export interface Conversations {
  get(page: string, psid: string): Promise<Conversation>;
  lastInboundAt(page: string, psid: string): Promise<number | null>;
  /** Their last message that a click-to-Messenger ad brought. */
  lastAdAt(page: string, psid: string): Promise<number | null>;
  /** Never moves backwards: events come twice and in disorder. A time in the future counts as now. */
  inbound(page: string, psid: string, at: number, byAd?: boolean): Promise<void>;
  delivered(page: string, psid: string, watermark: number): Promise<void>;
  read(page: string, psid: string, watermark: number): Promise<void>;
}

/** Windows last 7 days; a month is kept, so that a refusal can say how long ago they wrote. */
const REMEMBERED_MS = 30 * 24 * 3_600_000;
/** Trimming is cheap and need not be prompt. */
const TRIM_EVERY_MS = 60_000;

export function createConversations(
  client: RedisClient,
  keys: Keys,
  clock: () => number = Date.now,
): Conversations {
  const trimmedAt = new Map<string, number>();

  async function raise(key: string, psid: string, at: number): Promise<void> {
    const now = clock();
    await client.zadd(key, "GT", Math.min(at, now), psid);
    if (now - (trimmedAt.get(key) ?? 0) < TRIM_EVERY_MS) return;
    trimmedAt.set(key, now);
    await client.zremrangebyscore(key, "-inf", now - REMEMBERED_MS);
  }

  return {
    async get(page, psid) {
      const [lastInboundAt, deliveredWatermark, readWatermark] = await Promise.all(
        [keys.inbound(page), keys.delivered(page), keys.read(page)].map((key) => client.zscore(key, psid)),
      );
      return {
        lastInboundAt: timeOf(lastInboundAt),
        deliveredWatermark: timeOf(deliveredWatermark),
        readWatermark: timeOf(readWatermark),
      };
    },
    lastInboundAt: async (page, psid) => timeOf(await client.zscore(keys.inbound(page), psid)),
    lastAdAt: async (page, psid) => timeOf(await client.zscore(keys.ads(page), psid)),
    async inbound(page, psid, at, byAd = false) {
      if (byAd) await raise(keys.ads(page), psid, at);
      await raise(keys.inbound(page), psid, at);
    },
    delivered: (page, psid, watermark) => raise(keys.delivered(page), psid, watermark),
    read: (page, psid, watermark) => raise(keys.read(page), psid, watermark),
  };
}

function timeOf(score: string | number | null | undefined): number | null {
  return score === null || score === undefined ? null : Number(score);
}
