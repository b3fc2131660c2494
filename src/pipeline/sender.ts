/** Takes messages off the lanes and sends them: judged again when the decision is old, one attempt, its consequence. */
import { z } from "zod";
import type { Catalogue, JobType } from "../core/catalogue.ts";
import { tellDecision, type CarriedAs } from "../core/decision.ts";
import { parseMessage, type Message } from "../core/message.ts";
import { HOLD_REASONS, type GraphError, type Outcome } from "../core/outcome.ts";
import { nextStep, type NextStep, type RetryRules } from "../core/retry.ts";
import type { GraphClient } from "../graph/client.ts";
import { sendBody } from "../graph/payload.ts";
import type { Logger } from "../log.ts";
import type { Taken, Verdict } from "../redis/consumer.ts";
import type { Lane } from "../redis/doorbell.ts";
import type { Attempt, Messages } from "../redis/messages.ts";
import type { Pages } from "../redis/pages.ts";
import type { LaneMessage } from "./classifier.ts";
import type { Burial, Bury } from "./dead-letters.ts";
import type { Holds } from "./holds.ts";
import type { Judge } from "./judge.ts";
import { who } from "./producer.ts";

/** Windows open, templates lose approval, pages change: a decision older than this is judged again before use. */
const DECISION_GOOD_MS = 60_000;

const DONE: Verdict = { kind: "done" };
/** Back to its place; only the lane's pause holds it there. */
const PUT_BACK: Verdict = { kind: "rest", forMs: 0 };

interface Sending {
  readonly lane: Lane;
  readonly job: Taken;
  readonly it: LaneMessage;
  readonly message: Message;
  readonly type: JobType;
}

