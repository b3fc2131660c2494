/**
 * The record of each message: what became of it, for as long as it waits and `retention` after it ended.
 *
 * One small hash a message; a state is only ever reached from where `core/lifecycle.ts` allows, checked in
 * Redis, so that late and double writers cannot turn back what is settled.
 */
import type { ToldDecision } from "../core/decision.ts";
import { FINAL, REACHED_FROM, STORED_STATUSES, type StoredStatus } from "../core/lifecycle.ts";
import { isReason, type GraphError, type Outcome, type Reason } from "../core/outcome.ts";
import type { RedisClient } from "./connection.ts";
import type { Keys } from "./keys.ts";
import { scriptRunner } from "./scripts.ts";

/** One POST to Graph, as the record keeps it. */
export interface Attempt {
  /** Epoch ms at which it began. */
  readonly at: number;
  readonly durationMs: number;
  readonly outcome: Outcome["kind"];
  readonly error?: GraphError;
}

/** A death before this life: of which message, and what an operator saw of it. Times are epoch ms. */
export interface PastDeath {
  readonly messageId: string;
  readonly reason: Reason;
  readonly detail: string;
  readonly graphError: GraphError | null;
  readonly attempts: number;
  readonly acceptedAt: number;
  readonly deadAt: number;
  readonly replayedBy: string;
  readonly replayedAt: number;
  /** As it was, when it was replayed with another content. */
  readonly message?: unknown;
}

export interface MessageRecord {
  readonly id: string;
  readonly status: StoredStatus;
  readonly fingerprint: string;
  readonly page: string;
  readonly psid: string;
  readonly type: string;
  readonly acceptedAt: number;
  readonly decision: ToldDecision | null;
  readonly attempts: readonly Attempt[];
  readonly graphMessageId: string | null;
  readonly sentAt: number | null;
  readonly cancelledAt: number | null;
  readonly reason: Reason | null;
  readonly deadLetterId: string | null;
  readonly replayOf: string | null;
  /** The replay that made it. */
  readonly replay: string | null;
  /** Oldest first. */
  readonly history: readonly PastDeath[];
  /** The message that it became when it was replayed. */
  readonly replayedAs: string | null;
  /** How often a sender took it up and let it go with no attempt, so that a crash can be told from a snooze. */
  readonly snoozes: number;
  /** The message of the same person that was accepted before it and must have ended first. */
  readonly after: string | null;
  /** The job that it shares, until it is judged, with others of its batch or of its moment; null: it has its own. */
  readonly shared: string | null;
}

export interface Acceptance {
  readonly id: string;
  /** Of the whole message: tells a repeat of a key from another message under the same key. */
  readonly fingerprint: string;
  readonly page: string;
  readonly psid: string;
  readonly type: string;
  readonly acceptedAt: number;
  readonly sendAt: number | null;
  readonly replayOf: string | null;
  /** The replay that makes it; null: none does. */
  readonly replay: string | null;
  readonly history: readonly PastDeath[];
  /** The job that it will share with others of its batch or of its moment; null: it gets its own. */
  readonly shared: string | null;
}

export type Accepted =
  | { readonly isNew: true }
  | {
      readonly isNew: false;
      readonly fingerprint: string;
      readonly status: StoredStatus;
      readonly acceptedAt: number;
      readonly after: string | null;
      readonly replay: string | null;
      readonly shared: string | null;
    };

export interface Messages {
  accept(it: Acceptance): Promise<Accepted>;
  get(id: string): Promise<MessageRecord | null>;
  /** Each returns whether the move was legal and so made. */
  queued(id: string, decision: ToldDecision): Promise<boolean>;
  /** @param attempt  the one that brought it; null: the echo told, after an answer was lost */
  sent(id: string, graphMessageId: string, at: number, attempt: Attempt | null): Promise<boolean>;
  dead(id: string, reason: Reason, deadLetterId: string, decision: ToldDecision | null): Promise<boolean>;
  cancelled(id: string): Promise<boolean>;
  /** Only while no station has judged it: whichever then takes it up finds that it may not go on. */
  cancelledUnjudged(id: string): Promise<boolean>;
  /** An attempt that did not settle it. */
  attempted(id: string, attempt: Attempt): Promise<void>;
  /** Taken up so many times, and let go with no attempt. */
  snoozed(id: string, times?: number): Promise<void>;
  /** It may only go once that one has ended. */
  follows(id: string, after: string): Promise<void>;
  /** Dead, and now another message. */
  replayed(id: string, as: string): Promise<void>;
  /** Proof from Meta that it went out, whatever our own call said. */
  echoed(id: string, graphMessageId: string, at: number): Promise<void>;
}

