/** Counts what is asked of a Redis, exactly, by listening in on it (MONITOR). */
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Redis } from "ioredis";
import { unpack } from "msgpackr";
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

const packedCalls = z.array(z.tuple([z.array(z.string()), z.array(z.string())]));

/**
 * The first key of each call that travels in this one: the product sends those of one turn of the event loop together,
 * packed in one argument (src/redis/scripts.ts).
 */
function firstKeysIn([, , keyCount, first = ""]: readonly string[]): readonly string[] {
  if (keyCount !== "0") return [first];
  return packedCalls.parse(unpack(bytesIn(first))).map(([keys]) => keys[0] ?? "");
}

const ESCAPED = /\\(?:x([0-9a-f]{2})|(.))/g;
const NAMED: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", a: "\x07", b: "\b" };

/** As MONITOR tells them; ioredis has freed the quotation marks already. */
function bytesIn(told: string): Buffer {
  const bytes = told.replace(ESCAPED, (_, hex?: string, char = "") =>
    hex === undefined ? (NAMED[char] ?? char) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, "latin1");
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
          const keys = firstKeysIn(args);
          const calls = keys.length;
          scriptTrips += 1;
          scriptsOnOutbound += keys.filter((key) => key.includes("{outbound}")).length;
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
