/** `/v1/messages`: accept, explain, tell. */
import { Router, json } from "express";
import { tellDecision } from "../core/decision.ts";
import { parseMessage } from "../core/message.ts";
import type { House } from "../runtime.ts";
import type { Guard } from "./auth.ts";
import { invalid, Problem } from "./problem.ts";

const BODY_LIMIT = 1_048_576;

export function messageRoutes(
  house: Pick<House, "producer" | "judge" | "catalogue" | "tellMessage">,
  allow: Guard,
): Router {
  const router = Router();
  const body = json({ limit: BODY_LIMIT, strict: false, type: () => true });

  router.post("/", allow("send"), body, async (request, response) => {
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
          `The idempotency key was used for another message (${submitted.id}); use a new key.`,
        );
      case "refused":
        throw invalid("message", submitted.errors);
    }
  });

  router.post("/explain", allow("read"), body, async (request, response) => {
    const parsed = parseMessage(request.body, house.catalogue);
    if (!parsed.ok) throw invalid("message", parsed.errors);
    const decision = await house.judge(parsed.message, parsed.type);
    if (decision === null) throw unknownPage(parsed.message.page);
    response.json(tellDecision(decision));
  });

  router.get("/:id", allow("read"), async (request, response) => {
    const message = await house.tellMessage(String(request.params["id"]));
    if (message === null) throw new Problem(404, `No message ${String(request.params["id"])} is known here.`);
    response.json(message);
  });

  return router;
}

/** The header and the field name the same key; both at once must agree. */
function withKey(body: unknown, header: string | undefined): unknown {
  if (header === undefined || typeof body !== "object" || body === null || Array.isArray(body)) return body;
  if ("idempotencyKey" in body && body.idempotencyKey !== header) {
    const message = "differs from the Idempotency-Key header";
    throw invalid("message", [{ path: "idempotencyKey", message }]);
  }
  return { ...body, idempotencyKey: header };
}

function unknownPage(page: string): Problem {
  return invalid("message", [
    { path: "page", message: `page ${page} is not registered; add it with PUT /v1/pages/${page}` },
  ]);
}
