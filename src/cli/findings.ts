/** What doctor makes of what it sees: each a mark and a line. */
import type { Config } from "../config.ts";
import { COMPACT_VALUE, type RedisFacts } from "../redis/checkup.ts";

/** `warn`: works, but not as a deployment should. `fail`: sending will not work, or messages may be lost. */
export interface Finding {
  readonly mark: "ok" | "warn" | "fail";
  readonly what: string;
  readonly words: string;
}

type SecretsOf = Pick<Config, "ENCRYPTION_KEY" | "META_APP_SECRET" | "META_VERIFY_TOKEN" | "API_KEYS">;

export function settingFinding(config: SecretsOf): Finding {
  const lacks = [
    ...(config.ENCRYPTION_KEY === undefined ? ["ENCRYPTION_KEY (serve and sender do not start)"] : []),
    ...(config.META_APP_SECRET === undefined ? ["META_APP_SECRET (webhooks are refused)"] : []),
    ...(config.META_VERIFY_TOKEN === undefined ? ["META_VERIFY_TOKEN (webhooks cannot be subscribed)"] : []),
    ...(config.API_KEYS.length === 0 ? ["API_KEYS (nobody may call /v1)"] : []),
  ];
  return lacks.length === 0
    ? ok("settings", "all that a deployment needs")
    : warn("settings", `not set: ${lacks.join(", ")}`);
}

/** What BullMQ recommends at the least (6.7: `RedisConnection.recommendedMinimumVersion`); below it warns at each start. */
const LEAST_VERSION = [6, 2] as const;

export function versionFinding({ version }: Pick<RedisFacts, "version">): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [leastMajor, leastMinor] = LEAST_VERSION;
  return major > leastMajor || (major === leastMajor && minor >= leastMinor)
    ? ok("Redis version", version)
    : fail("Redis version", `${version} is too old; it must be 6.2 or newer`);
}

export function appendOnlyFinding({ isAppendOnly }: Pick<RedisFacts, "isAppendOnly">): Finding {
  return isAppendOnly
    ? ok("Redis persistence", "append-only file")
    : warn(
        "Redis persistence",
        "no append-only file, so what waits is lost when Redis restarts; set appendonly yes",
      );
}

export function policyFinding({ maxmemoryPolicy: policy }: Pick<RedisFacts, "maxmemoryPolicy">): Finding {
  if (policy === null)
    return warn("Redis memory", "does not tell its maxmemory-policy; make sure that it is noeviction");
  return policy === "noeviction"
    ? ok("Redis memory", "noeviction")
    : fail(
        "Redis memory",
        `maxmemory-policy is ${policy}, so a full Redis would drop messages; set it to noeviction`,
      );
}

export function compactFinding(isCompact: boolean): Finding {
  return isCompact
    ? ok("Redis hashes", "compact")
    : warn(
        "Redis hashes",
        `a waiting message takes a third more memory than it need; set hash-max-listpack-value to ${String(COMPACT_VALUE)}`,
      );
}

/** Delays are counted by the clock of each process: a second's difference is noise, half a minute a fault. */
const CLOCK_WARN_MS = 1_000;
const CLOCK_FAIL_MS = 30_000;

/** @param aheadMs  how far the clock of Redis is ahead of ours */
export function clockFinding(aheadMs: number): Finding {
  const off = Math.abs(aheadMs);
  const words = `${(off / 1_000).toFixed(1)} s ${aheadMs < 0 ? "ahead of" : "behind"} the clock of Redis`;
  if (off < CLOCK_WARN_MS) return ok("clock", "agrees with the clock of Redis");
  return off < CLOCK_FAIL_MS ? warn("clock", words) : fail("clock", `${words}; set one of them right`);
}

export function ok(what: string, words: string): Finding {
  return { mark: "ok", what, words };
}

export function warn(what: string, words: string): Finding {
  return { mark: "warn", what, words };
}

export function fail(what: string, words: string): Finding {
  return { mark: "fail", what, words };
}
