/** The roles as processes of their own, on a Redis of the benchmark's own and a stub in Graph's place. */
import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { Agent } from "undici";
import { z } from "zod";
import { configFrom, type Config } from "../../src/config.ts";
import { localRedisProgram, onALeash, startLocalRedis } from "../../test/support/redis-server.ts";

const MAIN = new URL("../../dist/src/cli/main.js", import.meta.url).pathname;
const SECRET = "the secret of the benchmark";

const sendBody = z.object({
  message: z.object({ metadata: z.string() }),
  recipient: z.object({ id: z.string() }),
});

export type Role = "serve" | "classifier" | "sender";

export interface Roles {
  readonly config: Config;
  /** Resolves when the role says that it is there. */
  start(role: Role): Promise<ChildProcess>;
  /** Where `serve` listens. */
  readonly url: string;
  /** SIGKILL, and its end. */
  kill(child: ChildProcess): Promise<void>;
  call(method: "GET" | "PUT" | "POST", path: string, body?: unknown): Promise<Record<string, unknown>>;
  /** Our id to the moments (ms of a steady clock) at which Graph got it. */
  readonly arrivals: ReadonlyMap<string, number[]>;
  close(): Promise<void>;
}

export async function openRoles(settings: Readonly<Record<string, string>> = {}): Promise<Roles> {
  const program = localRedisProgram();
  if (program === undefined) throw new Error("A redis-server is needed on the PATH.");
  const redis = await startLocalRedis(program);
  const arrivals = new Map<string, number[]>();
  async function reply(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = performance.now();
    const { message, recipient } = sendBody.parse(JSON.parse(await text(request)));
    arrivals.set(message.metadata, [...(arrivals.get(message.metadata) ?? []), at]);
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ recipient_id: recipient.id, message_id: `m_${message.metadata}` }));
  }
  const graph = createServer((request, response) => {
    reply(request, response).catch(() => response.destroy());
  });
  graph.listen(0, "127.0.0.1");
  await once(graph, "listening");
  const address = graph.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;

  const given = {
    NODE_ENV: "production",
    PORT: "0",
    REDIS_URL: redis.url,
    GRAPH_API_URL: `http://127.0.0.1:${String(port)}/v26.0`,
    API_KEYS: `bench:${SECRET}:send+read+ops+admin`,
    ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    LOG_LEVEL: "info",
    ...settings,
  };
  const children = new Set<ChildProcess>();
  const agent = new Agent();
  let api = "";

  return {
    config: configFrom(given),
    arrivals,
    get url() {
      return api;
    },
    async start(role) {
      const env = { ...process.env, ...given };
      const command = [onALeash, "sh", process.execPath, MAIN, role];
      const child = spawn("sh", ["-c", ...command], { env, stdio: ["pipe", "pipe", "inherit"] });
      children.add(child);
      const there = role === "serve" ? "http.listening" : "process.started";
      const line = await new Promise<Record<string, unknown>>((resolve, reject) => {
        child.once("exit", (code) => reject(new Error(`${role} ended with ${String(code)}`)));
        createInterface({ input: child.stdout }).on("line", (written) => {
          if (written.includes(`"${there}"`)) resolve(JSON.parse(written));
        });
      });
      if (role === "serve") api = String(line["url"]);
      return child;
    },
    kill(child) {
      children.delete(child);
      return end(child, "SIGKILL");
    },
    async call(method, path, body) {
      const answer = await agent.request({
        origin: api,
        path,
        method,
        headers: { authorization: `Bearer ${SECRET}`, "content-type": "application/json" },
        body: body === undefined ? null : JSON.stringify(body),
      });
      const told = await answer.body.text();
      if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${told}`);
      return JSON.parse(told);
    },
    async close() {
      await Promise.all([...children].map((child) => end(child, "SIGTERM")));
      await agent.close();
      graph.closeAllConnections();
      graph.close();
      await redis.stop();
    },
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill(signal);
  await ended;
}
