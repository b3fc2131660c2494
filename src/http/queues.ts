/**
 * `/queues`: bull-board, for those who want the queues as BullMQ has them. To look, not to touch: what it would remove or
 * retry would go past policy, order, audit and the dead letters' index.
 */
import { Router, type Express, type RequestHandler } from "express";
import type { House, RawQueues } from "../runtime.ts";
import type { Guard } from "./auth.ts";

/** The lanes with the latest work; a list of thousands is no list. */
const MOST_LANES = 100;

export function queueRoutes(house: Pick<House, "rawQueues">, allow: Guard): Router {
  const router = Router();
  let board: Promise<Board> | null = null;
  router.use(allow("ops"), withoutFonts, async (request, response, next) => {
    board ??= openBoard();
    const { app, show } = await board;
    if (request.path === "/api/queues") show(await house.rawQueues(MOST_LANES));
    app(request, response, next);
  });
  return router;
}

interface Board {
  readonly app: Express;
  readonly show: (queues: RawQueues) => void;
}

/** Loaded when first asked for: it brings a BullMQ of its own, which takes half a second. */
async function openBoard(): Promise<Board> {
  const [{ createBullBoard }, { BullMQAdapter }, { ExpressAdapter }] = await Promise.all([
    import("@bull-board/api"),
    import("@bull-board/api/bullMQAdapter"),
    import("@bull-board/express"),
  ]);
  const server = new ExpressAdapter();
  server.setBasePath("/queues");
  const { replaceQueues } = createBullBoard({
    queues: [],
    serverAdapter: server,
    options: { uiConfig: { boardTitle: "Taglane queues", hideRedisDetails: true } },
  });
  return {
    app: server.getRouter(),
    show(queues) {
      const adapters = queues.map(
        ({ queue, page }) =>
          new BullMQAdapter(queue, { readOnlyMode: true, prefix: page === null ? "" : `page ${page} ` }),
      );
      replaceQueues(adapters);
    },
  };
}

const FONTS = /<link[^>]+fonts\.googleapis\.com[^>]*>/;

/** Its page would fetch its fonts from elsewhere; it looks well in those of the machine. */
const withoutFonts: RequestHandler = (_request, response, next) => {
  const send = response.send.bind(response);
  response.send = (body: unknown) => send(typeof body === "string" ? body.replace(FONTS, "") : body);
  next();
};
