/** Who may call: bearer secrets of API_KEYS, each with its scopes, or a session of the console that stands for one. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { Request, RequestHandler } from "express";
import type { ApiKey, Scope } from "../config.ts";
import type { Actor } from "../redis/audit.ts";
import type { ConsoleSessions } from "../redis/console-sessions.ts";
import { Problem } from "./problem.ts";

export type Guard = (scope: Scope) => RequestHandler;

interface Caller {
  readonly key: ApiKey;
  /** Of a console's session; null: the key itself was shown. */
  readonly token: string | null;
}

const callers = new WeakMap<Request, Caller>();

/** The name of the key that made this request. */
export function callerOf(request: Request): string {
  return callers.get(request)?.key.name ?? "nobody";
}

/** Who makes this request, for the audit. */
export function actorOf(request: Request): Actor {
  const via = sessionOf(request) === null ? "api" : "console";
  return { by: callerOf(request), via, from: request.ip ?? "" };
}

/** The token of the session that made this request; null: it came with a key. */
export function sessionOf(request: Request): string | null {
  return callers.get(request)?.token ?? null;
}

export type Sessions = ConsoleSessions<ApiKey>;

export function createGuard(keys: readonly ApiKey[], sessions: Pick<Sessions, "find">): Guard {
  const find = keyFinder(keys);

  async function callerIn(request: Request): Promise<Caller> {
    const header = request.get("authorization");
    const token = tokenIn(request);
    if (header !== undefined || token === null) return { key: byBearer(header), token: null };
    const session = await sessions.find(token);
    if (session === null) throw new Problem(401, "Your session at the console has ended; sign in again.");
    checkOrigin(request);
    return { key: session.key, token };
  }

  function byBearer(header = ""): ApiKey {
    const given = /^Bearer +(.+)$/i.exec(header)?.[1];
    if (given === undefined)
      throw new Problem(401, "An API key is needed: send it as Authorization: Bearer <secret>.");
    const key = find(given);
    if (key === null) throw new Problem(401, "This API key is not known here; check the secret.");
    return key;
  }

  return (scope) => async (request, _response, next) => {
    const caller = await callerIn(request);
    if (!caller.key.scopes.includes(scope)) {
      const words = `The API key ${caller.key.name} lacks the scope ${scope}, which this call needs.`;
      throw new Problem(403, words);
    }
    callers.set(request, caller);
    next();
  };
}

/** Secrets are compared as digests in constant time, each with every key, so that time tells nothing. */
export function keyFinder(keys: readonly ApiKey[]): (secret: string) => ApiKey | null {
  const known = keys.map((key) => ({ key, digest: digestOf(key.secret) }));
  return (secret) => {
    const digest = digestOf(secret);
    return known.filter((it) => timingSafeEqual(it.digest, digest)).at(0)?.key ?? null;
  };
}

export const SESSION_COOKIE = "taglane_session";

/** The session's token: 32 bytes in base64url. */
export function tokenIn(request: Request): string | null {
  const cookies = request.get("cookie") ?? "";
  return /(?:^|;\s*)taglane_session=([\w-]{43})(?:;|$)/.exec(cookies)?.[1] ?? null;
}

const SAFE = ["GET", "HEAD", "OPTIONS"];

/**
 * A browser sends the cookie along by itself; a header of this name only a page of this very origin can add. The cookie
 * is SameSite=Strict as well, which knows no ports.
 */
export function checkOrigin(request: Request): void {
  if (SAFE.includes(request.method) || request.get("x-requested-with") === "taglane-console") return;
  throw new Problem(403, "A session changes nothing without the header X-Requested-With: taglane-console.");
}

function digestOf(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}
