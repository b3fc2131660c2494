/** Takes messages off the outbound queue, has them judged, and puts them into their page's lane or buries them. */
import { createHash } from "node:crypto";
import { z } from "zod";
import type { Catalogue, JobType } from "../core/catalogue.ts";
import { isMedia } from "../core/content.ts";
import { tellDecision, type RejectDecision, type SendDecision } from "../core/decision.ts";
import { messageIdSchema, parseMessage, priorityOf, type Message, type Parsed } from "../core/message.ts";
import type { Logger } from "../log.ts";
import type { Taken, Verdict } from "../redis/consumer.ts";
import type { Lanes } from "../redis/lanes.ts";
import type { Messages } from "../redis/messages.ts";
import type { Order } from "../redis/order.ts";
import type { Bury } from "./dead-letters.ts";
import type { Judge } from "./judge.ts";
import { laneJobId, type LaneMessage } from "./lane-message.ts";
import { fingerprintOf, messageId, who } from "./producer.ts";
import type { Quiet } from "./quiet.ts";

interface Case {
  readonly id: string;
  readonly acceptedAt: number;
  readonly after: string | null;
  readonly job: Taken;
  readonly message: Message;
  readonly type: JobType;
}

const DONE: Verdict = { kind: "done" };
const NO_REPLAY = { replayOf: null, replay: null, history: [] };

export function createClassifier(deps: {
  readonly judge: Judge;
  readonly quiet: Quiet;
  readonly messages: Pick<Messages, "accept" | "follows" | "queued">;
  readonly order: Order;
  readonly lanes: Pick<Lanes, "add">;
  readonly bury: Bury;
  readonly catalogue: Catalogue;
  readonly log: Logger;
  readonly now: () => number;
}): (job: Taken) => Promise<Verdict> {
  const { judge, quiet, messages, order, lanes, bury, catalogue, log, now } = deps;

  return async (job) => {
    const parsed = parseMessage(withType(job), catalogue);
    if (!parsed.ok) return buryUnread(job, parsed);
    const { message, type } = parsed;
    const waitMs = (message.sendAt ?? 0) - now();
    if (waitMs > 0) return { kind: "snooze", forMs: waitMs };
    const id = idOf(job, message);
    const accepted = await accept(id, job, message, type);
    if (accepted === null) return buryConflict(job, message);
    const until = await quiet(message, type, id);
    if (until !== null) return { kind: "snooze", forMs: Math.max(1, until - now()) };
    return classify({ id, ...accepted, job, message, type });
  };

  async function classify(it: Case): Promise<Verdict> {
    const decision = await judge(it.message, it.type, it.id);
    if (decision === null) {
      await buryCase(it, {
        reason: "unknown_page",
        decision: null,
        detail: `Page ${it.message.page} is not registered.`,
      });
      return DONE;
    }
    log.info("message.classified", {
      id: it.id,
      ...who(it.message),
      verdict: decision.verdict,
      window: decision.window.state,
      tag: decision.tag,
      ...(decision.verdict === "send"
        ? { as: decision.carriedAs.messagingType }
        : { reason: decision.reason }),
    });
    if (decision.verdict === "send") await toLane(it, decision);
    else await buryCase(it, { reason: decision.reason, decision, detail: detailOf(decision) });
    return DONE;
  }

  async function toLane(it: Case, decision: SendDecision): Promise<void> {
    // Not legal: it was sent, buried or cancelled while this job waited.
    if (!(await messages.queued(it.id, tellDecision(decision)))) return;
    const lane = { kind: isMedia(it.message.content) ? "media" : "text", page: it.message.page } as const;
    const data: LaneMessage = {
      id: it.id,
      acceptedAt: it.acceptedAt,
      judgedAt: now(),
      validUntil: decision.validUntil,
      lastInboundAt: decision.window.lastInboundAt,
      carriedAs: decision.carriedAs,
      again: it.job.attemptsStarted > 1,
      after: it.after,
      message: withType(it.job),
    };
    const priority = priorityOf(it.message, it.type);
    await lanes.add(lane, { id: laneJobId(it.id, it.acceptedAt), name: it.type.name, data, priority });
  }

  /**
   * When it was accepted and after which other; null: its key belongs to another message. Jobs put on the queue by
   * hand have no record yet.
   */
  async function accept(
    id: string,
    job: Taken,
    message: Message,
    type: JobType,
  ): Promise<{ acceptedAt: number; after: string | null } | null> {
    const fingerprint = fingerprintOf(message);
    const sendAt = message.sendAt ?? null;
    const it = { id, fingerprint, ...who(message), acceptedAt: job.addedAt, sendAt, ...NO_REPLAY };
    const accepted = await messages.accept(it);
    if (!accepted.isNew) return accepted.fingerprint === fingerprint ? accepted : null;
    const after = await order.follow({ ...who(message), priority: priorityOf(message, type), id });
    if (after !== null) await messages.follows(id, after);
    log.info("message.accepted", { id, ...who(message) });
    return { acceptedAt: job.addedAt, after };
  }

  function buryCase(
    it: Case,
    why: { reason: RejectDecision["reason"]; decision: RejectDecision | null; detail: string },
  ) {
    const { page, psid: recipient, type } = who(it.message);
    return bury({
      messageId: it.id,
      page,
      recipient,
      type,
      acceptedAt: it.acceptedAt,
      ...why,
      graphError: null,
      attempt: null,
      message: withType(it.job),
    });
  }

  async function buryConflict(job: Taken, message: Message): Promise<Verdict> {
    const { page, psid: recipient, type } = who(message);
    const detail = `The idempotency key ${message.idempotencyKey ?? ""} belongs to another message.`;
    const it = { messageId: idFromJob(job), page, recipient, type, acceptedAt: job.addedAt };
    const nothing = { decision: null, graphError: null, attempt: null };
    await bury({ ...it, reason: "invalid_message", detail, ...nothing, message: job.data });
    return DONE;
  }

  async function buryUnread(job: Taken, parsed: Extract<Parsed, { ok: false }>): Promise<Verdict> {
    const detail = parsed.errors
      .map((it) => (it.path === "" ? it.message : `${it.path} ${it.message}`))
      .join("; ");
    const own = messageIdSchema.safeParse(job.id);
    const it = {
      messageId: own.success ? own.data : idFromJob(job),
      ...glimpse(job.data),
      acceptedAt: job.addedAt,
    };
    const nothing = { decision: null, graphError: null, attempt: null };
    await bury({ ...it, reason: parsed.reason, detail, ...nothing, message: job.data });
    return DONE;
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

function detailOf(decision: RejectDecision): string {
  return decision.because.slice(1).join(" ");
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
function glimpse(data: unknown): { page: string | null; recipient: string | null; type: string | null } {
  const seen = glimpseSchema.safeParse(data);
  if (!seen.success) return { page: null, recipient: null, type: null };
  return { page: seen.data.page, recipient: seen.data.recipient?.psid ?? null, type: seen.data.type };
}
