/** Counts what is asked of a Redis, exactly, by listening in on it (MONITOR). */
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Redis } from "ioredis";
import { z } from "zod";
import { scriptTexts } from "./product.ts";

export interface Counted {
  /** By name, such as `addPrioritizedJob`. */
  readonly bullmqScripts: Readonly<Record<string, number>>;
  readonly otherScripts: number;
  /** In how many round trips all those scripts travelled. */
  readonly scriptTrips: number;
  /** By name: all that is no script, and what scripts call inside apart. */
  readonly commands: Readonly<Record<string, number>>;
  /** Calls made by scripts, inside Redis. */
  readonly inside: number;
  /** Scripts on the queue that all messages share, and so on one node of a cluster. */
  readonly scriptsOnOutbound: number;
}

const exportsSchema = z.record(z.string(), z.object({ name: z.string(), content: z.string() }));

/** From the text's SHA-1, by which Redis runs it, to its name; those of the product among them. */
async function bullmqScriptNames(): Promise<ReadonlyMap<string, string>> {
  const folder = join(dirname(fileURLToPath(import.meta.resolve("bullmq"))), "scripts");
  const files = readdirSync(folder).filter((name) => /^\w+-\d+\.js$/.test(name));
  const names = new Map<string, string>();
  for (const [text, name] of await scriptTexts()) names.set(sha1(text), name);
  for (const file of files) {
    const exported = exportsSchema.parse({ ...(await import(pathToFileURL(join(folder, file)).href)) });
    for (const { name, content } of Object.values(exported)) names.set(sha1(content), name);
  }
  return names;
}

function sha1(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}

/**
 * How many calls of a script travel in this one: the product sends those of one turn of the event loop together, with the
 * numbers of keys and of arguments before the arguments of each (src/redis/scripts.ts).
 */
function callsIn([, , keyCount = "", ...rest]: readonly string[]): number {
  let [keys, at, calls] = [Number(keyCount), Number(keyCount), 0];
  for (; at < rest.length; calls += 1) {
    const [itsKeys, itsArgs] = [Number(rest[at]), Number(rest[at + 1])];
    if (!Number.isInteger(itsKeys) || !Number.isInteger(itsArgs)) return 1;
    keys -= itsKeys;
    at += 2 + itsArgs;
  }
  return keys === 0 && at === rest.length && calls > 0 ? calls : 1;
}

export interface ScriptCounter {
  begin(): Promise<void>;
  end(): Promise<void>;
  readonly counted: Counted;
}

export async function openScriptCounter(redis: Redis): Promise<ScriptCounter> {
  const names = await bullmqScriptNames();
  let lines: { readonly args: readonly string[]; readonly source: string }[] = [];
  let listener: Redis | null = null;
  return {
    async begin() {
      lines = [];
      const opened = await redis.monitor();
      opened.on("monitor", (_time: string, args: string[], source: string) => lines.push({ args, source }));
      listener = opened;
    },
    async end() {
      // Redis tells of a command before it runs it: whatever came before this one has been told.
      const mark = `taglane-mark-${String(performance.now())}`;
      const told = new Promise<void>((resolve) => {
        listener?.on("monitor", (_time: string, args: string[]) => {
          if (args[1] === mark) resolve();
        });
      });
      await redis.echo(mark);
      await told;
      listener?.disconnect();
      lines = lines.filter(({ args }) => !OWN_QUESTIONS.includes(commandIn(args)));
    },
    get counted() {
      const bullmqScripts: Record<string, number> = {};
      const commands: Record<string, number> = {};
      let [otherScripts, scriptTrips, inside, scriptsOnOutbound] = [0, 0, 0, 0];
      for (const { args, source } of lines) {
        const command = commandIn(args);
        if (source === "lua") inside += 1;
        else if (!isScript(command)) commands[command] = (commands[command] ?? 0) + 1;
        else {
          const script = names.get(args[1] ?? "");
          const calls = callsIn(args);
          scriptTrips += 1;
          if (args[3]?.includes("{outbound}") === true) scriptsOnOutbound += calls;
          if (script === undefined) otherScripts += calls;
          else bullmqScripts[script] = (bullmqScripts[script] ?? 0) + calls;
        }
      }
      return { bullmqScripts, otherScripts, scriptTrips, commands, inside, scriptsOnOutbound };
    },
  };
}

/** What the benchmark itself asks. */
const OWN_QUESTIONS = ["echo", "info", "monitor"];

function isScript(command: string): boolean {
  return command === "evalsha" || command === "eval";
}

function commandIn(args: readonly string[]): string {
  return (args[0] ?? "").toLowerCase();
}

export function totalOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
