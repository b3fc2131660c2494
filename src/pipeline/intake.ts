/** Takes in what other BullMQ clients put on the outbound queue: the bare message, with no record yet. */
import { createHash } from "node:crypto";
import { z } from "zod";
import type { Catalogue } from "../core/catalogue.ts";
import { messageIdSchema, parseMessage, priorityOf, type Message, type Parsed } from "../core/message.ts";
import type { Logger } from "../log.ts";
import type { Messages } from "../redis/messages.ts";
import type { Order } from "../redis/order.ts";
import type { Taken, Verdict } from "../redis/queue-end.ts";
import type { Bury } from "./dead-letters.ts";
import type { Recorded } from "./outbound-job.ts";
import { fingerprintOf, messageId, who } from "./producer.ts";

/** Null: it was buried. A verdict: it is not due yet. */
export type Intake = (job: Taken) => Promise<Recorded | Verdict | null>;

export function createIntake(deps: {
  readonly messages: Pick<Messages, "accept">;
  readonly order: Order;
  readonly bury: Bury;
  readonly catalogue: Catalogue;
  readonly log: Logger;
  readonly now: () => number;
}): Intake {
  const { messages, order, bury, catalogue, log, now } = deps;

  return async (job) => {
    const input = withType(job);
    const parsed = parseMessage(input, catalogue);
    if (!parsed.ok) return buryUnread(job, parsed);
    const { message, type } = parsed;
    // Recorded when it is due, so that what waits for its own time holds nothing up.
    const waitMs = (message.sendAt ?? 0) - now();
    if (waitMs > 0) return { kind: "snooze", forMs: waitMs };
    const id = idOf(job, message);
    const fingerprint = fingerprintOf(message);
    const priority = priorityOf(message, type);
    const about = {
      id,
      fingerprint,
      ...who(message),
      acceptedAt: job.addedAt,
      sendAt: message.sendAt ?? null,
    };
    const nothing = { replayOf: null, replay: null, history: [], shared: null };
    const following = order.following({ ...who(message), priority, id });
    const accepted = await messages.accept({ ...about, ...nothing }, following);
    if (accepted.isNew) {
      const { after } = accepted;
      log.info("message.accepted", { id, ...who(message) });
      return { id, acceptedAt: job.addedAt, priority, after, again: false, message: input };
    }
    if (accepted.fingerprint !== fingerprint) return buryConflict(job, message);
    const { acceptedAt, after } = accepted;
    return { id, acceptedAt, priority, after, again: true, message: input };
  };

  async function buryConflict(job: Taken, message: Message): Promise<null> {
    const { page, psid: recipient, type } = who(message);
    const detail = `The idempotency key ${message.idempotencyKey ?? ""} belongs to another message.`;
    await bury({
      ...burialOf(job, idFromJob(job)),
      page,
      recipient,
      type,
      reason: "invalid_message",
      detail,
    });
    return null;
  }

  async function buryUnread(job: Taken, { reason, errors }: Extract<Parsed, { ok: false }>): Promise<null> {
    const detail = errors
      .map(({ path, message }) => (path === "" ? message : `${path} ${message}`))
      .join("; ");
    const own = messageIdSchema.safeParse(job.id);
    const id = own.success ? own.data : idFromJob(job);
    await bury({ ...burialOf(job, id), ...glimpse(job.data), reason, detail });
    return null;
  }
}

/** A job by another client may leave the type to the job's name. */
function withType(job: Taken): unknown {
  const isBare =
    typeof job.data === "object" && job.data !== null && !Array.isArray(job.data) && !("type" in job.data);
  return isBare ? { ...job.data, type: job.name } : job.data;
}

function idOf(job: Taken, message: Message): string {
  const own = messageIdSchema.safeParse(job.id);
  if (own.success) return own.data;
  return message.idempotencyKey === undefined ? idFromJob(job) : messageId(message.idempotencyKey);
}

/** The same job gives the same id each time it is taken; ids start over when a queue is wiped, times do not. */
function idFromJob(job: Taken): string {
  const digest = createHash("sha256")
    .update(`job ${job.id} ${String(job.addedAt)}`)
    .digest();
  return `m${digest.subarray(0, 18).toString("base64url")}`;
}

function burialOf(job: Taken, id: string) {
  const nothing = { decision: null, graphError: null, attempt: null };
  return { messageId: id, acceptedAt: job.addedAt, message: job.data, ...nothing };
}

const glimpseSchema = z.object({
  page: z.string().max(32).nullable().catch(null),
  recipient: z
    .object({ psid: z.string().max(32) })
    .nullable()
    .catch(null),
  type: z.string().max(100).nullable().catch(null),
});

/** Whatever can be made out of something that is not a message, for the operator who looks for it. */
export function glimpse(data: unknown): {
  page: string | null;
  recipient: string | null;
  type: string | null;
} {
  const seen = glimpseSchema.safeParse(data);
  if (!seen.success) return { page: null, recipient: null, type: null };
  return { page: seen.data.page, recipient: seen.data.recipient?.psid ?? null, type: seen.data.type };
}
