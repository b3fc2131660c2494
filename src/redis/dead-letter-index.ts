/**
 * The index of the dead letters: for every combination of reason, page and type a sorted set by time of death, so
 * that listing and counting by any filter cost the same with ten entries or a million.
 *
 * `refs` says of each entry what it is filed under. Whatever is done is done by one script, so that the sets, the
 * counts and `refs` never disagree; only the BullMQ jobs are beside it, and `leaving` names those still to be removed.
 */
import type { Reason } from "../core/outcome.ts";
import type { RedisClient } from "./connection.ts";
import type { Keys } from "./keys.ts";
import { scriptRunner } from "./scripts.ts";

/** What an entry is filed under. */
export interface Filed {
  readonly reason: Reason;
  readonly page: string | null;
  readonly type: string | null;
  /** Epoch ms. */
  readonly acceptedAt: number;
}

export interface DeadLetterFilter {
  readonly reason?: Reason | undefined;
  readonly page?: string | undefined;
  readonly type?: string | undefined;
  /** Epoch ms of the death, inclusive. */
  readonly since?: number | undefined;
  /** Epoch ms of the death, exclusive. */
  readonly until?: number | undefined;
  /** A score, inclusive: those that were there when it was asked for, whatever the clocks say. */
  readonly upTo?: string | undefined;
}

export interface DeadLetterIndex {
  /** False: it is there already, and keeps its place. */
  add(id: string, deadAt: number, filed: Filed): Promise<boolean>;
  /** Newest first, from below that score; each with its own. */
  newest(
    filter: DeadLetterFilter,
    below: string | null,
    limit: number,
  ): Promise<[id: string, score: string][]>;
  /** Oldest first, from above that score. */
  oldest(
    filter: DeadLetterFilter,
    above: string | null,
    limit: number,
  ): Promise<[id: string, score: string][]>;
  count(filter: DeadLetterFilter): Promise<number>;
  /** How many of each, most first, under the filter. */
  facets(filter: DeadLetterFilter, most: number): Promise<Facets>;
  /** Those that are there at this moment. */
  present(ids: readonly string[]): Promise<boolean[]>;
  /** Says that they are being replayed, so that nobody discards them meanwhile. False: it is gone. */
  claim(ids: readonly string[], at: number): Promise<boolean[]>;
  letGo(ids: readonly string[]): Promise<void>;
  claimedBefore(at: number): Promise<string[]>;
  /** Out of the index, and on the list of jobs to be removed. False: it was gone, or is being replayed. */
  take(ids: readonly string[], at: number, unlessClaimed: boolean): Promise<boolean[]>;
  /** Ids of jobs that should be gone since before that time. */
  leavingBefore(at: number): Promise<string[]>;
  /** Which of them should be gone. */
  leaving(ids: readonly string[]): Promise<string[]>;
  left(ids: readonly string[]): Promise<void>;
  /** Files it wherever it is missing. Returns in how many places it was. */
  mend(id: string, deadAt: number, filed: Filed): Promise<number>;
  /** Some of what the index knows; go on with the cursor until it is "0". */
  scan(cursor: string): Promise<[cursor: string, ids: string[]]>;
}

/** Values with their counts, most first. `pages` may be too many to be listed. */
export interface Facets {
  readonly reasons: readonly (readonly [value: string, count: number])[];
  readonly pages: readonly (readonly [value: string, count: number])[];
  readonly types: readonly (readonly [value: string, count: number])[];
}

/**
 * A score is the time of death in ms times this, plus a number that runs through all processes: unique for 4,096
 * deaths in a millisecond, exact in a double until the year 2039, and so a cursor by itself.
 */
const TICKS_A_MS = 4_096;

