import { actRoutes } from "./control-acts.ts";
import { behaviourRoutes } from "./control-behaviour.ts";
import { matchPath, problem, type ControlRoute } from "./control-route.ts";
import { setupRoutes } from "./control-setup.ts";
import { viewRoutes } from "./control-views.ts";
import type { Answer } from "./errors.ts";
import type { RawCall } from "./graph-call.ts";
import { isRecord, parseJson } from "./params.ts";
import type { State } from "./state.ts";

const routes: readonly ControlRoute[] = [...setupRoutes, ...behaviourRoutes, ...actRoutes, ...viewRoutes];

/** The control side: `/_sim/...`, JSON in and out, whatever the content type says. */
export function createControl(state: State): (raw: RawCall) => Promise<Answer> {
  return async (raw) => {
    const [fullPath = "", search] = raw.url.split("?", 2);
    const path = fullPath.slice("/_sim".length);
    const body = raw.body === "" ? {} : parseJson(raw.body);
    if (body === undefined) return problem(400, "The body is not valid JSON.");
    for (const route of routes) {
      const ids = route.method === raw.method ? matchPath(route.path, path) : undefined;
      if (ids !== undefined) return await route.answer(inputOf(body, search, ids), state);
    }
    return problem(404, `There is no ${raw.method} ${fullPath}.`);
  };
}

function inputOf(body: unknown, search: string | undefined, ids: Record<string, string>): unknown {
  const query = Object.fromEntries(new URLSearchParams(search));
  if (Array.isArray(body)) return { ...query, ...ids, items: body };
  return isRecord(body) ? { ...query, ...body, ...ids } : body;
}
