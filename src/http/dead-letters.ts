/** `/v1/dead-letters`: list by any filter, and one whole. */
import { Router } from "express";
import { z } from "zod";
import { fieldErrors } from "../core/message.ts";
import type { DeadLetter } from "../redis/dead-letters.ts";
import type { House } from "../runtime.ts";
import type { Guard } from "./auth.ts";
import { filterFields, findDeadLetter, tellDeadLetter } from "./dead-letter-view.ts";
import { invalid, Problem } from "./problem.ts";
import { only } from "./routes.ts";

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
      const entry = await findDeadLetter(house, request.params["id"]);
      if (entry === null) throw new Problem(404, "There is no dead letter of this id.");
      response.json(tellDeadLetter(entry));
    })
    .all(only("GET"));

  return router;
}

/** A row of the list: everything but the message itself. */
function summaryOf(entry: DeadLetter) {
  const { message: _message, decision: _decision, attempts, ...it } = tellDeadLetter(entry);
  return { ...it, attempts: attempts.length };
}
