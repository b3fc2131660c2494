/**
 * What this product itself puts on the outbound queue: a message that is on record already; other BullMQ clients put
 * the bare message there. Some hundreds of a batch share a job of the batch queue beside it.
 */
import { z } from "zod";
import type { Priority } from "../core/catalogue.ts";
import type { JobQueue } from "../redis/queues.ts";

const recorded = z.object({
  id: z.string(),
  /** Epoch ms. */
  acceptedAt: z.number(),
  priority: z.enum(["high", "normal", "bulk"]),
  /** The message of the same person that must have ended first; null: none. */
  after: z.string().nullable(),
  /** It may have been on its way before; its record says how far it came. */
  again: z.boolean(),
  /** As it was accepted. */
  message: z.unknown(),
});

const outboundJob = z.object({ recorded: z.array(recorded).min(1) });

export type Recorded = Readonly<z.output<typeof recorded>>;

export interface OutboundJob {
  readonly recorded: readonly Recorded[];
}

/** Null: it is not one of ours. A message has no such field: what looks like ours and is not, is no message either. */
export function recordedIn(data: unknown): readonly Recorded[] | null {
  const parsed = outboundJob.safeParse(data);
  return parsed.success ? parsed.data.recorded : null;
}

/** The job of a single message bears its id, so that it can be found and taken back. */
export function jobOf(it: Recorded, name: string, delayMs = 0) {
  const data: OutboundJob = { recorded: [it] };
  return { id: it.id, name, data, priority: it.priority, ...(delayMs > 0 && { delayMs }) };
}

/** Messages of a batch that have the same priority. */
export function batchJobOf(id: string, priority: Priority, messages: readonly Recorded[]) {
  const data: OutboundJob = { recorded: messages };
  return { id, name: "batch", data, priority };
}

/** So many batches are opened to count what is in them; beyond, each counts as a full one. */
const MOST_OPENED = 100;
/** Of a batch. */
export const MOST_TOGETHER = 200;

/** How many messages wait to be judged, those of batches included. */
export async function waitingOutbound(queues: {
  readonly outbound: Pick<JobQueue, "counts">;
  readonly batches: Pick<JobQueue, "counts" | "dataOf" | "ids">;
}): Promise<number> {
  const { outbound, batches } = queues;
  const [single, together, ids] = await Promise.all([
    outbound.counts(),
    batches.counts(),
    batches.ids(0, MOST_OPENED),
  ]);
  const opened = (await batches.dataOf(ids)).map((data) => recordedIn(data)?.length ?? 0);
  const unopened = Math.max(0, together.waiting - ids.length) * MOST_TOGETHER;
  return single.waiting + opened.reduce((sum, n) => sum + n, unopened);
}
