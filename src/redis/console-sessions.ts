/**
 * Who is signed in at the console: sessions of an API key, and the links that open one once.
 *
 * Redis holds digests only. A session is bound to its key's name and secret by a proof that is keyed with the session's
 * own token, so that what stands in Redis neither opens the console nor helps to guess a secret.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { RedisClient } from "./connection.ts";
import type { Keys } from "./keys.ts";

interface Key {
  readonly name: string;
  readonly secret: string;
}

export interface Session<K extends Key> {
  readonly key: K;
  /** Epoch ms. */
  readonly expiresAt: number;
}

export interface ConsoleSessions<K extends Key> {
  /** The token is told once and kept by nobody but the browser. */
  open(key: K): Promise<{ readonly token: string; readonly expiresAt: number }>;
  /** Null: there is none, it has ended, or its key was removed or has another secret now. */
  find(token: string): Promise<Session<K> | null>;
  end(token: string): Promise<void>;
  /** A code that opens one session of the key, within an hour. */
  link(key: K): Promise<string>;
  /** Null: unknown, used or too old. */
  redeem(code: string): Promise<K | null>;
  /** Counts a try to sign in. False: there were too many of that address, or of all together, in the last minute. */
  mayTry(address: string): Promise<boolean>;
  /** The try was good and does not count. */
  tried(address: string): Promise<void>;
}

const SESSION_MS = 12 * 3_600_000;
const LINK_MS = 3_600_000;
const TRIES_MS = 60_000;
/** A person mistypes a few times; a secret of 16 characters is not found by ten guesses a minute. */
const TRIES_OF_ONE = 10;
/** Behind a proxy everybody may have one address, and an attacker may have many. */
const TRIES_OF_ALL = 100;
const EVERYBODY = "all";

const stored = z.object({ name: z.string(), proof: z.string(), expiresAt: z.number() });

export function createConsoleSessions<K extends Key>(
  client: RedisClient,
  keys: Keys,
  known: readonly K[],
  now: () => number = Date.now,
): ConsoleSessions<K> {
  const sessionAt = (token: string): string => keys.console(`session:${digestOf(token)}`);
  const linkAt = (code: string): string => keys.console(`link:${digestOf(code)}`);
  const triesOf = (address: string): string => keys.console(`tries:${address}`);

  async function keep(at: (token: string) => string, key: K, forMs: number) {
    const token = randomBytes(32).toString("base64url");
    const expiresAt = now() + forMs;
    const it = { name: key.name, proof: proofOf(token, key.secret), expiresAt };
    await client.set(at(token), JSON.stringify(it), "PX", forMs);
    return { token, expiresAt };
  }

  function sessionIn(token: string, json: string | null): Session<K> | null {
    if (json === null) return null;
    const { name, proof, expiresAt } = stored.parse(JSON.parse(json));
    const key = known.find((it) => it.name === name);
    if (key === undefined || expiresAt <= now()) return null;
    return isSame(proof, proofOf(token, key.secret)) ? { key, expiresAt } : null;
  }

  async function count(address: string): Promise<number> {
    const key = triesOf(address);
    // Both at once, so that no count is ever left without its end.
    const told = await client.multi().set(key, 0, "PX", TRIES_MS, "NX").incr(key).exec();
    return Number(told?.[1]?.[1]);
  }

  return {
    open: (key) => keep(sessionAt, key, SESSION_MS),
    find: async (token) => sessionIn(token, await client.get(sessionAt(token))),
    async end(token) {
      await client.del(sessionAt(token));
    },
    link: async (key) => (await keep(linkAt, key, LINK_MS)).token,
    redeem: async (code) => sessionIn(code, await client.getdel(linkAt(code)))?.key ?? null,
    async mayTry(address) {
      const [ofOne, ofAll] = await Promise.all([count(address), count(EVERYBODY)]);
      return ofOne <= TRIES_OF_ONE && ofAll <= TRIES_OF_ALL;
    },
    async tried(address) {
      await Promise.all([client.decr(triesOf(address)), client.decr(triesOf(EVERYBODY))]);
    },
  };
}

function digestOf(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}

function proofOf(token: string, secret: string): string {
  return createHmac("sha256", token).update(secret).digest("base64url");
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
