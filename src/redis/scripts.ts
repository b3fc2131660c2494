/** Lua scripts, run by their digest; calls of one turn of the event loop to the same script travel as one. */
import { createHash } from "node:crypto";
import { ReplyError } from "ioredis";
import { Packr } from "msgpackr";
import type { RedisClient } from "./connection.ts";

export type RunScript = (lua: string, keys: readonly string[], args: readonly string[]) => Promise<unknown>;

export interface ScriptCall {
  readonly lua: string;
  readonly keys: readonly string[];
  readonly args: readonly string[];
}

interface Waiting extends Pick<ScriptCall, "keys" | "args"> {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A script may have two parts. What is above this line defines functions, once for all calls that travel together; what
 * is below is done for each, in which KEYS and ARGV are its own.
 */
export const EACH_CALL = "--- For each call:\n";

/** Of one script; each is a few ten microseconds in which Redis does nothing else. */
const MOST_TOGETHER = 50;

const runners = new WeakMap<RedisClient, RunScript>();

/**
 * Sends a script's text only when the server does not know it yet. The command is named after the text: all who
 * share a connection then mean the same by a name.
 *
 * Calls that share a round trip are answered each for itself, in their order. On a cluster each travels alone, for their
 * keys may be anywhere.
 */
export function scriptRunner(client: RedisClient): RunScript {
  const known = runners.get(client) ?? (client.isCluster ? singly(client) : gathering(client));
  runners.set(client, known);
  return known;
}

/** @returns what the second answers; where it does not run, what the first does */
export type RunPair = (first: ScriptCall, second: ScriptCall) => Promise<unknown>;

/** When the second runs: always, only where the first answers 1, or only where it answers nothing. */
export type Following = "always" | "if1" | "ifNone";

/** Both in one step; on a cluster, where their keys are apart, one after the other. */
export function pairRunner(client: RedisClient, following: Following): RunPair {
  const run = scriptRunner(client);
  const { goesOn, textOf } = PAIRS[following];
  if (client.isCluster)
    return async (first, second) => {
      const answer = await run(first.lua, first.keys, first.args);
      return goesOn(answer) ? run(second.lua, second.keys, second.args) : answer;
    };
  return (first, second) =>
    run(
      textOf(first.lua, second.lua),
      first.keys.concat(second.keys),
      [String(first.keys.length), String(first.args.length)].concat(first.args, second.args),
    );
}

function singly(client: RedisClient): RunScript {
  const commandOf = commandsOf(client);
  return (lua, keys, args) => commandOf(lua)(keys.length, ...keys, ...args);
}

type Command = (...args: readonly (number | string | Buffer)[]) => Promise<unknown>;

/** @param suffix  "Buffer": its answers come as bytes */
function commandsOf(
  client: RedisClient,
  textOf: (lua: string) => string = (lua) => lua,
  suffix: "" | "Buffer" = "",
): (lua: string) => Command {
  const commands = new Map<string, Command>();
  return (lua) => {
    const known = commands.get(lua);
    if (known !== undefined) return known;
    const text = textOf(lua);
    const name = `taglane${createHash("sha1").update(text).digest("hex")}`;
    client.defineCommand(name, { lua: text });
    const command: unknown = Reflect.get(client, name + suffix);
    if (typeof command !== "function") throw new Error(`no script ${name}`);
    const made: Command = (...args) => Reflect.apply(command, client, args);
    commands.set(lua, made);
    return made;
  };
}

/** Lua in Redis knows no records, and its numbers are JavaScript's. */
const packr = new Packr({ useRecords: false, int64AsType: "number" });

function gathering(client: RedisClient): RunScript {
  const commandOf = commandsOf(client, together, "Buffer");
  let waiting = new Map<string, Waiting[]>();

  function flush(): void {
    const all = waiting;
    waiting = new Map();
    for (const [lua, calls] of all)
      for (let at = 0; at < calls.length; at += MOST_TOGETHER)
        void runAll(lua, calls.length <= MOST_TOGETHER ? calls : calls.slice(at, at + MOST_TOGETHER));
  }

  /** The calls as one argument, the answers as one string: a client's work is by the piece, not by the byte. */
  async function runAll(lua: string, calls: readonly Waiting[]): Promise<void> {
    try {
      const told = await commandOf(lua)(0, packr.pack(calls.map(({ keys, args }) => [keys, args])));
      const answers: unknown = Buffer.isBuffer(told) ? packr.unpack(told) : null;
      if (!Array.isArray(answers)) throw new Error("The script told nothing of each call.");
      calls.forEach(({ resolve, reject }, i) => {
        const answer = replyOf(answers[i]);
        if (answer instanceof Error) reject(answer);
        else resolve(answer);
      });
    } catch (error) {
      for (const { reject } of calls) reject(error);
    }
  }

  return (lua, keys, args) =>
    new Promise((resolve, reject) => {
      if (waiting.size === 0) setImmediate(flush);
      const call = { keys: sound(keys), args: sound(args), resolve, reject };
      const calls = waiting.get(lua);
      if (calls === undefined) waiting.set(lua, [call]);
      else calls.push(call);
    });
}

/** ARGV: the calls, packed, each its keys and its arguments. Returns each answer, packed as well. */
export function together(lua: string): string {
  return `
${functionOf("one", lua)}
local answers = {}
for i, call in ipairs(cmsgpack.unpack(ARGV[1])) do
  local ok, answer = pcall(one, call[1], call[2])
  if not ok then answer = type(answer) == "table" and answer or { err = tostring(answer) } end
  if answer == nil then answer = false end
  answers[i] = answer
end
return cmsgpack.pack(answers)`;
}

function partsOf(lua: string): { readonly once: string; readonly each: string } {
  const at = lua.indexOf(EACH_CALL);
  return { once: lua.slice(0, Math.max(0, at)), each: lua.slice(at < 0 ? 0 : at + EACH_CALL.length) };
}

/** Half a character stands for itself nowhere else in Redis either. */
function sound(texts: readonly string[]): readonly string[] {
  return texts.every((it) => it.isWellFormed()) ? texts : texts.map((it) => it.toWellFormed());
}

/** What Redis would have made of what Lua returned. */
function replyOf(it: unknown): unknown {
  if (it === false) return null;
  if (it === true) return 1;
  if (typeof it === "number") return Math.trunc(it);
  if (Array.isArray(it)) return it.map(replyOf);
  if (typeof it !== "object" || it === null) return it;
  if ("err" in it) return new ReplyError(String(it.err));
  return "ok" in it ? it.ok : listOf(it);
}

/** Of a table with gaps Redis tells what stands before the first. */
function listOf(table: object): unknown[] {
  const fields = new Map(Object.entries(table));
  const list: unknown[] = [];
  while (fields.has(String(list.length + 1))) list.push(replyOf(fields.get(String(list.length + 1))));
  return list;
}

interface Pair {
  readonly goesOn: (answer: unknown) => boolean;
  /** KEYS: of both. ARGV: how many keys and arguments the first has, then the arguments of both. */
  readonly textOf: (first: string, second: string) => string;
}

/** The same condition twice: as it is asked here, and in Lua. */
export const PAIRS: Readonly<Record<Following, Pair>> = {
  always: { goesOn: () => true, textOf: pairMaker("true") },
  if1: { goesOn: (answer) => answer === 1, textOf: pairMaker("answer == 1") },
  ifNone: { goesOn: (answer) => answer === null, textOf: pairMaker("not answer") },
};

/** Kept by the two it is made of: to put such long texts together for each call would cost more than the call. */
function pairMaker(goesOn: string): Pair["textOf"] {
  const known = new Map<string, Map<string, string>>();
  return (first, second) => {
    const those = known.get(first) ?? new Map<string, string>();
    const text = those.get(second) ?? pair(first, second, goesOn);
    known.set(first, those.set(second, text));
    return text;
  };
}

function pair(first: string, second: string, goesOn: string): string {
  return `
${functionOf("first", first)}
${functionOf("second", second)}
${EACH_CALL}
local keys, args = tonumber(ARGV[1]), tonumber(ARGV[2])
local answer = first({ unpack(KEYS, 1, keys) }, { unpack(ARGV, 3, 2 + args) })
if not (${goesOn}) then return answer end
return second({ unpack(KEYS, keys + 1) }, { unpack(ARGV, 3 + args) })`;
}

function functionOf(name: string, lua: string): string {
  const { once, each } = partsOf(lua);
  return `
local ${name}
do
${once}
${name} = function(KEYS, ARGV)
${each}
end
end`;
}
