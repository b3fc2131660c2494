/** Is the process alive; can it do its work. */
import { Router } from "express";
import type { House } from "../runtime.ts";
import { Problem } from "./problem.ts";
import { only } from "./routes.ts";

export function healthRoutes(house: Pick<House, "client" | "config">): Router {
  const router = Router();
  router
    .route("/healthz")
    .get((_request, response) => {
      response.json({ status: "ok" });
    })
    .all(only("GET"));
  router
    .route("/readyz")
    .get(async (_request, response) => {
      try {
        await house.client.set(`${house.config.REDIS_PREFIX}:ready`, String(Date.now()), "EX", 60);
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : "no answer";
        throw new Problem(503, `Redis takes no writes (${why}), so nothing can be accepted.`);
      }
      response.json({ status: "ready" });
    })
    .all(only("GET"));
  return router;
}