/**
 * KEYS: record. ARGV: ttl ms, fingerprint, field, value … Returns nil when new, else what stands there.
 * The ttl only clears away a record whose job was never added; being queued lifts it.
 */
const ACCEPT = `
if redis.call("EXISTS", KEYS[1]) == 1 then return redis.call("HMGET", KEYS[1], "f", "s", "at", "af", "rp", "b") end
redis.call("HSET", KEYS[1], "s", "accepted", "f", unpack(ARGV, 2))
redis.call("PEXPIRE", KEYS[1], ARGV[1])
return nil`;

/**
 * KEYS: record. ARGV: new status, states it may be reached from (space-separated), ttl ms or 0 for none,
 * attempt or "", field, value …
 */
const MOVE = `
local at = redis.call("HGET", KEYS[1], "s")
if not at or not string.find(" " .. ARGV[2] .. " ", " " .. at .. " ", 1, true) then return 0 end
redis.call("HSET", KEYS[1], "s", ARGV[1], unpack(ARGV, 5))
if ARGV[4] ~= "" then redis.call("HSET", KEYS[1], "a" .. redis.call("HINCRBY", KEYS[1], "n", 1), ARGV[4]) end
if ARGV[3] == "0" then redis.call("PERSIST", KEYS[1]) else redis.call("PEXPIRE", KEYS[1], ARGV[3]) end
return 1`;

/** KEYS: record. ARGV: attempt. Numbered as they come; never on a record that is gone. */
const ATTEMPT = `
if redis.call("EXISTS", KEYS[1]) == 0 then return 0 end
return redis.call("HSET", KEYS[1], "a" .. redis.call("HINCRBY", KEYS[1], "n", 1), ARGV[1])`;

/** KEYS: record. ARGV: how often. Only on a record that is there. */
const SNOOZE = `
if redis.call("EXISTS", KEYS[1]) == 0 then return 0 end
return redis.call("HINCRBY", KEYS[1], "z", ARGV[1])`;

/** KEYS: record. ARGV: field, value … Only on a record that is there. */
const ANNOTATE = `
if redis.call("EXISTS", KEYS[1]) == 0 then return 0 end
return redis.call("HSET", KEYS[1], unpack(ARGV))`;

/**
 * KEYS: record. ARGV: the other's id. A station that died between burial and record may not take it up again.
 */
const REPLAYED = `
local at = redis.call("HGET", KEYS[1], "s")
if not at then return 0 end
if at ~= "sent" and at ~= "cancelled" then redis.call("HSET", KEYS[1], "s", "dead") end
return redis.call("HSET", KEYS[1], "rb", ARGV[1])`;

interface MoveOptions {
  readonly attempt?: Attempt | null;
  readonly from?: readonly StoredStatus[];
}

export function createMessages(client: RedisClient, keys: Keys, retentionMs: number): Messages {
  const run = scriptRunner(client);

  async function move(
    id: string,
    to: StoredStatus,
    fields: readonly string[],
    { attempt = null, from = REACHED_FROM[to] }: MoveOptions = {},
  ): Promise<boolean> {
    const ttl = FINAL.includes(to) ? retentionMs : 0;
    const attemptJson = attempt === null ? "" : JSON.stringify(attempt);
    const args = [to, from.join(" "), String(ttl), attemptJson, ...fields];
    return (await run(MOVE, [keys.message(id)], args)) === 1;
  }

  return {
    async accept(it) {
      const found = await run(
        ACCEPT,
        [keys.message(it.id)],
        [
          String(Math.ceil(retentionMs + Math.max(0, (it.sendAt ?? 0) - it.acceptedAt))),
          it.fingerprint,
          "pg",
          it.page,
          "ps",
          it.psid,
          "ty",
          it.type,
          "at",
          String(it.acceptedAt),
          ...(it.shared === null ? [] : ["b", it.shared]),
          ...(it.replayOf === null ? [] : ["ro", it.replayOf]),
          ...(it.replay === null ? [] : ["rp", it.replay]),
          ...(it.history.length === 0 ? [] : ["hi", JSON.stringify(it.history)]),
        ],
      );
      if (!Array.isArray(found)) return { isNew: true };
      const [fingerprint, status, acceptedAt, after, replay, shared] = found.map((field) =>
        field === null ? undefined : String(field),
      );
      return {
        isNew: false,
        fingerprint: fingerprint ?? "",
        status: storedStatus(status),
        acceptedAt: Number(acceptedAt ?? it.acceptedAt),
        after: after ?? null,
        replay: replay ?? null,
        shared: shared ?? null,
      };
    },
    async get(id) {
      const fields = await client.hgetall(keys.message(id));
      return fields["s"] === undefined ? null : recordOf(id, fields);
    },
    queued: (id, decision) => move(id, "queued", decisionFields(decision)),
    sent: (id, graphMessageId, at, attempt) =>
      move(id, "sent", [...midFields(graphMessageId), "sa", String(at)], { attempt }),
    dead: (id, reason, deadLetterId, decision) =>
      move(id, "dead", [
        "r",
        reason,
        "dl",
        deadLetterId,
        ...(decision === null ? [] : decisionFields(decision)),
      ]),
    cancelled: (id) => move(id, "cancelled", ["ca", String(Date.now())]),
    cancelledUnjudged: (id) => move(id, "cancelled", ["ca", String(Date.now())], { from: ["accepted"] }),
    async attempted(id, attempt) {
      await run(ATTEMPT, [keys.message(id)], [JSON.stringify(attempt)]);
    },
    async snoozed(id, times = 1) {
      await run(SNOOZE, [keys.message(id)], [String(times)]);
    },
    async follows(id, after) {
      await run(ANNOTATE, [keys.message(id)], ["af", after]);
    },
    async replayed(id, as) {
      await run(REPLAYED, [keys.message(id)], [as]);
    },
    async echoed(id, graphMessageId, at) {
      await run(ANNOTATE, [keys.message(id)], [...midFields(graphMessageId), "ea", String(at)]);
    },
  };
}

