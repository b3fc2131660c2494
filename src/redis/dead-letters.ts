/**
 * Dead letters: a BullMQ queue that nobody consumes, and an index beside it for every combination of reason,
 * page and type, so that listing and counting by any filter cost the same with ten entries or a million.
 */
import { z } from "zod";
import { isReason, type GraphError, type Reason } from "../core/outcome.ts";
import type { ToldDecision } from "../core/decision.ts";
import type { RedisClient } from "./connection.ts";
import type { Keys } from "./keys.ts";
import type { Attempt } from "./messages.ts";
import type { JobQueue } from "./queues.ts";

export interface DeadLetter {
  readonly id: string;
  readonly messageId: string;
  readonly page: string | null;
  readonly recipient: string | null;
  readonly type: string | null;
  readonly reason: Reason;
  /** What an operator needs beyond the reason's own sentence. */
  readonly detail: string;
  readonly graphError: GraphError | null;
  readonly attempts: readonly Attempt[];
  /** Epoch ms. */
  readonly acceptedAt: number;
  readonly deadAt: number;
  readonly replays: number;
  readonly replayOf: string | null;
  readonly decision: ToldDecision | null;
  /** The message as it was accepted; for one that could not be read, whatever was on the queue. */
  readonly message: unknown;
}

export interface DeadLetterFilter {
  readonly reason?: Reason | undefined;
  readonly page?: string | undefined;
  readonly type?: string | undefined;
  /** Epoch ms, inclusive. */
  readonly since?: number | undefined;
  /** Epoch ms, exclusive. */
  readonly until?: number | undefined;
}

export interface DeadLetterList {
  /** Newest first. */
  readonly items: readonly DeadLetter[];
  readonly total: number;
  readonly nextCursor: string | null;
}

export interface DeadLetters {
  /** Idempotent by the entry's id. */
  bury(entry: DeadLetter): Promise<void>;
  get(id: string): Promise<DeadLetter | null>;
  /** @param cursor  from an earlier list of the same filter; null: from the newest */
  list(filter: DeadLetterFilter, limit: number, cursor: string | null): Promise<DeadLetterList>;
  count(filter: DeadLetterFilter): Promise<number>;
}

/**
 * An index score is the time of death in ms times this, plus a number that runs through all processes: unique for
 * 4,096 deaths in a millisecond, exact in a double until the year 2039, and so a cursor by itself.
 */
const TICKS_A_MS = 4_096;

/** The id under which a message is buried: the same message never twice. */
export function deadLetterId(messageId: string): string {
  return `d${messageId.slice(1)}`;
}

export function createDeadLetters(client: RedisClient, queue: JobQueue, keys: Keys): DeadLetters {
  return {
    async bury(entry) {
      const [running] = await Promise.all([
        client.incr(keys.deadLettersRunning),
        queue.add({ id: entry.id, name: entry.reason, data: entry, priority: "normal" }),
      ]);
      const score = entry.deadAt * TICKS_A_MS + (running % TICKS_A_MS);
      const multi = client.multi();
      // NX: buried again after a crash, an entry keeps its place.
      for (const scope of scopesOf(entry)) multi.zadd(keys.deadLetters(scope), "NX", score, entry.id);
      await multi.exec();
    },
    async get(id) {
      const [data] = await queue.dataOf([id]);
      return entryOf(data);
    },
    async list(filter, limit, cursor) {
      const key = keys.deadLetters(scopeOf(filter));
      const { min, max } = scoresOf(filter);
      const from = cursor === null ? max : `(${cursor}`;
      // One more than asked for tells whether there is a next page.
      const found = await client.zrevrangebyscore(key, from, min, "WITHSCORES", "LIMIT", 0, limit + 1);
      const [total, entries] = await Promise.all([
        client.zcount(key, min, max),
        queue.dataOf(found.filter((_, i) => i % 2 === 0).slice(0, limit)),
      ]);
      const more = found.length / 2 > limit;
      const items = entries.map(entryOf).filter((entry) => entry !== null);
      return { items, total, nextCursor: more ? (found[2 * limit - 1] ?? null) : null };
    },
    async count(filter) {
      const { min, max } = scoresOf(filter);
      return client.zcount(keys.deadLetters(scopeOf(filter)), min, max);
    },
  };
}

type Scoped = Pick<DeadLetter, "reason" | "page" | "type">;

/** All eight combinations, from none of the three to all. */
function scopesOf({ reason, page, type }: Scoped): string[] {
  const choices = [
    [undefined, reason],
    [undefined, page ?? undefined],
    [undefined, type ?? undefined],
  ] as const;
  const scopes = choices[0].flatMap((r) =>
    choices[1].flatMap((p) => choices[2].map((t) => scopeOf({ reason: r, page: p, type: t }))),
  );
  return [...new Set(scopes)];
}

function scopeOf({ reason, page, type }: Pick<DeadLetterFilter, "reason" | "page" | "type">): string {
  return [reason, page, type].map((part) => escaped(part ?? "")).join("|");
}

/** A bad job's type may be any string: encodeURIComponent of a whole one throws at half a character. */
function escaped(part: string): string {
  return part.replaceAll(/[%|]/g, (mark) => encodeURIComponent(mark));
}

function scoresOf({ since, until }: DeadLetterFilter): { min: string; max: string } {
  return {
    min: since === undefined ? "-inf" : String(since * TICKS_A_MS),
    max: until === undefined ? "+inf" : `(${String(until * TICKS_A_MS)}`,
  };
}

const entrySchema = z.looseObject({
  id: z.string(),
  reason: z.custom<Reason>((it) => typeof it === "string" && isReason(it)),
});

function entryOf(data: unknown): DeadLetter | null {
  if (!entrySchema.safeParse(data).success) return null;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- bury() is the only writer
  return data as DeadLetter;
}
