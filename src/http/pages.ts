/** `/v1/pages`: register, look, pause, resume. A token goes in and never comes out. */
import { Router, type Request } from "express";
import { z } from "zod";
import { fieldErrors, pageIdSchema } from "../core/message.ts";
import { pageInput } from "../core/page.ts";
import type { StoredPage } from "../redis/pages.ts";
import type { House } from "../runtime.ts";
import { actorOf, type Guard } from "./auth.ts";
import { pauseReason, tellPage, tellPages } from "./page-view.ts";
import { invalid, Problem } from "./problem.ts";
import { jsonBody, only } from "./routes.ts";

const pauseBody = z.strictObject({ reason: pauseReason });

export function pageRoutes(house: Pick<House, "pages" | "office" | "operator">, allow: Guard): Router {
  const router = Router();

  router
    .route("/")
    .get(allow("read"), async (_request, response) => {
      response.json({ items: await tellPages(house) });
    })
    .all(only("GET"));

  router
    .route("/:id")
    .get(allow("read"), async (request, response) => {
      response.json(await tellPage(house, await pageAt(request)));
    })
    .put(allow("admin"), jsonBody(), async (request, response) => {
      const id = idIn(request);
      const parsed = pageInput.safeParse(request.body);
      if (!parsed.success) throw invalid("page", fieldErrors(parsed.error));
      const { accessToken = null, ...settings } = parsed.data;
      const { warning } = await house.operator.register(id, settings, accessToken, actorOf(request));
      const page = await tellPage(house, await pageAt(request));
      response.json({ ...page, ...(warning !== null && { warning }) });
    })
    .all(only("GET", "PUT"));

  router
    .route("/:id/pause")
    .post(allow("ops"), jsonBody(), async (request, response) => {
      const page = await pageAt(request);
      const parsed = pauseBody.safeParse(request.body);
      if (!parsed.success) throw invalid("pause", fieldErrors(parsed.error));
      await house.operator.pause(page.id, parsed.data.reason, actorOf(request));
      response.json(await tellPage(house, await pageAt(request)));
    })
    .all(only("POST"));

  router
    .route("/:id/resume")
    .post(allow("ops"), async (request, response) => {
      const page = await pageAt(request);
      await house.operator.resume(page.id, actorOf(request));
      response.json(await tellPage(house, await pageAt(request)));
    })
    .all(only("POST"));

  async function pageAt(request: Request): Promise<StoredPage> {
    const id = idIn(request);
    const page = await house.pages.get(id);
    if (page === null)
      throw new Problem(404, `Page ${id} is not registered; add it with PUT /v1/pages/${id}.`);
    return page;
  }

  return router;
}

function idIn(request: Request): string {
  const parsed = pageIdSchema.safeParse(request.params["id"]);
  if (!parsed.success)
    throw invalid("page's address", [{ path: "id", message: "must be a string of digits" }]);
  return parsed.data;
}
