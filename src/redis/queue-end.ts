/** One BullMQ queue as its taker sees it: what is taken, what becomes of it, and what the queue is asked. */
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

/** A loop that ended for want of work. */
export interface Resting {
  /** There is something to take. */
  goOn(): void;
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
  /** Instead of a wait without an end: it lets that loop go on. False: it is waited on. */
  restsUntilRung(loop: Resting): boolean;
  /** Asked after each wait: how many jobs there are to take; Infinity: not known, so it is asked until there is none. */
  announced(): number;
  /** Ends a wait: there is something to take. */
  rouse(): void;
  /** Nothing is in hand for now: what is needed only then may go until the next call. */
  idle(): void;
  stopWaiting(): Promise<void>;
  close(): Promise<void>;
}
