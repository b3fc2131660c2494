/** A Redis of the tests' own: a child process where the machine has a Redis, else a container. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants, rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";

export interface PrivateRedis {
  readonly url: string;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
  /** Starts it again on the same port: with its data when it is `durable`, else empty. */
  restart(): Promise<void>;
  /** It keeps its connections and answers nothing, until `resume`. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Ends it for good and removes its data. */
  stop(): Promise<void>;
}

/**
 * `durable` writes an append-only file at each command, so that a killed Redis comes back with its data. `cluster` is a
 * node of one, which has no slots yet.
 */
export interface PrivateRedisOptions {
  durable?: boolean;
  cluster?: boolean;
}

export function localRedisProgram(): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const candidates = ["redis-server", "valkey-server"].flatMap((name) =>
    folders.map((folder) => join(folder, name)),
  );
  return candidates.find(isExecutable);
}

export function dockerAnswers(): boolean {
  return spawnSync("docker", ["info"], { stdio: "ignore", timeout: 5_000 }).status === 0;
}

export async function startLocalRedis(
  program: string,
  options: PrivateRedisOptions = {},
): Promise<PrivateRedis> {
  const folder = await mkdtemp(join(tmpdir(), "taglane-redis-"));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", removeFolder);

  const port = await freePort();
  const launch = () => launchRedis(program, redisArguments(port, options), folder);
  let server = await launch();

  return {
    url: `redis://127.0.0.1:${port}`,
    kill: () => end(server),
    async restart() {
      server = await launch();
    },
    async pause() {
      server.kill("SIGSTOP");
    },
    async resume() {
      server.kill("SIGCONT");
    },
    async stop() {
      await end(server);
      process.removeListener("exit", removeFolder);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Docker gives a container its data back at a restart, and we give it its port. */
export async function startRedisContainer(options: PrivateRedisOptions = {}): Promise<PrivateRedis> {
  // Loaded here, because it takes most of a second that a machine without Docker need not spend.
  const { GenericContainer, getContainerRuntimeClient } = await import("testcontainers");
  const port = await freePort();
  const started = await new GenericContainer("redis:7-alpine")
    .withExposedPorts({ container: 6379, host: port })
    .withCommand(["redis-server", ...settings(options)])
    .start();
  const client = await getContainerRuntimeClient();
  const container = client.container.getById(started.getId());

  return {
    url: `redis://${started.getHost()}:${port}`,
    kill: async () => void (await container.kill()),
    restart: async () => void (await container.start()),
    pause: async () => void (await container.pause()),
    resume: async () => void (await container.unpause()),
    stop: async () => void (await started.stop()),
  };
}

function redisArguments(port: number, options: PrivateRedisOptions): string[] {
  return ["--bind", "127.0.0.1", "--port", String(port), "--databases", "1", ...settings(options)];
}

function settings({ durable = false, cluster = false }: PrivateRedisOptions): string[] {
  const appendOnly = durable ? ["--appendonly", "yes", "--appendfsync", "always"] : ["--appendonly", "no"];
  return [
    "--save",
    "",
    ...appendOnly,
    // As docs/operations.md recommends; by the name that Redis 6 knows too.
    "--hash-max-ziplist-value",
    "1024",
    ...(cluster ? ["--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1"] : []),
  ];
}

/**
 * The shell becomes Redis, and what it leaves behind waits for the end of standard input: that comes when this process
 * ends in whatever way, a SIGKILL included, and then Redis goes too.
 */
export const onALeash = 'exec 3<&0; (cat <&3; kill -9 $$) >/dev/null 2>&1 & exec "$@" 3<&- </dev/null';

async function launchRedis(program: string, args: string[], folder: string): Promise<ChildProcess> {
  // A process group of its own: Ctrl-C in the terminal must reach the tests, not the Redis that they still clean up.
  const server = spawn("sh", ["-c", onALeash, "sh", program, ...args], {
    cwd: folder,
    detached: true,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const output: string[] = [];
  const lines = createInterface({ input: server.stdout });
  const ready = new Promise<void>((resolve, reject) => {
    lines.on("line", (line) => {
      output.push(line);
      if (line.includes("Ready to accept connections")) resolve();
    });
    server.once("error", reject);
    server.once("exit", () => reject(new Error(`${program} ended at its start:\n${output.join("\n")}`)));
  });
  await ready;
  return server;
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, "exit");
  server.kill("SIGKILL");
  await ended;
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("A TCP server has no port.");
  return address.port;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
