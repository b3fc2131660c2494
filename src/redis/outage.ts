/** Is this error Redis that is away, or a bug? */

/**
 * ioredis: "Connection is closed", "Stream isn't writeable", "max retries per request", "Command timed out",
 * "Command aborted"; the server while it starts, fails over or has no room: LOADING, READONLY, MASTERDOWN,
 * CLUSTERDOWN, TRYAGAIN, MISCONF, OOM; the rest is the network's.
 */
const OUTAGE =
  /Connection is closed|Stream isn't writeable|max retries per request|Command timed out|Command aborted|^(LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|MISCONF|OOM) |^(connect|read|write) E[A-Z]+|All sentinels are unreachable|Failed to refresh slots cache|None of startup nodes/;

export function isOutage(error: unknown): boolean {
  return error instanceof Error && OUTAGE.test(error.message);
}
