/** `/v1/audit`: who changed what, when, from where; as a list, or all of it as NDJSON. */
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Router } from "express";
import { z } from "zod";
import { fieldErrors, instant } from "../core/message.ts";
import type { AuditEntry } from "../redis/audit.ts";
import type { House } from "../runtime.ts";
import type { Guard } from "./auth.ts";
import { listLimit } from "./dead-letter-view.ts";
import { invalid } from "./problem.ts";
import { only } from "./routes.ts";

export const auditFields = {
  since: instant.optional(),
  until: instant.optional(),
  action: z.string().min(1, "must not be empty").max(100).optional(),
  by: z.string().min(1, "must not be empty").max(100).optional(),
};

export const auditQuery = z
  .strictObject({
    ...auditFields,
    limit: listLimit,
    cursor: z
      .string()
      .regex(/^\d{1,20}-\d{1,20}$/, "must be the nextCursor of an earlier list")
      .optional(),
  })
  .refine((it) => it.since === undefined || it.until === undefined || it.since < it.until, {
    error: "must be before until",
    path: ["since"],
  });

export function auditRoutes(house: Pick<House, "audit">, allow: Guard): Router {
  const router = Router();
  router
    .route("/")
    .get(allow("ops"), async (request, response) => {
      const parsed = auditQuery.safeParse(request.query);
      if (!parsed.success) throw invalid("filter", fieldErrors(parsed.error));
      const { limit, cursor = null, ...filter } = parsed.data;
      if (request.accepts("application/json", "application/x-ndjson") === "application/x-ndjson") {
        response.type("application/x-ndjson");
        await pipeline(Readable.from(lines(house.audit.all(filter))), response);
        return;
      }
      const { items, next } = await house.audit.list(filter, limit, cursor);
      response.json({ items: items.map(tellDeed), nextCursor: next });
    })
    .all(only("GET"));
  return router;
}

async function* lines(entries: AsyncIterable<AuditEntry>): AsyncGenerator<string> {
  for await (const entry of entries) yield `${JSON.stringify(tellDeed(entry))}\n`;
}

export function tellDeed({ at, ...it }: AuditEntry) {
  return { at: new Date(at).toISOString(), ...it };
}
