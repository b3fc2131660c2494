/** The door for programs. */
import { createServer, type Server } from "node:http";
import express, { type Express } from "express";
import type { House } from "../runtime.ts";
import { createGuard } from "./auth.ts";
import { conversationRoutes } from "./conversations.ts";
import { deadLetterRoutes } from "./dead-letters.ts";
import { healthRoutes } from "./health.ts";
import { messageRoutes } from "./messages.ts";
import { pageRoutes } from "./pages.ts";
import { Problem, problemHandler } from "./problem.ts";
import { webhookRoutes } from "./webhooks.ts";

export interface HttpServer {
  readonly url: string;
  close(): Promise<void>;
}

export class PortTaken extends Error {
  readonly code = "PORT_TAKEN";
  constructor(host: string, port: number, cause: unknown) {
    super(`Port ${String(port)} on ${host} is in use; stop what is there, or set PORT to another.`, {
      cause,
    });
    this.name = "PortTaken";
  }
}

/** @throws PortTaken */
export async function startHttp(house: House, now: () => number = Date.now): Promise<HttpServer> {
  const { HOST: host, PORT: port } = house.config;
  const server = createServer(createApp(house, now));
  // Longer than a load balancer keeps its idle connections, so that it is never us who cuts one in use.
  server.keepAliveTimeout = 65_000;
  await listen(server, host, port);
  const address = server.address();
  const bound = typeof address === "object" && address !== null ? address.port : port;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${String(bound)}`,
    close: () => closeServer(server),
  };
}

function createApp(house: House, now: () => number): Express {
  const app = express().disable("x-powered-by").disable("etag").set("query parser", "simple");
  const allow = createGuard(house.config.API_KEYS);
  app.use("/webhooks/messenger", webhookRoutes(house));
  app.use("/v1/messages", messageRoutes(house, allow));
  app.use("/v1/pages", pageRoutes(house, allow));
  app.use("/v1/conversations", conversationRoutes(house, allow, now));
  app.use("/v1/dead-letters", deadLetterRoutes(house, allow));
  app.use(healthRoutes(house));
  app.use((request) => {
    throw new Problem(404, `There is nothing at ${request.method} ${request.path}.`);
  });
  app.use(problemHandler(house.log));
  return app;
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "EADDRINUSE" ? new PortTaken(host, port, error) : error);
    });
    server.listen(port, host, resolve);
  });
}

/** Stops listening, lets what is under way end, and cuts idle keep-alive connections. */
function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}
