/**
 * Lanes: one BullMQ queue per page (and one for its audio and video), thousands of them in a process.
 *
 * A stock BullMQ worker holds a blocking connection each. Here every lane's worker shares one connection and
 * waits for the doorbell instead; it opens at the first ring and closes when nothing is left to do.
 */
import { RedisQueueBackend, type BackendFactory, type RedisConnection } from "bullmq";
import type { RedisClient } from "./connection.ts";
import { consume, type Consumer, type Taken, type Verdict } from "./consumer.ts";
import { laneName, laneOf, listen, type Doorbell, type Lane } from "./doorbell.ts";
import type { Keys } from "./keys.ts";
import { startDuty } from "./duty.ts";
import { createOwners, type Owners } from "./owners.ts";
import { laneQueue, sharedBackend, type LaneQueue, type QueuedJob } from "./queues.ts";

export interface Lanes {
  /** Puts jobs into the lane, in their order, and wakes its owner; returns when all of it is on record. */
  add(lane: Lane, jobs: readonly QueuedJob[]): Promise<void>;
  /** The lane's queue, for its counts, its rate and its pause. */
  queue(lane: Lane): LaneQueue;
  ring(lane: Lane): Promise<void>;
}

/** The side that adds. Queue objects are kept: making one costs a round trip. */
export function createLanes(connection: RedisConnection, keys: Keys, doorbell: Doorbell): Lanes {
  const opened = new Map<string, LaneQueue>();
  function queue(lane: Lane): LaneQueue {
    const name = laneName(lane);
    const known = opened.get(name) ?? laneQueue(connection, keys, lane.kind, lane.page);
    opened.set(name, known);
    return known;
  }
  return {
    queue,
    ring: (lane) => doorbell.ring(lane),
    async add(lane, jobs) {
      // Written in this order on one connection; should the process die between, the job that brought the
      // messages here is not complete, and will bring them again.
      await Promise.all([queue(lane).addAll(jobs), doorbell.ring(lane, jobs.length)]);
    },
  };
}

/** A job that was snoozed until this one is done: it may come after that long, 0 is now. */
export interface Recall {
  readonly lane: Lane;
  readonly id: string;
  readonly inMs: number;
}

export type LaneVerdict =
  Exclude<Verdict, { kind: "done" }> | (Extract<Verdict, { kind: "done" }> & { readonly recall?: Recall });

export type LaneHandler = (lane: Lane, job: Taken) => Promise<LaneVerdict>;

export interface LaneConsumersOptions {
  readonly client: RedisClient;
  readonly connection: RedisConnection;
  readonly keys: Keys;
  readonly lanes: Lanes;
  readonly doorbell: Doorbell;
  /** This process among all senders. */
  readonly self: string;
  /** In flight per lane. */
  readonly concurrency: number;
  readonly onError: (error: Error) => void;
  /** Called in each sweep, and so soon after every roll call. */
  readonly onSweep?: (owners: Pick<Owners, "count" | "isMine">) => Promise<void>;
  readonly sweepEveryMs?: number;
  readonly idleAfterMs?: number;
}

export interface LaneConsumers {
  readonly open: number;
  close(): Promise<void>;
}

interface OpenLane {
  readonly lane: Lane;
  readonly consumer: Consumer;
  readonly backend: LaneBackend;
  lastRungAt: number;
}

/** An open lane asks Redis again after this long without a ring: a lost one then costs no more than that. */
const ASK_AGAIN_S = 15;

