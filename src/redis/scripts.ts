/** Lua scripts, run by their digest; calls of one turn of the event loop to the same script travel as one. */
import { createHash } from "node:crypto";
import type { RedisClient } from "./connection.ts";

export type ScriptArg = string | Buffer;
export type RunScript = (
  lua: string,
  keys: readonly string[],
  args: readonly ScriptArg[],
) => Promise<unknown>;

export interface ScriptCall {
  readonly lua: string;
  readonly keys: readonly string[];
  readonly args: readonly ScriptArg[];
}

interface Waiting extends Pick<ScriptCall, "keys" | "args"> {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
}

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

/**
 * Both in one step, the second only where the first answers 1; on a cluster one after the other.
 * @returns what the second answers; null where the first did not answer 1
 */
export type RunIf = (first: ScriptCall, second: ScriptCall) => Promise<unknown>;

export function conditionalRunner(client: RedisClient): RunIf {
  const run = scriptRunner(client);
  if (client.isCluster)
    return async (first, second) =>
      (await run(first.lua, first.keys, first.args)) === 1 ? run(second.lua, second.keys, second.args) : null;
  return (first, second) =>
    run(
      conditional(first.lua, second.lua),
      [...first.keys, ...second.keys],
      [String(first.keys.length), String(first.args.length), ...first.args, ...second.args],
    );
}

function singly(client: RedisClient): RunScript {
  const names = new Map<string, string>();
  return (lua, keys, args) => {
    let name = names.get(lua);
    if (name === undefined) {
      name = `taglane${createHash("sha1").update(lua).digest("hex")}`;
      names.set(lua, name);
      client.defineCommand(name, { lua });
    }
    const command: unknown = Reflect.get(client, name);
    if (typeof command !== "function") throw new Error(`no script ${name}`);
    return Reflect.apply(command, client, [keys.length, ...keys, ...args]);
  };
}

function gathering(client: RedisClient): RunScript {
  const run = singly(client);
  let waiting = new Map<string, Waiting[]>();

  function flush(): void {
    const all = waiting;
    waiting = new Map();
    for (const [lua, calls] of all)
      for (let at = 0; at < calls.length; at += MOST_TOGETHER)
        void runAll(lua, calls.length <= MOST_TOGETHER ? calls : calls.slice(at, at + MOST_TOGETHER));
  }

  async function runAll(lua: string, calls: readonly Waiting[]): Promise<void> {
    try {
      const allKeys: string[] = [];
      const allArgs: ScriptArg[] = [];
      for (const { keys, args } of calls) {
        allKeys.push(...keys);
        allArgs.push(String(keys.length), String(args.length), ...args);
      }
      const answers = await run(together(lua), allKeys, allArgs);
      if (!Array.isArray(answers)) throw new Error("The script told nothing of each call.");
      calls.forEach(({ resolve, reject }, i) => {
        const answer: unknown = answers[i];
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
      const call = { keys, args, resolve, reject };
      const calls = waiting.get(lua);
      if (calls === undefined) waiting.set(lua, [call]);
      else calls.push(call);
    });
}

/** By the script, and by what follows it: texts are long, and to put two of them together for each call would cost more than the call. */
const texts = new Map<string, Map<string, string>>();

function textOf(lua: string, followed: string, write: () => string): string {
  const those = texts.get(lua) ?? new Map<string, string>();
  const text = those.get(followed) ?? write();
  those.set(followed, text);
  texts.set(lua, those);
  return text;
}

/** KEYS: of all calls. ARGV: of each call how many keys and arguments it has, then its arguments. Returns each answer. */
export function together(lua: string): string {
  return textOf(
    lua,
    "",
    () => `
local function one(KEYS, ARGV)
${lua}
end
local answers, k, a = {}, 0, 0
while a < #ARGV do
  local keys, args = tonumber(ARGV[a + 1]), tonumber(ARGV[a + 2])
  local its_keys, its_args = {}, {}
  for i = 1, keys do its_keys[i] = KEYS[k + i] end
  for i = 1, args do its_args[i] = ARGV[a + 2 + i] end
  k = k + keys
  a = a + 2 + args
  local ok, answer = pcall(one, its_keys, its_args)
  if not ok then answer = type(answer) == "table" and answer or { err = tostring(answer) } end
  if answer == nil then answer = false end
  answers[#answers + 1] = answer
end
return answers`,
  );
}

/** KEYS: of both. ARGV: how many keys and arguments the first has, then the arguments of both. */
export function conditional(first: string, second: string): string {
  return textOf(
    first,
    second,
    () => `
local function first(KEYS, ARGV)
${first}
end
local function second(KEYS, ARGV)
${second}
end
local keys, args = tonumber(ARGV[1]), tonumber(ARGV[2])
local its_keys, its_args, other_keys, other_args = {}, {}, {}, {}
for i = 1, keys do its_keys[i] = KEYS[i] end
for i = keys + 1, #KEYS do other_keys[#other_keys + 1] = KEYS[i] end
for i = 3, 2 + args do its_args[i - 2] = ARGV[i] end
for i = 3 + args, #ARGV do other_args[#other_args + 1] = ARGV[i] end
if first(its_keys, its_args) ~= 1 then return false end
return second(other_keys, other_args)`,
  );
}
