/** Takes a message back while it still waits, wherever it waits. */
import { FINAL } from "../core/lifecycle.ts";
import { LANE_KINDS } from "../core/pace.ts";
import type { Logger } from "../log.ts";
import type { Lanes } from "../redis/lanes.ts";
import type { Messages } from "../redis/messages.ts";
import type { JobQueue, JobState } from "../redis/queues.ts";
import type { MessageRecord } from "../redis/record.ts";
import { laneJobId } from "./lane-message.ts";
import { stateOfShared } from "./outbound-job.ts";

export type Cancelled =
  /** Now or before; asking twice is no fault. */
  | { readonly kind: "cancelled" }
  | { readonly kind: "unknown" }
  /** It was sent or given up. */
  | { readonly kind: "too_late"; readonly status: string }
  /** A station has it in hand at this moment. */
  | { readonly kind: "busy" };

/** @param by  who asks: an API key's name */
export type Cancel = (id: string, by: string) => Promise<Cancelled>;

interface Place {
  readonly queue: Pick<JobQueue, "remove" | "stateOf">;
  readonly jobId: string;
}

/** A message may step from the queue into its lane while it is looked for: then it is found at the second look. */
const LOOKS = 3;

export function createCanceller(deps: {
  readonly messages: Pick<Messages, "get" | "cancelled" | "cancelledUnjudged">;
  readonly outbound: Pick<JobQueue, "remove" | "stateOf">;
  readonly batches: Pick<JobQueue, "stateOf">;
  readonly lanes: Pick<Lanes, "queue">;
  readonly log: Logger;
}): Cancel {
  const { messages, outbound, batches, lanes, log } = deps;

  return async (id, by) => {
    const record = await messages.get(id);
    const settled = settledAs(record);
    if (settled !== null || record === null) return settled ?? { kind: "unknown" };
    // No station has judged it: none will take it further then. Its job, should it have one of its own, says the same.
    if (await messages.cancelledUnjudged(id)) {
      if (record.shared === null) await outbound.remove(id);
      return told(record, by);
    }
    // The job first: once it is gone nobody can send it. Should we die here, the record still says `queued`
    // with no job behind it, and asking again finds that and ends it.
    if (!(await takeOut(placesOf(record), () => isJudgedNow(record))))
      return settledAs(await messages.get(id)) ?? { kind: "busy" };
    if (!(await messages.cancelled(id))) return settledAs(await messages.get(id)) ?? { kind: "busy" };
    return told(record, by);
  };

  /** With those whose job it shares: it is on its way into its lane. */
  async function isJudgedNow({ shared }: MessageRecord): Promise<boolean> {
    return shared !== null && (await stateOfShared(shared, { outbound, batches })) === "active";
  }

  function told({ id, page, type }: MessageRecord, by: string): Cancelled {
    log.info("message.cancelled", { id, page, type, by });
    return { kind: "cancelled" };
  }

  function placesOf(record: MessageRecord): Place[] {
    const jobId = laneJobId(record.id, record.acceptedAt);
    const inLanes = LANE_KINDS.map((kind) => ({ queue: lanes.queue({ kind, page: record.page }), jobId }));
    return [{ queue: outbound, jobId: record.id }, ...inLanes];
  }
}

/** Null: it still waits. */
function settledAs(record: MessageRecord | null): Cancelled | null {
  if (record === null) return { kind: "unknown" };
  if (record.status === "cancelled") return { kind: "cancelled" };
  // Seen by its echo: Meta has it, whatever our own call said.
  if (FINAL.includes(record.status) || record.graphMessageId !== null)
    return { kind: "too_late", status: record.graphMessageId === null ? record.status : "sent" };
  return null;
}

/**
 * False when a station has it in hand. A message is put into its lane before it leaves the queue: so when first the
 * queue and then the lanes are seen without it, it is nowhere.
 */
async function takeOut(places: readonly Place[], isJudgedNow: () => Promise<boolean>): Promise<boolean> {
  for (let look = 1; look <= LOOKS; look += 1) {
    if (await isJudgedNow()) continue;
    for (const { queue, jobId } of places) await queue.remove(jobId);
    const states: JobState[] = [];
    for (const { queue, jobId } of places) states.push(await queue.stateOf(jobId));
    if (states.every((state) => state === null)) return true;
    if (states.includes("active")) return false;
  }
  return false;
}
