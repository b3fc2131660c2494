/**
 * The loop that takes jobs off one BullMQ queue, as BullMQ's own Worker does it and by the same scripts: a lock a job,
 * renewed while it is in hand; the next job comes with the answer that the last one is finished; an empty queue is
 * waited on; jobs of takers that died are put back.
 *
 * Ours, because Worker and Job serve much that is not wanted here (sandboxes, traces, flows, repeats, events), which is
 * much of what a message costs a process: docs/decisions.md says how much.
 */
import { randomUUID } from "node:crypto";
import type { Hands } from "./hands.ts";
import { isOutage } from "./outage.ts";
import type { ScriptCall } from "./scripts.ts";

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
  /** `also`: done in the same step in which the job is let go; then `ended` is called. */
  | {
      readonly kind: "done";
      readonly also?: ScriptCall | undefined;
      readonly ended?: (() => void) | undefined;
    }
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
  finish(id: string, token: string, andTake: boolean, also?: ScriptCall): Promise<Given | null>;
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
  /** Asked after each wait: how many jobs there are to take; Infinity: not known, so it is asked until there is none. */
  announced(): number;
  /** Ends a wait: there is something to take. */
  rouse(): void;
  /** Nothing is in hand for now: what is needed only then may go until the next call. */
  idle(): void;
  stopWaiting(): Promise<void>;
  close(): Promise<void>;
}

export interface LoopOptions {
  readonly concurrency: number;
  /** How long an empty queue is waited on before it is asked again; Infinity: for as long as nothing rouses it. */
  readonly drainDelayS: number;
  /** Shared with other loops of the process. */
  readonly hands: Hands;
  /** Nothing is taken for so long. */
  readonly beginsInMs?: number;
  readonly onError: (error: Error) => void;
}

/** A rate may be raised, or a rest lifted, while it is waited for: it is looked at again this soon. */
const LONGEST_LIMIT_MS = 1_500;
/** After a fault of the connection. */
const BREATH_MS = 1_000;
/** A known time is waited for in pieces too: clocks jump. */
const LONGEST_WAIT_S = 10;

/** No two locks of any process are alike. */
const SELF = randomUUID();
let tokens = 0;

/**
 * A class, not a closure, for a process has thousands of them. Its locks and its stalled check are in the hands of a
 * caretaker, who serves all loops of the process: `caretaker.ts`.
 */
export class JobLoop {
  readonly #queue: QueueEnd;
  readonly #verdictOn: (job: Taken) => Promise<Verdict>;
  readonly #options: LoopOptions;
  readonly #running: Promise<void>;
  /** Job id to the token of its lock; null for none, as it is in most of thousands of loops. */
  #inHand: Map<string, string> | null = null;
  /** Of those in hand what was recalled before it was put off, to when it is to come by a steady clock. */
  #recalled: Map<string, number> | null = null;
  #isClosing = false;
  /** What ends the pauses under way; null for none. */
  #pauses: Set<() => void> | null = null;
  #limitedUntil = 0;
  #dueAt = 0;
  /** How many are there to take, as far as is known; at none the next is waited for. */
  #expected = Infinity;
  #freed: () => void = nothing;

  constructor(queue: QueueEnd, verdictOn: (job: Taken) => Promise<Verdict>, options: LoopOptions) {
    this.#queue = queue;
    this.#verdictOn = verdictOn;
    this.#options = options;
    this.#running = this.#run();
  }

  /** Takes nothing more. */
  get isClosing(): boolean {
    return this.#isClosing;
  }

  /** Whether anything is in hand at this moment. */
  get busy(): boolean {
    return this.#inHand !== null && this.#inHand.size > 0;
  }

