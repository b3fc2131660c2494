/**
 * Bulk replays: each with its record, and the ids that it still has to go through, oldest acceptance first.
 *
 * The set is fixed when it starts. An id leaves it in the same script that counts what became of it and takes the
 * dead letter out of the index, so that whoever dies wherever, each is counted once and the counts add up.
 */
import { z } from "zod";
import type { Priority } from "../core/catalogue.ts";
import { isReason } from "../core/outcome.ts";
import { actorSchema, type Actor } from "./audit.ts";
import type { RedisClient } from "./connection.ts";
import { FILING, scopeOf, scoresOf, type DeadLetterFilter } from "./dead-letter-index.ts";
import type { Keys } from "./keys.ts";
import { scriptRunner } from "./scripts.ts";

/** Either those that a filter matches, or those named. */
export type Selection = DeadLetterFilter | { readonly ids: readonly string[] };

export const REPLAY_STATES = ["collecting", "running", "aborting", "done", "aborted"] as const;
export type ReplayState = (typeof REPLAY_STATES)[number];

export interface Replay {
  readonly id: string;
  readonly state: ReplayState;
  readonly selection: Selection;
  /** At most so many, the earliest accepted; null: all. */
  readonly limit: number | null;
  readonly priority: Priority;
  readonly actor: Actor;
  /** Epoch ms. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly matched: number;
  readonly replayed: number;
  /** How many were left where they are, by why. */
  readonly skipped: Readonly<Record<string, number>>;
}

export interface Replays {
  start(it: Omit<Replay, "state" | "endedAt" | "replayed" | "skipped">): Promise<void>;
  get(id: string): Promise<Replay | null>;
  /** Newest first. */
  list(limit: number): Promise<Replay[]>;
  /** Adds some more of the selection to what the replay goes through. True: that was all. */
  collect(id: string, selection: Selection, size: number): Promise<boolean>;
  /** Cuts what was collected to the earliest ones, and says how many there are. */
  cut(id: string, limit: number | null): Promise<number>;
  /** @param matched  how many it goes through after all */
  collected(id: string, matched: number): Promise<void>;
  /** The next ids to go through. */
  todo(id: string, from: number, size: number): Promise<string[]>;
  /** `replayed`, or why not, of each; those replayed leave the index. Returns those that did. */
  settle(id: string, outcomes: ReadonlyMap<string, string>, at: number): Promise<string[]>;
  /** False: it has ended, or never was. */
  abort(id: string): Promise<boolean>;
  ended(id: string, state: "done" | "aborted", at: number): Promise<void>;
  /** Those not ended. */
  open(): Promise<string[]>;
  /** Forgets what was collected. */
  drop(id: string): Promise<void>;
}

/** A replay is remembered for so long after it began. */
const REMEMBERED_MS = 90 * 24 * 3_600_000;
/** What was collected and never gone through is cleared away. */
const TODO_MS = 7 * 24 * 3_600_000;

/** ARGV: base, todo, scope, min, max, size, ttl ms. Returns the last score and whether that was all. */
const COLLECT = `
local found = redis.call("ZRANGEBYSCORE", ARGV[1] .. "index:" .. ARGV[3], ARGV[4], ARGV[5], "WITHSCORES", "LIMIT", 0, ARGV[6])
for i = 1, #found, 2 do
  local ref = redis.call("HGET", ARGV[1] .. "refs", found[i])
  if ref then redis.call("ZADD", ARGV[2], string.match(ref, "^[^|]*"), found[i]) end
end
redis.call("PEXPIRE", ARGV[2], ARGV[7])
if #found < 2 * tonumber(ARGV[6]) then return false end
return found[#found]`;

/** ARGV: base, todo, ttl ms, ids. */
const COLLECT_IDS = `
for i = 4, #ARGV do
  local ref = redis.call("HGET", ARGV[1] .. "refs", ARGV[i])
  if ref then redis.call("ZADD", ARGV[2], string.match(ref, "^[^|]*"), ARGV[i]) end
end
redis.call("PEXPIRE", ARGV[2], ARGV[3])
return false`;

/** ARGV: base, record, todo, at, then id and outcome by turns. */
const SETTLE = `${FILING}
local gone = {}
for i = 5, #ARGV, 2 do
  local id, outcome = ARGV[i], ARGV[i + 1]
  if redis.call("ZREM", ARGV[3], id) == 1 then redis.call("HINCRBY", ARGV[2], "n:" .. outcome, 1) end
  if outcome == "replayed" and take(id, ARGV[4]) == 1 then gone[#gone + 1] = id end
end
return gone`;

/** ARGV: record, states it may be reached from (space-separated), state, field, value … */
const MOVE = `
local at = redis.call("HGET", ARGV[1], "state")
if not at or not string.find(ARGV[2], at, 1, true) then return 0 end
redis.call("HSET", ARGV[1], "state", unpack(ARGV, 3))
return 1`;

