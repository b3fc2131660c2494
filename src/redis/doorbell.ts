/**
 * The doorbell: whoever adds to a lane rings, and the sender that owns the lane wakes.
 *
 * Pub/sub may lose a ring; so each ring also stands in a sorted set of lanes with work, which senders sweep.
 */
import type { RedisClient } from "./connection.ts";
import type { Keys } from "./keys.ts";
import { isLaneKind, type LaneKind } from "../core/pace.ts";

export interface Lane {
  readonly kind: LaneKind;
  readonly page: string;
}

export interface Doorbell {
  /** Resolves when the lane is on record as having work. All rings of one tick travel together. */
  ring(lane: Lane): Promise<void>;
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
  let rung = new Set<string>();
  let flush: Promise<void> | null = null;

  async function flushSoon(): Promise<void> {
    await Promise.resolve();
    const names = [...rung];
    rung = new Set();
    flush = null;
    const now = Date.now();
    await Promise.all([
      client.zadd(keys.lanes, ...names.flatMap((name) => [now, name])),
      client.publish(keys.doorbell, names.join(" ")),
    ]);
  }

  return {
    ring(lane) {
      rung.add(laneName(lane));
      flush ??= flushSoon();
      return flush;
    },
    async callRoll() {
      await client.publish(keys.doorbell, "");
    },
  };
}

/** Hears every ring, on a connection of its own. An empty list is a roll call. */
export async function listen(
  client: RedisClient,
  keys: Keys,
  onRing: (lanes: readonly Lane[]) => void,
): Promise<Listener> {
  const subscriber = client.duplicate();
  // ioredis reconnects and subscribes again by itself; what it misses meanwhile, the sweep finds.
  subscriber.on("error", () => undefined);
  subscriber.on("message", (_channel: string, names: string) => {
    onRing(
      names
        .split(" ")
        .map(laneOf)
        .filter((lane) => lane !== null),
    );
  });
  await subscriber.subscribe(keys.doorbell);
  return {
    close: () => {
      subscriber.disconnect();
      return Promise.resolve();
    },
  };
}
