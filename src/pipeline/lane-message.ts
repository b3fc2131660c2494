/** What travels in a lane: the message, and how the classifier decided that it goes. */
import { z } from "zod";
import type { CarriedAs } from "../core/decision.ts";
import type { Taken } from "../redis/consumer.ts";

const laneMessage = z.object({
  id: z.string(),
  /** Times are epoch ms. */
  acceptedAt: z.number(),
  judgedAt: z.number(),
  validUntil: z.number().nullable(),
  /** Of the person's last message that was known when it was judged; null: none. */
  lastInboundAt: z.number().nullable().default(null),
  carriedAs: z.custom<CarriedAs>((it) => typeof it === "object" && it !== null && "messagingType" in it),
  /** It may have been here before; the sender looks at the record first. */
  again: z.boolean(),
  /** The message of the same person that must have ended first; null: none. */
  after: z.string().nullable().default(null),
  /** As it was accepted. */
  message: z.unknown(),
});

export type LaneMessage = Readonly<z.output<typeof laneMessage>>;

/** What the sender acts on, from whichever judgement. */
export type InForce = Pick<LaneMessage, "carriedAs" | "validUntil" | "lastInboundAt">;

/** What stands in a lane was written by the classifier; anything else is kept for the operator as what it is. */
export function laneMessageIn(job: Taken): LaneMessage {
  const parsed = laneMessage.safeParse(job.data);
  if (parsed.success) return parsed.data;
  const carriedAs: CarriedAs = { messagingType: "UPDATE", tag: null, template: null };
  const at = { acceptedAt: job.addedAt, judgedAt: 0, validUntil: 0 };
  const unknown = { lastInboundAt: null, again: true, after: null };
  return { id: `m${job.id}`, ...at, ...unknown, carriedAs, message: job.data };
}

/** Fixed digits of time (microseconds) first: jobs put back to their place then stand in the order of acceptance. */
export function laneJobId(id: string, acceptedAt: number): string {
  const time = Math.round(acceptedAt * 1_000).toString(36);
  return `${time.padStart(11, "0")}-${id}`;
}

/** Epoch ms at which the first of these lane jobs was accepted; null: there are none. */
export function firstAcceptedAt(jobIds: readonly string[]): number | null {
  const times = jobIds.map((id) => Number.parseInt(id.slice(0, 11), 36) / 1_000);
  return times.length === 0 ? null : Math.min(...times);
}
