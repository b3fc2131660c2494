/** What is known of each (page, person): when they last wrote, and what was delivered and read. */
import { z } from "zod";
import { isReason, type Refused } from "../core/outcome.ts";
import type { KnownOfPerson } from "../core/window.ts";
import type { RedisClient } from "./connection.ts";
import { fieldChanger } from "./fields.ts";
import type { Keys } from "./keys.ts";
import { together } from "./together.ts";

/** Times are epoch ms; null: never, or longer ago than is remembered. */
export interface Conversation extends KnownOfPerson {
  readonly deliveredWatermark: number | null;
  readonly readWatermark: number | null;
}

export interface Conversations {
  get(page: string, psid: string): Promise<Conversation>;
  /** All that are asked for in one tick of one page are read together. */
  lastInboundAt(page: string, psid: string): Promise<number | null>;
  /** Their last message that a click-to-Messenger ad brought. */
  lastAdAt(page: string, psid: string): Promise<number | null>;
  refused(page: string, psid: string): Promise<Refused | null>;
  /**
   * Stands until they write again, which they may have done before its answer came. What silences them is not replaced
   * by what only closes their window, nor a refusal by an earlier one.
   */
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
  knownInboundAt: z.number().nullable().default(null),
});

export function createConversations(
  client: RedisClient,
  keys: Keys,
  clock: () => number = Date.now,
): Conversations {
  const change = fieldChanger(client);
  const trimmedAt = new Map<string, number>();

  async function raise(key: string, psid: string, at: number): Promise<void> {
    const now = clock();
    await client.zadd(key, "GT", Math.min(at, now), psid);
    if (now - (trimmedAt.get(key) ?? 0) < TRIM_EVERY_MS) return;
    trimmedAt.set(key, now);
    await client.zremrangebyscore(key, "-inf", now - REMEMBERED_MS);
  }

  const readRefused = together((page, psids) =>
    psids.length === 1
      ? client.hget(keys.refused(page), psids[0] ?? "").then((it) => [it])
      : client.hmget(keys.refused(page), ...psids),
  );
  const readInbound = together((page, psids) =>
    psids.length === 1
      ? client.zscore(keys.inbound(page), psids[0] ?? "").then((it) => [it])
      : client.zmscore(keys.inbound(page), ...psids),
  );

  async function refused(page: string, psid: string): Promise<Refused | null> {
    return refusedIn(await readRefused(page, psid));
  }

  async function timeIn(key: string, psid: string): Promise<number | null> {
    const score = await client.zscore(key, psid);
    return score === null ? null : Number(score);
  }

  /** They wrote at that time: what it answers of what stands against them is over. */
  async function lift(page: string, psid: string, wroteAt: number): Promise<void> {
    await change(keys.refused(page), psid, (json) => {
      const standing = refusedIn(json);
      return standing !== null && isAnswered(standing, wroteAt) ? null : json;
    });
  }

  return {
    refused,
    forgive: async (page, psid) => (await client.hdel(keys.refused(page), psid)) === 1,
    async refuse(page, psid, it) {
      await change(keys.refused(page), psid, (json) => {
        const standing = refusedIn(json);
        return standing !== null && outweighs(standing, it) ? json : JSON.stringify(it);
      });
      // An inbound message is written first and looks for a refusal then; here it is the other way round. Whichever
      // comes in between, one of the two sees the other.
      const wroteAt = await timeIn(keys.inbound(page), psid);
      if (wroteAt !== null) await lift(page, psid, wroteAt);
    },
    async get(page, psid) {
      const [lastInboundAt, lastAdAt, deliveredWatermark, readWatermark, standing] = await Promise.all([
        timeIn(keys.inbound(page), psid),
        timeIn(keys.ads(page), psid),
        timeIn(keys.delivered(page), psid),
        timeIn(keys.read(page), psid),
        refused(page, psid),
      ]);
      return { lastInboundAt, lastAdAt, deliveredWatermark, readWatermark, refused: standing };
    },
    async lastInboundAt(page, psid) {
      const score = await readInbound(page, psid);
      return score === null ? null : Number(score);
    },
    lastAdAt: (page, psid) => timeIn(keys.ads(page), psid),
    async inbound(page, psid, at, byAd = false) {
      if (byAd) await raise(keys.ads(page), psid, at);
      await raise(keys.inbound(page), psid, at);
      await lift(page, psid, at);
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

/** They wrote when the attempt was under way or later, by Meta's clock and ours, and it was not known before. */
function isAnswered({ at, knownInboundAt }: Refused, wroteAt: number): boolean {
  return wroteAt > at - CLOCKS_DIFFER_MS && wroteAt > (knownInboundAt ?? 0);
}

function outweighs(standing: Refused, other: Refused): boolean {
  return standing.kind === other.kind ? standing.at > other.at : standing.kind === "suppressed";
}
