/** What travels in a lane: the message, and how the classifier decided that it goes. */
import { z } from "zod";
import { TAGS } from "../core/catalogue.ts";
import type { TemplateContent } from "../core/content.ts";
import { MESSAGING_TYPES, type CarriedAs, type InForce } from "../core/decision.ts";
import type { QueuedJob } from "../redis/queues.ts";
import type { Taken } from "../redis/queue-end.ts";

export interface LaneMessage extends InForce {
  readonly id: string;
  /** Times are epoch ms. */
  readonly acceptedAt: number;
  readonly judgedAt: number;
  /** It may have been here before; the sender looks at the record first. */
  readonly again: boolean;
  /** The message of the same person that must have ended first; null: none. */
  readonly after: string | null;
  /** As it was accepted. */
  readonly message: unknown;
}

/** As it stands in the job, of which there may be millions: what most have not is left out, and its id says the rest. */
const laneData = z.compile(
  z.object({
    as: z.enum(MESSAGING_TYPES),
    tag: z.enum(TAGS).nullable().default(null),
    template: z
      .custom<TemplateContent>((it) => typeof it === "object" && it !== null && "name" in it)
      .nullable()
      .default(null),
    judgedAt: z.number(),
    validUntil: z.number().nullable().default(null),
    lastInboundAt: z.number().nullable().default(null),
    again: z.boolean().default(false),
    after: z.string().nullable().default(null),
    message: z.unknown(),
  }),
);

/** The job's id and data. */
export function laneJobOf(it: LaneMessage): Pick<QueuedJob, "id" | "data"> {
  const { messagingType, tag, template } = it.carriedAs;
  const data: z.input<typeof laneData> = {
    as: messagingType,
    ...(tag !== null && { tag }),
    ...(template !== null && { template }),
    judgedAt: it.judgedAt,
    ...(it.validUntil !== null && { validUntil: it.validUntil }),
    ...(it.lastInboundAt !== null && { lastInboundAt: it.lastInboundAt }),
    ...(it.again && { again: true }),
    ...(it.after !== null && { after: it.after }),
    message: it.message,
  };
  return { id: laneJobId(it.id, it.acceptedAt), data };
}

/** What stands in a lane was written by the classifier; anything else is kept for the operator as what it is. */
export function laneMessageIn(job: Taken): LaneMessage {
  const parsed = laneData.safeParse(job.data);
  if (parsed.success && ID.test(job.id)) {
    const {
      as: messagingType,
      tag,
      template,
      judgedAt,
      validUntil,
      lastInboundAt,
      again,
      after,
      message,
    } = parsed.data;
    const carriedAs = { messagingType, tag, template };
    const [id, acceptedAt] = [job.id.slice(TIME_DIGITS), acceptedAtIn(job.id)];
    return { id, acceptedAt, judgedAt, validUntil, lastInboundAt, carriedAs, again, after, message };
  }
  const carriedAs: CarriedAs = { messagingType: "UPDATE", tag: null, template: null };
  const at = { acceptedAt: job.addedAt, judgedAt: 0, validUntil: 0 };
  const unknown = { lastInboundAt: null, again: true, after: null };
  return { id: `m${job.id}`, ...at, ...unknown, carriedAs, message: job.data };
}

/** Of microseconds, in base 36. */
const TIME_DIGITS = 11;
const ID = /^[0-9a-z]{11}m/;

/** Fixed digits of time first: jobs put back to their place then stand in the order of acceptance. */
export function laneJobId(id: string, acceptedAt: number): string {
  const time = Math.round(acceptedAt * 1_000).toString(36);
  return time.padStart(TIME_DIGITS, "0") + id;
}

function acceptedAtIn(jobId: string): number {
  return Number.parseInt(jobId.slice(0, TIME_DIGITS), 36) / 1_000;
}

/** Epoch ms at which the first of these lane jobs was accepted; null: there are none. */
export function firstAcceptedAt(jobIds: readonly string[]): number | null {
  const times = jobIds.map(acceptedAtIn);
  return times.length === 0 ? null : Math.min(...times);
}
