/** The BullMQ queues of the product, over one shared connection each process. */
import type { JobJson, JobsOptions, Queue } from "bullmq";
import type { Priority } from "../core/catalogue.ts";
import type { RateWindow } from "../core/pace.ts";
import { QueueKeys, RedisConnection, RedisQueueBackend } from "./bullmq.ts";
import { consume, type Consumer, type Handler } from "./consumer.ts";
import type { RedisClient } from "./connection.ts";
import { jobRunners, JobScripts, type JobRunners } from "./job-scripts.ts";
import { JOB_SCRIPTS, LANE_SCRIPTS } from "./job-texts.ts";
import type { ScriptCall } from "./scripts.ts";
import { laneOf, type Lane } from "./doorbell.ts";
import type { Keys } from "./keys.ts";

/** BullMQ runs small numbers first, and jobs without a priority before all others: so every job has one. */
const PRIORITY: Readonly<Record<Priority, number>> = { high: 1, normal: 2, bulk: 3 };

/** BullMQ keeps 10,000 events a queue unless told otherwise; nothing here reads them. */
const EVENTS_KEPT = 100;

/** One message in ten seconds is the slowest rate that a page may have. */
const LONGEST_WINDOW_MS = 10_000;

export interface QueuedJob {
  readonly id: string;
  readonly name: string;
  readonly data: unknown;
  readonly priority: Priority;
  readonly delayMs?: number;
  /** It is added only where this answers 1, in the same step. Not for one with a delay. */
  readonly provided?: ScriptCall;
}

export type JobState = "waiting" | "delayed" | "active" | null;

export interface QueueCounts {
  readonly waiting: number;
  readonly delayed: number;
  readonly active: number;
}

/** One queue, seen from the side that adds. Adding an id that is still there changes nothing. */
export interface JobQueue {
  add(job: QueuedJob): Promise<void>;
  /** All in one write, in their order. */
  addAll(jobs: readonly QueuedJob[]): Promise<void>;
  stateOf(id: string): Promise<JobState>;
  /** True when the job was there and could be taken out; false when it is gone or in a worker's hands. */
  remove(id: string): Promise<boolean>;
  counts(): Promise<QueueCounts>;
  dataOf(ids: readonly string[]): Promise<unknown[]>;
  /** Of jobs waiting, in the order in which they would be taken. */
  ids(from: number, size: number): Promise<string[]>;
  /** Takes out what is there, with no word of what was not. */
  removeAll(ids: readonly string[]): Promise<void>;
}

export interface LaneQueue extends JobQueue {
  pause(): Promise<void>;
  resume(): Promise<void>;
  isPaused(): Promise<boolean>;
  setRate(window: RateWindow): Promise<void>;
  /** Nothing of it starts for that long. */
  rest(forMs: number): Promise<void>;
  /** Ms until it may start something; a rate's own windows count too. */
  restLeftMs(): Promise<number>;
  /** How many jobs of it may be in hand in all processes together; null: no limit. */
  setConcurrency(most: number | null): Promise<void>;
}

/** BullMQ's view of a client of ours: shared by every queue of the process, closed by whoever opened it. */
export interface BullConnection extends JobRunners {
  readonly redis: RedisConnection;
}

export function bullConnection(client: RedisClient): BullConnection {
  return {
    redis: new RedisConnection(client, { shared: true, blocking: false }),
    ...jobRunners(client),
  };
}

export function outboundQueue(connection: BullConnection, keys: Keys): JobQueue {
  return openQueue(connection, "outbound", keys.outboundPrefix);
}

/** Batches wait beside single messages, so that they never keep one of them waiting. */
export function batchQueue(connection: BullConnection, keys: Keys): JobQueue {
  return openQueue(connection, "batch", keys.outboundPrefix);
}

export function deadLetterQueue(connection: BullConnection, keys: Keys): JobQueue {
  return openQueue(connection, "dead-letter", keys.deadLetterPrefix);
}

export function replayQueue(connection: BullConnection, keys: Keys): JobQueue {
  return openQueue(connection, "replay", keys.replayPrefix);
}

/** Queues as BullMQ has them; all lanes of a kind have one name, which their page completes. */
export type RawQueues = readonly { readonly queue: Queue; readonly page: string | null }[];

