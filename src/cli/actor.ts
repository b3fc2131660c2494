/** Who sits at this terminal, for the audit. */
import { hostname, userInfo } from "node:os";
import type { Actor } from "../redis/audit.ts";

export function terminalActor(): Actor {
  return { by: userName(), via: "command line", from: hostname() };
}

/** A container may run under a number that has no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${String(process.getuid?.() ?? "?")}`;
  }
}
