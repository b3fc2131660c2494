/** `/webhooks/messenger`: Meta's verification and its signed events. */
import { createHash, timingSafeEqual } from "node:crypto";
import { Router, raw } from "express";
import { jsonFault } from "../core/json-fault.ts";
import { eventsIn, isSigned } from "../graph/webhook.ts";
import type { House } from "../runtime.ts";
import { Problem } from "./problem.ts";
import { only } from "./routes.ts";

/** A delivery is at most a few hundred events; Meta names no limit. */
const BODY_LIMIT = 4 * 1_048_576;

export function webhookRoutes(house: Pick<House, "receive" | "config" | "log">): Router {
  const router = Router();
  const { META_VERIFY_TOKEN: verifyToken, META_APP_SECRET: appSecret } = house.config;

  router.get("/", (request, response) => {
    const { "hub.mode": mode, "hub.verify_token": token, "hub.challenge": challenge } = request.query;
    if (verifyToken === undefined)
      throw new Problem(503, "META_VERIFY_TOKEN is not set here, so no webhook can be verified.");
    if (mode !== "subscribe" || typeof token !== "string" || !isSame(token, verifyToken)) {
      throw new Problem(
        403,
        "This is no verification: hub.mode must be subscribe, and hub.verify_token the one that is set here.",
      );
    }
    response.type("text/plain").send(typeof challenge === "string" ? challenge : "");
  });

  /**
   * Recorded before it is answered: one short script, far within Meta's five seconds, and if
   * Redis is away Meta sends it again.
   */
  router.post("/", raw({ limit: BODY_LIMIT, type: () => true }), async (request, response) => {
    if (appSecret === undefined)
      throw new Problem(503, "META_APP_SECRET is not set here, so no webhook can be checked.");
    const body: unknown = request.body;
    if (!Buffer.isBuffer(body) || !isSigned(body, request.get("x-hub-signature-256"), appSecret)) {
      house.log.warn("webhook.refused", { reason: "signature" });
      throw new Problem(401, "X-Hub-Signature-256 is missing, or is not the signature of this body.");
    }
    const delivery = eventsIn(parsed(body));
    if (delivery.ignored > 0) house.log.info("webhook.ignored", { count: delivery.ignored });
    await house.receive(delivery.events);
    response.status(200).type("text/plain").send("EVENT_RECEIVED");
  });

  router.route("/").all(only("GET", "POST"));

  return router;
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch (error) {
    throw new Problem(400, `The body is not valid JSON: ${jsonFault(error)}.`);
  }
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [a, b].map((it) => createHash("sha256").update(it).digest());
  return left !== undefined && right !== undefined && timingSafeEqual(left, right);
}
