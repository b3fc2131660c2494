/** Dead letters as they are asked for and told, whichever the door. */
import { z } from "zod";
import { instant, pageIdSchema } from "../core/message.ts";
import { isReason, REASONS, type Reason } from "../core/outcome.ts";
import type { DeadLetter } from "../redis/dead-letters.ts";
import type { House } from "../runtime.ts";

const known = Object.keys(REASONS).join(", ");
const LIMIT = "must be a whole number from 1 to 1,000";
/** What filters a list, as text: in a query and on a command line alike. */
export const filterFields = {
  reason: z
    .custom<Reason>((it) => typeof it === "string" && isReason(it), { error: `must be one of ${known}` })
    .optional(),
  page: pageIdSchema.optional(),
  type: z.string().min(1, "must not be empty").max(100).optional(),
  since: instant.optional(),
  until: instant.optional(),
  limit: z
    .string()
    .regex(/^\d{1,4}$/, LIMIT)
    .transform(Number)
    .refine((it) => it >= 1 && it <= 1_000, { error: LIMIT })
    .default(50),
};

/** `d` and what follows the `m` of its message; of a job that was no message, its own name. */
const deadLetterIdSchema = z.string().regex(/^d[\w.-]{1,200}$/);

/** Null also for what cannot be an id: the queue has keys of its own beside its jobs. */
export async function findDeadLetter(
  house: Pick<House, "deadLetters">,
  id: string,
): Promise<DeadLetter | null> {
  const parsed = deadLetterIdSchema.safeParse(id);
  return parsed.success ? house.deadLetters.get(parsed.data) : null;
}

export function tellDeadLetter(entry: DeadLetter) {
  return {
    ...entry,
    sentence: REASONS[entry.reason],
    acceptedAt: iso(entry.acceptedAt),
    deadAt: iso(entry.deadAt),
    attempts: entry.attempts.map((it) => ({ ...it, at: iso(it.at) })),
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
