/** `/v1/replays`: those under way and those that ended; progress, and abort. */
import { Router } from "express";
import type { House } from "../runtime.ts";
import { actorOf, type Guard } from "./auth.ts";
import { replayIdSchema, tellReplay } from "./dead-letter-view.ts";
import { Problem } from "./problem.ts";
import { only } from "./routes.ts";

const LISTED = 100;

export function replayRoutes(house: Pick<House, "replays" | "replayer">, allow: Guard): Router {
  const router = Router();

  router
    .route("/")
    .get(allow("ops"), async (_request, response) => {
      response.json({ items: (await house.replays.list(LISTED)).map(tellReplay) });
    })
    .all(only("GET"));

  router
    .route("/:id")
    .get(allow("ops"), async (request, response) => {
      response.json(await told(request.params["id"]));
    })
    .delete(allow("ops"), async (request, response) => {
      const id = request.params["id"];
      const { state } = await told(id);
      if (!(await house.replayer.abort(id, actorOf(request))))
        throw new Problem(409, `Replay ${id} has ended already: it is ${state}.`);
      response.json(await told(id));
    })
    .all(only("GET", "DELETE"));

  async function told(id: string) {
    const replay = replayIdSchema.safeParse(id).success ? await house.replays.get(id) : null;
    if (replay === null) throw new Problem(404, "There is no replay of this id.");
    return tellReplay(replay);
  }

  return router;
}