/** The common queues, and so many of the lanes with work. They are kept: each listens to the connection for good. */
export function rawQueuesOver(
  connection: BullConnection,
  client: RedisClient,
  keys: Keys,
): (mostLanes: number) => Promise<RawQueues> {
  const opened = new Map<string, RawQueues[number]>();
  return async (mostLanes) => {
    const { Queue } = await import("bullmq");
    const at = (name: string, prefix: string, page: string | null): RawQueues[number] => {
      const options = { connection: {}, prefix, streams: { events: { maxLen: EVENTS_KEPT } } };
      const open = () => new Queue(name, options, () => sharedBackend(connection, name, prefix));
      const known = opened.get(prefix + name) ?? { queue: open(), page };
      opened.set(prefix + name, known);
      return known;
    };
    const names = await client.zrevrange(keys.lanes, 0, mostLanes - 1);
    const lanes = names.map(laneOf).filter((lane) => lane !== null);
    return [
      at("outbound", keys.outboundPrefix, null),
      at("batch", keys.outboundPrefix, null),
      at("dead-letter", keys.deadLetterPrefix, null),
      at("replay", keys.replayPrefix, null),
      ...lanes.map(({ kind, page }) => at(kind, keys.lanePrefix(page), page)),
    ];
  };
}

/** The lanes' queues. None is kept: there may be thousands of lanes, and to make one costs no round trip. */
export function laneQueues(connection: BullConnection, keys: Keys): (lane: Lane) => LaneQueue {
  const limited = new Set<string>();
  return ({ kind, page }) => new PacedQueue(connection, kind, keys.lanePrefix(page), limited, LANE_SCRIPTS);
}

/** Takes jobs off the outbound queue; opens two connections of its own, as a stock BullMQ worker does. */
export function consumeOutbound(handle: Handler, options: StockOptions & { concurrency: number }): Consumer {
  const { client, keys, concurrency, onError } = options;
  return consume("outbound", handle, {
    prefix: keys.outboundPrefix,
    client,
    concurrency,
    onError,
  });
}

/** Takes batches, one at a time in each process: more would only hold more in memory. */
export function consumeBatches(handle: Handler, { client, keys, onError }: StockOptions): Consumer {
  return consume("batch", handle, {
    prefix: keys.outboundPrefix,
    client,
    concurrency: 1,
    onError,
  });
}

/** Goes on with the replays under way, one at a time in each process. */
export function consumeReplays(handle: Handler, { client, keys, onError }: StockOptions): Consumer {
  return consume("replay", handle, {
    prefix: keys.replayPrefix,
    client,
    concurrency: 1,
    onError,
    longestOutageDelayMs: 5_000,
  });
}

interface StockOptions {
  readonly client: RedisClient;
  readonly keys: Keys;
  readonly onError: (error: Error) => void;
}

/** BullMQ's scripts for one queue, over a connection that they do not own: it costs no socket, and some microseconds. */
export function sharedBackend(
  { redis }: BullConnection,
  name: string,
  prefix: string,
  options: Readonly<Record<string, unknown>> = {},
): RedisQueueBackend {
  const queueKeys = new QueueKeys(prefix);
  const toKey = (type: string) => queueKeys.toKey(name, type);
  const given = { ...options, connection: {}, prefix };
  return new RedisQueueBackend(redis, name, queueKeys.getKeys(name), toKey, given, undefined, false);
}

function openQueue(connection: BullConnection, name: string, prefix: string): JobQueue {
  return new PlainQueue(connection, name, prefix, new Set());
}

/** BullMQ's own Queue does the same by the same scripts, but is 5 KB each, and there are thousands of lanes. */
class PlainQueue implements JobQueue {
  readonly #connection: BullConnection;
  readonly #name: string;
  readonly #prefix: string;
  readonly #scripts: JobScripts;
  readonly #limited: Set<string>;
  #opened: RedisQueueBackend | null = null;

  /** @param limited  queues that this process has told how many events to keep */
  constructor(
    connection: BullConnection,
    name: string,
    prefix: string,
    limited: Set<string>,
    texts = JOB_SCRIPTS,
  ) {
    this.#connection = connection;
    this.#name = name;
    this.#prefix = prefix;
    this.#scripts = new JobScripts(connection, `${prefix}:${name}:`, texts);
    this.#limited = limited;
  }

