/**
 * The loop that takes jobs off one BullMQ queue, as BullMQ's own Worker does it and by the same scripts: a lock a job,
 * renewed while it is in hand; the next job comes with the answer that the last one is finished; an empty queue is
 * waited on; jobs of takers that died are put back.
 *
 * Ours, because Worker and Job serve much that is not wanted here (sandboxes, traces, flows, repeats, events), which is
 * much of what a message costs a process: docs/decisions.md says how much.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { isOutage } from "./outage.ts";

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
  /** Later, one attempt charged. */
  | { readonly kind: "retry"; readonly delayMs: number }
  /** Back to its place; nothing else of this queue starts for that long (0: only the queue's own pause counts). */
  | { readonly kind: "rest"; readonly forMs: number };

/** What the queue answers to a taker. */
export interface Given {
  /** Null: nothing may start now. */
  readonly job: Taken | null;
  /** Ms for which nothing starts; 0: no limit holds. */
  readonly limitMs: number;
  /** Epoch ms at which the next delayed job is due; 0: none is known. */
  readonly dueAt: number;
}

/** One queue from its taker's side. A token is the lock of whatever is taken under it. */
export interface QueueEnd {
  take(token: string): Promise<Given>;
  /** Lets the job go. @returns the next one, if it is asked for */
  finish(id: string, token: string, andTake: boolean): Promise<Given | null>;
  later(id: string, token: string, forMs: number, isCharged: boolean): Promise<void>;
  /** What was put off comes back after so long, 0 is now; what is not put off is left as it is. */
  recall(id: string, inMs: number): Promise<void>;
  /** To its place. @returns ms for which nothing starts */
  putBack(id: string, token: string): Promise<number>;
  rest(forMs: number): Promise<void>;
  /** Resolves at the latest after so long. @returns when the next job is due; null: perhaps now */
  waitForWork(seconds: number): Promise<number | null>;
  renewLocks(held: ReadonlyMap<string, string>): Promise<void>;
  /** Puts back what takers had that died. @returns how many */
  recoverStalled(): Promise<number>;
  stopWaiting(): Promise<void>;
  close(): Promise<void>;
}

export interface LoopOptions {
  readonly concurrency: number;
  readonly lockMs: number;
  readonly stalledEveryMs: number;
  readonly drainDelayS: number;
  readonly onError: (error: Error) => void;
  readonly onStalled: () => void;
  /** Asked after each wait: how many jobs there are to take; Infinity: not known, so it is asked until there is none. */
  readonly announced: () => number;
}

export interface JobLoop {
  /**
   * Brings a job back that was snoozed, or is just about to be: after so long instead, 0 is now. A job that is done,
   * waits or is not there is left as it is. After a fault, which is reported, it comes when it was to come anyway.
   */
  recall(id: string, inMs: number): Promise<void>;
  /** Stops taking, waits for what is in hand. */
  close(): Promise<void>;
  readonly busy: boolean;
}

/** A rate may be raised, or a rest lifted, while it is waited for: it is looked at again this soon. */
const LONGEST_LIMIT_MS = 1_500;
/** After a fault of the connection. */
const BREATH_MS = 1_000;
/** A known time is waited for in pieces too: clocks jump. */
const LONGEST_WAIT_S = 10;

