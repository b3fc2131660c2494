/**
 * Whose turn it is: a person's messages go in the order in which they were accepted, and not closer together than
 * the page says. What went before is on record, so that it holds across lanes, processes and restarts; what is kept
 * here in memory only says how long it is worth waiting.
 */
import { FINAL } from "../core/lifecycle.ts";
import type { Messages } from "../redis/messages.ts";
import type { Whereabouts } from "./whereabouts.ts";

export interface Waiting {
  readonly id: string;
  readonly page: string;
  readonly psid: string;
  /** The message that must have ended first. */
  readonly after: string | null;
  readonly spacingMs: number;
}

export interface Turns {
  /** Ms until it is worth asking again; 0: it is its turn, and it is taken. */
  waitMs(it: Waiting): Promise<number>;
  /** It comes back after that long, and whatever follows it need not ask before. */
  putOff(id: string, forMs: number): void;
}

/** With no other hint the one before is looked for again after 0.25 s, 0.5 s, 1 s … 5 s. */
const FIRST_LOOK_MS = 250;
const LONGEST_LOOK_MS = 5_000;
/** After so many looks it is asked whether the one before still has a job at all. */
const LOOKS_BEFORE_DOUBT = 10;
/** Between two of one person that need no spacing: time for the first to end. */
const LEAST_GAP_MS = 100;
/** What is remembered for hints alone is dropped when it grows beyond this. */
const MOST_HINTS = 50_000;

export function createTurns(deps: {
  readonly messages: Pick<Messages, "get">;
  readonly whereabouts: Whereabouts;
  /** Ms of a steady clock. */
  readonly clock: () => number;
}): Turns {
  const { messages, whereabouts, clock } = deps;
  const starts = new Map<string, number>();
  const due = new Map<string, number>();
  const looks = new Map<string, number>();

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

  function untilSpaced(person: string, spacingMs: number): number {
    const last = starts.get(person);
    return last === undefined ? 0 : Math.max(0, Math.ceil(last + spacingMs - clock()));
  }

  function hint(map: Map<string, number>, id: string, value: number): void {
    if (map.size >= MOST_HINTS) map.clear();
    map.set(id, value);
  }

  return {
    async waitMs({ id, page, psid, after, spacingMs }) {
      const looked = looks.get(id) ?? 0;
      if (after !== null && (await isPending(after, looked))) {
        hint(looks, id, looked + 1);
        const known = due.get(after) ?? 0;
        const waitMs =
          known > clock()
            ? known - clock() + Math.max(spacingMs, LEAST_GAP_MS)
            : Math.min(FIRST_LOOK_MS * 2 ** looked, LONGEST_LOOK_MS);
        hint(due, id, clock() + waitMs);
        return Math.ceil(waitMs);
      }
      const person = `${page}.${psid}`;
      const waitMs = untilSpaced(person, spacingMs);
      if (waitMs > 0) {
        hint(due, id, clock() + waitMs);
        return waitMs;
      }
      looks.delete(id);
      // Taken at once, so that no other of this person comes between this moment and the attempt.
      if (spacingMs > 0) hint(starts, person, clock());
      hint(due, id, clock() + spacingMs);
      return 0;
    },
    putOff(id, forMs) {
      hint(due, id, clock() + forMs);
    },
  };
}
