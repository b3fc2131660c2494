/** What every route of `/v1` has in common: a JSON body of limited size, and a word for methods that it has not. */
import { json, type RequestHandler } from "express";
import { Problem } from "./problem.ts";

/** One message is far smaller; many go through `/v1/messages/batch`. */
const BODY_LIMIT = 1_048_576;

/** Reads a JSON body of whatever content type; the limit counts what a compressed one unfolds to. */
export function jsonBody(): RequestHandler {
  const verify = (_request: unknown, _response: unknown, body: Buffer): void => {
    if (body.length === 0) throw empty();
  };
  const read = json({ limit: BODY_LIMIT, strict: false, type: () => true, verify });
  return (request, response, next) => {
    read(request, response, (error?: unknown) => {
      next(error === undefined && request.body === undefined ? empty() : error);
    });
  };
}

/** The same where the call makes sense without one. */
export function optionalJsonBody(): RequestHandler {
  const read = json({ limit: BODY_LIMIT, strict: false, type: () => true });
  return (request, response, next) => read(request, response, next);
}

function empty(): Problem {
  return new Problem(400, "The body is empty, but must be a JSON object.");
}

/** The last handler of a path: answers the methods that no handler before it took. */
export function only(...methods: readonly string[]): RequestHandler {
  const allowed = [...methods, ...(methods.includes("GET") ? ["HEAD"] : []), "OPTIONS"].join(", ");
  return (request, response) => {
    response.set("allow", allowed);
    if (request.method !== "OPTIONS") {
      const path = request.baseUrl + request.path;
      throw new Problem(405, `${request.method} is not possible at ${path}; ${allowed} are.`);
    }
    response.status(204).end();
  };
}
