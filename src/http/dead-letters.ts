/** `/v1/dead-letters`: list by any filter, and one whole. */
import { Router } from "express";
import { z } from "zod";
import { fieldErrors, instant, pageIdSchema } from "../core/message.ts";
import { isReason, REASONS, type Reason } from "../core/outcome.ts";
import type { DeadLetter } from "../redis/dead-letters.ts";
import type { House } from "../runtime.ts";
import type { Guard } from "./auth.ts";
import { invalid, Problem } from "./problem.ts";

const known = Object.keys(REASONS).join(", ");
const listQuery = z
  .strictObject({
    reason: z
      .custom<Reason>((it) => typeof it === "string" && isReason(it), { error: `must be one of ${known}` })
      .optional(),
    page: pageIdSchema.optional(),
    type: z.string().min(1).max(100).optional(),
    since: instant.optional(),
    until: instant.optional(),
    cursor: z
      .string()
      .regex(/^\d{1,20}$/, "is not a cursor of this list")
      .optional(),
    limit: z.coerce.number().int().min(1).max(1_000).default(50),
  })
  .refine((it) => it.since === undefined || it.until === undefined || it.since < it.until, {
    error: "must be before until",
    path: ["since"],
  });

export function deadLetterRoutes(house: Pick<House, "deadLetters">, allow: Guard): Router {
  const router = Router();

  router.get("/", allow("read"), async (request, response) => {
    const parsed = listQuery.safeParse(request.query);
    if (!parsed.success) throw invalid("filter", fieldErrors(parsed.error));
    const { cursor = null, limit, ...filter } = parsed.data;
    const list = await house.deadLetters.list(filter, limit, cursor);
    response.json({ ...list, items: list.items.map(summaryOf) });
  });

  router.get("/:id", allow("read"), async (request, response) => {
    const entry = await house.deadLetters.get(String(request.params["id"]));
    if (entry === null) throw new Problem(404, `No dead letter ${String(request.params["id"])} is here.`);
    response.json(tellDeadLetter(entry));
  });

  return router;
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
