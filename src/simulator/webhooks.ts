import { setTimeout as wait } from "node:timers/promises";
import { Pool } from "undici";
import { createEventQueue } from "./event-queue.ts";
import type { WebhookEntry } from "./events.ts";
import { sealEnvelope } from "./envelope.ts";

export type WebhookTarget = { url: string; appSecret: string };
export type Log = (event: string, fields: Record<string, unknown>) => void;

/** What came of one POST. `status` 0: no answer, and `error` says why. */
export type Delivery = { status: number; error?: string };

/** "entry[] can hold several" (webhooks page, 2026-05-05); how many is not printed. */
const ENTRIES_PER_POST = 50;
/** Events wait this long for company, so that a burst of sends costs few POSTs. */
const GATHER_MS = 5;
/** "Answer within 5 s" (webhooks page, 2026-05-05). */
const ANSWER_WITHIN_MS = 5000;
/** "Retried at once, a few more times"; that Meta unsubscribes the app after an hour of failures is not simulated. */
const RETRY_AFTER_MS = [50, 250, 1000] as const;
const POSTS_AT_ONCE = 4;
const QUEUE_MAX = 200_000;
const CLOSE_WITHIN_MS = 500;

type OpenTarget = { pool: Pool; path: string; appSecret: string };

/** Sends signed events to the app, from a queue that drops what no longer fits, and stops within half a second. */
export class Webhooks {
  #target: OpenTarget | undefined;
  #timer: NodeJS.Timeout | undefined;
  #counts = { posts: 0, events: 0, retries: 0, failed: 0, dropped: 0 };
  readonly #queue = createEventQueue(QUEUE_MAX);
  readonly #posts = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  get hasTarget(): boolean {
    return this.#target !== undefined;
  }

  /** A POST in flight still goes to the old target; what waits goes to the new one. */
  async setTarget(target: WebhookTarget | undefined): Promise<void> {
    const old = this.#target;
    this.#target = target === undefined ? undefined : openTarget(target);
    await old?.pool.close();
  }

  /** Sends the events in the background, in their order, `delayMs` from now at the earliest. */
  enqueue(entries: readonly WebhookEntry[], delayMs: number): void {
    if (this.#target === undefined || this.#stopping.signal.aborted) return;
    if (this.#queue.push(entries, performance.now() + delayMs)) this.#schedule();
    else this.#counts.dropped += entries.length;
  }

  /** Sends one event now, past the queue, once. `undefined`: there is nobody to send it to. */
  async deliver(entry: WebhookEntry): Promise<Delivery | undefined> {
    if (this.#target === undefined) return undefined;
    this.#counts.events += 1;
    return await this.#post(this.#target, [entry]);
  }

  show(): Record<string, number> {
    return { ...this.#counts, pending: this.#queue.size, inFlight: this.#posts.size };
  }

  /** Forgets what waits, and the counts. */
  reset(): void {
    this.#queue.clear();
    this.#counts = { posts: 0, events: 0, retries: 0, failed: 0, dropped: 0 };
  }

  async close(): Promise<void> {
    await Promise.race([this.#drain(), wait(CLOSE_WITHIN_MS, undefined, { ref: false })]);
    this.#stopping.abort();
    clearTimeout(this.#timer);
    this.#queue.clear();
    await this.#target?.pool.destroy();
    await Promise.all(this.#posts);
  }

  async #drain(): Promise<void> {
    this.#pump();
    while (this.#posts.size > 0) {
      await Promise.race(this.#posts);
      this.#pump();
    }
  }

  #schedule(): void {
    const { nextDueAt } = this.#queue;
    if (this.#timer !== undefined || nextDueAt === undefined) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#pump();
      },
      Math.max(GATHER_MS, nextDueAt - performance.now()),
    );
  }

  #pump(): void {
    const target = this.#target;
    if (target === undefined) return;
    while (this.#posts.size < POSTS_AT_ONCE) {
      const entries = this.#queue.take(ENTRIES_PER_POST, performance.now());
      if (entries.length === 0) return this.#schedule();
      this.#begin(target, entries);
    }
  }

  #begin(target: OpenTarget, entries: readonly WebhookEntry[]): void {
    const post = this.#postWithRetries(target, entries).finally(() => {
      this.#posts.delete(post);
      this.#schedule();
    });
    this.#posts.add(post);
  }

  async #postWithRetries(target: OpenTarget, entries: readonly WebhookEntry[]): Promise<void> {
    this.#counts.events += entries.length;
    let delivery = await this.#post(target, entries);
    for (const delayMs of RETRY_AFTER_MS) {
      if (isDelivered(delivery) || !(await this.#hasPaused(delayMs))) break;
      this.#counts.retries += 1;
      delivery = await this.#post(target, entries);
    }
    if (isDelivered(delivery)) return;
    this.#counts.failed += entries.length;
    this.#log("simulator.webhook_failed", { events: entries.length, ...delivery });
  }

  /** False when the stop came first. */
  async #hasPaused(delayMs: number): Promise<boolean> {
    const pause = wait(delayMs, true, { signal: this.#stopping.signal });
    return await pause.catch(() => false);
  }

  async #post(target: OpenTarget, entries: readonly WebhookEntry[]): Promise<Delivery> {
    const { body, signature } = sealEnvelope(entries, target.appSecret);
    const headers = { "content-type": "application/json", "x-hub-signature-256": signature };
    this.#counts.posts += 1;
    try {
      const response = await target.pool.request({ method: "POST", path: target.path, headers, body });
      await response.body.dump();
      return { status: response.statusCode };
    } catch (error) {
      return { status: 0, error: String(error) };
    }
  }
}

function openTarget({ url, appSecret }: WebhookTarget): OpenTarget {
  const { origin, pathname, search } = new URL(url);
  const pool = new Pool(origin, {
    connections: POSTS_AT_ONCE * 2,
    headersTimeout: ANSWER_WITHIN_MS,
    bodyTimeout: ANSWER_WITHIN_MS,
  });
  return { pool, path: pathname + search, appSecret };
}

function isDelivered(delivery: Delivery): boolean {
  return delivery.status >= 200 && delivery.status < 300;
}