export function createSender(deps: {
  readonly graph: Pick<GraphClient, "send">;
  readonly judge: Judge;
  readonly messages: Pick<Messages, "get" | "queued" | "sent" | "attempted">;
  readonly pages: Pick<Pages, "token">;
  readonly holds: Pick<Holds, "hold">;
  readonly bury: Bury;
  readonly catalogue: Catalogue;
  readonly rules: RetryRules;
  readonly log: Logger;
  readonly now: () => number;
  readonly random: () => number;
}): (lane: Lane, job: Taken) => Promise<Verdict> {
  const { graph, judge, messages, pages, holds, bury, catalogue, rules, log, now, random } = deps;

  return async (lane, job) => {
    const it = laneMessage(job);
    const parsed = parseMessage(it.message, catalogue);
    if (!parsed.ok) return buryUnread(it, parsed.errors[0]?.message ?? "");
    const sending: Sending = { lane, job, it, message: parsed.message, type: parsed.type };
    const settled = it.again || job.attemptsStarted > 1 ? await settledBefore(sending) : null;
    return settled ?? carry(sending);
  };

  /**
   * It was taken before: perhaps by a sender that died, perhaps between Graph's answer and our record.
   * Null: nothing speaks against an attempt.
   */
  async function settledBefore(sending: Sending): Promise<Verdict | null> {
    const { it, job } = sending;
    const record = await messages.get(it.id);
    if (record === null) return null;
    if (record.status === "sent" || record.status === "dead" || record.status === "cancelled") return DONE;
    if (record.graphMessageId !== null) {
      await messages.sent(it.id, record.graphMessageId, now(), null);
      return DONE;
    }
    if (job.attemptsStarted <= job.attemptsMade + record.snoozes + 1) return null;
    const error = words("A sender stopped before it could say what became of the attempt.");
    return follow(
      sending,
      { kind: "unknown", error },
      { at: now(), durationMs: 0, outcome: "unknown", error },
    );
  }

  async function carry(sending: Sending): Promise<Verdict> {
    const carriedAs = await stillRight(sending);
    if (carriedAs === null) return DONE;
    const token = await pages.token(sending.message.page);
    if (token === null) {
      const error = words("The page has no access token.");
      return follow(sending, { kind: "failed", hold: "token_invalid", error }, null);
    }
    const at = now();
    const { outcome } = await graph.send(
      sending.message.page,
      token,
      sendBody(sending.it.id, sending.message, carriedAs),
    );
    const attempt = {
      at,
      durationMs: now() - at,
      outcome: outcome.kind,
      ...("error" in outcome && { error: outcome.error }),
    };
    return follow(sending, outcome, attempt, carriedAs);
  }

  /** The decision in force; null: it may no longer go, and was buried. */
  async function stillRight({ it, message, type }: Sending): Promise<CarriedAs | null> {
    const at = now();
    if ((it.validUntil === null || at < it.validUntil) && at - it.judgedAt < DECISION_GOOD_MS)
      return it.carriedAs;
    const decision = await judge(message, type, it.id);
    if (decision?.verdict === "send") {
      await messages.queued(it.id, tellDecision(decision));
      return decision.carriedAs;
    }
    const detail =
      decision === null ? `Page ${message.page} is not registered.` : decision.because.slice(1).join(" ");
    await bury({ ...burial(it, message), reason: decision?.reason ?? "unknown_page", detail, decision });
    return null;
  }

  async function follow(
    sending: Sending,
    outcome: Outcome,
    attempt: Attempt | null,
    carriedAs: CarriedAs = sending.it.carriedAs,
  ): Promise<Verdict> {
    const { job, message, it } = sending;
    const step = nextStep(outcome, job.attemptsMade + 1, message.expiresAt ?? null, rules, now(), random());
    logAttempt(sending, outcome, step, attempt, carriedAs);
    switch (step.kind) {
      case "done":
        await messages.sent(it.id, outcome.kind === "sent" ? outcome.graphMessageId : "", now(), attempt);
        return DONE;
      case "snooze":
        await uncharged(it.id, attempt);
        return { kind: "rest", forMs: step.forMs };
      case "hold": {
        await uncharged(it.id, attempt);
        const detail = "error" in outcome ? outcome.error.message : HOLD_REASONS[step.reason];
        await holds.hold(message.page, { reason: step.reason, detail, by: "sender" });
        return PUT_BACK;
      }
      case "retry":
        if (attempt !== null) await messages.attempted(it.id, attempt, true);
        return step;
      case "bury": {
        const graphError = "error" in outcome ? outcome.error : null;
        await bury({ ...burial(it, message), reason: step.reason, detail: step.detail, graphError, attempt });
        return DONE;
      }
    }
  }

  /** Noted in any case, so that a later start can tell it from a crash. */
  function uncharged(id: string, attempt: Attempt | null): Promise<void> {
    const nothingSent = { at: now(), durationMs: 0, outcome: "failed" } as const;
    return messages.attempted(id, attempt ?? nothingSent, false);
  }

  async function buryUnread(it: LaneMessage, detail: string): Promise<Verdict> {
    await bury({ ...burial(it, null), reason: "invalid_message", detail });
    return DONE;
  }

  function logAttempt(
    { it, message, job }: Sending,
    outcome: Outcome,
    step: NextStep,
    attempt: Attempt | null,
    carriedAs: CarriedAs,
  ): void {
    log.info("message.attempted", {
      id: it.id,
      ...who(message),
      as: carriedAs.messagingType,
      tag: carriedAs.tag,
      template: carriedAs.template?.name ?? null,
      attempt: job.attemptsMade + 1,
      outcome: outcome.kind,
      ...("error" in outcome && { code: outcome.error.code, subcode: outcome.error.subcode }),
      next: step.kind,
      ms: attempt?.durationMs ?? 0,
    });
  }
}

function burial(it: LaneMessage, message: Message | null): Omit<Burial, "reason" | "detail"> {
  const nothing = { decision: null, graphError: null, attempt: null };
  return {
    messageId: it.id,
    page: message?.page ?? null,
    recipient: message?.recipient.psid ?? null,
    type: message?.type ?? null,
    acceptedAt: it.acceptedAt,
    ...nothing,
    message: it.message,
  };
}

function words(message: string): GraphError {
  return { status: null, code: null, subcode: null, message };
}

const laneMessageSchema = z.object({
  id: z.string(),
  acceptedAt: z.number(),
  judgedAt: z.number(),
  validUntil: z.number().nullable(),
  carriedAs: z.custom<CarriedAs>((it) => typeof it === "object" && it !== null && "messagingType" in it),
  again: z.boolean(),
  message: z.unknown(),
});

/** What stands in a lane was written by the classifier; anything else is kept for the operator as what it is. */
function laneMessage(job: Taken): LaneMessage {
  const parsed = laneMessageSchema.safeParse(job.data);
  if (parsed.success) return parsed.data;
  const carriedAs: CarriedAs = { messagingType: "UPDATE", tag: null, template: null };
  const at = { acceptedAt: job.addedAt, judgedAt: 0, validUntil: 0 };
  return { id: `m${job.id}`, ...at, carriedAs, again: true, message: job.data };
}
