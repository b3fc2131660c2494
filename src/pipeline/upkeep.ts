/**
 * What keeps the dead letters in order while nobody looks: finishes what somebody died in the middle of, retires what
 * is too old or too much, and sees that queue and index agree.
 */
import { replayIdOf } from "../core/replay.ts";
import type { Logger } from "../log.ts";
import type { DeadLetterIndex } from "../redis/dead-letter-index.ts";
import type { DeadLetters } from "../redis/dead-letters.ts";
import type { Messages } from "../redis/messages.ts";
import type { JobQueue } from "../redis/queues.ts";
import type { Replays } from "../redis/replays.ts";
import type { Discards } from "./discard.ts";

export interface Mended {
  /** Places of the index in which an entry of the queue was missing. */
  readonly filed: number;
  /** Entries of the index that had no job any more. */
  readonly dropped: number;
}

export interface Upkeep {
  run(): Promise<void>;
  /** Compares the whole index with the whole queue. */
  mend(): Promise<Mended>;
}

/** Whoever is in the middle of something for longer than this has died. */
const PATIENCE_MS = 60_000;
/** Queue and index are counted at each run, compared entry by entry this often, or when the counts differ twice. */
const COMPARE_EVERY_MS = 24 * 3_600_000;
const TOGETHER = 500;

export function createUpkeep(deps: {
  readonly deadLetters: DeadLetters;
  readonly index: DeadLetterIndex;
  readonly discards: Discards;
  readonly messages: Pick<Messages, "get">;
  readonly replays: Replays;
  readonly replayQueue: Pick<JobQueue, "add" | "stateOf">;
  readonly deadQueue: JobQueue;
  readonly retention: { readonly ageMs: number; readonly count: number };
  readonly log: Logger;
  readonly now: () => number;
}): Upkeep {
  const { deadLetters, index, discards, messages, replays, replayQueue, deadQueue } = deps;
  const { retention, log, now } = deps;
  let comparedAt = now();
  let differed = false;

  async function finishLeaving(): Promise<void> {
    await deadLetters.sweep(await index.leavingBefore(now() - PATIENCE_MS));
  }

  /** Its message is on the queue: it is replayed. Else nothing has happened yet, and it may be taken up again. */
  async function finishClaims(): Promise<void> {
    for (const id of await index.claimedBefore(now() - PATIENCE_MS)) {
      const record = await messages.get(replayIdOf(`m${id.slice(1)}`));
      if (record === null) await index.letGo([id]);
      else {
        await index.take([id], now(), false);
        await deadLetters.sweep([id]);
      }
    }
  }

  /** A replay whose record was written, but not its job. */
  async function wakeReplays(): Promise<void> {
    for (const id of await replays.open()) {
      if ((await replayQueue.stateOf(id)) !== null) continue;
      await replayQueue.add({ id, name: "replay", data: { replay: id }, priority: "normal" });
    }
  }

  async function mend(): Promise<Mended> {
    const mended = { filed: await fileMissing(), dropped: await dropGhosts() };
    comparedAt = now();
    if (mended.filed + mended.dropped > 0) log.warn("dead_letters.mended", mended);
    return mended;
  }

  async function fileMissing(): Promise<number> {
    let filed = 0;
    for (let from = 0; ; from += TOGETHER) {
      const ids = await deadQueue.ids(from, TOGETHER);
      if (ids.length === 0) return filed;
      const leaving = new Set(await index.leaving(ids));
      const entries = await deadLetters.getAll(ids.filter((id) => !leaving.has(id)));
      const known = entries.filter((entry) => entry !== null);
      const counts = await Promise.all(known.map((entry) => index.mend(entry.id, entry.deadAt, entry)));
      filed += counts.reduce((sum, it) => sum + it, 0);
    }
  }

  async function dropGhosts(): Promise<number> {
    let dropped = 0;
    let cursor = "0";
    do {
      const [next, ids] = await index.scan(cursor);
      const states = await Promise.all(ids.map((id) => deadQueue.stateOf(id)));
      const ghosts = ids.filter((_, i) => states[i] === null);
      if (ghosts.length > 0) {
        const taken = await index.take(ghosts, now(), true);
        dropped += taken.filter(Boolean).length;
        await index.left(ghosts);
      }
      cursor = next;
    } while (cursor !== "0");
    return dropped;
  }

  async function compare(): Promise<void> {
    const [{ waiting }, indexed] = await Promise.all([deadQueue.counts(), index.count({})]);
    const differs = waiting !== indexed;
    const isDue = now() - comparedAt >= COMPARE_EVERY_MS;
    // Once may be a burial under way.
    if ((differs && differed) || isDue) await mend();
    differed = differs;
  }

  return {
    mend,
    async run() {
      await finishLeaving();
      await finishClaims();
      await wakeReplays();
      await discards.retire(now() - retention.ageMs, retention.count);
      await compare();
    },
  };
}
