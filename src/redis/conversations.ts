/**
 * What is known of each (page, person): when they last wrote, and what was delivered and read.
 *
 * One hash a page, of people to their times in base 36: `mwy3mckm` wrote then, `mwy3mckmmwy3n001` and has got what was sent
 * until then.
 */
import { z } from "zod";
import { isReason, type Refused } from "../core/outcome.ts";
import type { KnownOfPerson } from "../core/window.ts";
import type { RedisClient } from "./connection.ts";
import { base36, fromBase36 } from "./base36.ts";
import { fieldChanger } from "./fields.ts";
import type { Keys } from "./keys.ts";
import { scriptRunner } from "./scripts.ts";

/** Times are epoch ms; null: never, or longer ago than is remembered. */
export interface Conversation extends KnownOfPerson {
  readonly deliveredWatermark: number | null;
  readonly readWatermark: number | null;
}

export interface Conversations {
  get(page: string, psid: string): Promise<Conversation>;
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
/** Trimming need not be prompt: now and then some of a page's people are looked at, in turn. */
const TRIM_EVERY_MS = 5 * 60_000;
const TRIM_AT_ONCE = 1_000;

/** The times of a person, in the order in which they stand; those that most have come first. */
const TIMES = ["inbound", "delivered", "read", "ad"] as const;
type Times = Readonly<Record<(typeof TIMES)[number], number | null>>;

/** Of a time: epoch ms in base 36, which these hold until 2059. They compare as the times do. */
const DIGITS = 8;

/** KEYS: people, refused. ARGV: PSID. */
const READ = `return { redis.call("HGET", KEYS[1], ARGV[1]), redis.call("HGET", KEYS[2], ARGV[1]) }`;

/** KEYS: people. ARGV: PSID, where the time stands, the time. It never moves backwards. */
const RAISE = `
local from, at = tonumber(ARGV[2]), ARGV[3]
local times = redis.call("HGET", KEYS[1], ARGV[1]) or ""
if string.sub(times, from, from + ${String(DIGITS - 1)}) >= at then return 0 end
times = times .. string.rep("0", from - 1 - #times)
times = string.sub(times, 1, from - 1) .. at .. string.sub(times, from + ${String(DIGITS)})
return redis.call("HSET", KEYS[1], ARGV[1], times)`;

/** KEYS: people. ARGV: PSID, what was read there … None of whom there is news since. */
const FORGET = `
for nth = 1, #ARGV, 2 do
  if redis.call("HGET", KEYS[1], ARGV[nth]) == ARGV[nth + 1] then redis.call("HDEL", KEYS[1], ARGV[nth]) end
end`;

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
  const run = scriptRunner(client);
  const trims = new Map<string, { readonly at: number; readonly cursor: string }>();

  async function raise(page: string, psid: string, what: keyof Times, at: number): Promise<void> {
    const from = 1 + DIGITS * TIMES.indexOf(what);
    const time = base36(Math.min(at, clock())).padStart(DIGITS, "0");
    await run(RAISE, [keys.people(page)], [psid, String(from), time]);
    await trim(page);
  }

  async function trim(page: string): Promise<void> {
    const now = clock();
    const { at, cursor } = trims.get(page) ?? { at: 0, cursor: "0" };
    if (now - at < TRIM_EVERY_MS) return;
    trims.set(page, { at: now, cursor });
    const key = keys.people(page);
    const [next, found] = await client.hscan(key, cursor, "COUNT", TRIM_AT_ONCE);
    trims.set(page, { at: now, cursor: next });
    const old = pairsOf(found).filter(([, packed]) => latestIn(packed) < now - REMEMBERED_MS);
    if (old.length > 0) await run(FORGET, [key], old.flat());
  }

  async function get(page: string, psid: string): Promise<Conversation> {
    const found = await run(READ, [keys.people(page), keys.refused(page)], [psid]);
    const [packed, standing] = Array.isArray(found) ? (found as readonly unknown[]) : [];
    const times = timesIn(typeof packed === "string" ? packed : "");
    return {
      lastInboundAt: times.inbound,
      lastAdAt: times.ad,
      deliveredWatermark: times.delivered,
      readWatermark: times.read,
      refused: typeof standing === "string" ? refusedIn(standing) : null,
    };
  }

  /** They wrote at that time: what it answers of what stands against them is over. */
  async function lift(page: string, psid: string, wroteAt: number): Promise<void> {
    if ((await get(page, psid)).refused === null) return;
    await change(keys.refused(page), psid, (json) => {
      const standing = refusedIn(json);
      return standing !== null && isAnswered(standing, wroteAt) ? null : json;
    });
  }

  return {
    get,
    forgive: async (page, psid) => (await client.hdel(keys.refused(page), psid)) === 1,
    async refuse(page, psid, it) {
      await change(keys.refused(page), psid, (json) => {
        const standing = refusedIn(json);
        return standing !== null && outweighs(standing, it) ? json : JSON.stringify(it);
      });
      // An inbound message is written first and looks for a refusal then; here it is the other way round. Whichever
      // comes in between, one of the two sees the other.
      const { lastInboundAt: wroteAt } = await get(page, psid);
      if (wroteAt !== null) await lift(page, psid, wroteAt);
    },
    async inbound(page, psid, at, byAd = false) {
      if (byAd) await raise(page, psid, "ad", at);
      await raise(page, psid, "inbound", at);
      await lift(page, psid, at);
    },
    delivered: (page, psid, watermark) => raise(page, psid, "delivered", watermark),
    read: (page, psid, watermark) => raise(page, psid, "read", watermark),
  };
}

function timesIn(packed: string): Times {
  const [inbound, delivered, read, ad] = TIMES.map((_, place) => {
    return fromBase36(packed.slice(DIGITS * place, DIGITS * (place + 1))) || null;
  });
  return { inbound: inbound ?? null, delivered: delivered ?? null, read: read ?? null, ad: ad ?? null };
}

function latestIn(packed: string): number {
  return Math.max(...Object.values(timesIn(packed)).map((at) => at ?? 0));
}

/** A scan's names and values. */
function pairsOf(found: readonly string[]): [string, string][] {
  return Array.from({ length: found.length / 2 }, (_, i) => [found[2 * i] ?? "", found[2 * i + 1] ?? ""]);
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
