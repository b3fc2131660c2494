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

/** Closes, and waits no longer than that for a server that is gone or says nothing: a command may be waiting for it. */
const GOODBYE_MS = 2_000;

export async function closeRedis(client: RedisClient): Promise<void> {
  if (client.status !== "ready") return client.disconnect();
  const timer = setTimeout(() => client.disconnect(), GOODBYE_MS);
  try {
    await client.quit();
  } catch {
    client.disconnect();
  } finally {
    clearTimeout(timer);
  }
}

type Options = (typeof PROFILES)[Profile] & { readonly enableOfflineQueue?: boolean };

function clientFor(url: string, profile: Options): RedisClient {
  try {
    const [, tls, kind] = /^redis(s?)(-cluster|-sentinel)?:/.exec(url) ?? [];
    if (kind === undefined) return new Redis(url, profile);
    const { hosts, name, login } = partsOf(url);
    const isSecure = tls === "s";
    const secure = isSecure ? { tls: {} } : {};
    if (kind === "-cluster") {
      const { enableOfflineQueue = true, ...each } = profile;
      const cluster = new Cluster(hosts, {
        redisOptions: { ...each, ...login, ...secure },
        enableOfflineQueue,
      });
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see RedisClient
      return cluster as unknown as RedisClient;
    }
    const asked = isSecure ? { enableTLSForSentinelMode: true, sentinelTLS: {} } : {};
    return new Redis({ ...profile, ...login, ...secure, ...asked, sentinels: hosts, name });
  } catch {
    // The fault that is thrown for a bad URL carries the URL, password and all: its own sentence takes its place.
    const why = "its URL cannot be read; in a password write @ as %40, / as %2F and % as %25";
    throw new RedisUnreachable(url, new Error(why));
  }
}

/** Of a URL with several hosts. The login is that of the Redis itself; sentinels are asked without one. @throws URIError */
function partsOf(url: string) {
  const [, authority = "", name = ""] = /^[\w-]+:\/\/([^/]*)\/?(.*)$/.exec(url) ?? [];
  const at = authority.lastIndexOf("@");
  const [, user = "", password] = /^([^:]*)(?::(.*))?$/s.exec(authority.slice(0, Math.max(0, at))) ?? [];
  const login = {
    ...(user !== "" && { username: decodeURIComponent(user) }),
    ...(password !== undefined && { password: decodeURIComponent(password) }),
  };
  const hosts = authority
    .slice(at + 1)
    .split(",")
    .map(hostIn);
  return { hosts, name, login };
}

function hostIn(pair: string): { host: string; port: number } {
  const { hostname, port } = new URL(`redis://${pair}`);
  return { host: hostname.replace(/^\[|\]$/g, ""), port: port === "" ? 6379 : Number(port) };
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