/** Takes jobs off every lane that belongs to this sender. */
export async function consumeLanes(
  handle: LaneHandler,
  options: LaneConsumersOptions,
): Promise<LaneConsumers> {
  const { client, connection, keys, lanes, doorbell, self, concurrency, onError } = options;
  const { onSweep, sweepEveryMs = 2_000, idleAfterMs = 60_000 } = options;
  const owners = createOwners(client, keys, self);
  const open = new Map<string, OpenLane>();
  const closing = new Map<string, Promise<void>>();
  let stopped = false;

  function wake(lane: Lane, jobs = Infinity): void {
    const name = laneName(lane);
    if (stopped || closing.has(name) || !owners.isMine(lane.page)) return;
    const at = open.get(name) ?? start(lane, name);
    at.lastRungAt = Date.now();
    at.backend.ring(jobs);
  }

  function start(lane: Lane, name: string): OpenLane {
    const prefix = keys.lanePrefix(lane.page);
    let backend: LaneBackend | undefined;
    const consumer = consume(lane.kind, (job) => take(lane, job), {
      prefix,
      connection: client,
      concurrency,
      drainDelayS: ASK_AGAIN_S,
      backend: (...args) => (backend = laneBackend(connection, prefix)(...args)),
      onError,
      onStalled: () => backend?.ring(),
      announced: () => backend?.announced() ?? Infinity,
    });
    if (backend === undefined) throw new Error("BullMQ made no backend for the lane");
    const at = { lane, consumer, backend, lastRungAt: Date.now() };
    open.set(name, at);
    return at;
  }

  async function take(lane: Lane, job: Taken): Promise<Verdict> {
    const verdict = await handle(lane, job);
    // Not waited for: what is recalled stands in the lane before this one's end asks for the next.
    if (verdict.kind === "done" && verdict.recall !== undefined) recall(verdict.recall).catch(onError);
    return verdict;
  }

  /** What belongs to another sender by now comes when it was to come anyway. */
  async function recall({ lane, id, inMs }: Recall): Promise<void> {
    await open.get(laneName(lane))?.consumer.recall(id, inMs);
  }

  function stop(name: string, at: OpenLane): Promise<void> {
    open.delete(name);
    const done = at.consumer.close().finally(() => closing.delete(name));
    closing.set(name, done);
    return done;
  }

  /** Nothing waiting, delayed or in hand: off the list, then a second look, for a ring may have come between. */
  async function closeIfIdle(name: string, at: OpenLane): Promise<void> {
    if (at.consumer.busy || Date.now() - at.lastRungAt < idleAfterMs) return;
    // A held or retrying lane stays open; it is not asked again before as much time has passed once more.
    at.lastRungAt = Date.now();
    if (!(await isEmpty(at.lane))) return;
    await client.zrem(keys.lanes, name);
    if (await isEmpty(at.lane)) await stop(name, at);
    else await lanes.ring(at.lane);
  }

  async function isEmpty(lane: Lane): Promise<boolean> {
    const counts = await lanes.queue(lane).counts();
    return counts.waiting + counts.delayed + counts.active === 0;
  }

  async function sweep(): Promise<void> {
    await owners.beat();
    await onSweep?.(owners);
    const withWork = await client.zrange(keys.lanes, "0", "-1");
    for (const name of withWork) {
      const lane = laneOf(name);
      if (lane !== null && !open.has(name)) wake(lane);
    }
    for (const [name, at] of open) {
      if (owners.isMine(at.lane.page)) await closeIfIdle(name, at);
      // Not waited for: the heart beats in this sweep, and a last answer may take longer than the others' patience.
      else stop(name, at).catch(onError);
    }
  }

  const sweeper = startDuty(sweep, sweepEveryMs, onError);
  const listener = await listen(client, keys, (rung) => {
    if (rung.length === 0) sweeper.now();
    for (const { lane, jobs } of rung) wake(lane, jobs);
  });
  await sweep();
  await doorbell.callRoll();

  return {
    get open() {
      return open.size;
    },
    async close() {
      stopped = true;
      await sweeper.stop();
      await listener.close();
      await Promise.all([...open].map(([name, at]) => stop(name, at)));
      await Promise.all(closing.values());
      await owners.leave();
      await doorbell.callRoll();
    },
  };
}

/** Waits for a ring instead of holding a blocking connection. */
class LaneBackend extends RedisQueueBackend {
  #rung = false;
  #announced = 0;
  #wake: (() => void) | null = null;

  /** @param jobs  how many were added; left out: not known */
  ring(jobs = Infinity): void {
    this.#rung = true;
    this.#announced += jobs;
    this.#wake?.();
  }

  /** How many were rung for since it was last asked; Infinity: not known, or nobody rang. */
  announced(): number {
    const jobs = this.#announced;
    this.#announced = 0;
    return jobs === 0 ? Infinity : jobs;
  }

  override async waitForJob(blockTimeoutS: number): Promise<null> {
    if (!this.#rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, blockTimeoutS * 1_000);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#wake = null;
    this.#rung = false;
    return null;
  }

  /** A wait that began before the job was put off knows nothing of it, and may be longer. */
  override async moveToDelayed(
    ...args: Parameters<RedisQueueBackend["moveToDelayed"]>
  ): ReturnType<RedisQueueBackend["moveToDelayed"]> {
    const next = await super.moveToDelayed(...args);
    this.ring();
    return next;
  }

  override async promote(id: string): Promise<void> {
    await super.promote(id);
    this.ring();
  }

  override async changeDelay(id: string, delayMs: number): Promise<void> {
    await super.changeDelay(id, delayMs);
    this.ring();
  }

  /** BullMQ calls this to end a wait when the worker closes. */
  override disconnectBlocking(): Promise<void> {
    this.ring();
    return Promise.resolve();
  }

  override reconnectBlocking(): Promise<void> {
    return Promise.resolve();
  }
}

function laneBackend(connection: RedisConnection, prefix: string): BackendFactory<LaneBackend> {
  return (name, given) => {
    const options = { ...given, prefix };
    const shared = sharedBackend(connection, prefix)(name, options);
    const toKey = (type: string): string => shared.toKey(type);
    return new LaneBackend(connection, name, shared.keys, toKey, options, undefined, false);
  };
}
