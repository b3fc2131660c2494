/** What `taglane dev` keeps under DATA_DIR: its secrets between runs, and where it runs at the moment. */
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const keptSchema = z.object({
  appSecret: z.string(),
  verifyToken: z.string(),
  encryptionKey: z.string(),
  apiKey: z.string(),
  /** Page tokens of the demo, by page id. */
  pageTokens: z.record(z.string(), z.string()),
  /** Epoch ms around which the demo's times lie; null: not played yet. */
  demoAt: z.number().nullable(),
});

export type Kept = z.infer<typeof keptSchema>;

const runningSchema = z.object({
  pid: z.number(),
  url: z.string(),
  redisPid: z.number().nullable(),
  environment: z.record(z.string(), z.string()),
});

export type Running = z.infer<typeof runningSchema>;

/** The secrets of this folder's dev; made at the first run. */
export function kept(dataDir: string): Kept {
  const found = keptSchema.safeParse(readJson(join(dataDir, "dev.json")));
  if (found.success) return found.data;
  const made: Kept = {
    appSecret: randomBytes(16).toString("hex"),
    verifyToken: randomBytes(8).toString("hex"),
    encryptionKey: randomBytes(32).toString("base64"),
    apiKey: `dev-${randomBytes(16).toString("hex")}`,
    pageTokens: {},
    demoAt: null,
  };
  keep(dataDir, made);
  return made;
}

export function keep(dataDir: string, value: Kept): void {
  writeSecret(dataDir, "dev.json", value);
}

/** Null: nothing runs here, as far as is known. */
export function running(dataDir: string): Running | null {
  const found = runningSchema.safeParse(readJson(join(dataDir, "running.json")));
  return found.success ? found.data : null;
}

export function noteRunning(dataDir: string, value: Running): void {
  writeSecret(dataDir, "running.json", value);
}

export function forgetRunning(dataDir: string): void {
  rmSync(join(dataDir, "running.json"), { force: true });
}

/** The settings under which this folder's dev runs; empty when none does. */
export function runningHere(dataDir: string): Record<string, string> {
  const found = running(dataDir);
  return found !== null && isAlive(found.pid) ? found.environment : {};
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

function writeSecret(dataDir: string, name: string, value: unknown): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  writeFileSync(join(dataDir, name), `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
}
