/** Errors as `application/problem+json` (RFC 9457). */
import { STATUS_CODES } from "node:http";
import type { ErrorRequestHandler, Response } from "express";
import { jsonFault } from "../core/json-fault.ts";
import type { FieldError } from "../core/message.ts";
import type { Logger } from "../log.ts";
import { isOutage } from "../redis/outage.ts";

/** Thrown by a route for what the caller did; the last handler writes it out. */
export class Problem extends Error {
  readonly status: number;
  /** Members beside the five of every problem (RFC 9457, section 3.2), such as `errors`. */
  readonly more: Readonly<Record<string, unknown>>;
  constructor(status: number, detail: string, more: Readonly<Record<string, unknown>> = {}) {
    super(detail);
    this.name = "Problem";
    this.status = status;
    this.more = more;
  }
}

/** A body may hold a million faults: as many are told as a person reads, and as many more as a program may want. */
const FAULTS_IN_WORDS = 5;
const FAULTS_LISTED = 100;

export function invalid(what: string, errors: readonly FieldError[]): Problem {
  const words = errors
    .slice(0, FAULTS_IN_WORDS)
    .map((it) => `${it.path === "" ? "it" : it.path} ${it.message}`);
  const others = errors.length - words.length;
  const more = others > 0 ? ` (and ${String(others)} more)` : "";
  return new Problem(422, `The ${what} is not valid: ${words.join("; ")}${more}.`, {
    errors: errors.slice(0, FAULTS_LISTED),
  });
}

/** The bytes of a problem; for the answers that no route writes as well. */
export function problemJson({ status, message: detail, more }: Problem): string {
  return JSON.stringify({
    type: "about:blank",
    title: STATUS_CODES[status] ?? "Error",
    status,
    detail,
    ...more,
  });
}

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
    writeProblem(response, problem);
  };
}

/** How soon a caller should try again: about as long as a Redis needs to restart or to fail over. */
const RETRY_AFTER_S = "5";
/** Tries are counted by the minute. */
const TRY_AGAIN_S = "60";

function writeProblem(response: Response, problem: Problem): void {
  if (problem.status === 503) response.set("retry-after", RETRY_AFTER_S);
  if (problem.status === 429) response.set("retry-after", TRY_AGAIN_S);
  if (problem.status === 401) response.set("www-authenticate", "Bearer");
  response.status(problem.status).type("application/problem+json").send(problemJson(problem));
}

const OUTAGE_DETAIL =
  "Redis cannot be reached at the moment; try again in a few seconds, with the same idempotency key so that nothing is sent twice.";

export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (isOutage(error)) return new Problem(503, OUTAGE_DETAIL);
  const ofBody = bodyProblem(field(error, "type"), error) ?? transferProblem(field(error, "code"));
  if (ofBody !== null) return ofBody;
  const status = field(error, "status");
  if (typeof status === "number" && status >= 400 && status < 500)
    return new Problem(status, `The request cannot be read: ${messageOf(error)}.`);
  return new Problem(
    500,
    "Something went wrong here, and it was logged; try again, and tell the operator if it stays.",
  );
}

/** What body-parser says, by the `type` of its errors. */
function bodyProblem(type: unknown, error: unknown): Problem | null {
  switch (type) {
    case "entity.parse.failed":
      return new Problem(400, `The body is not valid JSON: ${jsonFault(error)}.`);
    case "entity.too.large":
      return new Problem(413, `The body is larger than ${mebibytes(field(error, "limit"))} MiB.`);
    case "request.aborted":
    case "request.size.invalid":
      return new Problem(400, "The body broke off before its end.");
    case "encoding.unsupported":
      return new Problem(
        415,
        "The body's content-encoding is not known here; send gzip, deflate, br or none.",
      );
    case "charset.unsupported":
      return new Problem(415, "The body's charset is not known here; send JSON in UTF-8.");
    default:
      return null;
  }
}

/** What the stream of a body says, by the `code` of its errors. */
function transferProblem(code: unknown): Problem | null {
  if (code === "ECONNRESET" || code === "ERR_STREAM_PREMATURE_CLOSE")
    return new Problem(400, "The body broke off before its end.");
  if (typeof code === "string" && /^(Z_|ERR_BROTLI|ERR_ZLIB|ERR__ERROR_FORMAT)/.test(code))
    return new Problem(400, "The body is not compressed as its content-encoding says.");
  return null;
}

function mebibytes(limit: unknown): string {
  return typeof limit === "number" ? String(limit / 1_048_576) : "1";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function field(error: unknown, name: string): unknown {
  return typeof error === "object" && error !== null ? Reflect.get(error, name) : undefined;
}
