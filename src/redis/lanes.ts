/**
 * Lanes: one BullMQ queue per page (and one for its audio and video), thousands of them in a process.
 *
 * A stock BullMQ worker holds a blocking connection each. Here every lane's worker shares one connection and
 * waits for the doorbell instead; it opens at the first ring and closes when nothing is left to do.
 */
import { careFor } from "./caretaker.ts";
import type { RedisClient } from "./connection.ts";
import { BackendEnd, takeFrom, TAKER } from "./consumer.ts";
import { laneName, laneOf, listen, type Doorbell, type Lane } from "./doorbell.ts";
import type { Keys } from "./keys.ts";
import { startDuty } from "./duty.ts";
import type { Hands } from "./hands.ts";
import type { JobLoop } from "./job-loop.ts";
import { createOwners, type Owners } from "./owners.ts";
import { JobScripts } from "./job-scripts.ts";
import { LANE_SCRIPTS } from "./job-texts.ts";
import type { Resting, Taken, Verdict } from "./queue-end.ts";
import type { ScriptCall } from "./scripts.ts";
import { laneQueues, sharedBackend, type BullConnection, type LaneQueue, type QueuedJob } from "./queues.ts";

export interface Lanes {
  /** Puts jobs into the lane, in their order, and wakes its owner; returns when all of it is on record. */
  add(lane: Lane, jobs: readonly QueuedJob[]): Promise<void>;
  /** The lane's queue, for its counts, its rate and its pause. */
  queue(lane: Lane): LaneQueue;
  ring(lane: Lane): Promise<void>;
}