/** For every script: ARGV[1] is what all keys of the index begin with. `refs` has `accepted|reason|page|type`. */
export const FILING = `
local base = ARGV[1]
local function each(ref, visit)
  local r, p, t = string.match(ref, "^[^|]*|([^|]*)|([^|]*)|([^|]*)$")
  if not r then return end
  for i = 0, 7 do
    local reason, page, type = "", "", ""
    if i % 2 == 1 then reason = r end
    if i % 4 >= 2 then page = p end
    if i >= 4 then type = t end
    visit(base .. "index:" .. reason .. "|" .. page .. "|" .. type)
  end
end
local function tally(ref, by)
  local of = {}
  of.reason, of.page, of.type = string.match(ref, "^[^|]*|([^|]*)|([^|]*)|([^|]*)$")
  for _, name in ipairs({ "reason", "page", "type" }) do
    local key = base .. "counts:" .. name
    if of[name] and of[name] ~= "" and tonumber(redis.call("ZINCRBY", key, by, of[name])) <= 0 then
      redis.call("ZREM", key, of[name])
    end
  end
end
local function take(id, at)
  local ref = redis.call("HGET", base .. "refs", id)
  if not ref then return 0 end
  each(ref, function(key) redis.call("ZREM", key, id) end)
  tally(ref, -1)
  redis.call("HDEL", base .. "refs", id)
  redis.call("ZREM", base .. "claims", id)
  redis.call("ZADD", base .. "leaving", at, id)
  return 1
end`;

/** ARGV: base, id, ms of death, ref. Returns in how many places it was missing. */
const ADD = `${FILING}
local id, ref = ARGV[2], ARGV[4]
local isNew = redis.call("HSETNX", base .. "refs", id, ref)
local score = redis.call("ZSCORE", base .. "index:||", id)
if not score then
  local running = redis.call("INCR", base .. "running") % ${String(TICKS_A_MS)}
  score = string.format("%.0f", ARGV[3] * ${String(TICKS_A_MS)} + running)
end
local missing = 0
each(ref, function(key) missing = missing + redis.call("ZADD", key, "NX", score, id) end)
if isNew == 1 then tally(ref, 1) end
return isNew + missing`;

/** ARGV: base, at, 1 to spare what is claimed, ids. */
const TAKE = `${FILING}
local taken = {}
for i = 4, #ARGV do
  if ARGV[3] == "1" and redis.call("ZSCORE", base .. "claims", ARGV[i]) then taken[#taken + 1] = 0
  else taken[#taken + 1] = take(ARGV[i], ARGV[2]) end
end
return taken`;

/** ARGV: base, at, ids. */
const CLAIM = `
local claimed = {}
for i = 3, #ARGV do
  local isThere = redis.call("HEXISTS", ARGV[1] .. "refs", ARGV[i])
  if isThere == 1 then redis.call("ZADD", ARGV[1] .. "claims", ARGV[2], ARGV[i]) end
  claimed[#claimed + 1] = isThere
end
return claimed`;