export function startLoop(
  queue: QueueEnd,
  verdictOn: (job: Taken) => Promise<Verdict>,
  { concurrency, lockMs, stalledEveryMs, drainDelayS, onError, onStalled, announced }: LoopOptions,
): JobLoop {
  const self = randomUUID();
  /** Job id to the token of its lock. */
  const inHand = new Map<string, string>();
  /** Of those in hand what was recalled before it was put off, to when it is to come by a steady clock. */
  const recalled = new Map<string, number>();
  const closing = new AbortController();
  const closed = new AbortController();
  const isClosing = (): boolean => closing.signal.aborted;
  let tokens = 0;
  let limitedUntil = 0;
  let dueAt = 0;
  /** How many are there to take, as far as is known; at none the next is waited for. */
  let expected = Infinity;
  let freed: () => void = () => undefined;

  async function run(): Promise<void> {
    while (!isClosing()) {
      try {
        if (inHand.size >= concurrency) await untilFreed();
        else if (limitedUntil > Date.now()) await untilUnlimited();
        else if (expected <= 0) await untilWork();
        else await takeOne();
      } catch (error) {
        report(error);
        await pause(BREATH_MS, closing.signal);
      }
    }
  }

  async function takeOne(): Promise<void> {
    tokens += 1;
    const token = `${self}:${String(tokens)}`;
    const job = noted(await queue.take(token));
    if (job === null) return;
    inHand.set(job.id, token);
    work(job, token).catch(report);
  }

  function untilFreed(): Promise<void> {
    return new Promise((resolve) => (freed = resolve));
  }

  async function untilUnlimited(): Promise<void> {
    await pause(Math.min(limitedUntil - Date.now(), LONGEST_LIMIT_MS), closing.signal);
    limitedUntil = 0;
    expected = Infinity;
  }

  async function untilWork(): Promise<void> {
    const waitS = dueAt === 0 ? drainDelayS : Math.min((dueAt - Date.now()) / 1_000, LONGEST_WAIT_S);
    const due = waitS <= 0 ? null : await queue.waitForWork(waitS);
    if (due !== null && due > Date.now()) dueAt = due;
    else expected = waitS <= 0 ? Infinity : announced();
  }

  function noted(given: Given): Taken | null {
    limitedUntil = given.limitMs > 0 ? Date.now() + given.limitMs : 0;
    dueAt = given.dueAt;
    expected = given.job === null ? 0 : expected - 1;
    return given.job;
  }

  /** One job after the other for as long as each brings the next. */
  async function work(first: Taken, token: string): Promise<void> {
    for (let job: Taken | null = first; job !== null;) {
      const verdict = await verdictOn(job);
      const next: Taken | null = await settled(job.id, token, verdict);
      const comesAt = recalled.get(job.id);
      recalled.delete(job.id);
      inHand.delete(job.id);
      if (next !== null) inHand.set(next.id, token);
      // Only once it is out of hand: from here on it may be taken anew at any moment.
      if (verdict.kind === "snooze" && comesAt !== undefined) await recallNow(job.id, comesAt);
      job = next;
    }
    freed();
  }

  async function settled(id: string, token: string, verdict: Verdict): Promise<Taken | null> {
    for (;;) {
      try {
        return await settle(id, token, verdict);
      } catch (error) {
        report(error);
        // Without an answer of Redis it may or may not be settled: once more tells. A lost lock is another's job now.
        if (isClosing() || !isOutage(error)) return null;
        await pause(BREATH_MS, closing.signal);
      }
    }
  }

  async function settle(id: string, token: string, verdict: Verdict): Promise<Taken | null> {
    switch (verdict.kind) {
      case "done": {
        const given = await queue.finish(id, token, !isClosing());
        return given === null ? null : noted(given);
      }
      case "retry":
        await queue.later(id, token, verdict.delayMs, true);
        expected = Infinity;
        return null;
      case "snooze":
        await queue.later(id, token, verdict.forMs, false);
        expected = Infinity;
        return null;
      case "rest": {
        if (verdict.forMs > 0) await queue.rest(verdict.forMs);
        const limitMs = await queue.putBack(id, token);
        limitedUntil = limitMs > 0 ? Date.now() + limitMs : 0;
        expected = Infinity;
        return null;
      }
    }
  }

  async function recallNow(id: string, comesAt: number): Promise<void> {
    await queue.recall(id, Math.max(0, comesAt - performance.now())).catch(report);
  }

  async function renewLocks(): Promise<void> {
    if (inHand.size > 0) await queue.renewLocks(inHand);
  }

  async function recoverStalled(): Promise<void> {
    if ((await queue.recoverStalled()) === 0) return;
    expected = Infinity;
    onStalled();
  }

  function report(error: unknown): void {
    if (!isClosing()) onError(error instanceof Error ? error : new Error(String(error)));
  }

  /** Until all is done, not only until it is to close: locks are needed as long as something is in hand. */
  async function every(ms: number, duty: () => Promise<void>): Promise<void> {
    while (!closed.signal.aborted) {
      await duty().catch(report);
      await pause(ms, closed.signal);
    }
  }

  const running = run();
  const duties = [every(lockMs / 2, renewLocks), every(stalledEveryMs, recoverStalled)];

  return {
    async recall(id, inMs) {
      const comesAt = performance.now() + inMs;
      if (inHand.has(id)) recalled.set(id, comesAt);
      else await recallNow(id, comesAt);
    },
    get busy() {
      return inHand.size > 0;
    },
    async close() {
      closing.abort();
      freed();
      await queue.stopWaiting();
      await running;
      while (inHand.size > 0) await untilFreed();
      closed.abort();
      await Promise.all(duties);
      await queue.close();
    },
  };
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
