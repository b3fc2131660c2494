/** `/v1/messages`: accept one or many, explain, tell, take back. */
import { Router } from "express";
import { z } from "zod";
import { fieldErrors, messageIdSchema, pageIdSchema, parseMessage, psidSchema } from "../core/message.ts";
import { refusalOf } from "../pipeline/batch.ts";
import type { House } from "../runtime.ts";
import { callerOf, type Guard } from "./auth.ts";
import { takeBatch } from "./batch.ts";
import { invalid, Problem } from "./problem.ts";
import { jsonBody, only } from "./routes.ts";

const LATEST = "must be a whole number from 1 to 50";
export const latestQuery = z.strictObject({
  page: pageIdSchema,
  recipient: psidSchema,
  limit: z
    .string()
    .regex(/^\d{1,2}$/, LATEST)
    .transform(Number)
    .refine((it) => it >= 1 && it <= 50, { error: LATEST })
    .default(20),
});

export function messageRoutes(
  house: Pick<House, "producer" | "explain" | "catalogue" | "tellMessage" | "tellLatest" | "cancel">,
  allow: Guard,
): Router {
  const router = Router();

  router
    .route("/")
    .post(allow("send"), jsonBody(), async (request, response) => {
      const input = withKey(request.body, request.get("idempotency-key"));
      const submitted = await house.producer.submit(input);
      switch (submitted.kind) {
        case "accepted":
          return void response.status(202).json({ id: submitted.id, status: "accepted", duplicate: false });
        case "duplicate":
          return void response.status(200).json({ id: submitted.id, status: "accepted", duplicate: true });
        case "conflict":
          throw new Problem(
            409,
            `This idempotency key was used for another message (${submitted.id}); use a new key.`,
            { errors: refusalOf(submitted) },
          );
        case "refused":
          throw invalid("message", submitted.errors);
      }
    })
    .get(allow("read"), async (request, response) => {
      const parsed = latestQuery.safeParse(request.query);
      if (!parsed.success) throw invalid("search", fieldErrors(parsed.error));
      const { page, recipient, limit } = parsed.data;
      response.json({ items: await house.tellLatest(page, recipient, limit) });
    })
    .all(only("GET", "POST"));

  router
    .route("/batch")
    .post(allow("send"), async (request, response) => {
      response.status(202).json(await takeBatch(request, house.producer));
    })
    .all(only("POST"));

  router
    .route("/explain")
    .post(allow("read"), jsonBody(), async (request, response) => {
      const parsed = parseMessage(request.body, house.catalogue);
      if (!parsed.ok) throw invalid("message", parsed.errors);
      const decision = await house.explain(parsed.message, parsed.type);
      if (decision === null) throw unknownPage(parsed.message.page);
      response.json(decision);
    })
    .all(only("POST"));

  router
    .route("/:id")
    .get(allow("read"), async (request, response) => {
      const id = idIn(request.params);
      const message = await house.tellMessage(id);
      if (message === null) throw unknown(id);
      response.json(message);
    })
    .delete(allow("send"), async (request, response) => {
      const id = idIn(request.params);
      const cancelled = await house.cancel(id, callerOf(request));
      switch (cancelled.kind) {
        case "cancelled":
          return void response.json({ id, status: "cancelled" });
        case "unknown":
          throw unknown(id);
        case "too_late":
          throw new Problem(
            409,
            `It is too late to cancel message ${id}: it is ${cancelled.status} already.`,
          );
        case "busy":
          throw new Problem(
            409,
            `Message ${id} is being worked on at this moment; look at it again in a second.`,
          );
      }
    })
    .all(only("GET", "DELETE"));

  return router;
}

/** What cannot be an id is as unknown as one that was never given. */
function idIn(params: Readonly<Record<string, unknown>>): string {
  const parsed = messageIdSchema.safeParse(params["id"]);
  if (!parsed.success)
    throw new Problem(
      404,
      "This is not a message's id: it is an m and 24 characters, and .n for its nth replay.",
    );
  return parsed.data;
}

function unknown(id: string): Problem {
  return new Problem(404, `No message ${id} is known here.`);
}

/** The header and the field name the same key; both at once must agree. */
function withKey(body: unknown, header: string | undefined): unknown {
  if (header === undefined || typeof body !== "object" || body === null || Array.isArray(body)) return body;
  const key = asUtf8(header);
  if ("idempotencyKey" in body && body.idempotencyKey !== key) {
    const message = "differs from the Idempotency-Key header";
    throw invalid("message", [{ path: "idempotencyKey", message }]);
  }
  return { ...body, idempotencyKey: key };
}

/** Node reads a header's bytes as Latin-1; callers who write more than ASCII write UTF-8, as in the field. */
function asUtf8(header: string): string {
  const text = Buffer.from(header, "latin1").toString("utf8");
  return text.includes("\u{FFFD}") ? header : text;
}

function unknownPage(page: string): Problem {
  const message = `${page} is not registered; add it with PUT /v1/pages/${page}`;
  return invalid("message", [{ path: "page", message }]);
}
