/** A PostgreSQL of the benchmark's own, where the machine has the programs. */
import { execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, readdirSync, rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { freePort, onALeash } from "../../test/support/redis-server.ts";
import { treeCpuSeconds } from "./processor.ts";

export interface PrivatePostgres {
  readonly url: string;
  readonly version: string;
  /** Of all its processes so far. */
  cpuSeconds(): number;
  stop(): Promise<void>;
}

/** As little waits for the disk as in a Redis without an append-only file. */
const AS_FAST_AS_IN_MEMORY = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];
const SETTINGS = [
  ...AS_FAST_AS_IN_MEMORY,
  "shared_buffers=256MB",
  "max_wal_size=2GB",
  "listen_addresses=127.0.0.1",
  "unix_socket_directories=",
  "log_min_messages=warning",
];

/** Null: it is not installed, or there is nobody whom it could run as. */
export async function startPostgres(): Promise<PrivatePostgres | null> {
  const folder = programFolder();
  const owner = folder === null ? null : ownerIds();
  if (folder === null || owner === null) return null;
  const data = await mkdtemp(join(tmpdir(), "taglane-postgres-"));
  if (owner.uid !== undefined && owner.gid !== undefined) chownSync(data, owner.uid, owner.gid);
  const where = { cwd: data, ...owner };
  const init = ["-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8"];
  await promisify(execFile)(join(folder, "initdb"), init, where);

  const port = await freePort();
  const program = join(folder, "postgres");
  const options = SETTINGS.flatMap((setting) => ["-c", setting]);
  const server = spawn("sh", ["-c", onALeash, "sh", program, "-D", data, "-p", String(port), ...options], {
    ...where,
    detached: true,
    stdio: ["pipe", "ignore", "pipe"],
  });
  function removeAll(): void {
    server.kill("SIGKILL");
    rmSync(data, { recursive: true, force: true });
  }
  process.once("exit", removeAll);
  const said: string[] = [];
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: server.stderr }).on("line", (line) => {
      said.push(line);
      if (line.includes("ready to accept connections")) resolve();
    });
    server.once("exit", () => reject(new Error(`${program} ended at its start:\n${said.join("\n")}`)));
  });
  return {
    url: `postgres://postgres@127.0.0.1:${String(port)}/postgres`,
    version: /\d[\d.]*/.exec(execFileSync(program, ["--version"], { encoding: "utf8" }))?.[0] ?? "",
    cpuSeconds: () => treeCpuSeconds(server.pid),
    async stop() {
      const ended = once(server, "exit");
      server.kill("SIGQUIT");
      await ended;
      process.removeListener("exit", removeAll);
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** Debian keeps the programs off the PATH, a folder a version. */
function programFolder(): string | null {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).toSorted((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => join(DEBIAN, version, "bin")),
    ...(process.env["PATH"] ?? "").split(delimiter),
  ];
  return folders.find((folder) => existsSync(join(folder, "initdb"))) ?? null;
}

const DEBIAN = "/usr/lib/postgresql";

/** PostgreSQL refuses to run as root: then it runs as the user that its package made. Null: there is none. */
function ownerIds(): { uid?: number; gid?: number } | null {
  if (process.getuid?.() !== 0) return {};
  try {
    const [uid, gid] = ["-u", "-g"].map((flag) =>
      Number(execFileSync("id", [flag, "postgres"], { stdio: ["ignore", "pipe", "ignore"] })),
    );
    return uid === undefined || gid === undefined ? null : { uid, gid };
  } catch {
    return null;
  }
}
