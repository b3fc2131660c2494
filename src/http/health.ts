/** Is the process alive; can it do its work. */
import { Router } from "express";
import type { House } from "../runtime.ts";
import { Problem } from "./problem.ts";

export function healthRoutes(house: Pick<House, "client" | "config">): Router {
  const router = Router();
  router.get("/healthz", (_request, response) => {
    response.json({ status: "ok" });
  });
  router.get("/readyz", async (_request, response) => {
    try {
      await house.client.set(`${house.config.REDIS_PREFIX}:ready`, String(Date.now()), "EX", 60);
    } catch (cause) {
      throw new Problem(
        503,
        `Redis takes no writes: ${cause instanceof Error ? cause.message : "no answer"}.`,
      );
    }
    response.json({ status: "ready" });
  });
  return router;
}
