/** Lua scripts, run by their digest. */
import { createHash } from "node:crypto";
import type { RedisClient } from "./connection.ts";

export type RunScript = (lua: string, keys: readonly string[], args: readonly string[]) => Promise<unknown>;

/**
 * Sends a script's text only when the server does not know it yet. The command is named after the text: all who
 * share a connection then mean the same by a name.
 */
export function scriptRunner(client: RedisClient): RunScript {
  const names = new Map<string, string>();
  return async (lua, keys, args) => {
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
