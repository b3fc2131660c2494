/** The built command, run as a user runs it: a process of its own, in a folder of its own. */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { configFrom, type Environment } from "../../src/config.ts";
import { openHouse, type House } from "../../src/runtime.ts";
import { createRecorder } from "../support/recorder.ts";
import { testRedis } from "../support/redis.ts";

const DIST = join(import.meta.dirname, "../../dist");

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Environment;
  readonly stdin?: string | Buffer;
}

export interface Terminal {
  readonly folder: string;
  /** The pipeline that the commands work on, seen from within. */
  readonly house: House;
  readonly env: Environment;
  run(args: readonly string[], options?: RunOptions): Promise<Ran>;
  /** Writes a file into the folder and gives its name. */
  file(name: string, content: string | Buffer): string;
  read(name: string): string;
  close(): Promise<void>;
}

export async function openTerminal(settings: Environment = {}): Promise<Terminal> {
  const folder = mkdtempSync(join(tmpdir(), "taglane-cli-"));
  const redis = testRedis();
  const env = {
    NODE_ENV: "test",
    REDIS_URL: redis.url,
    REDIS_PREFIX: redis.prefix,
    // Nothing listens there.
    GRAPH_API_URL: "http://127.0.0.1:9/v26.0",
    ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    ...settings,
  };
  const house = await openHouse({ config: configFrom(env), log: createRecorder().log, profile: "producer" });
  return {
    folder,
    house,
    env,
    run: (args, options = {}) => run(args, folder, { ...options, env: { ...env, ...options.env } }),
    file(name, content) {
      writeFileSync(join(folder, name), content);
      return name;
    },
    read: (name) => readFileSync(join(folder, name), "utf8"),
    async close() {
      await house.close();
      await redis.cleanup();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Only what is given here, and the PATH: nothing of the environment that the tests run in. */
export function launch(script: string, args: readonly string[], cwd: string, env: Environment) {
  const set = Object.entries(env).filter(([, value]) => value !== undefined);
  return spawn(process.execPath, [join(DIST, script), ...args], {
    cwd,
    env: { PATH: process.env["PATH"], ...Object.fromEntries(set) },
    stdio: ["pipe", "pipe", "pipe"],
  });
}

export async function run(args: readonly string[], cwd: string, options: RunOptions = {}): Promise<Ran> {
  const child = launch("src/cli/main.js", args, cwd, options.env ?? {});
  child.stdin.on("error", () => undefined).end(options.stdin ?? "");
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code: child.exitCode, stdout, stderr };
}
