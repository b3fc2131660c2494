/**
 * What this product itself puts on the outbound queue: a message that is on record already, or some that came at the
 * same time; other BullMQ clients put the bare message there. Some hundreds of a batch share a job of the batch queue
 * beside it.
 */
import { randomBytes } from "node:crypto";
import { z } from "zod";
import { PRIORITIES, type Priority } from "../core/catalogue.ts";
import type { Taken } from "../redis/queue-end.ts";
import type { JobQueue, JobState, QueuedJob } from "../redis/queues.ts";

/** As it stands in the job, of which there may be millions: what most have not is left out. */
const lean = z.object({
  acceptedAt: z.number(),
  after: z.string().nullable().default(null),
  again: z.boolean().default(false),
  message: z.unknown().refine((it) => it !== undefined),
});
const priorityOfAll = z.enum(PRIORITIES).default("normal");
/** Its id is the message's. */
const singleJob = z.compile(lean.extend({ priority: priorityOfAll }));
const sharedJob = z.compile(
  z.object({
    priority: priorityOfAll,
    recorded: z.array(lean.extend({ id: z.string() })).min(1),
  }),
);

export interface Recorded {
  readonly id: string;
  /** Epoch ms. */
  readonly acceptedAt: number;
  readonly priority: Priority;
  /** The message of the same person that must have ended first; null: none. */
  readonly after: string | null;
  /** It may have been on its way before; its record says how far it came. */
  readonly again: boolean;
  /** As it was accepted. */
  readonly message: unknown;
}

/**
 * Null: it is not one of ours. A message has no field `acceptedAt` or `recorded`: what looks like ours and is not, is no
 * message either.
 */
export function recordedIn(job: Pick<Taken, "id" | "data">): readonly Recorded[] | null {
  const single = singleJob.safeParse(job.data);
  return single.success ? [recordedOf(job.id, single.data.priority, single.data)] : sharedIn(job.data);
}

function sharedIn(data: unknown): readonly Recorded[] | null {
  const shared = sharedJob.safeParse(data);
  return shared.success
    ? shared.data.recorded.map((it) => recordedOf(it.id, shared.data.priority, it))
    : null;
}

/** Field by field: what is spread from zod's objects gets a hidden class of its own each. */
function recordedOf(
  id: string,
  priority: Priority,
  { acceptedAt, after, again, message }: z.output<typeof lean>,
): Recorded {
  return { id, acceptedAt, priority, after, again, message };
}

/** The job of a single message bears its id, so that it can be found and taken back. */
export function jobOf(it: Recorded, name: string, delayMs = 0): QueuedJob {
  const data: z.input<typeof singleJob> = { ...unlessNormal(it.priority), ...leanOf(it) };
  return { id: it.id, name, data, priority: it.priority, ...(delayMs > 0 && { delayMs }) };
}

function leanOf({ acceptedAt, after, again, message }: Recorded): z.input<typeof lean> {
  return { acceptedAt, ...(after !== null && { after }), ...(again && { again }), message };
}

function unlessNormal(priority: Priority): { priority?: Priority } {
  return priority === "normal" ? {} : { priority };
}

/** What several messages share: rows of a batch, or single messages that came at the same time. */
type Sharing = "batch" | "group";

/** @returns the id of the job that those of one priority share */
export function sharedIdOf(sharing: Sharing): (priority: Priority) => string {
  const own = randomBytes(12).toString("base64url");
  return (priority) => `${sharing}-${own}-${priority}`;
}

/** Messages that have the same priority. */
export function sharedJobOf(id: string, priority: Priority, messages: readonly Recorded[]): QueuedJob {
  const recorded = messages.map((it) => ({ id: it.id, ...leanOf(it) }));
  const data: z.input<typeof sharedJob> = { ...unlessNormal(priority), recorded };
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
  const inOpened = opened.reduce<number>((sum, data) => sum + (sharedIn(data)?.length ?? 0), 0);
  const inShared = opened.length === 0 ? 0 : (inOpened / opened.length) * shared.length;
  const inLookedAt = ids.length - shared.length + inShared;
  return Math.round((inLookedAt / ids.length) * Math.max(waiting, ids.length));
}