export function createReplays(client: RedisClient, keys: Keys): Replays {
  const run = scriptRunner(client);
  const base = keys.deadLetter("");
  const refs = keys.deadLetter("refs");
  const replays = keys.deadLetter("replays");
  const record = (id: string): string => keys.deadLetter(`replay:${id}`);
  const cursorOf = (id: string): string => keys.deadLetter(`replay:${id}:cursor`);
  const todoOf = (id: string): string => keys.deadLetter(`replay:${id}:todo`);

  async function move(id: string, from: readonly ReplayState[], ...to: readonly string[]): Promise<boolean> {
    return (await run(MOVE, [refs], [record(id), from.join(" "), ...to])) === 1;
  }

  async function get(id: string): Promise<Replay | null> {
    return replayIn(id, await client.hgetall(record(id)));
  }

  return {
    get,
    async start({ id, ...it }) {
      const { selection, limit, priority, actor, startedAt, matched } = it;
      const fields = JSON.stringify({ selection, limit, priority, actor });
      await client
        .multi()
        .hset(record(id), { state: "collecting", it: fields, startedAt, matched })
        .pexpire(record(id), REMEMBERED_MS)
        .zadd(replays, startedAt, id)
        .zremrangebyscore(replays, "-inf", startedAt - REMEMBERED_MS)
        .exec();
    },
    async list(limit) {
      const ids = await client.zrevrange(replays, 0, limit - 1);
      return (await Promise.all(ids.map(get))).filter((it) => it !== null);
    },
    async collect(id, selection, size) {
      if ("ids" in selection) {
        await run(COLLECT_IDS, [refs], [base, todoOf(id), String(TODO_MS), ...selection.ids]);
        return true;
      }
      const { min, max } = scoresOf(selection);
      const from = await client.get(cursorOf(id));
      const scores = [from === null ? min : `(${from}`, max];
      const args = [base, todoOf(id), scopeOf(selection), ...scores, String(size), String(TODO_MS)];
      const last = await run(COLLECT, [refs], args);
      if (typeof last !== "string") return true;
      // Should we die before this is written, the same are collected once more, which changes nothing.
      await client.set(cursorOf(id), last, "PX", TODO_MS);
      return false;
    },
    async cut(id, limit) {
      if (limit !== null) await client.zremrangebyrank(todoOf(id), limit, -1);
      return client.zcard(todoOf(id));
    },
    async collected(id, matched) {
      await move(id, ["collecting"], "running", "matched", String(matched));
    },
    todo: (id, from, size) => client.zrange(todoOf(id), String(from), String(from + size - 1)),
    async settle(id, outcomes, at) {
      const args = [base, record(id), todoOf(id), String(at), ...[...outcomes].flat()];
      const gone = await run(SETTLE, [refs], args);
      return Array.isArray(gone) ? gone.map(String) : [];
    },
    abort: (id) => move(id, ["collecting", "running", "aborting"], "aborting"),
    async ended(id, state, at) {
      await move(id, ["collecting", "running", "aborting"], state, "endedAt", String(at));
      await client.del(todoOf(id), cursorOf(id));
    },
    async open() {
      const recent = await client.zrevrange(replays, 0, -1);
      const states = await Promise.all(recent.map((id) => client.hget(record(id), "state")));
      return recent.filter((_, i) => states[i] !== null && states[i] !== "done" && states[i] !== "aborted");
    },
    async drop(id) {
      await client.del(todoOf(id), cursorOf(id));
    },
  };
}

const filterSchema = z.object({
  reason: z.string().refine(isReason).optional(),
  page: z.string().optional(),
  type: z.string().optional(),
  since: z.number().optional(),
  until: z.number().optional(),
  upTo: z.string().optional(),
});

const stored = z.object({
  selection: z.union([z.strictObject({ ids: z.array(z.string()) }), filterSchema]),
  limit: z.number().nullable(),
  priority: z.enum(["high", "normal", "bulk"]),
  actor: actorSchema,
});

/** Null: there is none, or it cannot be read. */
function replayIn(id: string, fields: Readonly<Record<string, string>>): Replay | null {
  const state = REPLAY_STATES.find((it) => it === fields["state"]);
  if (state === undefined || fields["it"] === undefined) return null;
  const { selection, limit, priority, actor } = stored.parse(JSON.parse(fields["it"]));
  const counts = Object.entries(fields)
    .filter(([name]) => name.startsWith("n:"))
    .map(([name, count]) => [name.slice(2), Number(count)] as const);
  const { replayed = 0, ...skipped } = Object.fromEntries(counts);
  return {
    id,
    state,
    selection,
    limit,
    priority,
    actor,
    startedAt: Number(fields["startedAt"]),
    endedAt: fields["endedAt"] === undefined ? null : Number(fields["endedAt"]),
    matched: Number(fields["matched"] ?? 0),
    replayed,
    skipped,
  };
}
