/** Connections to Redis: one URL, two profiles. */
import { Cluster, Redis, type RedisOptions } from "ioredis";
import { corkWrites } from "./cork.ts";

/** A cluster speaks the same commands; one type for both keeps every call readable. */
export type RedisClient = Redis;

/**
 * `producer` fails fast, so that intake can answer 503 at once; `worker` waits for Redis to come back.
 */
export type Profile = "producer" | "worker";

const PROFILES = {
  producer: {
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    commandTimeout: 5_000,
    connectTimeout: 2_000,
  },
  worker: { maxRetriesPerRequest: null, connectTimeout: 5_000 },
} satisfies Record<Profile, RedisOptions>;

/** How long a start waits for Redis before it says what is wrong. */
const PATIENCE_MS = 5_000;

export class RedisUnreachable extends Error {
  readonly code = "REDIS_UNREACHABLE";
  constructor(url: string, cause: unknown) {
    const why = cause instanceof Error && cause.message !== "" ? cause.message : "no answer";
    super(`Redis at ${withoutPassword(url)} cannot be reached (${why}); start it, or set REDIS_URL.`, {
      cause,
    });
    this.name = "RedisUnreachable";
  }
}

/** Connects and waits until Redis answers, 5 s at the most. @throws RedisUnreachable */
export async function connectRedis(url: string, profile: Profile): Promise<RedisClient> {
  const client = clientFor(url, PROFILES[profile]);
  corkWrites(client);
  let lastError: unknown;
  // A listener must stay: ioredis reports each failed reconnect here, and recovers by itself.
  client.on("error", (error: unknown) => {
    lastError = error;
  });
  try {
    await ready(client);
    return client;
  } catch (error) {
    client.disconnect();
    throw new RedisUnreachable(url, lastError ?? error);
  }
}

/** A second connection like the first, once it is up: what subscribes can do nothing else. @throws when it cannot be had */
export async function connectLike(client: RedisClient): Promise<RedisClient> {
  const other = client.duplicate();
  // ioredis reconnects and subscribes again by itself.
  other.on("error", () => undefined);
  try {
    await ready(other);
    return other;
  } catch (error) {
    other.disconnect();
    throw error;
  }
}

/** Closes without waiting for a server that is gone. */
export async function closeRedis(client: RedisClient): Promise<void> {
  if (client.status === "ready") await client.quit().catch(() => client.disconnect());
  else client.disconnect();
}

export function isRedisUrl(url: string): boolean {
  return /^(redis|rediss|redis-cluster|redis-sentinel):\/\/.+/.test(url);
}

function clientFor(
  url: string,
  profile: (typeof PROFILES)[Profile] & { enableOfflineQueue?: boolean },
): RedisClient {
  const { hosts, password, path } = hostsIn(url);
  const secret = password === undefined ? {} : { password };
  if (url.startsWith("redis-cluster://")) {
    const { enableOfflineQueue = true, ...redisOptions } = profile;
    const cluster = new Cluster(hosts, { redisOptions: { ...redisOptions, ...secret }, enableOfflineQueue });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see RedisClient
    return cluster as unknown as RedisClient;
  }
  if (url.startsWith("redis-sentinel://"))
    return new Redis({ ...profile, ...secret, sentinels: hosts, name: path });
  return single(url, profile);
}

/** The fault that is thrown for a bad URL carries the URL, password and all: its own sentence takes its place. */
function single(url: string, profile: (typeof PROFILES)[Profile]): Redis {
  try {
    return new Redis(url, profile);
  } catch {
    throw new RedisUnreachable(
      url,
      new Error("its URL cannot be read; in a password write @ as %40, / as %2F"),
    );
  }
}

function hostsIn(url: string): {
  hosts: { host: string; port: number }[];
  password: string | undefined;
  path: string;
} {
  const [, authority = "", path = ""] = /^[\w-]+:\/\/([^/]*)\/?(.*)$/.exec(url) ?? [];
  const at = authority.lastIndexOf("@");
  const password = at < 0 ? undefined : decodeURIComponent(authority.slice(0, at).replace(/^[^:]*:/, ""));
  const hosts = authority
    .slice(at + 1)
    .split(",")
    .map((pair) => {
      const [host = "127.0.0.1", port = "6379"] = pair.split(":");
      return { host, port: Number(port) };
    });
  return { hosts, password, path };
}

function ready(client: RedisClient): Promise<void> {
  if (client.status === "ready") return Promise.resolve();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("no answer")), PATIENCE_MS);
    client.once("ready", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** To the last @: a password may hold one. Options behind a question mark may hold a password too. */
function withoutPassword(url: string): string {
  return url.replace(/\/\/.*@/, "//***@").replace(/\?.*$/, "");
}
