/**
 * Which sender owns which page: rendezvous hashing over the senders that are alive, so that all of them
 * agree without talking, and a change of the set moves only the pages that it must. The owner keeps a page's
 * pace, so a new one does not begin before the old one's last starts are a second ago.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import type { RedisClient } from "./connection.ts";
import type { Keys } from "./keys.ts";
import { scriptRunner } from "./scripts.ts";

export interface Owners {
  /**
   * Says that this sender lives, and learns who else does.
   * @returns false: the others had counted it as dead, and what was its own is in their hands
   */
  beat(): Promise<boolean>;
  isMine(page: string): boolean;
  /** Ms for which nothing of a page of this sender's may start, for it was another's a moment ago; 0: now. */
  handOverMs(page: string): number;
  /** How many senders are alive, this one included. */
  readonly count: number;
  leave(): Promise<void>;
}

/** A sender that was silent for so long is counted as dead; several beats, so that one slow one harms nobody. */
const SILENCE_MS = 10_000;

/**
 * From the moment at which a sender learns that a page is its own: a second in which the last starts of the old owner
 * still count, and another in which that one hears of it. The roll call takes milliseconds, but a process may be busy.
 */
const HAND_OVER_MS = 2_000;

/**
 * KEYS: senders, who left. ARGV: self, ms of silence. By the clock of Redis: those of the machines may be far apart.
 * Answers: 1 for one that was not counted, who is alive, who left last, ms for which that one's last starts count.
 */
const BEAT = `
local time = redis.call("TIME")
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local isNew = redis.call("ZADD", KEYS[1], now, ARGV[1])
redis.call("ZREMRANGEBYSCORE", KEYS[1], "-inf", now - ARGV[2])
local left = redis.call("GET", KEYS[2]) or ""
return { isNew, redis.call("ZRANGE", KEYS[1], 0, -1), left, math.max(0, redis.call("PTTL", KEYS[2])) }`;

const beaten = z.tuple([z.number(), z.array(z.string()), z.string(), z.number()]);

/** Senders that shared the pages, and until when their starts count. */
interface Shared {
  readonly senders: readonly string[];
  readonly until: number;
}

/** @param clock  ms that never go back */
export function createOwners(client: RedisClient, keys: Keys, self: string, clock: () => number): Owners {
  const run = scriptRunner(client);
  /** Null before the first beat. */
  let alive: readonly string[] | null = null;
  let before: readonly Shared[] = [];
  let owned = new Map<string, boolean>();

  function sharedBefore(senders: readonly string[], forMs: number): void {
    const now = clock();
    before = before.filter((it) => it.until > now);
    if (senders.length > 0) before = [...before, { senders, until: now + forMs }];
  }

  return {
    get count() {
      return Math.max(1, alive?.length ?? 1);
    },
    async beat() {
      const answer = await run(BEAT, [keys.senders, keys.senderThatLeft], [self, String(SILENCE_MS)]);
      const [isNew, seen, left, leftMs] = beaten.parse(answer);
      const next = seen.toSorted();
      const isFirst = alive === null;
      const others = next.filter((it) => it !== self);
      if (isFirst && leftMs > 0) sharedBefore([left], leftMs);
      if (isNew === 1) sharedBefore(others, HAND_OVER_MS);
      else if (next.join(" ") !== alive?.join(" ")) sharedBefore(alive ?? others, HAND_OVER_MS);
      if (next.join(" ") !== alive?.join(" ")) owned = new Map();
      alive = next;
      return isFirst || isNew === 0;
    },
    isMine(page) {
      const known = owned.get(page);
      if (known !== undefined) return known;
      const mine = alive === null || ownerOf(page, alive) === self;
      owned.set(page, mine);
      return mine;
    },
    handOverMs(page) {
      const now = clock();
      const others = before.filter(
        (it) => it.until > now && it.senders.length > 0 && ownerOf(page, it.senders) !== self,
      );
      return Math.max(0, ...others.map((it) => it.until - now));
    },
    async leave() {
      // In this order: whoever finds it gone finds this, too.
      await client.set(keys.senderThatLeft, self, "PX", HAND_OVER_MS);
      await client.zrem(keys.senders, self);
    },
  };
}

/** The sender with the highest hash for this page; undefined when there is none. */
export function ownerOf(page: string, senders: readonly string[]): string | undefined {
  let best: string | undefined;
  let highest = "";
  for (const sender of senders) {
    const weight = createHash("sha1").update(`${sender} ${page}`).digest("hex");
    if (weight > highest) [best, highest] = [sender, weight];
  }
  return best;
}
