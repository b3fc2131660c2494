import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Answer } from "./errors.ts";
import type { RawCall } from "./graph-call.ts";
import type { Reply } from "./graph.ts";

/** Enough for a list of 100,000 conversations in one control call. */
const BODY_MAX_BYTES = 32 * 1024 * 1024;

/** Clients keep connections open between bursts; Node's own 5 s would close them under their hands. */
const KEEP_ALIVE_MS = 60_000;

export type Doors = {
  /** Answers a Graph call. */
  graph: (raw: RawCall) => Reply;
  /** Answers a call under `/_sim`. */
  control: (raw: RawCall) => Promise<Answer>;
  /** Every Graph answer waits this long. */
  latencyMs: number;
};

/**
 * Listens on plain node:http, because benchmarks POST thousands of messages a second: on 2 cores, client included, a
 * handler that parses JSON and answers did 4,400 requests a second under express 5 and 15,700 so (2026-11).
 */
export async function listen(host: string, port: number, doors: Doors): Promise<Server> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    receive(request, response, doors);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return server;
}

export function portOf(server: Server): number {
  return addressOf(server.address()).port;
}

/** Ends every connection; calls that were still held back get no answer. */
export async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}

function receive(request: IncomingMessage, response: ServerResponse, doors: Doors): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > BODY_MAX_BYTES) request.destroy();
    else chunks.push(chunk);
  });
  request.on("error", () => response.destroy());
  request.on("end", () => {
    const body = Buffer.concat(chunks).toString("utf8");
    const raw = { method: request.method ?? "GET", url: request.url ?? "/", headers: request.headers, body };
    if (isControl(raw.url)) void answerControl(raw, response, doors);
    else answerGraph(raw, response, doors);
  });
}

function isControl(url: string): boolean {
  return url.startsWith("/_sim/") || url === "/_sim";
}

async function answerControl(raw: RawCall, response: ServerResponse, doors: Doors): Promise<void> {
  write(response, await doors.control(raw));
}

function answerGraph(raw: RawCall, response: ServerResponse, doors: Doors): void {
  const { answer, delayMs } = doors.graph(raw);
  const finish = (): void => {
    if (answer === undefined) response.destroy();
    else write(response, answer);
  };
  const waitMs = delayMs + doors.latencyMs;
  if (waitMs === 0) return finish();
  const timer = setTimeout(finish, waitMs);
  response.once("close", () => clearTimeout(timer));
}

function write(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, {
    "Content-Type": "application/json; charset=UTF-8",
    "Content-Length": Buffer.byteLength(answer.body),
    ...answer.headers,
  });
  response.end(answer.body);
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === "string")
    throw new Error("The simulator is not listening on a TCP port.");
  return address;
}
