/** `/v1/pages`: register, look, pause, resume. A token goes in and never comes out. */
import { Router, json, type Request } from "express";
import { z } from "zod";
import { isoOrNull } from "../core/decision.ts";
import { fieldErrors, pageIdSchema } from "../core/message.ts";
import { pageInput } from "../core/page.ts";
import type { StoredPage } from "../redis/pages.ts";
import type { House } from "../runtime.ts";
import { callerOf, type Guard } from "./auth.ts";
import { invalid, Problem } from "./problem.ts";

const pauseBody = z.strictObject({ reason: z.string().trim().min(1, "must not be empty").max(500) });

export function pageRoutes(house: Pick<House, "pages" | "office" | "holds">, allow: Guard): Router {
  const router = Router();
  const body = json({ limit: 1_048_576, strict: false, type: () => true });

  router.get("/", allow("read"), async (_request, response) => {
    const ids = await house.pages.list();
    const pages = await Promise.all(ids.map((id) => house.pages.get(id)));
    const items = await Promise.all(pages.filter((page) => page !== null).map((page) => told(page)));
    response.json({ items });
  });

  router.get("/:id", allow("read"), async (request, response) => {
    response.json(await told(await pageAt(request)));
  });

  router.put("/:id", allow("admin"), body, async (request, response) => {
    const id = idIn(request);
    const parsed = pageInput.safeParse(request.body);
    if (!parsed.success) throw invalid("page", fieldErrors(parsed.error));
    const { accessToken = null, ...settings } = parsed.data;
    const { warning } = await house.office.register(id, settings, accessToken, callerOf(request));
    response.json({ ...(await told(await pageAt(request))), ...(warning !== null && { warning }) });
  });

  router.post("/:id/pause", allow("ops"), body, async (request, response) => {
    const page = await pageAt(request);
    const parsed = pauseBody.safeParse(request.body);
    if (!parsed.success) throw invalid("pause", fieldErrors(parsed.error));
    await house.holds.hold(page.id, {
      reason: "operator",
      detail: parsed.data.reason,
      by: callerOf(request),
    });
    response.json(await told(await pageAt(request)));
  });

  router.post("/:id/resume", allow("ops"), async (request, response) => {
    const page = await pageAt(request);
    await house.holds.release(page.id, callerOf(request));
    response.json(await told(await pageAt(request)));
  });

  async function pageAt(request: Request): Promise<StoredPage> {
    const id = idIn(request);
    const page = await house.pages.get(id);
    if (page === null) throw new Problem(404, `Page ${id} is not registered.`);
    return page;
  }

  async function told(page: StoredPage) {
    const { held, templateStatus, ...settings } = page;
    const lane = await house.office.laneOf(page);
    const hold = held && {
      reason: held.reason,
      detail: held.detail,
      since: isoOrNull(held.since),
      by: held.by,
    };
    return { ...settings, templateStatus: templateStatus ?? {}, lane: { ...lane, held: hold } };
  }

  return router;
}

function idIn(request: Request): string {
  const parsed = pageIdSchema.safeParse(request.params["id"]);
  if (!parsed.success) throw invalid("page id", [{ path: "id", message: "must be a string of digits" }]);
  return parsed.data;
}
