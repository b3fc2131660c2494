/** `/console/session`: signing in at the console with an API key or a link, who is signed in, and signing out. */
import { Router, type CookieOptions, type Request } from "express";
import { z } from "zod";
import type { ApiKey } from "../config.ts";
import { fieldErrors } from "../core/message.ts";
import type { House } from "../runtime.ts";
import { checkOrigin, keyFinder, SESSION_COOKIE, tokenIn } from "./auth.ts";
import { invalid, Problem } from "./problem.ts";
import { jsonBody, only } from "./routes.ts";

const given = z.string({ error: "must be a string" }).min(1, "must not be empty").max(1_000);

export const signInBody = z
  .strictObject({ key: given.optional(), link: given.optional() })
  .refine((it) => (it.key === undefined) !== (it.link === undefined), {
    error: "needs either key, an API key's secret, or link, a code out of a console's address",
  });

export function consoleSessionRoutes(house: Pick<House, "config" | "sessions" | "log">): Router {
  const { sessions, log } = house;
  const findKey = keyFinder(house.config.API_KEYS);
  const router = Router();

  router
    .route("/")
    .post(jsonBody(), async (request, response) => {
      checkSite(request);
      const parsed = signInBody.safeParse(request.body);
      if (!parsed.success) throw invalid("sign-in", fieldErrors(parsed.error));
      const key = await keyIn(request, parsed.data);
      const { token, expiresAt } = await sessions.open(key);
      await endOthers(request);
      response.cookie(SESSION_COOKIE, token, { ...cookieOptions(request), expires: new Date(expiresAt) });
      log.info("console.signed_in", { key: key.name, from: request.ip });
      response.json(tellSession(key, expiresAt));
    })
    .get(async (request, response) => {
      const token = tokenIn(request);
      const session = token === null ? null : await sessions.find(token);
      if (session === null) throw new Problem(401, "Nobody is signed in at the console here.");
      response.json(tellSession(session.key, session.expiresAt));
    })
    .delete(async (request, response) => {
      checkOrigin(request);
      await endOthers(request);
      response.clearCookie(SESSION_COOKIE, cookieOptions(request)).status(204).end();
    })
    .all(only("GET", "POST", "DELETE"));

  /** Every try is counted before it is looked at, so that many at once are no way round. */
  async function keyIn(request: Request, { key, link }: z.output<typeof signInBody>): Promise<ApiKey> {
    const from = request.ip ?? "";
    if (!(await sessions.mayTry(from)))
      throw new Problem(429, "There were too many tries to sign in; wait a minute.");
    const found = link === undefined ? findKey(key ?? "") : await sessions.redeem(link);
    if (found === null) {
      log.warn("console.refused", { from, by: link === undefined ? "key" : "link" });
      throw new Problem(401, link === undefined ? NO_KEY : NO_LINK);
    }
    await sessions.tried(from);
    return found;
  }

  /** Whoever signs in anew leaves no session behind. */
  async function endOthers(request: Request): Promise<void> {
    const token = tokenIn(request);
    if (token !== null) await sessions.end(token);
  }

  return router;
}

const NO_KEY = "This API key is not known here; check the secret.";
const NO_LINK = "This link was used before or is too old; sign in with an API key, or take a new link.";

/** Nobody is to be signed in from the page of another, as whom they do not know. Older browsers do not tell. */
function checkSite(request: Request): void {
  const site = request.get("sec-fetch-site");
  if (site === undefined || site === "same-origin" || site === "none") return;
  throw new Problem(403, "Signing in is only possible from the console's own page.");
}

function tellSession({ name, scopes }: ApiKey, expiresAt: number) {
  return { name, scopes, expiresAt: new Date(expiresAt).toISOString() };
}

/** Behind a proxy that ends TLS only its header says that the browser speaks https. */
function cookieOptions(request: Request): CookieOptions {
  const secure = request.secure || request.get("x-forwarded-proto") === "https";
  return { httpOnly: true, sameSite: "strict", path: "/", secure };
}
