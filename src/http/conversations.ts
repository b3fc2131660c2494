/** `/v1/conversations/{page}/{psid}`: what is known of one, the import of when they last wrote, what is lifted by hand. */
import { Router, type Request } from "express";
import { z } from "zod";
import { fieldErrors, instant, pageIdSchema, psidSchema } from "../core/message.ts";
import type { House } from "../runtime.ts";
import { callerOf, type Guard } from "./auth.ts";
import { invalid, Problem } from "./problem.ts";
import { jsonBody, only } from "./routes.ts";

export const conversationBody = z.strictObject({ lastInboundAt: instant });
const idsIn = z.object({ page: pageIdSchema, psid: psidSchema });

export function conversationRoutes(
  house: Pick<House, "conversations" | "pages" | "people">,
  allow: Guard,
  now: () => number,
): Router {
  const router = Router();

  router
    .route("/:page/:psid")
    .get(allow("read"), async (request, response) => {
      const { page, psid } = ids(request);
      response.json(await house.people.tell(page, psid));
    })
    .put(allow("admin"), jsonBody(), async (request, response) => {
      const { page, psid } = ids(request);
      const parsed = conversationBody.safeParse(request.body);
      if (!parsed.success) throw invalid("conversation", fieldErrors(parsed.error));
      if (parsed.data.lastInboundAt > now()) {
        throw invalid("conversation", [{ path: "lastInboundAt", message: "must not lie in the future" }]);
      }
      // A slip in the page would otherwise open windows that nobody ever finds.
      await needPage(page);
      await house.conversations.inbound(page, psid, parsed.data.lastInboundAt);
      response.json(await house.people.tell(page, psid));
    })
    .all(only("GET", "PUT"));

  router
    .route("/:page/:psid/suppression")
    .delete(allow("ops"), async (request, response) => {
      const { page, psid } = ids(request);
      await needPage(page);
      await house.people.forgive(page, psid, callerOf(request));
      response.json(await house.people.tell(page, psid));
    })
    .all(only("DELETE"));

  async function needPage(page: string): Promise<void> {
    if ((await house.pages.recent(page)) === null)
      throw new Problem(404, `Page ${page} is not registered; add it with PUT /v1/pages/${page} first.`);
  }

  return router;
}

function ids(request: Request) {
  const parsed = idsIn.safeParse(request.params);
  if (!parsed.success) throw invalid("conversation's address", fieldErrors(parsed.error));
  return parsed.data;
}
