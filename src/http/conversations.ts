/** `/v1/conversations/{page}/{psid}`: what is known of one, and the import of when they last wrote. */
import { Router, type Request } from "express";
import { z } from "zod";
import { isoOrNull } from "../core/decision.ts";
import { fieldErrors, instant, pageIdSchema, psidSchema } from "../core/message.ts";
import { windowAt } from "../core/window.ts";
import type { House } from "../runtime.ts";
import type { Guard } from "./auth.ts";
import { invalid, Problem } from "./problem.ts";
import { jsonBody, only } from "./routes.ts";

const putBody = z.strictObject({ lastInboundAt: instant });
const idsIn = z.object({ page: pageIdSchema, psid: psidSchema });

export function conversationRoutes(
  house: Pick<House, "conversations" | "pages">,
  allow: Guard,
  now: () => number,
): Router {
  const router = Router();

  router
    .route("/:page/:psid")
    .get(allow("read"), async (request, response) => {
      response.json(await told(request));
    })
    .put(allow("admin"), jsonBody(), async (request, response) => {
      const { page, psid } = ids(request);
      const parsed = putBody.safeParse(request.body);
      if (!parsed.success) throw invalid("conversation", fieldErrors(parsed.error));
      if (parsed.data.lastInboundAt > now()) {
        throw invalid("conversation", [{ path: "lastInboundAt", message: "must not lie in the future" }]);
      }
      // A slip in the page would otherwise open windows that nobody ever finds.
      if ((await house.pages.recent(page)) === null)
        throw new Problem(404, `Page ${page} is not registered; add it with PUT /v1/pages/${page} first.`);
      await house.conversations.inbound(page, psid, parsed.data.lastInboundAt);
      response.json(await told(request));
    })
    .all(only("GET", "PUT"));

  async function told(request: Request) {
    const { page, psid } = ids(request);
    const it = await house.conversations.get(page, psid);
    const window = windowAt(it.lastInboundAt, now());
    return {
      page,
      psid,
      lastInboundAt: isoOrNull(it.lastInboundAt),
      window: {
        state: window.state,
        closesAt: isoOrNull(window.closesAt),
        humanAgentUntil: isoOrNull(window.humanAgentUntil),
      },
      deliveredAt: isoOrNull(it.deliveredWatermark),
      readAt: isoOrNull(it.readWatermark),
      suppressed: null,
    };
  }

  return router;
}

function ids(request: Request) {
  const parsed = idsIn.safeParse(request.params);
  if (!parsed.success) throw invalid("conversation's address", fieldErrors(parsed.error));
  return parsed.data;
}
