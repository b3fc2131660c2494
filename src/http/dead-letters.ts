/** `/v1/dead-letters`: list by any filter, and one whole. */
import { Router } from "express";
import { z } from "zod";
import { fieldErrors, instant, pageIdSchema } from "../core/message.ts";
import { isReason, REASONS, type Reason } from "../core/outcome.ts";
import type { DeadLetter } from "../redis/dead-letters.ts";
import type { House } from "../runtime.ts";
import type { Guard } from "./auth.ts";
import { invalid, Problem } from "./problem.ts";
import { only } from "./routes.ts";

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

const listQuery = z
  .strictObject({
    ...filterFields,
    cursor: z
      .string()
      .regex(/^\d{1,20}$/, "must be the nextCursor of an earlier list")
      .optional(),
  })
  .refine((it) => it.since === undefined || it.until === undefined || it.since < it.until, {
    error: "must be before until",
    path: ["since"],
  });

/** `d` and what follows the `m` of its message; of a job that was no message, its own name. */
const deadLetterIdSchema = z.string().regex(/^d[\w.-]{1,200}$/);

export function deadLetterRoutes(house: Pick<House, "deadLetters">, allow: Guard): Router {
  const router = Router();

  router
    .route("/")
    .get(allow("read"), async (request, response) => {
      const parsed = listQuery.safeParse(request.query);
      if (!parsed.success) throw invalid("filter", fieldErrors(parsed.error));
      const { cursor = null, limit, ...filter } = parsed.data;
      const list = await house.deadLetters.list(filter, limit, cursor);
      response.json({ ...list, items: list.items.map(summaryOf) });
    })
    .all(only("GET"));

  router
    .route("/:id")
    .get(allow("read"), async (request, response) => {
      const entry = await findDeadLetter(house, String(request.params["id"]));
      if (entry === null) throw new Problem(404, "There is no dead letter of this id.");
      response.json(tellDeadLetter(entry));
    })
    .all(only("GET"));

  return router;
}

/** Null also for what cannot be an id: the queue has keys of its own beside its jobs. */
export async function findDeadLetter(
  house: Pick<House, "deadLetters">,
  id: string,
): Promise<DeadLetter | null> {
  const parsed = deadLetterIdSchema.safeParse(id);
  return parsed.success ? house.deadLetters.get(parsed.data) : null;
}

/** A row of the list: everything but the message itself. */
function summaryOf(entry: DeadLetter) {
  const { message: _message, decision: _decision, attempts, ...it } = tellDeadLetter(entry);
  return { ...it, attempts: attempts.length };
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
