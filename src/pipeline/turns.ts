/**
 * Whose turn it is: a person's messages go in the order in which they were accepted, and not closer together than
 * the page says. What went before is on record, so that it holds across lanes, processes and restarts; what is kept
 * here in memory only says how long it is worth waiting, and whom the end of a message calls back from its wait.
 */
import { FINAL } from "../core/lifecycle.ts";
import type { Lane } from "../redis/doorbell.ts";
import type { Recall } from "../redis/lanes.ts";
import type { Messages } from "../redis/messages.ts";
import type { Whereabouts } from "./whereabouts.ts";

export interface Waiting {
  readonly id: string;
  readonly lane: Lane;
  /** Of its job in the lane. */
  readonly jobId: string;
  readonly psid: string;
  /** The message that must have ended first. */
  readonly after: string | null;
  readonly spacingMs: number;
}

export interface Turns {
  /** Ms until it is worth asking again; 0: it is its turn, and it is taken. */
  waitMs(it: Waiting): Promise<number>;
  /** It comes back after that long, whatever ends; and whatever follows it need not ask before. */
  putOff(it: Pick<Waiting, "id" | "after">, forMs: number): void;
  /** It ended: on record, before this is called. @returns what waits here for that; null: nothing does */
  ended(id: string): Recall | null;
}

/**
 * A message whose one before ends in this process is called back at once. The end may come elsewhere, though (it is
 * cancelled, buried by a classifier, its page is another sender's by now): so it is looked for after 1 s, 2 s, 4 s, 5 s.
 */
const FIRST_LOOK_MS = 1_000;
const LONGEST_LOOK_MS = 5_000;
/** After so many looks it is asked whether the one before still has a job at all. */
const LOOKS_BEFORE_DOUBT = 10;
/** What is remembered for hints alone is dropped when it grows beyond this. */
const MOST_HINTS = 50_000;

export function createTurns(deps: {
  readonly messages: Pick<Messages, "get">;
  readonly whereabouts: Whereabouts;
  /** Ms of a steady clock. */
  readonly clock: () => number;
}): Turns {
  const { messages, whereabouts, clock } = deps;
  /** Person to the start of their last one, the oldest first; who could get another again is forgotten. */
  const starts = new Map<string, number>();
  let longestSpacingMs = 0;
  /** Message to when it went, or is expected to. */
  const due = new Map<string, number>();
  const looks = new Map<string, number>();
  /** Message to the one that waits for its end. */
  const followers = new Map<string, Waiting>();

  /** Whether the message before it may still go out. */
  async function isPending(before: string, looked: number): Promise<boolean> {
    const it = await messages.get(before);
    if (it === null || FINAL.includes(it.status)) return false;
    if (it.status === "queued" && looked < LOOKS_BEFORE_DOUBT) return true;
    const state = await whereabouts(it);
    // Not yet due itself, for its time or the page's quiet hours: then nothing waits for it.
    if (it.status === "accepted" && state === "delayed") return false;
    return state !== null || looked < LOOKS_BEFORE_DOUBT;
  }

  function untilSpaced({ lane, psid, spacingMs }: Waiting): number {
    const last = starts.get(personOf(lane, psid));
    return last === undefined ? 0 : Math.max(0, Math.ceil(last + spacingMs - clock()));
  }

  function started(person: string, spacingMs: number): void {
    const now = clock();
    longestSpacingMs = Math.max(longestSpacingMs, spacingMs);
    for (const [other, at] of starts) {
      if (now - at < longestSpacingMs) break;
      starts.delete(other);
    }
    starts.delete(person);
    starts.set(person, now);
  }

  function hint<T>(map: Map<string, T>, id: string, value: T): void {
    if (map.size >= MOST_HINTS) map.clear();
    map.set(id, value);
  }

  /** Ms until it is looked whether the one before has ended, should nobody tell before. */
  function untilLook({ id, spacingMs }: Waiting, before: string, looked: number): number {
    hint(looks, id, looked + 1);
    const soonestMs = Math.max(0, (due.get(before) ?? 0) + spacingMs - clock());
    return soonestMs + Math.min(FIRST_LOOK_MS * 2 ** looked, LONGEST_LOOK_MS);
  }

  return {
    async waitMs(it) {
      const { id, lane, psid, after, spacingMs } = it;
      if (after !== null) {
        const looked = looks.get(id) ?? 0;
        // Before the record is read: an end that comes between the two calls it back then.
        hint(followers, after, it);
        if (await isPending(after, looked)) {
          const waitMs = untilLook(it, after, looked);
          hint(due, id, clock() + waitMs);
          return Math.ceil(waitMs);
        }
        followers.delete(after);
      }
      const waitMs = untilSpaced(it);
      if (waitMs > 0) {
        hint(due, id, clock() + waitMs);
        return waitMs;
      }
      looks.delete(id);
      // Taken at once, so that no other of this person comes between this moment and the attempt.
      if (spacingMs > 0) started(personOf(lane, psid), spacingMs);
      hint(due, id, clock());
      return 0;
    },
    putOff({ id, after }, forMs) {
      if (after !== null) followers.delete(after);
      hint(due, id, clock() + forMs);
    },
    ended(id) {
      due.delete(id);
      const follower = followers.get(id);
      if (follower === undefined) return null;
      followers.delete(id);
      const inMs = untilSpaced(follower);
      hint(due, follower.id, clock() + inMs);
      return { lane: follower.lane, id: follower.jobId, inMs };
    },
  };
}

function personOf({ page }: Lane, psid: string): string {
  return `${page}.${psid}`;
}
