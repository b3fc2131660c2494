/** What is known of each (page, person): when they last wrote, and what was delivered and read. */
import { z } from "zod";
import { isReason, type Refused } from "../core/outcome.ts";
import type { RedisClient } from "./connection.ts";
import type { Keys } from "./keys.ts";

export interface Conversation {
  /** Epoch ms; null: never, or longer ago than is remembered. */
  readonly lastInboundAt: number | null;
  readonly deliveredWatermark: number | null;
  readonly readWatermark: number | null;
  readonly refused: Refused | null;
}

export interface Conversations {
  get(page: string, psid: string): Promise<Conversation>;
  lastInboundAt(page: string, psid: string): Promise<number | null>;
  /** Their last message that a click-to-Messenger ad brought. */
  lastAdAt(page: string, psid: string): Promise<number | null>;
  refused(page: string, psid: string): Promise<Refused | null>;
  /** Stands until they write again; what silences them is not replaced by what only closes their window. */
  refuse(page: string, psid: string, refused: Refused): Promise<void>;
  /** By hand. False: nothing stood against them. */
  forgive(page: string, psid: string): Promise<boolean>;
  /** Never moves backwards: events come twice and in disorder. A time in the future counts as now. */
  inbound(page: string, psid: string, at: number, byAd?: boolean): Promise<void>;
  delivered(page: string, psid: string, watermark: number): Promise<void>;
  read(page: string, psid: string, watermark: number): Promise<void>;
}

/** Windows last 7 days; a month is kept, so that a refusal can say how long ago they wrote. */
const REMEMBERED_MS = 30 * 24 * 3_600_000;
/** Trimming is cheap and need not be prompt. */
const TRIM_EVERY_MS = 60_000;
/** Meta's clock, which tells when they wrote, and ours, which tells when they were refused, may differ by so much. */
const CLOCKS_DIFFER_MS = 60_000;

const refusedSchema = z.object({
  kind: z.enum(["suppressed", "window_closed"]),
  reason: z.string().refine(isReason),
  detail: z.string(),
  at: z.number(),
});

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

  async function refused(page: string, psid: string): Promise<Refused | null> {
    return refusedIn(await client.hget(keys.refused(page), psid));
  }

  async function forgive(page: string, psid: string): Promise<boolean> {
    return (await client.hdel(keys.refused(page), psid)) === 1;
  }

  return {
    refused,
    forgive,
    async refuse(page, psid, it) {
      const isWeaker = it.kind === "window_closed" && (await refused(page, psid))?.kind === "suppressed";
      if (!isWeaker) await client.hset(keys.refused(page), psid, JSON.stringify(it));
    },
    async get(page, psid) {
      const [[lastInboundAt, deliveredWatermark, readWatermark], standing] = await Promise.all([
        Promise.all(
          [keys.inbound(page), keys.delivered(page), keys.read(page)].map((key) => client.zscore(key, psid)),
        ),
        refused(page, psid),
      ]);
      return {
        refused: standing,
        lastInboundAt: timeOf(lastInboundAt),
        deliveredWatermark: timeOf(deliveredWatermark),
        readWatermark: timeOf(readWatermark),
      };
    },
    lastInboundAt: async (page, psid) => timeOf(await client.zscore(keys.inbound(page), psid)),
    lastAdAt: async (page, psid) => timeOf(await client.zscore(keys.ads(page), psid)),
    async inbound(page, psid, at, byAd = false) {
      if (byAd) await raise(keys.ads(page), psid, at);
      const [standing] = await Promise.all([refused(page, psid), raise(keys.inbound(page), psid, at)]);
      if (standing !== null && at > standing.at - CLOCKS_DIFFER_MS) await forgive(page, psid);
    },
    delivered: (page, psid, watermark) => raise(keys.delivered(page), psid, watermark),
    read: (page, psid, watermark) => raise(keys.read(page), psid, watermark),
  };
}

/** What cannot be read stands for nothing. */
function refusedIn(json: string | null): Refused | null {
  try {
    return json === null ? null : refusedSchema.parse(JSON.parse(json));
  } catch {
    return null;
  }
}

function timeOf(score: string | number | null | undefined): number | null {
  return score === null || score === undefined ? null : Number(score);
}
