/** Takes jobs off one queue, hands each to a handler, and does to the job what the handler's verdict says. */
import type { RedisQueueBackend } from "bullmq";
import { createRedisBackend, ErrorCode } from "./bullmq.ts";
import { careFor, LOCK_MS, STALLED_EVERY_MS } from "./caretaker.ts";
import type { RedisClient } from "./connection.ts";
import { createHands } from "./hands.ts";
import { jobRunners, JobScripts } from "./job-scripts.ts";
import { JobLoop, type LoopOptions } from "./job-loop.ts";
import type { Given, QueueEnd, Resting, Taken, Verdict } from "./queue-end.ts";

export type Handler = (job: Taken) => Promise<Verdict>;

export interface Consumer {
  /** Stops taking, waits for what is in hand. */
  close(): Promise<void>;
  /** Whether anything is in hand at this moment. */
  readonly busy: boolean;
}

export interface ConsumerOptions {
  readonly prefix: string;
  readonly concurrency: number;
  readonly client: RedisClient;
  /** A handler that throws is tried again after 1 s, 2 s, 4 s … this long at the most; a minute. */
  readonly longestOutageDelayMs?: number;
  readonly onError: (error: Error) => void;
}

/** What a taker's backend is to know. A stalled job is never failed by BullMQ: whether it may be tried again is for the station to say. */
export const TAKER = {
  lockDuration: LOCK_MS,
  stalledInterval: STALLED_EVERY_MS,
  maxStalledCount: 1_000_000,
};
/** Waits after an outage or a bug in a handler: 1 s, 2 s, 4 s … a minute. */
const LONGEST_OUTAGE_DELAY_MS = 60_000;
const DRAIN_DELAY_S = 5;

/** As a stock worker: with two connections of its own, of which one blocks. */
export function consume(queue: string, handle: Handler, options: ConsumerOptions): Consumer {
  const { prefix, client, concurrency, onError, longestOutageDelayMs } = options;
  const opts = { ...TAKER, prefix, connection: client };
  const backend = createRedisBackend(queue, opts, { withBlockingConnection: true });
  backend.on("error", onError);
  const scripts = new JobScripts(jobRunners(client), `${prefix}:${queue}:`);
  const given = { concurrency, drainDelayS: DRAIN_DELAY_S, hands: createHands(concurrency), onError };
  const loop = takeFrom(new BackendEnd(scripts, () => backend), handle, given, longestOutageDelayMs);
  const caretaker = careFor(() => [loop], onError);
  return {
    get busy() {
      return loop.busy;
    },
    async close() {
      await loop.close();
      await caretaker.stop();
    },
  };
}

/** Its locks need a caretaker. */
export function takeFrom(
  queue: QueueEnd,
  handle: Handler,
  options: LoopOptions,
  longestOutageDelayMs = LONGEST_OUTAGE_DELAY_MS,
): JobLoop {
  const loop = new JobLoop(
    queue,
    (job) => verdictOn(job, handle, options.onError, longestOutageDelayMs),
    options,
  );
  // The first look marks what may be stalled: so it is not to wait for the caretaker's next round.
  void loop.recoverStalled();
  return loop;
}

/** A handler that throws met an outage or has a bug; the job is kept and comes back, more and more slowly. */
async function verdictOn(
  job: Taken,
  handle: Handler,
  onError: (error: Error) => void,
  longestOutageDelayMs: number,
): Promise<Verdict> {
  try {
    return await handle(job);
  } catch (error) {
    onError(error instanceof Error ? error : new Error(String(error)));
    return {
      kind: "snooze",
      forMs: Math.min(1_000 * 2 ** (job.attemptsStarted - 1), longestOutageDelayMs),
    };
  }
}

/** By BullMQ's scripts. Waits as a stock worker does, on a connection that blocks. */
export class BackendEnd implements QueueEnd {
  readonly #scripts: JobScripts;
  readonly #open: () => RedisQueueBackend;
  #opened: RedisQueueBackend | null = null;

  constructor(scripts: JobScripts, open: () => RedisQueueBackend) {
    this.#scripts = scripts;
    this.#open = open;
  }

  get #backend(): RedisQueueBackend {
    return (this.#opened ??= this.#open());
  }

  /** Until it is needed again; only for one that owns no connection. */
  protected letGo(): void {
    this.#opened = null;
  }

  take(token: string): Promise<Given> {
    return this.#scripts.take(token);
  }

  finish(...job: Parameters<JobScripts["finish"]>): Promise<Given | null> {
    return this.#scripts.finish(...job);
  }

  async later(id: string, token: string, forMs: number, isCharged: boolean): Promise<void> {
    const ms = Math.max(0, Math.ceil(forMs));
    await this.#backend.moveToDelayed(id, Date.now() + ms, ms, token, { skipAttempt: !isCharged });
  }

  async recall(id: string, inMs: number): Promise<void> {
    const recalling = inMs > 0 ? this.#backend.changeDelay(id, Math.ceil(inMs)) : this.#backend.promote(id);
    await recalling.catch((error: unknown) => {
      if (!isNotPutOff(error)) throw error;
    });
  }

  putBack(id: string, token: string): Promise<number> {
    return this.#backend.moveJobFromActiveToWait(id, token);
  }

  rest(forMs: number): Promise<void> {
    return this.#backend.setRateLimit(Math.ceil(forMs));
  }

  async waitForWork(seconds: number): Promise<number | null> {
    // The marker of a job that is not due yet says when it will be.
    const marker = await this.#backend.waitForJob(Math.max(seconds, this.#backend.minimumBlockTimeout));
    return marker?.score ?? null;
  }

  async renewLocks(held: ReadonlyMap<string, string>): Promise<void> {
    await this.#backend.extendLocks([...held.keys()], [...held.values()], LOCK_MS);
  }

  async recoverStalled(): Promise<number> {
    return (await this.#backend.moveStalledJobsToWait()).length;
  }

  restsUntilRung(_loop: Resting): boolean {
    return false;
  }

  announced(): number {
    return Infinity;
  }

  /** The marker that a job put back leaves in Redis ends a blocking wait. */
  rouse(): void {}

  idle(): void {}

  stopWaiting(): Promise<void> {
    return this.#backend.disconnectBlocking(true);
  }

  close(): Promise<void> {
    return this.#backend.close();
  }
}

/** It came by itself, was taken back, or is done. */
function isNotPutOff(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : null;
  return code === ErrorCode.JobNotInState || code === ErrorCode.JobNotExist;
}
