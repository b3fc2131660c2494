/** `/v1/pages`: register, change, look, pause, resume; templates. A token goes in and never comes out. */
import { Router, type Request } from "express";
import { z } from "zod";
import { fieldErrors, pageIdSchema } from "../core/message.ts";
import { pageInput } from "../core/page.ts";
import type { StoredPage } from "../redis/pages.ts";
import type { House } from "../runtime.ts";
import { actorOf, callerOf, type Guard } from "./auth.ts";
import { tellMinute } from "./overview.ts";
import { pauseReason, settingsOf, tellPage, tellPages, tellTemplates } from "./page-view.ts";
import { invalid, Problem } from "./problem.ts";
import { jsonBody, only } from "./routes.ts";

export const pauseBody = z.strictObject({ reason: pauseReason });

type Deps = Pick<House, "pages" | "office" | "holds" | "audit" | "activity" | "catalogue">;

const MINUTES = 60;

export function pageRoutes(house: Deps, allow: Guard, now: () => number): Router {
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
      const { accessToken = null, ...settings } = inputIn(request.body);
      const { warning } = await house.office.register(id, settings, accessToken, callerOf(request));
      await note(request, "page.set", changesIn(request.body));
      response.json({ ...(await told(request)), ...(warning !== null && { warning }) });
    })
    .patch(allow("admin"), jsonBody(), async (request, response) => {
      const { id, ...page } = await pageAt(request);
      const { accessToken = null } = inputIn(patched(settingsOf({ id, ...page }), request.body));
      // Once more on what stands there by then: another may change another field at this moment.
      const next = (settings: object) => settingsIn(patched(settings, request.body));
      const changed = await house.office.change(id, next, accessToken, callerOf(request));
      if (changed === null) throw unknown(id);
      await note(request, "page.changed", changesIn(request.body));
      response.json({
        ...(await told(request)),
        ...(changed.warning !== null && { warning: changed.warning }),
      });
    })
    .all(only("GET", "PUT", "PATCH"));

  router
    .route("/:id/pause")
    .post(allow("ops"), jsonBody(), async (request, response) => {
      const page = await pageAt(request);
      const parsed = pauseBody.safeParse(request.body);
      if (!parsed.success) throw invalid("pause", fieldErrors(parsed.error));
      const { reason: detail } = parsed.data;
      await house.holds.hold(page.id, { reason: "operator", detail, by: callerOf(request) });
      await note(request, "page.paused", { reason: detail });
      response.json(await told(request));
    })
    .all(only("POST"));

  router
    .route("/:id/resume")
    .post(allow("ops"), async (request, response) => {
      const page = await pageAt(request);
      await house.holds.release(page.id, callerOf(request));
      await note(request, "page.resumed", { was: page.held?.reason ?? null });
      response.json(await told(request));
    })
    .all(only("POST"));

  router
    .route("/:id/activity")
    .get(allow("read"), async (request, response) => {
      const { id } = await pageAt(request);
      const minutes = await house.activity.minutesOf(id, now(), MINUTES);
      response.json({ minutes: minutes.map(tellMinute) });
    })
    .all(only("GET"));

  router
    .route("/:id/templates")
    .get(allow("read"), async (request, response) => {
      response.json(tellTemplates(house, await pageAt(request)));
    })
    .all(only("GET"));

  router
    .route("/:id/templates/sync")
    .post(allow("admin"), async (request, response) => {
      const { id } = await pageAt(request);
      const synced = await house.office.syncTemplates(id);
      if (!synced.ok)
        throw new Problem(502, `The page's templates could not be had from Graph: ${synced.error}.`);
      response.json(tellTemplates(house, await pageAt(request)));
    })
    .all(only("POST"));

  async function pageAt(request: Request): Promise<StoredPage> {
    const id = idIn(request);
    const page = await house.pages.get(id);
    if (page === null) throw unknown(id);
    return page;
  }

  async function told(request: Request) {
    return tellPage(house, await pageAt(request));
  }

  async function note(request: Request, action: string, details: Readonly<Record<string, unknown>>) {
    await house.audit.record(actorOf(request), { action, target: idIn(request), details });
  }

  return router;
}

function inputIn(body: unknown) {
  const parsed = pageInput.safeParse(body);
  if (!parsed.success) throw invalid("page", fieldErrors(parsed.error));
  return parsed.data;
}

function settingsIn(body: unknown) {
  const { accessToken: _, ...settings } = inputIn(body);
  return settings;
}

/** The body's fields over those that stand there; null takes one away (RFC 7396, at the first level). */
function patched(settings: object, body: unknown): unknown {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return body;
  return Object.fromEntries(Object.entries({ ...settings, ...body }).filter(([, value]) => value !== null));
}

/** What was set, for the audit: of a token only that there was one, of templates only for which types. */
function changesIn(body: unknown): Readonly<Record<string, unknown>> {
  const changes: object = typeof body === "object" && body !== null ? body : {};
  const { accessToken, templates, ...others } = { accessToken: undefined, templates: undefined, ...changes };
  return {
    ...others,
    ...(accessToken !== undefined && { accessToken: "renewed" }),
    ...(templates !== undefined && { templates: Object.keys(templates ?? {}) }),
  };
}

function unknown(id: string): Problem {
  return new Problem(404, `Page ${id} is not registered; add it with PUT /v1/pages/${id}.`);
}

function idIn(request: Request): string {
  const parsed = pageIdSchema.safeParse(request.params["id"]);
  if (!parsed.success)
    throw invalid("page's address", [{ path: "id", message: "must be a string of digits" }]);
  return parsed.data;
}
