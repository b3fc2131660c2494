/** What Node cannot read as HTTP at all never becomes a request; it is answered on the socket. */
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { Problem, problemJson } from "./problem.ts";

export function answerUnreadable(error: NodeJS.ErrnoException, socket: Duplex | Socket): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const problem = PROBLEMS[error.code ?? ""] ?? NOT_HTTP;
  const body = problemJson(problem);
  const head = [
    `HTTP/1.1 ${String(problem.status)} ${STATUS_CODES[problem.status] ?? ""}`,
    "content-type: application/problem+json; charset=utf-8",
    `content-length: ${String(Buffer.byteLength(body))}`,
    "connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}

const NOT_HTTP = new Problem(400, "The request is not valid HTTP.");
const PROBLEMS: Readonly<Record<string, Problem>> = {
  HPE_HEADER_OVERFLOW: new Problem(431, "The address and the headers together are longer than 16 KiB."),
  HPE_INVALID_METHOD: new Problem(400, "The request's method is none of HTTP."),
  ERR_HTTP_REQUEST_TIMEOUT: new Problem(408, "The request did not come to its end in time."),
};
