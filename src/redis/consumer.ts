/** Takes jobs off one queue, hands each to a handler, and does to the job what the handler's verdict says. */
import {
  createRedisBackend,
  ErrorCode,
  type BackendFactory,
  type ConnectionOptions,
  type JobJson,
  type MinimalJob,
  type RedisQueueBackend,
} from "bullmq";
import { startLoop, type Given, type QueueEnd, type Taken, type Verdict } from "./job-loop.ts";

export type { Taken, Verdict } from "./job-loop.ts";

export type Handler = (job: Taken) => Promise<Verdict>;

export interface Consumer {
  /** Brings a snoozed job back after so long instead, 0 is now; any other is left as it is. */
  recall(id: string, inMs: number): Promise<void>;
  /** Stops taking, waits for what is in hand. */
  close(): Promise<void>;
  /** Whether anything is in hand at this moment. */
  readonly busy: boolean;
}

export interface ConsumerOptions {
  readonly prefix: string;
  readonly concurrency: number;
  readonly connection: ConnectionOptions;
  readonly backend?: BackendFactory<RedisQueueBackend>;
  /** How long an empty queue is waited on before it is asked again, in seconds. */
  readonly drainDelayS?: number;
  /** A handler that throws is tried again after 1 s, 2 s, 4 s … this long at the most; a minute. */
  readonly longestOutageDelayMs?: number;
  readonly onError: (error: Error) => void;
  /** A job of a taker that died waits again. */
  readonly onStalled?: () => void;
  /** Asked after each wait: how many jobs there are to take at least; left out: not known, which is Infinity. */
  readonly announced?: () => number;
}

/**
 * Renewed at half time for as long as the taker lives, so that it need not be as long as an attempt; a taker that
 * died is noticed after it, within one more interval.
 */
const LOCK_MS = 15_000;
const STALLED_EVERY_MS = 15_000;
/** A stalled job is never failed by BullMQ: whether it may be tried again is for the station to say. */
const ANY_NUMBER_OF_STALLS = 1_000_000;
/** Waits after an outage or a bug in a handler: 1 s, 2 s, 4 s … a minute. */
const LONGEST_OUTAGE_DELAY_MS = 60_000;
const DRAIN_DELAY_S = 5;

export function consume(queue: string, handle: Handler, options: ConsumerOptions): Consumer {
  const { prefix, connection, backend: open = createRedisBackend } = options;
  const locks = { lockDuration: LOCK_MS, stalledInterval: STALLED_EVERY_MS };
  const given = { prefix, connection, ...locks, maxStalledCount: ANY_NUMBER_OF_STALLS };
  const backend = open(queue, given, { withBlockingConnection: true });
  backend.on("error", options.onError);
  return startLoop(queueEnd(backend), (job) => verdictOn(job, handle, options), {
    concurrency: options.concurrency,
    lockMs: LOCK_MS,
    stalledEveryMs: STALLED_EVERY_MS,
    drainDelayS: options.drainDelayS ?? DRAIN_DELAY_S,
    onError: options.onError,
    onStalled: options.onStalled ?? (() => undefined),
    announced: options.announced ?? (() => Infinity),
  });
}

/** A handler that throws met an outage or has a bug; the job is kept and comes back, more and more slowly. */
async function verdictOn(
  job: Taken,
  handle: Handler,
  { onError, longestOutageDelayMs = LONGEST_OUTAGE_DELAY_MS }: ConsumerOptions,
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

/** Nothing of a job is kept when it is done. */
const KEEP_NONE = { count: 0 };

function queueEnd(backend: RedisQueueBackend): QueueEnd {
  return {
    take: async (token) => givenIn(await backend.moveToActive(token)),
    async finish(id, token, andTake) {
      const { result } = await backend.moveToCompleted(finished(id), null, KEEP_NONE, token, andTake);
      return andTake ? givenIn(result ?? []) : null;
    },
    async later(id, token, forMs, isCharged) {
      const ms = Math.max(0, Math.ceil(forMs));
      await backend.moveToDelayed(id, Date.now() + ms, ms, token, { skipAttempt: !isCharged });
    },
    async recall(id, inMs) {
      const recalling = inMs > 0 ? backend.changeDelay(id, Math.ceil(inMs)) : backend.promote(id);
      await recalling.catch((error: unknown) => {
        if (!isNotPutOff(error)) throw error;
      });
    },
    putBack: (id, token) => backend.moveJobFromActiveToWait(id, token),
    rest: (forMs) => backend.setRateLimit(Math.ceil(forMs)),
    async waitForWork(seconds) {
      // The marker of a job that is not due yet says when it will be.
      const marker = await backend.waitForJob(Math.max(seconds, backend.minimumBlockTimeout));
      return marker?.score ?? null;
    },
    async renewLocks(held) {
      await backend.extendLocks([...held.keys()], [...held.values()], LOCK_MS);
    },
    recoverStalled: async () => (await backend.moveStalledJobsToWait()).length,
    stopWaiting: () => backend.disconnectBlocking(true),
    close: () => backend.close(),
  };
}

/** It came by itself, was taken back, or is done. */
function isNotPutOff(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : null;
  return code === ErrorCode.JobNotInState || code === ErrorCode.JobNotExist;
}

/** BullMQ answers with an array: the next job, its id, ms of a limit, when the next delayed one is due. */
function givenIn([job, id, limitMs, dueAt]: readonly unknown[]): Given {
  return {
    job: isJob(job) ? takenOf(String(id), job) : null,
    limitMs: above0(limitMs),
    dueAt: above0(dueAt),
  };
}

function isJob(it: unknown): it is JobJson {
  return typeof it === "object" && it !== null && "attemptsStarted" in it;
}

function takenOf(id: string, { name, data, timestamp, attemptsMade, attemptsStarted }: JobJson): Taken {
  return { id, name, data: dataIn(data), addedAt: timestamp, attemptsMade, attemptsStarted };
}

/** What is no JSON was put there by no BullMQ client; the station says what is wrong with it. */
function dataIn(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}

function above0(it: unknown): number {
  return typeof it === "number" && it > 0 ? it : 0;
}

/** Of a job that has no parent BullMQ reads no more than this when it is finished. */
function finished(id: string): MinimalJob {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return { id, opts: {} } as MinimalJob;
}
