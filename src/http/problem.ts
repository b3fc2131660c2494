/** Errors as `application/problem+json` (RFC 9457). */
import { STATUS_CODES } from "node:http";
import type { ErrorRequestHandler, Response } from "express";
import type { FieldError } from "../core/message.ts";
import type { Logger } from "../log.ts";

/** Thrown by a route for what the caller did; the last handler writes it out. */
export class Problem extends Error {
  readonly status: number;
  readonly errors: readonly FieldError[];
  constructor(status: number, detail: string, errors: readonly FieldError[] = []) {
    super(detail);
    this.name = "Problem";
    this.status = status;
    this.errors = errors;
  }
}

export function invalid(what: string, errors: readonly FieldError[]): Problem {
  const words = errors.map((it) => (it.path === "" ? it.message : `${it.path} ${it.message}`)).join("; ");
  return new Problem(422, `The ${what} is not valid: ${words}.`, errors);
}

export function writeProblem(response: Response, problem: Problem): void {
  const { status, message: detail, errors } = problem;
  const title = STATUS_CODES[status] ?? "Error";
  response
    .status(status)
    .type("application/problem+json")
    .send(
      JSON.stringify({ type: "about:blank", title, status, detail, ...(errors.length > 0 && { errors }) }),
    );
}

/** Errors of Redis and of the connection to it: nothing was accepted, the caller may try again. */
const OUTAGE =
  /Connection is closed|Stream isn't writeable|max retries per request|Command timed out|ECONNREFUSED|ECONNRESET|READONLY|LOADING|MASTERDOWN|OOM command/;

export function problemHandler(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const problem = problemOf(error);
    if (problem.status >= 500) {
      log.error("http.failed", {
        method: request.method,
        path: request.path,
        status: problem.status,
        error: messageOf(error),
      });
    }
    if (problem.status === 503) response.set("retry-after", "5");
    writeProblem(response, problem);
  };
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  switch (field(error, "type")) {
    case "entity.parse.failed":
      return new Problem(400, `The body is not valid JSON: ${messageOf(error)}.`);
    case "entity.too.large":
      return new Problem(
        413,
        "The body is larger than 1 MiB; send many messages through /v1/messages/batch.",
      );
    case "encoding.unsupported":
    case "charset.unsupported":
      return new Problem(415, `${messageOf(error)}; send JSON in UTF-8.`);
    default:
  }
  if (OUTAGE.test(messageOf(error))) {
    return new Problem(
      503,
      "Redis cannot be reached at the moment; nothing was accepted, try again in a few seconds.",
    );
  }
  const status = field(error, "status");
  if (typeof status === "number" && status >= 400 && status < 500)
    return new Problem(status, `${messageOf(error)}.`);
  return new Problem(500, "Something went wrong here; it was logged.");
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function field(error: unknown, name: string): unknown {
  return typeof error === "object" && error !== null ? Reflect.get(error, name) : undefined;
}
