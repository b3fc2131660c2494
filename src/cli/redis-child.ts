/** A private Redis for `taglane dev`: append-only, on loopback, its data under DATA_DIR. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { resolve } from "node:path";
import { once } from "node:events";
import { COMPACT_VALUE } from "../redis/checkup.ts";
import { closeRedis, connectRedis } from "../redis/connection.ts";

export interface RedisChild {
  readonly url: string;
  /** Null: a container's. */
  readonly pid: number | null;
  close(): Promise<void>;
}

class NoRedis extends Error {
  readonly code = "NO_REDIS";
  constructor() {
    super(
      "No Redis was found: install it (apt-get install redis-server, brew install redis), or set REDIS_URL.",
    );
    this.name = "NoRedis";
  }
}

const SERVERS = ["redis-server", "valkey-server"];

/** @throws NoRedis */
export async function startRedis(dataDir: string): Promise<RedisChild> {
  const dir = resolve(dataDir, "redis");
  mkdirSync(dir, { recursive: true });
  const port = await freePort();
  const url = `redis://127.0.0.1:${String(port)}`;
  const server = SERVERS.find((name) => answers(name, ["--version"]));
  const child = server === undefined ? container(dir, port) : privateServer(server, dir, port);
  const ended = once(child, "exit");
  // A server that dies while starting says why on its own log, which nobody sees: so it is said here.
  const early = ended.then(([code]) =>
    Promise.reject(new Error(`Redis stopped at once (exit ${String(code)}); ${dir}/redis.log says why.`)),
  );
  try {
    await closeRedis(await Promise.race([connectRedis(url, "producer"), early]));
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
  early.catch(() => undefined);
  return {
    url,
    pid: server === undefined ? null : (child.pid ?? null),
    async close() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/**
 * Ends a Redis of ours that outlived its parent (which was killed): two servers on one append-only file would
 * spoil it. Only a server that says it works on this very folder is taken for ours.
 */
export async function stopOrphan(url: string, dataDir: string): Promise<void> {
  const client = await connectRedis(url, "producer").catch(() => null);
  if (client === null) return;
  const [, dir] = await client.config("GET", "dir");
  if (dir !== resolve(dataDir, "redis")) return closeRedis(client);
  const gone = once(client, "close");
  // The answer to SHUTDOWN is that the connection ends.
  client.shutdown("NOSAVE").catch(() => undefined);
  await gone;
  client.disconnect();
}

function privateServer(server: string, dir: string, port: number): ChildProcess {
  const options = {
    bind: "127.0.0.1",
    port: String(port),
    dir,
    appendonly: "yes",
    "maxmemory-policy": "noeviction",
    // The name that it had before Redis 7, which newer ones take too.
    "hash-max-ziplist-value": String(COMPACT_VALUE),
    save: "",
    logfile: "redis.log",
  };
  // In a process group of its own: Ctrl-C in the terminal is for us, who stop Redis last.
  return spawn(
    server,
    Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
    {
      stdio: "ignore",
      detached: true,
    },
  );
}

function container(dir: string, port: number): ChildProcess {
  if (!answers("docker", ["info"])) throw new NoRedis();
  const where = ["-p", `127.0.0.1:${String(port)}:6379`, "-v", `${dir}:/data`];
  const memory = ["--maxmemory-policy", "noeviction", "--hash-max-listpack-value", String(COMPACT_VALUE)];
  const command = ["redis-server", "--appendonly", "yes", ...memory];
  return spawn("docker", ["run", "--rm", ...where, "redis:7-alpine", ...command], {
    stdio: "ignore",
    detached: true,
  });
}

function answers(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: "ignore", timeout: 5_000 }).status === 0;
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (typeof address !== "object" || address === null) throw new Error("no free port was given");
  return address.port;
}
