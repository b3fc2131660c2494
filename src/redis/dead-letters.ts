/** Dead letters: a BullMQ queue that nobody consumes, so that any BullMQ tool can look at it, and an index beside it. */
import { z } from "zod";
import { isReason, type GraphError, type Reason } from "../core/outcome.ts";
import type { ToldDecision } from "../core/decision.ts";
import type { DeadLetterFilter, DeadLetterIndex } from "./dead-letter-index.ts";
import type { Attempt, PastDeath } from "./record.ts";
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
  /** How often it was replayed before it died as this. */
  readonly replays: number;
  readonly replayOf: string | null;
  /** The deaths before this one, oldest first. */
  readonly history: readonly PastDeath[];
  readonly decision: ToldDecision | null;
  /** The message as it was accepted; for one that could not be read, whatever was on the queue. */
  readonly message: unknown;
}

export interface DeadLetterList {
  /** Newest first. */
  readonly items: readonly DeadLetter[];
  readonly total: number;
  /** Where the next page begins; null: this is the last. */
  readonly next: string | null;
}

export interface DeadLetters extends Pick<DeadLetterIndex, "count" | "facets" | "present"> {
  /** Idempotent by the entry's id. */
  bury(entry: DeadLetter): Promise<void>;
  get(id: string): Promise<DeadLetter | null>;
  /** In the order of the ids; null for what is not there. */
  getAll(ids: readonly string[]): Promise<(DeadLetter | null)[]>;
  /** @param from  `next` of an earlier list of the same filter; null: from the newest */
  list(filter: DeadLetterFilter, limit: number, from: string | null): Promise<DeadLetterList>;
  /** Takes entries out for good. Returns those that it took: the others were gone, or are being replayed. */
  remove(ids: readonly string[], at: number): Promise<string[]>;
  /** Removes the jobs of what left the index. */
  sweep(ids: readonly string[]): Promise<void>;
}

/** The id under which a message is buried: the same message never twice. */
export function deadLetterId(messageId: string): string {
  return `d${messageId.slice(1)}`;
}

export function createDeadLetters(queue: JobQueue, index: DeadLetterIndex): DeadLetters {
  async function getAll(ids: readonly string[]): Promise<(DeadLetter | null)[]> {
    return (await queue.dataOf(ids)).map(entryOf);
  }

  async function sweep(ids: readonly string[]): Promise<void> {
    await queue.removeAll(ids);
    await index.left(ids);
  }

  return {
    count: (filter) => index.count(filter),
    facets: (filter, most) => index.facets(filter, most),
    present: (ids) => index.present(ids),
    getAll,
    sweep,
    async bury(entry) {
      // On one connection in this order: what is in the index is in the queue.
      await Promise.all([
        queue.add({ id: entry.id, name: entry.reason, data: entry, priority: "normal" }),
        index.add(entry.id, entry.deadAt, entry),
      ]);
    },
    async get(id) {
      const [entry] = await getAll([id]);
      return entry ?? null;
    },
    async list(filter, limit, from) {
      // One more than asked for tells whether there is a next page.
      const [found, total] = await Promise.all([index.newest(filter, from, limit + 1), index.count(filter)]);
      const shown = found.slice(0, limit);
      const entries = await getAll(shown.map(([id]) => id));
      const isLast = found.length <= limit;
      return {
        items: entries.filter((entry) => entry !== null),
        total,
        next: isLast ? null : (shown.at(-1)?.[1] ?? null),
      };
    },
    async remove(ids, at) {
      const taken = await index.take(ids, at, true);
      const removed = ids.filter((_, i) => taken[i]);
      await sweep(removed);
      return removed;
    },
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
