/** Takes jobs off one queue, hands each to a handler, and does to the job what the handler's verdict says. */
import {
  createRedisBackend,
  DelayedError,
  RateLimitError,
  Worker,
  type BackendFactory,
  type ConnectionOptions,
  type Job,
  type RedisQueueBackend,
} from "bullmq";

export interface Taken {
  readonly id: string;
  readonly name: string;
  readonly data: unknown;
  /** Epoch ms at which the job was added. */
  readonly addedAt: number;
  /** Charged attempts before this one. */
  readonly attemptsMade: number;
  /** How often it was taken, this time included; more than attempts and snoozes explain: a taker died. */
  readonly attemptsStarted: number;
}

export type Verdict =
  | { readonly kind: "done" }
  /** Later, no attempt charged. */
  | { readonly kind: "snooze"; readonly forMs: number }
  /** Later, one attempt charged. Only for jobs that this product adds: it needs their `attempts` option. */
  | { readonly kind: "retry"; readonly delayMs: number }
  /** Back to its place; nothing else of this queue starts for that long (0: only the queue's own pause counts). */
  | { readonly kind: "rest"; readonly forMs: number };

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
  readonly connection: ConnectionOptions;
  readonly backend?: BackendFactory<RedisQueueBackend>;
  /** How long an empty queue is waited on before it is asked again, in seconds. */
  readonly drainDelayS?: number;
  /** A handler that throws is tried again after 1 s, 2 s, 4 s … this long at the most; a minute. */
  readonly longestOutageDelayMs?: number;
  readonly onError: (error: Error) => void;
  /** A job of a taker that died waits again. */
  readonly onStalled?: () => void;
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

/** A rate may be raised, or a rest lifted, while a worker waits for it: it looks again this soon. */
const LONGEST_RATE_LOOK_MS = 1_500;

type RedisWorker = Worker<unknown, null>;

export function consume(queue: string, handle: Handler, options: ConsumerOptions): Consumer {
  let inHand = 0;
  const worker: RedisWorker = new Worker(
    queue,
    async (job, token) => {
      inHand += 1;
      try {
        return await settle(job, token, worker, await verdictOn(job, handle, options));
      } finally {
        inHand -= 1;
      }
    },
    {
      connection: options.connection,
      prefix: options.prefix,
      concurrency: options.concurrency,
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_EVERY_MS,
      maxStalledCount: ANY_NUMBER_OF_STALLS,
      drainDelay: options.drainDelayS ?? 5,
      maximumRateLimitDelay: LONGEST_RATE_LOOK_MS,
      removeOnComplete: { count: 0 },
      settings: {
        backoffStrategy: (_made, _type, error) => (error instanceof RetryLater ? error.delayMs : 1_000),
      },
    },
    options.backend ?? createRedisBackend,
  );
  worker.on("error", options.onError);
  worker.on("stalled", () => options.onStalled?.());
  return {
    close: () => worker.close(),
    get busy() {
      return inHand > 0;
    },
  };
}

/** Charges an attempt through BullMQ's own retry, with the delay that the station chose. */
class RetryLater extends Error {
  readonly delayMs: number;
  constructor(delayMs: number) {
    super("retry");
    this.name = "RetryLater";
    this.delayMs = delayMs;
    delete this.stack;
  }
}

/** A handler that throws met an outage or has a bug; the job is kept and comes back, more and more slowly. */
async function verdictOn(
  job: Job<unknown>,
  handle: Handler,
  { onError, longestOutageDelayMs = LONGEST_OUTAGE_DELAY_MS }: ConsumerOptions,
): Promise<Verdict> {
  try {
    return await handle({
      id: job.id ?? "",
      name: job.name,
      data: job.data,
      addedAt: job.timestamp,
      attemptsMade: job.attemptsMade,
      attemptsStarted: job.attemptsStarted,
    });
  } catch (error) {
    onError(error instanceof Error ? error : new Error(String(error)));
    return {
      kind: "snooze",
      forMs: Math.min(1_000 * 2 ** (job.attemptsStarted - 1), longestOutageDelayMs),
    };
  }
}

async function settle(
  job: Job<unknown>,
  token: string | undefined,
  worker: RedisWorker,
  verdict: Verdict,
): Promise<null> {
  switch (verdict.kind) {
    case "done":
      return null;
    case "retry":
      throw new RetryLater(verdict.delayMs);
    case "snooze":
      await job.moveToDelayed(Date.now() + verdict.forMs, token);
      throw new DelayedError();
    case "rest":
      if (verdict.forMs > 0) await worker.getBackend().setRateLimit(verdict.forMs);
      throw new RateLimitError();
  }
}