export function createDeadLetterIndex(client: RedisClient, keys: Keys): DeadLetterIndex {
  const run = scriptRunner(client);
  const base = keys.deadLetter("");
  const refs = keys.deadLetter("refs");

  async function flags(lua: string, args: readonly string[]): Promise<boolean[]> {
    const told = await run(lua, [refs], [base, ...args]);
    return Array.isArray(told) ? told.map((it) => it === 1) : [];
  }

  async function add(id: string, deadAt: number, filed: Filed): Promise<number> {
    return Number(await run(ADD, [refs], [base, id, String(deadAt), refOf(filed)]));
  }

  function countIn(filter: DeadLetterFilter): Promise<number> {
    const { min, max } = scoresOf(filter);
    return client.zcount(keys.deadLetter(`index:${scopeOf(filter)}`), min, max);
  }

  /** The counts kept of a whole dimension; under a filter each value is counted by its own set. */
  async function facet(
    filter: DeadLetterFilter,
    name: "reason" | "page" | "type",
    most: number,
  ): Promise<(readonly [string, number])[]> {
    const found = await client.zrevrange(keys.deadLetter(`counts:${name}`), 0, most - 1, "WITHSCORES");
    const all = pairs(found).map(([value, count]) => [unescaped(value), Number(count)] as const);
    if (Object.values(filter).every((it) => it === undefined)) return all;
    const counted = await Promise.all(
      all
        .filter(([value]) => filter[name] === undefined || filter[name] === value)
        .map(async ([value]) => [value, await countIn({ ...filter, [name]: value })] as const),
    );
    return counted.filter(([, count]) => count > 0).toSorted(([, a], [, b]) => b - a);
  }

  return {
    add: async (id, deadAt, filed) => (await add(id, deadAt, filed)) > 0,
    mend: add,
    async newest(filter, below, limit) {
      const { min, max } = scoresOf(filter);
      const key = keys.deadLetter(`index:${scopeOf(filter)}`);
      const from = below === null ? max : `(${below}`;
      return pairs(await client.zrevrangebyscore(key, from, min, "WITHSCORES", "LIMIT", 0, limit));
    },
    async oldest(filter, above, limit) {
      const { min, max } = scoresOf(filter);
      const key = keys.deadLetter(`index:${scopeOf(filter)}`);
      const from = above === null ? min : `(${above}`;
      return pairs(await client.zrangebyscore(key, from, max, "WITHSCORES", "LIMIT", 0, limit));
    },
    count: countIn,
    async facets(filter, most) {
      const [reasons, pages, types] = await Promise.all([
        facet(filter, "reason", most),
        facet(filter, "page", most),
        facet(filter, "type", most),
      ]);
      return { reasons, pages, types };
    },
    async present(ids) {
      if (ids.length === 0) return [];
      return (await client.hmget(refs, ...ids)).map((it) => it !== null);
    },
    claim: (ids, at) => flags(CLAIM, [String(at), ...ids]),
    async letGo(ids) {
      if (ids.length > 0) await client.zrem(keys.deadLetter("claims"), ...ids);
    },
    claimedBefore: (at) => client.zrangebyscore(keys.deadLetter("claims"), "-inf", at, "LIMIT", 0, A_FEW),
    take: (ids, at, unlessClaimed) => flags(TAKE, [String(at), unlessClaimed ? "1" : "0", ...ids]),
    leavingBefore: (at) => client.zrangebyscore(keys.deadLetter("leaving"), "-inf", at, "LIMIT", 0, A_FEW),
    async leaving(ids) {
      if (ids.length === 0) return [];
      const scores = await client.zmscore(keys.deadLetter("leaving"), ...ids);
      return ids.filter((_, i) => scores[i] !== null);
    },
    async left(ids) {
      if (ids.length > 0) await client.zrem(keys.deadLetter("leaving"), ...ids);
    },
    async scan(cursor) {
      const [next, found] = await client.hscan(refs, cursor, "COUNT", A_FEW);
      return [next, found.filter((_, i) => i % 2 === 0)];
    },
  };
}

/** What one look at a list of leftovers takes up. */
const A_FEW = 1_000;

function refOf({ acceptedAt, reason, page, type }: Filed): string {
  return [String(acceptedAt), reason, page ?? "", type ?? ""].map(escaped).join("|");
}

/** Also the name of the set. */
export function scopeOf({ reason, page, type }: DeadLetterFilter): string {
  return [reason, page, type].map((part) => escaped(part ?? "")).join("|");
}

/** A bad job's type may be any string: encodeURIComponent of a whole one throws at half a character. */
function escaped(part: string): string {
  return part.replaceAll(/[%|]/g, (mark) => encodeURIComponent(mark));
}

function unescaped(part: string): string {
  return part.replaceAll(/%25|%7C/g, (mark) => decodeURIComponent(mark));
}

export function scoresOf({ since, until, upTo }: DeadLetterFilter): { min: string; max: string } {
  const max = until === undefined ? "+inf" : `(${String(until * TICKS_A_MS)}`;
  return { min: since === undefined ? "-inf" : String(since * TICKS_A_MS), max: upTo ?? max };
}

function pairs(flat: readonly string[]): [string, string][] {
  return flat.flatMap((it, i) => (i % 2 === 0 ? [[it, flat[i + 1] ?? ""] as [string, string]] : []));
}
