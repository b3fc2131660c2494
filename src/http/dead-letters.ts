/** `/v1/dead-letters`: list, count, look, replay, discard. */
import { Router, type Request, type Response } from "express";
import { z } from "zod";
import { PRIORITIES } from "../core/catalogue.ts";
import { contentSchema } from "../core/content.ts";
import { fieldErrors } from "../core/message.ts";
import type { DeadLetter } from "../redis/dead-letters.ts";
import type { Selection } from "../redis/replays.ts";
import type { House } from "../runtime.ts";
import { actorOf, type Guard } from "./auth.ts";
import {
  cursorOf,
  filterSchema,
  findDeadLetter,
  fromIn,
  listQuery,
  replayLimit,
  selectionSchema,
  tellDeadLetter,
  tellSummary,
  unheardOf,
} from "./dead-letter-view.ts";
import { invalid, Problem } from "./problem.ts";
import { jsonBody, only, optionalJsonBody } from "./routes.ts";

type Deps = Pick<House, "deadLetters" | "replayer" | "discards" | "pages" | "catalogue">;

export const replayBody = z.strictObject({
  filter: selectionSchema,
  dryRun: z.boolean({ error: "must be true or false" }).default(false),
  limit: replayLimit.nullable().default(null),
  priority: z.enum(PRIORITIES).default("bulk"),
});
export const discardBody = z.strictObject({
  filter: selectionSchema,
  confirm: z.number({ error: "must be the number of dead letters that the filter matches" }).int().min(0),
});
export const oneBody = z.strictObject({
  content: contentSchema.optional(),
  priority: z.enum(PRIORITIES).default("bulk"),
});

export function deadLetterRoutes(house: Deps, allow: Guard): Router {
  const router = Router();

  router
    .route("/")
    .get(allow("read"), async (request, response) => {
      const { cursor, limit, ...filter } = parsed("filter", listQuery, request.query);
      await checkHeardOf(filter);
      const from = cursor === undefined ? null : fromIn(filter, cursor);
      if (cursor !== undefined && from === null) throw invalid("filter", [NO_CURSOR]);
      const { items, total, next } = await house.deadLetters.list(filter, limit, from);
      const nextCursor = next === null ? null : cursorOf(filter, next);
      response.json({ items: items.map(rowOf), total, nextCursor });
    })
    .all(only("GET"));

  router
    .route("/summary")
    .get(allow("read"), async (request, response) => {
      const filter = parsed("filter", filterSchema, request.query);
      await checkHeardOf(filter);
      response.json(await tellSummary(house, filter));
    })
    .all(only("GET"));

  router
    .route("/replay")
    .post(allow("ops"), jsonBody(), async (request, response) => {
      const { filter: selection, dryRun, limit, priority } = parsed("replay", replayBody, request.body);
      await checkHeardOf(selection, "filter.");
      if (dryRun) return preview(response, selection, limit);
      const actor = actorOf(request);
      const { id, matched } = await house.replayer.start({ selection, limit, priority, actor });
      response.status(202).location(`/v1/replays/${id}`).json({ replayId: id, matched });
    })
    .all(only("POST"));

  router
    .route("/discard")
    .post(allow("ops"), jsonBody(), async (request, response) => {
      const { filter: selection, confirm } = parsed("discard", discardBody, request.body);
      await checkHeardOf(selection, "filter.");
      const done = await house.discards.discard({ selection, confirm, actor: actorOf(request) });
      if (done.kind === "moved") throw moved(done.matched, confirm);
      response.json({ discarded: done.discarded });
    })
    .all(only("POST"));

  router
    .route("/:id")
    .get(allow("read"), async (request, response) => {
      response.json(tellDeadLetter(await deadLetterAt(request)));
    })
    .all(only("GET"));

  router
    .route("/:id/replay")
    .post(allow("ops"), optionalJsonBody(), async (request, response) => {
      const { content, priority } = parsed("replay", oneBody, request.body ?? {});
      const { id } = await deadLetterAt(request);
      const done = await house.replayer.one(id, { content, priority, actor: actorOf(request) });
      switch (done.kind) {
        case "replayed":
          return void response.status(202).json({ id: done.id, replayOf: done.replayOf });
        case "gone":
          throw noneOf();
        case "by_another":
          throw new Problem(409, `This dead letter was replayed already, as message ${done.id}.`);
        case "refused":
          throw new Problem(409, `${done.sentence} ${done.detail}`.trim(), { reason: done.reason });
        case "invalid":
          throw invalid("message", done.errors);
      }
    })
    .all(only("POST"));

  async function checkHeardOf(selection: Selection, under = ""): Promise<void> {
    const errors = await unheardOf(house, selection);
    if (errors.length === 0) return;
    throw invalid(
      "filter",
      errors.map((it) => ({ ...it, path: under + it.path })),
    );
  }

  /** Whoever no longer waits for the answer needs no more of it. */
  async function preview(response: Response, selection: Selection, limit: number | null): Promise<void> {
    const left = new AbortController();
    response.on("close", () => left.abort());
    try {
      response.json(await house.replayer.preview({ selection, limit }, undefined, left.signal));
    } catch (error) {
      if (!left.signal.aborted) throw error;
    }
  }

  async function deadLetterAt(request: Request): Promise<DeadLetter> {
    const id = String(request.params["id"]);
    const entry = await findDeadLetter(house, id);
    if (entry !== null) return entry;
    const as = await house.replayer.wasReplayedAs(id);
    throw as === null
      ? noneOf()
      : new Problem(request.method === "GET" ? 404 : 409, `This dead letter was replayed, as message ${as}.`);
  }

  return router;
}

const NO_CURSOR = { path: "cursor", message: "must be the nextCursor of a list with this very filter" };

function noneOf(): Problem {
  return new Problem(404, "There is no dead letter of this id.");
}

function moved(matched: number, confirm: number): Problem {
  const words = `The filter matches ${String(matched)} dead letters, not ${String(confirm)}; nothing was discarded.`;
  return new Problem(409, words, { matched });
}

function parsed<T>(what: string, schema: z.ZodType<T>, given: unknown): T {
  const result = schema.safeParse(given);
  if (!result.success) throw invalid(what, fieldErrors(result.error));
  return result.data;
}

/** A row of the list: everything but the message itself. */
function rowOf(entry: DeadLetter) {
  const {
    message: _message,
    decision: _decision,
    history: _history,
    attempts,
    ...it
  } = tellDeadLetter(entry);
  return { ...it, attempts: attempts.length };
}