  protected get backend(): RedisQueueBackend {
    return (this.#opened ??= sharedBackend(this.#connection, this.#name, this.#prefix));
  }

  async add(job: QueuedJob): Promise<void> {
    await this.addAll([job]);
  }

  async addAll(jobs: readonly QueuedJob[]): Promise<void> {
    const added = jobs.map((job) => this.#add(job));
    if (!this.#limited.has(this.#prefix + this.#name)) added.push(this.#limitEvents());
    await Promise.all(added);
  }

  async stateOf(id: string): Promise<JobState> {
    const state = await this.backend.getState(id);
    if (state === "delayed" || state === "active") return state;
    return state === "waiting" || state === "prioritized" ? "waiting" : null;
  }

  async remove(id: string): Promise<boolean> {
    // BullMQ calls the removal of nothing a success.
    if ((await this.backend.getState(id)) === "unknown") return false;
    return (await this.backend.remove(id, true)) === 1;
  }

  async counts(): Promise<QueueCounts> {
    const counts = await this.backend.getCounts(["wait", "prioritized", "delayed", "active"]);
    const [wait = 0, prioritized = 0, delayed = 0, active = 0] = counts;
    return { waiting: wait + prioritized, delayed, active };
  }

  async dataOf(ids: readonly string[]): Promise<unknown[]> {
    const jobs = await Promise.all(ids.map((id) => this.backend.getJobData(id)));
    return jobs.map((job) => (job === undefined ? undefined : (JSON.parse(job.data) as unknown)));
  }

  async ids(from: number, size: number): Promise<string[]> {
    return (await this.backend.getRanges(["prioritized"], from, from + size - 1, true)).flat();
  }

  async removeAll(ids: readonly string[]): Promise<void> {
    await Promise.all(ids.map((id) => this.backend.remove(id, true)));
  }

  /** As `queue.add` does it, without its traces and its Job: what is added here is known to be right. */
  async #add(job: QueuedJob): Promise<void> {
    const { id, name, delayMs = 0 } = job;
    const data = JSON.stringify(job.data);
    const priority = PRIORITY[job.priority];
    if (delayMs <= 0) return this.#scripts.add({ id, name, data, priority }, job.provided);
    const opts: JobsOptions = { priority, delay: delayMs };
    await this.backend.addJob({ ...NEW_JOB, id, name, data, opts, timestamp: Date.now() }, id);
  }

  /** BullMQ reads it from the queue's meta; a Queue would write it when it is made. */
  async #limitEvents(): Promise<void> {
    const queue = this.#prefix + this.#name;
    this.#limited.add(queue);
    try {
      await this.backend.setQueueMeta({ "opts.maxLenEvents": EVENTS_KEPT });
    } catch (error) {
      this.#limited.delete(queue);
      throw error;
    }
  }
}

class PacedQueue extends PlainQueue implements LaneQueue {
  async pause(): Promise<void> {
    await this.backend.pause(true);
  }

  async resume(): Promise<void> {
    await this.backend.pause(false);
  }

  isPaused(): Promise<boolean> {
    return this.backend.hasQueueMetaField("paused");
  }

  async setRate({ max, durationMs }: RateWindow): Promise<void> {
    await this.backend.setQueueMeta({ max, duration: durationMs });
    // What stands of the old rate's window would hold the new one up; a rest of Meta's is longer, and stays.
    if ((await this.backend.getRateLimitTtl(1)) <= LONGEST_WINDOW_MS) await this.backend.removeRateLimitKey();
  }

  async rest(forMs: number): Promise<void> {
    await this.backend.setRateLimit(Math.ceil(forMs));
  }

  async restLeftMs(): Promise<number> {
    return Math.max(0, await this.backend.getRateLimitTtl(1));
  }

  async setConcurrency(most: number | null): Promise<void> {
    await (most === null
      ? this.backend.removeQueueMetaFields(["concurrency"])
      : this.backend.setQueueMeta({ concurrency: most }));
  }
}

/** What a job has besides, before it was ever taken. */
export const NEW_JOB = {
  progress: 0,
  attemptsMade: 0,
  attemptsStarted: 0,
  stalledCounter: 0,
  failedReason: "",
  returnvalue: "",
} satisfies Partial<JobJson>;
