/**
 * What this product itself puts on the outbound queue: a message that is on record already, or some that came at the
 * same time; other BullMQ clients put the bare message there. Some hundreds of a batch share a job of the batch queue
 * beside it.
 */
import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Priority } from "../core/catalogue.ts";
import type { JobQueue, JobState } from "../redis/queues.ts";

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

/** What several messages share: rows of a batch, or single messages that came at the same time. */
type Sharing = "batch" | "group";

/** @returns the id of the job that those of one priority share */
export function sharedIdOf(sharing: Sharing): (priority: Priority) => string {
  const own = randomBytes(12).toString("base64url");
  return (priority) => `${sharing}-${own}-${priority}`;
}

/** Messages that have the same priority. */
export function sharedJobOf(id: string, priority: Priority, messages: readonly Recorded[]) {
  const data: OutboundJob = { recorded: messages };
  return { id, name: isGroup(id) ? "group" : "batch", data, priority };
}

function isGroup(id: string): boolean {
  return id.startsWith("group-");
}

interface Queues<Calls extends keyof JobQueue> {
  readonly outbound: Pick<JobQueue, Calls>;
  /** Where those of batches wait. */
  readonly batches: Pick<JobQueue, Calls>;
}

export function stateOfShared(id: string, { outbound, batches }: Queues<"stateOf">): Promise<JobState> {
  return (isGroup(id) ? outbound : batches).stateOf(id);
}

/** So many jobs are looked at, and so many opened, to count what is in them; the others count as those do on average. */
const MOST_LOOKED_AT = 1_000;
const MOST_OPENED = 100;
/** Of a batch. */
export const MOST_TOGETHER = 200;

/** How many messages wait to be judged: exactly, as long as they are not very many. */
export async function waitingOutbound({
  outbound,
  batches,
}: Queues<"counts" | "dataOf" | "ids">): Promise<number> {
  const [single, together] = await Promise.all([
    waitingIn(outbound, isGroup),
    waitingIn(batches, () => true),
  ]);
  return single + together;
}

async function waitingIn(
  queue: Pick<JobQueue, "counts" | "dataOf" | "ids">,
  isShared: (id: string) => boolean,
): Promise<number> {
  const [{ waiting }, ids] = await Promise.all([queue.counts(), queue.ids(0, MOST_LOOKED_AT)]);
  if (waiting === 0 || ids.length === 0) return waiting;
  const shared = ids.filter(isShared);
  const opened = await queue.dataOf(shared.slice(0, MOST_OPENED));
  const inOpened = opened.reduce<number>((sum, data) => sum + (recordedIn(data)?.length ?? 0), 0);
  const inShared = opened.length === 0 ? 0 : (inOpened / opened.length) * shared.length;
  const inLookedAt = ids.length - shared.length + inShared;
  return Math.round((inLookedAt / ids.length) * Math.max(waiting, ids.length));
}
