/** Dead letters as they are asked for and told, whichever the door. */
import { createHash } from "node:crypto";
import { z } from "zod";
import { instant, pageIdSchema, type FieldError } from "../core/message.ts";
import { isReason, REASONS, type Reason } from "../core/outcome.ts";
import { skipSentence } from "../core/replay.ts";
import { tellDeath } from "../pipeline/history.ts";
import { scopeOf, type DeadLetterFilter } from "../redis/dead-letter-index.ts";
import type { DeadLetter } from "../redis/dead-letters.ts";
import type { Replay, Selection } from "../redis/replays.ts";
import type { House } from "../runtime.ts";

const known = Object.keys(REASONS).join(", ");
const LIMIT = "must be a whole number from 1 to 1,000";
/** What names a set of dead letters: in a query, in a body and on a command line alike. */
export const filterFields = {
  reason: z
    .custom<Reason>((it) => typeof it === "string" && isReason(it), { error: `must be one of ${known}` })
    .optional(),
  page: pageIdSchema.optional(),
  type: z.string().min(1, "must not be empty").max(100).optional(),
  since: instant.optional(),
  until: instant.optional(),
};

export const listLimit = z
  .string()
  .regex(/^\d{1,4}$/, LIMIT)
  .transform(Number)
  .refine((it) => it >= 1 && it <= 1_000, { error: LIMIT })
  .default(50);

/** `d` and what follows the `m` of its message; of a job that was no message, its own name. */
export const deadLetterIdSchema = z.string().regex(/^d[\w.-]{1,200}$/, "must be a dead letter's id");

const inOrder = (it: { since?: number | undefined; until?: number | undefined }): boolean =>
  it.since === undefined || it.until === undefined || it.since < it.until;
const NOT_IN_ORDER = { error: "must be before until", path: ["since"] };

export const filterSchema = z.strictObject(filterFields).refine(inOrder, NOT_IN_ORDER);

export const listQuery = z
  .strictObject({ ...filterFields, limit: listLimit, cursor: z.string().max(100).optional() })
  .refine(inOrder, NOT_IN_ORDER);

/** A filter, or the ids themselves. */
export const selectionSchema = z
  .strictObject({ ...filterFields, ids: z.array(deadLetterIdSchema).min(1).max(1_000).optional() })
  .refine(inOrder, NOT_IN_ORDER)
  .refine(
    ({ ids, ...others }) => ids === undefined || Object.values(others).every((it) => it === undefined),
    {
      error: "names the dead letters already, so nothing may stand beside it",
      path: ["ids"],
    },
  )
  .transform(({ ids, ...filter }): Selection => (ids === undefined ? filter : { ids }));

export const replayLimit = z
  .number({ error: "must be a number" })
  .int("must be a whole number")
  .min(1, "must be at least 1")
  .max(100_000_000);

/** What a filter names that nobody here has heard of: rather a slip than an empty set. */
export async function unheardOf(
  house: Pick<House, "pages" | "deadLetters" | "catalogue">,
  selection: Selection,
): Promise<FieldError[]> {
  if ("ids" in selection) return [];
  const { page, type } = selection;
  const errors: FieldError[] = [];
  if (page !== undefined && (await house.pages.get(page)) === null && !(await occurs({ page })))
    errors.push({ path: "page", message: `${page} is not registered here, and no dead letter is of it` });
  if (type !== undefined && house.catalogue.get(type) === undefined && !(await occurs({ type })))
    errors.push({ path: "type", message: "is no job type, and no dead letter is of it" });
  return errors;

  async function occurs(filter: DeadLetterFilter): Promise<boolean> {
    return (await house.deadLetters.count(filter)) > 0;
  }
}

/** Null also for what cannot be an id: the queue has keys of its own beside its jobs. */
export async function findDeadLetter(
  house: Pick<House, "deadLetters">,
  id: string,
): Promise<DeadLetter | null> {
  const parsed = deadLetterIdSchema.safeParse(id);
  return parsed.success ? house.deadLetters.get(parsed.data) : null;
}

/** Where a list goes on, and of which list. */
export function cursorOf(filter: DeadLetterFilter, from: string): string {
  return `${from}.${markOf(filter)}`;
}

/** Null: it is of another list, or of none. */
export function fromIn(filter: DeadLetterFilter, cursor: string): string | null {
  const [, from = "", mark] = /^(\d{1,20})\.([\w-]{8})$/.exec(cursor) ?? [];
  return mark === markOf(filter) ? from : null;
}

function markOf(filter: DeadLetterFilter): string {
  const { since = "", until = "" } = filter;
  const all = `${scopeOf(filter)} ${String(since)} ${String(until)}`;
  return createHash("sha256").update(all).digest("base64url").slice(0, 8);
}

export function tellDeadLetter(entry: DeadLetter) {
  return {
    ...entry,
    sentence: REASONS[entry.reason],
    acceptedAt: iso(entry.acceptedAt),
    deadAt: iso(entry.deadAt),
    attempts: entry.attempts.map((it) => ({ ...it, at: iso(it.at) })),
    history: (entry.history ?? []).map(tellDeath),
  };
}

/** Pages are too many to be listed all. */
const PAGES_LISTED = 100;

export async function tellSummary(house: Pick<House, "deadLetters">, filter: DeadLetterFilter) {
  const [total, { reasons, pages, types }] = await Promise.all([
    house.deadLetters.count(filter),
    house.deadLetters.facets(filter, PAGES_LISTED),
  ]);
  const others = (listed: typeof pages) =>
    Math.max(0, total - listed.reduce((sum, [, count]) => sum + count, 0));
  return {
    total,
    reasons: reasons.map(([reason, count]) => ({
      reason,
      count,
      sentence: isReason(reason) ? REASONS[reason] : "",
    })),
    pages: pages.map(([page, count]) => ({ page, count })),
    /** Of pages that are not listed, and of none. */
    otherPages: others(pages),
    types: types.map(([type, count]) => ({ type, count })),
    otherTypes: others(types),
  };
}

export function tellReplay(replay: Replay) {
  const { id, selection, actor, startedAt, endedAt, skipped, replayed, ...it } = replay;
  const left = Object.values(skipped).reduce((sum, count) => sum + count, 0);
  return {
    replayId: id,
    ...it,
    filter: tellSelection(selection),
    by: actor.by,
    startedAt: iso(startedAt),
    endedAt: endedAt === null ? null : iso(endedAt),
    done: replayed + left,
    replayed,
    skipped: left,
    skippedBecause: skipped,
  };
}

function tellSelection(selection: Selection) {
  if ("ids" in selection) return selection;
  const { since, until, upTo: _upTo, ...it } = selection;
  return {
    ...it,
    ...(since !== undefined && { since: iso(since) }),
    ...(until !== undefined && { until: iso(until) }),
  };
}

/** Why dead letters stay where they are, most first, each with its sentence. */
export function tellSkips(counts: Readonly<Record<string, number>>) {
  return Object.entries(counts)
    .toSorted(([, a], [, b]) => b - a)
    .map(([reason, count]) => ({ reason, count, sentence: skipSentence(reason) }));
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
