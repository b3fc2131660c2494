/**
 * The doorbell: whoever adds to a lane rings, and the sender that owns the lane wakes.
 *
 * Pub/sub may lose a ring; so each ring also stands in a sorted set of lanes with work, which senders sweep.
 */
import { setImmediate as endOfTurn } from "node:timers/promises";
import type { RedisClient } from "./connection.ts";
import type { Keys } from "./keys.ts";
import { isLaneKind, type LaneKind } from "../core/pace.ts";

export interface Lane {
  readonly kind: LaneKind;
  readonly page: string;
}

export interface Doorbell {
  /**
   * Resolves when the lane is on record as having work. All rings of one turn of the event loop travel together.
   * @param jobs  how many were added; left out: not known
   */
  ring(lane: Lane, jobs?: number): Promise<void>;
  /** Tells all senders to look who owns what. */
  callRoll(): Promise<void>;
}

export interface Listener {
  close(): Promise<void>;
}

export function laneName(lane: Lane): string {
  return `${lane.kind}.${lane.page}`;
}

export function laneOf(name: string): Lane | null {
  const [kind = "", page = ""] = name.split(".");
  return isLaneKind(kind) && page !== "" ? { kind, page } : null;
}

export function createDoorbell(client: RedisClient, keys: Keys): Doorbell {
  /** Lane to how many jobs were added. */
  let rung = new Map<string, number>();
  let flush: Promise<void> | null = null;

  async function flushSoon(): Promise<void> {
    await endOfTurn();
    const names = [...rung.keys()];
    const words = [...rung].map(([name, jobs]) => (Number.isFinite(jobs) ? `${name}*${String(jobs)}` : name));
    rung = new Map();
    flush = null;
    // What was added before a ring is written by the end of its turn of the event loop: the bell comes behind it.
    await endOfTurn();
    const now = Date.now();
    await Promise.all([
      client.zadd(keys.lanes, ...names.flatMap((name) => [now, name])),
      client.publish(keys.doorbell, words.join(" ")),
    ]);
  }

  return {
    ring(lane, jobs = Infinity) {
      const name = laneName(lane);
      rung.set(name, (rung.get(name) ?? 0) + jobs);
      flush ??= flushSoon();
      return flush;
    },
    async callRoll() {
      await client.publish(keys.doorbell, "");
    },
  };
}

export interface Rung {
  readonly lane: Lane;
  /** How many were added; Infinity: not known. */
  readonly jobs: number;
}

/** Hears every ring, on a connection of its own. An empty list is a roll call. */
export async function listen(
  client: RedisClient,
  keys: Keys,
  onRing: (rung: readonly Rung[]) => void,
): Promise<Listener> {
  const subscriber = client.duplicate();
  // ioredis reconnects and subscribes again by itself; what it misses meanwhile, the sweep finds.
  subscriber.on("error", () => undefined);
  subscriber.on("message", (_channel: string, words: string) => {
    onRing(words.split(" ").flatMap(rungIn));
  });
  await subscriber.subscribe(keys.doorbell);
  return {
    close: () => {
      subscriber.disconnect();
      return Promise.resolve();
    },
  };
}

function rungIn(word: string): Rung[] {
  const [name = "", jobs] = word.split("*");
  const lane = laneOf(name);
  return lane === null ? [] : [{ lane, jobs: Number(jobs ?? Infinity) }];
}
