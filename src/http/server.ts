/** The door for programs. */
import { createServer, type Server } from "node:http";
import express, { type Express } from "express";
import type { House } from "../runtime.ts";
import { auditRoutes } from "./audit.ts";
import { createGuard, type Guard } from "./auth.ts";
import { builtConsole, consoleRoutes } from "./console.ts";
import { consoleSessionRoutes } from "./console-session.ts";
import { conversationRoutes } from "./conversations.ts";
import { deadLetterRoutes } from "./dead-letters.ts";
import { createBroadcast, type Broadcast } from "./events.ts";
import { healthRoutes } from "./health.ts";
import { messageRoutes } from "./messages.ts";
import { overviewRoutes } from "./overview.ts";
import { metricRoutes } from "./metrics.ts";
import { documentRoutes } from "./openapi.ts";
import { pageRoutes } from "./pages.ts";
import { Problem, problemHandler } from "./problem.ts";
import { queueRoutes } from "./queues.ts";
import { replayRoutes } from "./replays.ts";
import { securityHeaders } from "./security.ts";
import { answerUnreadable } from "./unreadable.ts";
import { webhookRoutes } from "./webhooks.ts";

export interface HttpServer {
  readonly url: string;
  close(): Promise<void>;
}

class CannotListen extends Error {
  readonly code = "CANNOT_LISTEN";
  constructor(host: string, port: number, cause: NodeJS.ErrnoException) {
    super(whyNot(host, port, cause), { cause });
    this.name = "CannotListen";
  }
}

/** A call that is under way when the door closes has this long to end: as long as Graph may take, and some more. */
const GRACE_MS = 15_000;

/**
 * @param consoleFolder  where the console was built to; null: it was not
 * @throws CannotListen
 */
export async function startHttp(
  house: House,
  now: () => number = Date.now,
  consoleFolder: string | null = builtConsole(),
): Promise<HttpServer> {
  const { HOST: host, PORT: port } = house.config;
  // Read now, so that the first who lists thousands of them need not wait; whoever lists them is told what is wrong.
  await house.pages
    .all()
    .catch((error: unknown) => house.log.error("pages.unreadable", { error: String(error) }));
  const allow = createGuard(house.config.API_KEYS, house.sessions);
  const broadcast = createBroadcast(house, allow);
  const server = createServer(createApp(house, allow, broadcast, now, consoleFolder));
  // Longer than a load balancer keeps its idle connections, so that it is never us who cuts one in use.
  server.keepAliveTimeout = 65_000;
  server.on("clientError", answerUnreadable);
  await listen(server, host, port);
  // Out of file descriptors, a connection is refused; those that are open go on.
  server.on("error", (error) => house.log.error("http.failed", { error: error.message }));
  const address = server.address();
  const bound = typeof address === "object" && address !== null ? address.port : port;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${String(bound)}`,
    async close() {
      await broadcast.close();
      await closeServer(server);
    },
  };
}

function createApp(
  house: House,
  allow: Guard,
  broadcast: Broadcast,
  now: () => number,
  consoleFolder: string | null,
): Express {
  const app = express().disable("x-powered-by").disable("etag").set("query parser", "simple");
  app.use(securityHeaders());
  app.use("/webhooks/messenger", webhookRoutes(house));
  app.use("/v1/messages", messageRoutes(house, allow));
  app.use("/v1/pages", pageRoutes(house, allow, now));
  app.use("/v1/conversations", conversationRoutes(house, allow, now));
  app.use("/v1/dead-letters", deadLetterRoutes(house, allow));
  app.use("/v1/replays", replayRoutes(house, allow));
  app.use("/v1/audit", auditRoutes(house, allow));
  app.use("/v1/events", broadcast.routes);
  app.use("/v1", overviewRoutes(house, allow));
  app.use("/console/session", consoleSessionRoutes(house));
  app.use("/queues", queueRoutes(house, allow));
  app.use("/metrics", metricRoutes(house));
  app.use(healthRoutes(house));
  app.use(documentRoutes());
  app.use(consoleRoutes(consoleFolder));
  app.use((request) => {
    throw new Problem(404, `There is nothing at ${request.path}.`);
  });
  app.use(problemHandler(house.log));
  return app;
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException): void => reject(new CannotListen(host, port, error));
    server.once("error", refuse);
    server.listen(port, host, () => {
      server.off("error", refuse);
      resolve();
    });
  });
}

function whyNot(host: string, port: number, { code = "", message }: NodeJS.ErrnoException): string {
  const where = `Port ${String(port)} on ${host}`;
  if (code === "EADDRINUSE") return `${where} is in use; stop what is there, or set PORT to another.`;
  if (code === "EACCES") return `${where} may not be used by this user; set PORT to one above 1023.`;
  if (["EADDRNOTAVAIL", "ENOTFOUND", "EAI_AGAIN"].includes(code))
    return `${host} is not an address of this machine; set HOST to one that is, such as 127.0.0.1 or 0.0.0.0.`;
  return `${where} cannot be listened on: ${message}.`;
}

/** Stops listening, lets what is under way end, and cuts idle keep-alive connections; in the end the others too. */
function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const patience = setTimeout(() => server.closeAllConnections(), GRACE_MS);
    server.close(() => {
      clearTimeout(patience);
      resolve();
    });
    server.closeIdleConnections();
  });
}
