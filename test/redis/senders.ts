/** Senders of a test's own, each with its connection, and what they took. */
import { EventEmitter, once } from "node:events";
import { expect, vi } from "vitest";
import { closeRedis, connectRedis } from "../../src/redis/connection.ts";
import { createDoorbell, laneName } from "../../src/redis/doorbell.ts";
import { createHands } from "../../src/redis/hands.ts";
import type { Keys } from "../../src/redis/keys.ts";
import { consumeLanes, createLanes, type LaneConsumers, type LaneHandler } from "../../src/redis/lanes.ts";
import { ownerOf } from "../../src/redis/owners.ts";
import type { Taken, Verdict } from "../../src/redis/queue-end.ts";
import { bullConnection } from "../../src/redis/queues.ts";
import type { Store } from "./store.ts";

export interface TakenFrom {
  readonly by: string;
  readonly lane: string;
  readonly job: Taken;
}

/** A book in which handlers note what they took, and on which a test can wait. */
export class Book {
  readonly entries: TakenFrom[] = [];
  readonly #bell = new EventEmitter().setMaxListeners(0);

  note(entry: TakenFrom): void {
    this.entries.push(entry);
    this.#bell.emit("entry");
  }

  /** Resolves once so many jobs were taken, counting every time. */
  async until(count: number): Promise<void> {
    while (this.entries.length < count) await once(this.#bell, "entry");
  }

  get ids(): string[] {
    return this.entries.map((entry) => entry.job.id);
  }
}

export interface SenderOptions {
  readonly url: string;
  readonly keys: Keys;
  readonly self: string;
  readonly book: Book;
  readonly handle?: LaneHandler;
  readonly concurrency?: number;
  readonly mostInHand?: number;
  readonly sweepEveryMs?: number;
  readonly idleAfterMs?: number;
}

export interface Sender {
  readonly consumers: LaneConsumers;
  readonly errors: readonly Error[];
  close(): Promise<void>;
}

const done = (): Promise<Verdict> => Promise.resolve({ kind: "done" });

/** Sweeps seldom unless told otherwise, so that a job is only found by its ring. */
export async function startSender(options: SenderOptions): Promise<Sender> {
  const { url, keys, self, book, handle = done, mostInHand = 1_000, ...given } = options;
  const client = await connectRedis(url, "worker");
  const connection = bullConnection(client);
  const doorbell = createDoorbell(client, keys);
  const errors: Error[] = [];
  const take: LaneHandler = (lane, job, stays) => {
    book.note({ by: self, lane: laneName(lane), job });
    return handle(lane, job, stays);
  };
  const consumers = await consumeLanes(take, {
    client,
    connection,
    keys,
    lanes: createLanes(connection, keys, doorbell),
    doorbell,
    self,
    concurrency: 1,
    hands: createHands(mostInHand),
    onError: (error) => errors.push(error),
    sweepEveryMs: 60_000,
    ...given,
  });
  let closed: Promise<void> | undefined;
  return {
    consumers,
    errors,
    close: () => (closed ??= consumers.close().then(() => closeRedis(client))),
  };
}

/** A name of a sender that takes the page from that one. */
export function newOwner(of: string, from: string): string {
  for (let nth = 0; ; nth += 1) {
    const name = `b${String(nth)}`;
    if (ownerOf(of, [from, name]) === name) return name;
  }
}

export interface HeldBack {
  readonly letGo: () => void;
  readonly handle: () => Promise<Verdict>;
}

/** A handler that waits for the test's leave; once given, it holds for all. */
export function heldBack(): HeldBack {
  const gate = new EventEmitter().setMaxListeners(0);
  let isOpen = false;
  const letGo = (): void => {
    isOpen = true;
    gate.emit("open");
  };
  return {
    letGo,
    handle: async (): Promise<Verdict> => {
      if (!isOpen) await once(gate, "open");
      return { kind: "done" };
    },
  };
}

/** Waits for so many beats of a sender's heart, and counts them. */
export async function beatsOf(store: Store, self: string, count: number): Promise<number> {
  const seen = new Set<string>();
  await vi.waitFor(
    async () => {
      const beat = await store.client.zscore(store.keys.senders, self);
      if (beat !== null) seen.add(beat);
      expect(seen.size).toBeGreaterThanOrEqual(count);
    },
    { timeout: 10_000, interval: 10 },
  );
  return seen.size;
}
