/**
 * The loop that takes jobs off one BullMQ queue, as BullMQ's own Worker does it and by the same scripts: a lock a job,
 * renewed while it is in hand; the next job comes with the answer that the last one is finished; an empty queue is
 * waited on; jobs of takers that died are put back.
 *
 * Ours, because Worker and Job serve much that is not wanted here (sandboxes, traces, flows, repeats, events), which is
 * much of what a message costs a process: docs/decisions.md says how much.
 */
import { randomUUID } from "node:crypto";
import type { Hands, InLine } from "./hands.ts";
import { isOutage } from "./outage.ts";
import type { Given, QueueEnd, Resting, Taken, Verdict } from "./queue-end.ts";

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
export class JobLoop implements InLine, Resting {
  readonly #queue: QueueEnd;
  readonly #verdictOn: (job: Taken) => Promise<Verdict>;
  readonly #options: LoopOptions;
  #running: Promise<void>;
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
    const { beginsInMs = 0 } = options;
    this.#running = beginsInMs > 0 ? this.#begin(beginsInMs) : this.#run();
  }

  /** There is something to take again. */
  goOn(): void {
    this.#running = this.#run();
  }

  /** It has the hand for which it was in line. */
  handed(): void {
    this.#running = this.#run(true);
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

  async #begin(inMs: number): Promise<void> {
    await this.#pause(inMs);
    await this.#run();
  }

  /**
   * Until it is closed, or comes to rest: for want of work, till it is rung, or in the line for a hand. At rest it holds no
   * promise, which with all that awaits it would be more than all else of a loop.
   */
  async #run(hasHand = false): Promise<void> {
    for (let handed = hasHand; handed || !this.#isClosing; handed = false) {
      try {
        if (handed) await this.#takeOne();
        else if (this.#hasEnough()) await this.#untilFreed();
        else if (this.#limitedUntil > Date.now()) await this.#untilUnlimited();
        else if (this.#expected > 0) {
          if (!this.#options.hands.take(this)) return this.#idle();
          await this.#takeOne();
        } else {
          this.#idle();
          if (this.#restsUntilRung()) return;
          await this.#untilWork();
        }
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

  /** With a hand, which is given back where there is nothing to take. */
  async #takeOne(): Promise<void> {
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
      if (job === null) this.#options.hands.giveBack();
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

  #restsUntilRung(): boolean {
    return this.#dueAt === 0 && this.#options.drainDelayS === Infinity && this.#queue.restsUntilRung(this);
  }

  async #untilWork(): Promise<void> {
    const dueInS = (this.#dueAt - Date.now()) / 1_000;
    const waitS = this.#dueAt === 0 ? this.#options.drainDelayS : Math.min(dueInS, LONGEST_WAIT_S);
    const due = waitS <= 0 ? null : await this.#queue.waitForWork(waitS);
    if (due !== null && due > Date.now()) this.#dueAt = due;
    else this.#expected = waitS <= 0 ? Infinity : this.#queue.announced();
  }

  #noted(given: Given): Taken | null {
    this.#limitedUntil = given.limitMs > 0 ? Date.now() + given.limitMs : 0;
    // With a job it says nothing of those that were put off: what was known of them stands until the next look.
    if (given.job === null || given.dueAt > 0) this.#dueAt = given.dueAt;
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
        return this.#looksAgain();
      case "snooze":
        await this.#queue.later(id, token, verdict.forMs, false);
        return this.#looksAgain();
      case "rest": {
        if (verdict.forMs > 0) await this.#queue.rest(verdict.forMs);
        const limitMs = await this.#queue.putBack(id, token);
        this.#limitedUntil = limitMs > 0 ? Date.now() + limitMs : 0;
        return this.#looksAgain();
      }
    }
  }

  /** A wait that began before the job went back knows nothing of it, and may be longer. */
  #looksAgain(): null {
    this.#expected = Infinity;
    this.#queue.rouse();
    return null;
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
