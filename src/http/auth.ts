/** Who may call: bearer secrets of API_KEYS, each with its scopes. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { Request, RequestHandler } from "express";
import type { ApiKey, Scope } from "../config.ts";
import type { Actor } from "../redis/audit.ts";
import { Problem } from "./problem.ts";

export type Guard = (scope: Scope) => RequestHandler;

const callers = new WeakMap<Request, string>();

/** The name of the key that made this request. */
function callerOf(request: Request): string {
  return callers.get(request) ?? "nobody";
}

/** Who makes this request, for the audit. */
export function actorOf(request: Request): Actor {
  return { by: callerOf(request), via: "api", from: request.ip ?? "" };
}

/** Secrets are compared as digests in constant time, each with every key, so that time tells nothing. */
export function createGuard(keys: readonly ApiKey[]): Guard {
  const known = keys.map((key) => ({ ...key, digest: digestOf(key.secret) }));
  return (scope) => (request, _response, next) => {
    const given = /^Bearer +(.+)$/i.exec(request.get("authorization") ?? "")?.[1];
    if (given === undefined)
      throw new Problem(401, "An API key is needed: send it as Authorization: Bearer <secret>.");
    const digest = digestOf(given);
    const key = known.filter((it) => timingSafeEqual(it.digest, digest)).at(0);
    if (key === undefined) throw new Problem(401, "This API key is not known here; check the secret.");
    if (!key.scopes.includes(scope)) {
      throw new Problem(403, `The API key ${key.name} lacks the scope ${scope}, which this call needs.`);
    }
    callers.set(request, key.name);
    next();
  };
}

function digestOf(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}