  /**
   * Brings a job back that was snoozed, or is just about to be: after so long instead, 0 is now. A job that is done,
   * waits or is not there is left as it is. After a fault, which is reported, it comes when it was to come anyway.
   */
  async recall(id: string, inMs: number): Promise<void> {
    const comesAt = performance.now() + inMs;
    if (this.#inHand?.has(id) === true) (this.#recalled ??= new Map()).set(id, comesAt);
    else await this.#recallNow(id, comesAt);
  }

  /** Stops taking, waits for what is in hand. Its locks must be renewed until then. */
  async close(): Promise<void> {
    this.#isClosing = true;
    for (const end of this.#pauses ?? []) end();
    this.#freed();
    await this.#queue.stopWaiting();
    await this.#running;
    while (this.busy) await this.#untilFreed();
    await this.#queue.close();
  }

  /** Never rejects. */
  async renewLocks(): Promise<void> {
    if (this.#inHand === null || this.#inHand.size === 0) return;
    await this.#queue.renewLocks(this.#inHand).catch((error: unknown) => this.#report(error));
  }

  /** Puts back what takers had that died. Never rejects. */
  async recoverStalled(): Promise<void> {
    try {
      if ((await this.#queue.recoverStalled()) === 0) return;
      this.#expected = Infinity;
      this.#queue.rouse();
    } catch (error) {
      this.#report(error);
    }
  }

  async #run(): Promise<void> {
    const { beginsInMs = 0 } = this.#options;
    if (beginsInMs > 0) await this.#pause(beginsInMs);
    while (!this.#isClosing) {
      try {
        if (this.#hasEnough()) await this.#untilFreed();
        else if (this.#limitedUntil > Date.now()) await this.#untilUnlimited();
        else if (this.#expected <= 0) await this.#untilWork();
        else await this.#takeOne();
      } catch (error) {
        this.#report(error);
        await this.#pause(BREATH_MS);
      }
    }
  }

  /** It may have no more at once, or has some and would keep another queue's first from going. */
  #hasEnough(): boolean {
    const { concurrency, hands } = this.#options;
    const inHand = this.#inHand?.size ?? 0;
    return inHand >= concurrency || (inHand > 0 && !hands.areFree);
  }

  async #takeOne(): Promise<void> {
    const { hands } = this.#options;
    if (hands.areAwaited) this.#idle();
    await hands.take();
    let job: Taken | null = null;
    try {
      if (this.#isClosing) return;
      tokens += 1;
      const token = `${SELF}:${String(tokens)}`;
      job = this.#noted(await this.#queue.take(token));
      if (job === null) return;
      this.#holds(job.id, token);
      this.#work(job, token).catch((error: unknown) => this.#report(error));
    } finally {
      if (job === null) hands.giveBack();
    }
  }

  #untilFreed(): Promise<void> {
    return new Promise((resolve) => (this.#freed = resolve));
  }

  async #untilUnlimited(): Promise<void> {
    await this.#pause(Math.min(this.#limitedUntil - Date.now(), LONGEST_LIMIT_MS));
    this.#limitedUntil = 0;
    this.#expected = Infinity;
  }

  #holds(id: string, token: string): void {
    this.#inHand ??= new Map();
    this.#inHand.set(id, token);
  }

  #idle(): void {
    if (this.busy) return;
    this.#inHand = null;
    this.#queue.idle();
  }

  async #untilWork(): Promise<void> {
    this.#idle();
    const dueInS = (this.#dueAt - Date.now()) / 1_000;
    const waitS = this.#dueAt === 0 ? this.#options.drainDelayS : Math.min(dueInS, LONGEST_WAIT_S);
    const due = waitS <= 0 ? null : await this.#queue.waitForWork(waitS);
    if (due !== null && due > Date.now()) this.#dueAt = due;
    else this.#expected = waitS <= 0 ? Infinity : this.#queue.announced();
  }

  #noted(given: Given): Taken | null {
    this.#limitedUntil = given.limitMs > 0 ? Date.now() + given.limitMs : 0;
    this.#dueAt = given.dueAt;
    // Behind a limit there may be more; and of two answers that come together the older may be read last.
    if (given.limitMs > 0) this.#expected = Infinity;
    else this.#expected = given.job === null ? 0 : this.#expected - 1;
    return given.job;
  }

  /** One job after the other for as long as each brings the next; the last gives the hand back. */
  async #work(first: Taken, token: string): Promise<void> {
    for (let job: Taken | null = first; job !== null;) {
      const verdict = await this.#verdictOn(job);
      const next: Taken | null = await this.#settled(job.id, token, verdict);
      const comesAt = this.#recalled?.get(job.id);
      this.#recalled?.delete(job.id);
      this.#inHand?.delete(job.id);
      // Before the next is in hand: it was taken after this end, and needs no call.
      if (verdict.kind === "done") verdict.ended?.();
      if (next !== null) this.#holds(next.id, token);
      // Only once it is out of hand: from here on it may be taken anew at any moment.
      if (verdict.kind === "snooze" && comesAt !== undefined) await this.#recallNow(job.id, comesAt);
      job = next;
      if (job === null) this.#options.hands.giveBack();
      // Whether one more may be taken is asked anew.
      this.#freed();
    }
    this.#idle();
  }

  async #settled(id: string, token: string, verdict: Verdict): Promise<Taken | null> {
    for (;;) {
      try {
        return await this.#settle(id, token, verdict);
      } catch (error) {
        this.#report(error);
        // Without an answer of Redis it may or may not be settled: once more tells. A lost lock is another's job now.
        if (this.#isClosing || !isOutage(error)) return null;
        await this.#pause(BREATH_MS);
      }
    }
  }

  async #settle(id: string, token: string, verdict: Verdict): Promise<Taken | null> {
    switch (verdict.kind) {
      case "done": {
        const goesOn = !this.#isClosing && !this.#options.hands.areAwaited;
        const given = await this.#queue.finish(id, token, goesOn, verdict.also);
        // A wait that has begun knows nothing of it, and may be longer.
        if (given?.job === null && given.dueAt > 0) this.#queue.rouse();
        return given === null ? null : this.#noted(given);
      }
      case "retry":
        await this.#queue.later(id, token, verdict.delayMs, true);
        this.#expected = Infinity;
        return null;
      case "snooze":
        await this.#queue.later(id, token, verdict.forMs, false);
        this.#expected = Infinity;
        return null;
      case "rest": {
        if (verdict.forMs > 0) await this.#queue.rest(verdict.forMs);
        const limitMs = await this.#queue.putBack(id, token);
        this.#limitedUntil = limitMs > 0 ? Date.now() + limitMs : 0;
        this.#expected = Infinity;
        return null;
      }
    }
  }

  async #recallNow(id: string, comesAt: number): Promise<void> {
    const inMs = Math.max(0, comesAt - performance.now());
    await this.#queue.recall(id, inMs).catch((error: unknown) => this.#report(error));
  }

  #report(error: unknown): void {
    if (!this.#isClosing) this.#options.onError(error instanceof Error ? error : new Error(String(error)));
  }

  /** By hand: a controller and its signal would be a kilobyte for each of thousands of loops. */
  #pause(ms: number): Promise<void> {
    if (this.#isClosing) return Promise.resolve();
    return new Promise((resolve) => {
      const pauses = (this.#pauses ??= new Set());
      const end = (): void => {
        clearTimeout(timer);
        pauses.delete(end);
        if (pauses.size === 0) this.#pauses = null;
        resolve();
      };
      const timer = setTimeout(end, ms);
      pauses.add(end);
    });
  }
}

function nothing(): void {}
