/**
 * The record of each message: what became of it, for as long as it waits and `retention` after it ended.
 *
 * One small hash a message (record.ts says how it looks); a state is only ever reached from where `core/lifecycle.ts`
 * allows, checked in Redis, so that late and double writers cannot turn back what is settled.
 */
import type { KeptDecision } from "../core/decision.ts";
import { FINAL, REACHED_FROM, type StoredStatus } from "../core/lifecycle.ts";
import type { Reason } from "../core/outcome.ts";
import { base36 } from "./base36.ts";
import type { RedisClient } from "./connection.ts";
import type { Keys } from "./keys.ts";
import {
  aboutIn,
  acceptanceFields,
  decisionFields,
  graphIdFields,
  LETTERS,
  recordOf,
  sentFields,
  statusIn,
  type Acceptance,
  type Attempt,
  type Known,
  type MessageRecord,
} from "./record.ts";
import { pairRunner, scriptRunner, type ScriptCall } from "./scripts.ts";

export type Accepted =
  | {
      readonly isNew: true;
      /** The message of the same person that must have ended first; null: none. */
      readonly after: string | null;
    }
  | {
      readonly isNew: false;
      readonly fingerprint: string | null;
      readonly status: StoredStatus;
      readonly acceptedAt: number;
      readonly after: string | null;
      readonly replay: string | null;
      readonly shared: string | null;
    };

export interface Messages {
  /** @param following  asked in the same step where it is new: answers with the id of the one before it */
  accept(it: Acceptance, following?: ScriptCall): Promise<Accepted>;
  get(id: string): Promise<MessageRecord | null>;
  /** Each returns whether the move was legal and so made. */
  queued(it: Known, decision: KeptDecision): Promise<boolean>;
  /** The same, for whoever does it in one step with something else: it answers 1 if the move was made. */
  queuing(it: Known, decision: KeptDecision): ScriptCall;
  /**
   * For whoever lets its job go in the same step.
   * @param at  epoch ms at which the attempt began
   * @param durationMs  of the attempt; null: none brought it, but an echo told at that time, after an answer was lost
   */
  sending(it: Known, graphMessageId: string, at: number, durationMs: number | null): ScriptCall;
  dead(it: Known, reason: Reason, deadLetterId: string, decision: KeptDecision | null): Promise<boolean>;
  cancelled(id: string): Promise<boolean>;
  /** Only while no station has judged it: whichever then takes it up finds that it may not go on. */
  cancelledUnjudged(id: string): Promise<boolean>;
  /** An attempt that did not settle it. */
  attempted(id: string, attempt: Attempt): Promise<void>;
  /** Taken up so many times, and let go with no attempt. */
  snoozed(id: string, times?: number): Promise<void>;
  /** Dead, and now another message. */
  replayed(id: string, as: string): Promise<void>;
  /** Proof from Meta that it went out, whatever our own call said. */
  echoed(id: string, graphMessageId: string): Promise<void>;
}

/**
 * KEYS: record. ARGV: ttl ms, field, value … Returns nil when new, else what stands there.
 * The ttl only clears away a record whose job was never added; being queued lifts it.
 */
const ACCEPT = `
if redis.call("EXISTS", KEYS[1]) == 1 then return redis.call("HMGET", KEYS[1], "f", "s", "m", "af", "rp", "b") end
redis.call("HSET", KEYS[1], unpack(ARGV, 2))
redis.call("PEXPIRE", KEYS[1], ARGV[1])
return nil`;

/**
 * KEYS: record. ARGV: letters of the states it may be reached from, ttl ms or 0 for none, field, value …
 * What has ended waits in no batch any more.
 */
export const MOVE = `
local at = redis.call("HGET", KEYS[1], "s")
if not at or not string.find(ARGV[1], at, 1, true) then return 0 end
redis.call("HSET", KEYS[1], unpack(ARGV, 3))
if ARGV[2] == "0" then redis.call("PERSIST", KEYS[1])
else
  redis.call("HDEL", KEYS[1], "b")
  redis.call("PEXPIRE", KEYS[1], ARGV[2])
end
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
if at ~= "${LETTERS.sent}" and at ~= "${LETTERS.cancelled}" then
  redis.call("HSET", KEYS[1], "s", "${LETTERS.dead}")
end
return redis.call("HSET", KEYS[1], "rb", ARGV[1])`;

export function createMessages(client: RedisClient, keys: Keys, retentionMs: number): Messages {
  const run = scriptRunner(client);
  const runIfNew = pairRunner(client, "ifNone");

  function moving(
    id: string,
    to: StoredStatus,
    fields: readonly string[],
    from: readonly StoredStatus[] = REACHED_FROM[to],
  ): ScriptCall {
    const ttl = FINAL.includes(to) ? retentionMs : 0;
    const letters = from.map((status) => LETTERS[status]).join("");
    return { lua: MOVE, keys: [keys.message(id)], args: [letters, String(ttl), "s", LETTERS[to], ...fields] };
  }

  async function move(...of: Parameters<typeof moving>): Promise<boolean> {
    const { lua, keys: on, args } = moving(...of);
    return (await run(lua, on, args)) === 1;
  }

  return {
    async accept(it, following) {
      const ttl = Math.ceil(retentionMs + Math.max(0, (it.sendAt ?? 0) - it.acceptedAt));
      const args = [String(ttl), "s", LETTERS.accepted, ...acceptanceFields(it)];
      const accepting = { lua: ACCEPT, keys: [keys.message(it.id)], args };
      const found = await (following === undefined
        ? run(accepting.lua, accepting.keys, args)
        : runIfNew(accepting, following));
      if (!Array.isArray(found)) {
        const after = typeof found === "string" ? found : null;
        if (after !== null) await run(ANNOTATE, accepting.keys, ["af", after]);
        return { isNew: true, after };
      }
      const [fingerprint, status, about, after, replay, shared] = found.map((field) =>
        field === null ? undefined : String(field),
      );
      return {
        isNew: false,
        fingerprint: fingerprint ?? null,
        status: statusIn(status),
        acceptedAt: aboutIn(about).acceptedAt,
        after: after ?? null,
        replay: replay ?? null,
        shared: shared ?? null,
      };
    },
    async get(id) {
      const fields = await client.hgetall(keys.message(id));
      return fields["s"] === undefined ? null : recordOf(id, fields);
    },
    queuing: (it, decision) => moving(it.id, "queued", decisionFields(it, decision)),
    queued: (it, decision) => move(it.id, "queued", decisionFields(it, decision)),
    sending: (it, graphMessageId, at, durationMs) =>
      moving(it.id, "sent", [...sentFields(it, at, durationMs), ...graphIdFields(graphMessageId)]),
    dead: (it, reason, deadLetterId, decision) =>
      move(it.id, "dead", [
        "r",
        reason,
        "dl",
        deadLetterId,
        ...(decision === null ? [] : decisionFields(it, decision)),
      ]),
    cancelled: (id) => move(id, "cancelled", ["c", base36(Date.now())]),
    cancelledUnjudged: (id) => move(id, "cancelled", ["c", base36(Date.now())], ["accepted"]),
    async attempted(id, attempt) {
      await run(ATTEMPT, [keys.message(id)], [JSON.stringify(attempt)]);
    },
    async snoozed(id, times = 1) {
      await run(SNOOZE, [keys.message(id)], [String(times)]);
    },
    async replayed(id, as) {
      await run(REPLAYED, [keys.message(id)], [as]);
    },
    async echoed(id, graphMessageId) {
      await run(ANNOTATE, [keys.message(id)], graphIdFields(graphMessageId));
    },
  };
}