function recordOf(id: string, fields: Readonly<Record<string, string>>): MessageRecord {
  const number = (name: string): number | null => (fields[name] === undefined ? null : Number(fields[name]));
  const attempts = Array.from({ length: number("n") ?? 0 }, (_, i) => fields[`a${String(i + 1)}`]);
  return {
    id,
    status: storedStatus(fields["s"]),
    fingerprint: fields["f"] ?? "",
    page: fields["pg"] ?? "",
    psid: fields["ps"] ?? "",
    type: fields["ty"] ?? "",
    acceptedAt: number("at") ?? 0,
    decision: decisionIn(fields),
    attempts: attempts.filter((it) => it !== undefined).map(attemptIn),
    graphMessageId: fields["gm"] === undefined ? null : fields["gm"] + (fields["gm+"] ?? ""),
    sentAt: number("sa"),
    cancelledAt: number("ca"),
    reason: reasonIn(fields["r"]),
    deadLetterId: fields["dl"] ?? null,
    replayOf: fields["ro"] ?? null,
    replay: fields["rp"] ?? null,
    history: historyIn(fields["hi"]),
    replayedAs: fields["rb"] ?? null,
    snoozes: number("z") ?? 0,
    after: fields["af"] ?? null,
    shared: fields["b"] ?? null,
  };
}

/**
 * Redis keeps a hash in one piece of memory as long as no value is longer than 64 bytes (`hash-max-listpack-value`),
 * and takes three times as much for it beyond: so a decision is kept in slices.
 */
const SLICE = 64;

/** `d`: how many slices; `d0`, `d1` …: its JSON, in ASCII so that any slice is whole. */
function decisionFields(decision: ToldDecision): string[] {
  const json = JSON.stringify(decision).replace(NOT_ASCII, escaped);
  const slices = Array.from({ length: Math.ceil(json.length / SLICE) }, (_, i) =>
    json.slice(i * SLICE, (i + 1) * SLICE),
  );
  return ["d", String(slices.length), ...slices.flatMap((slice, i) => [`d${String(i)}`, slice])];
}

/** Meta's ids have some 90 characters. */
function midFields(id: string): string[] {
  return ["gm", id.slice(0, SLICE), ...(id.length > SLICE ? ["gm+", id.slice(SLICE)] : [])];
}

const NOT_ASCII = /[\u0080-\uffff]/g;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** What this module wrote itself comes back as it was. */
function decisionIn(fields: Readonly<Record<string, string>>): ToldDecision | null {
  if (fields["d"] === undefined) return null;
  const slices = Array.from({ length: Number(fields["d"]) }, (_, i) => fields[`d${String(i)}`] ?? "");
  return JSON.parse(slices.join(""));
}

function historyIn(json: string | undefined): readonly PastDeath[] {
  return json === undefined ? [] : JSON.parse(json);
}

function attemptIn(json: string): Attempt {
  return JSON.parse(json);
}

function reasonIn(name: string | undefined): Reason | null {
  return name !== undefined && isReason(name) ? name : null;
}

function storedStatus(value: string | undefined): StoredStatus {
  return STORED_STATUSES.find((status) => status === value) ?? "accepted";
}