/** The side that adds. */
export function createLanes(connection: BullConnection, keys: Keys, doorbell: Doorbell): Lanes {
  const queue = laneQueues(connection, keys);
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
  | Exclude<Verdict, { kind: "done" }>
  | {
      readonly kind: "done";
      readonly also?: ScriptCall | undefined;
      /** Asked when it has ended, on record. */
      readonly recall?: () => Recall | null;
    };

/** @param stays  whether the lane is still this sender's; if not, what has not begun goes back to its place for the next one */
export type LaneHandler = (lane: Lane, job: Taken, stays: () => boolean) => Promise<LaneVerdict>;

export interface LaneConsumersOptions {
  readonly client: RedisClient;
  readonly connection: BullConnection;
  readonly keys: Keys;
  readonly lanes: Lanes;
  readonly doorbell: Doorbell;
  /** This process among all senders. */
  readonly self: string;
  /** In flight per lane. */
  readonly concurrency: number;
  readonly hands: Hands;
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
  readonly end: LaneEnd;
  readonly loop: JobLoop;
  lastRungAt: number;
  lastAskedAt: number;
}

/** An open lane asks Redis again after this long: a lost ring then costs no more than that. */
const ASK_AGAIN_MS = 15_000;

/** Takes jobs off every lane that belongs to this sender. */
export async function consumeLanes(
  handle: LaneHandler,
  options: LaneConsumersOptions,
): Promise<LaneConsumers> {
  const { client, connection, keys, lanes, doorbell, self, concurrency, hands, onError } = options;
  const { onSweep, sweepEveryMs = 2_000, idleAfterMs = 60_000 } = options;
  const owners = createOwners(client, keys, self, () => performance.now());
  const open = new Map<string, OpenLane>();
  const closing = new Map<string, Promise<void>>();
  /** Those of open lanes and of lanes that close. */
  const loops = new Set<JobLoop>();
  const caretaker = careFor(() => loops, onError);
  let stopped = false;

  function wake(lane: Lane, jobs = Infinity): void {
    const name = laneName(lane);
    if (stopped || closing.has(name) || !owners.isMine(lane.page)) return;
    const at = open.get(name) ?? start(lane, name);
    at.lastRungAt = Date.now();
    at.end.ring(jobs);
  }

  function start(lane: Lane, name: string): OpenLane {
    const prefix = keys.lanePrefix(lane.page);
    const scripts = new JobScripts(connection, `${prefix}:${lane.kind}:`, LANE_SCRIPTS);
    const end = new LaneEnd(scripts, () => sharedBackend(connection, lane.kind, prefix, TAKER));
    const stays = () => !loop.isClosing;
    const beginsInMs = owners.handOverMs(lane.page);
    const takes = { concurrency, drainDelayS: Infinity, hands, beginsInMs, onError };
    const loop = takeFrom(end, (job) => take(lane, job, stays), takes);
    const now = Date.now();
    // Lanes open together, but do not all ask at once.
    const at = { lane, end, loop, lastRungAt: now, lastAskedAt: now - Math.random() * ASK_AGAIN_MS };
    loops.add(loop);
    open.set(name, at);
    return at;
  }

  async function take(lane: Lane, job: Taken, stays: () => boolean): Promise<Verdict> {
    const verdict = await handle(lane, job, stays);
    if (verdict.kind !== "done") return verdict;
    const { also, recall } = verdict;
    return { kind: "done", also, ended: recall && (() => bringBack(recall())) };
  }

  /** What belongs to another sender by now comes when it was to come anyway. */
  function bringBack(it: Recall | null): void {
    if (it !== null) open.get(laneName(it.lane))?.loop.recall(it.id, it.inMs).catch(onError);
  }

  function stop(name: string, { loop }: OpenLane): Promise<void> {
    open.delete(name);
    const done = loop.close().finally(() => {
      closing.delete(name);
      loops.delete(loop);
    });
    closing.set(name, done);
    return done;
  }

  /** Nothing waiting, delayed or in hand: off the list, then a second look, for a ring may have come between. */
  async function closeIfIdle(name: string, at: OpenLane): Promise<void> {
    if (at.loop.isClosing || at.loop.busy || Date.now() - at.lastRungAt < idleAfterMs) return;
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

  function askAgain(at: OpenLane): void {
    if (Date.now() - at.lastAskedAt < ASK_AGAIN_MS) return;
    at.lastAskedAt = Date.now();
    at.end.ring();
  }

  async function sweep(): Promise<void> {
    const wasCounted = await owners.beat();
    // Not waited for: the heart beats in this sweep, and a last answer may take longer than the others' patience.
    for (const [name, at] of open)
      if (!wasCounted || !owners.isMine(at.lane.page)) stop(name, at).catch(onError);
    await onSweep?.(owners);
    const withWork = await client.zrange(keys.lanes, "0", "-1");
    for (const name of withWork) {
      const lane = laneOf(name);
      if (lane !== null && !open.has(name)) wake(lane);
    }
    for (const [name, at] of open) {
      askAgain(at);
      await closeIfIdle(name, at);
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
      // Nothing more is taken from this moment, however long a sweep that is under way may last.
      for (const [name, at] of open) stop(name, at).catch(onError);
      await sweeper.stop();
      await listener.close();
      await Promise.all(closing.values());
      await caretaker.stop();
      await owners.leave();
      await doorbell.callRoll();
    },
  };
}

/** Waits for a ring instead of holding a blocking connection, and holds nothing of BullMQ's meanwhile. */
class LaneEnd extends BackendEnd {
  #rung = false;
  #announced = 0;
  #wake: (() => void) | null = null;
  #resting: Resting | null = null;

  /** @param jobs  how many were added; left out: not known */
  ring(jobs = Infinity): void {
    this.#rung = true;
    this.#announced += jobs;
    this.#wake?.();
    const resting = this.#resting;
    this.#resting = null;
    resting?.goOn();
  }

  override restsUntilRung(loop: Resting): boolean {
    if (this.#rung) return false;
    this.#resting = loop;
    return true;
  }

  override announced(): number {
    const jobs = this.#announced;
    this.#announced = 0;
    // Nobody rang: it waited for a time.
    return jobs === 0 ? Infinity : jobs;
  }

  override waitForWork(seconds: number): Promise<null> {
    return new Promise((resolve) => {
      const timer = this.#rung ? undefined : setTimeout(() => this.#wake?.(), seconds * 1_000);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = null;
        this.#rung = false;
        resolve(null);
      };
      if (this.#rung) this.#wake();
    });
  }

  override async recall(id: string, inMs: number): Promise<void> {
    await super.recall(id, inMs);
    this.ring();
  }

  override async recoverStalled(): Promise<number> {
    const recovered = await super.recoverStalled();
    this.letGo();
    return recovered;
  }

  override idle(): void {
    this.letGo();
  }

  override rouse(): void {
    this.ring();
  }

  override stopWaiting(): Promise<void> {
    this.ring();
    return Promise.resolve();
  }
}
