/** Takes messages off the lanes and sends them: in turn, at the page's pace, judged again when the decision may be out of date. */
import type { Catalogue } from "../core/catalogue.ts";
import { staysRight, type InForce } from "../core/decision.ts";
import { FINAL } from "../core/lifecycle.ts";
import { parseMessage } from "../core/message.ts";
import { graphWords, HOLD_REASONS, ownWords, refusedBy } from "../core/outcome.ts";
import type { HoldReason, Outcome } from "../core/outcome.ts";
import { laneRate } from "../core/pace.ts";
import { afterSilence, nextStep, type NextStep, type RetryRules } from "../core/retry.ts";
import type { GraphClient } from "../graph/client.ts";
import { sendBody } from "../graph/payload.ts";
import type { Logger } from "../log.ts";
import type { Conversations } from "../redis/conversations.ts";
import type { Lane } from "../redis/doorbell.ts";
import type { LaneHandler } from "../redis/lanes.ts";
import type { Messages } from "../redis/messages.ts";
import type { Pages, StoredPage } from "../redis/pages.ts";
import type { Verdict } from "../redis/queue-end.ts";
import type { Attempt, MessageRecord } from "../redis/record.ts";
import type { Bury } from "./dead-letters.ts";
import type { Holds } from "./holds.ts";
import type { Judge } from "./judge.ts";
import { laneMessageIn, type LaneMessage } from "./lane-message.ts";
import type { Pacer } from "./pacer.ts";
import { who } from "./producer.ts";
import type { Quiet } from "./quiet.ts";
import type { Rests } from "./rests.ts";
import { burial, refusedBefore, triedOf, type InHand, type Sending } from "./sending.ts";
import type { Turns } from "./turns.ts";

/** Windows open, templates lose approval, pages change: what that bears on is judged again when it is older than this. */
const DECISION_GOOD_MS = 60_000;

/** So old may be what is known of a person's refusals, as what is known of a page: pages.ts. */
const NEWS_MS = 1_000;
/** What was refused so long before a decision was known to it, however long its attempt took and whosever clock it is. */
const OLD_NEWS_MS = 60_000;

/** A hold may be over while this process still believes in it: its lane is looked at again that soon. */
const HELD_LOOK_MS = 500;

const DONE: Verdict = { kind: "done" };
/** Back to its place; only the lane's own rest or pause holds it there. */
const PUT_BACK: Verdict = { kind: "rest", forMs: 0 };

export interface SenderDeps {
  readonly graph: Pick<GraphClient, "send">;
  readonly judge: Judge;
  readonly quiet: Quiet;
  readonly messages: Pick<Messages, "get" | "queued" | "sending" | "attempted" | "snoozed">;
  readonly conversations: Pick<Conversations, "refuse" | "get">;
  readonly pages: Pick<Pages, "recent" | "token" | "refused" | "forget">;
  readonly holds: Pick<Holds, "hold" | "release">;
  readonly rests: Rests;
  readonly turns: Turns;
  readonly pacer: Pacer;
  readonly bury: Bury;
  readonly catalogue: Catalogue;
  readonly rules: RetryRules;
  /** Messages a second of a page that says nothing itself. */
  readonly defaultRate: number;
  readonly log: Logger;
  readonly now: () => number;
  readonly random: () => number;
}

export function createSender(deps: SenderDeps): LaneHandler {
  const { graph, judge, quiet, messages, conversations, pages, holds, rests, turns, pacer } = deps;
  const { bury, catalogue, rules, defaultRate, log, now, random } = deps;

  return async (lane, job, stays) => {
    const it = laneMessageIn(job);
    const verdict = await verdictOn({ lane, job, stays }, it);
    if (verdict.kind !== "done") return verdict;
    return { kind: "done", also: verdict.also, recall: () => turns.ended(it.id) };
  };

  async function verdictOn({ lane, job, stays }: InHand, it: LaneMessage): Promise<Verdict> {
    const parsed = parseMessage(it.message, catalogue);
    if (!parsed.ok) {
      const detail = parsed.errors[0]?.message ?? "";
      await bury({ ...burial(it, null), reason: "invalid_message", detail });
      return DONE;
    }
    const record = it.again || job.attemptsStarted > 1 ? await messages.get(it.id) : null;
    const sending: Sending = { lane, job, stays, it, message: parsed.message, type: parsed.type, record };
    const settled = record === null ? null : await settledBefore(sending, record);
    if (settled !== null) return settled;
    const page = await pages.recent(parsed.message.page);
    return (await notYet(sending, page)) ?? carry(sending, page);
  }

  /**
   * It was taken before: perhaps by a sender that died, perhaps between Graph's answer and our record.
   * Null: nothing speaks against an attempt.
   */
  async function settledBefore(sending: Sending, record: MessageRecord): Promise<Verdict | null> {
    const { it, job, message } = sending;
    if (FINAL.includes(record.status)) return DONE;
    if (record.graphMessageId !== null)
      return { kind: "done", also: messages.sending(it, record.graphMessageId, now(), null) };
    const lost = job.attemptsStarted - (record.attempts.length + record.snoozes + 1);
    if (lost > 0) {
      const error = ownWords("A sender stopped before it could say what became of the attempt.");
      const outcome = { kind: "unknown", error } as const;
      const attempt = { at: now(), durationMs: 0, ...outcomeOf(outcome) };
      const verdict = await follow(sending, outcome, attempt, it);
      // Counted only after the attempt is on record: should we die here, it is rather doubted twice than sent twice.
      await messages.snoozed(it.id, lost);
      return verdict;
    }
    if (record.attempts.at(-1)?.outcome !== "unknown") return null;
    const step = afterSilence(triedOf(sending, job.attemptsMade, it), rules, now());
    if (step !== null) await bury({ ...burial(it, message), reason: step.reason, detail: step.detail });
    return step === null ? null : DONE;
  }

  /** It may go, but not at this moment. */
  async function notYet(
    { lane, job, it, message, type }: Sending,
    page: StoredPage | null,
  ): Promise<Verdict | null> {
    const restMs = rests.leftMs(lane.page);
    if (restMs > 0) return putBack(it.id, restMs);
    const until = page?.quietHours === undefined ? null : await quiet(message, type, it.id);
    const waitMs =
      until === null
        ? await turns.waitMs({
            id: it.id,
            lane,
            jobId: job.id,
            psid: message.recipient.psid,
            after: it.after,
            spacingMs: page?.recipientSpacingMs ?? 0,
          })
        : until - now();
    if (waitMs <= 0) return null;
    if (until !== null) turns.putOff(it, waitMs);
    await messages.snoozed(it.id);
    return { kind: "snooze", forMs: waitMs };
  }

  /** @param page  as it was a moment ago */
  async function carry(sending: Sending, page: StoredPage | null): Promise<Verdict> {
    const { lane, it, message, stays } = sending;
    const judged = isFresh(sending) && !mayHaveNews(sending, page) ? it : await stillRight(sending);
    if (judged === null) return DONE;
    let [latest, token] = [page, await pages.token(lane.page)];
    if (!stays() || !pacer.begins(lane, rateOf(lane, page))) {
      // All that is to be read is read before its turn: what is waited for after it would shift the start.
      const rate = async () => {
        [latest, token] = await Promise.all([pages.recent(lane.page), pages.token(lane.page)]);
        return stays() ? rateOf(lane, latest) : null;
      };
      if (!(await pacer.turn(lane, rate))) return putBack(it.id, 0);
    }
    // While it waited for its moment others of the page may have met a limit or a dead token, or a window closed.
    const stop = stoppedMeanwhile(lane, latest);
    if (stop !== null) return putBack(it.id, stop);
    if (judged.validUntil !== null && now() >= judged.validUntil) return carry(sending, latest);
    token ??= await newToken(message.page);
    if (token === null) {
      await messages.snoozed(it.id);
      return hold(message.page, "token_invalid", "The page has no access token.", null);
    }
    const at = now();
    const body = sendBody(it.id, message, judged.carriedAs);
    const { outcome, usage } = await graph.send(message.page, token, body);
    pacer.heard(message.page, usage);
    const attempt: Attempt = { at, durationMs: Math.max(0, now() - at), ...outcomeOf(outcome) };
    return follow(sending, outcome, attempt, judged, token);
  }

  /** Messages a second. */
  function rateOf({ kind }: Lane, page: StoredPage | null): number {
    return laneRate(kind, page?.ratePerSecond ?? defaultRate);
  }

  /** Ms for which the lane is not to be asked again; null: nothing stops it. */
  function stoppedMeanwhile(lane: Lane, page: StoredPage | null): number | null {
    const restMs = rests.leftMs(lane.page);
    if (restMs > 0) return restMs;
    const held = page?.held ?? null;
    return held === null || held.probe?.underWay === true ? null : HELD_LOOK_MS;
  }

  function newToken(page: string): Promise<string | null> {
    pages.forget(page);
    return pages.token(page);
  }

  /** To its place in the lane, uncharged. */
  async function putBack(id: string, forMs: number): Promise<Verdict> {
    await messages.snoozed(id);
    return { kind: "rest", forMs };
  }

  /** The decision in force; null: it may no longer go, and was buried. */
  async function stillRight(sending: Sending): Promise<InForce | null> {
    const { it, message, type } = sending;
    if (isFresh(sending)) {
      const { refused, lastInboundAt } = await conversations.get(message.page, message.recipient.psid);
      if (refused === null) return { ...it, lastInboundAt };
    }
    const decision = await judge(message, type, it.id);
    if (decision?.verdict === "send") {
      await messages.queued(it, decision);
      return { ...decision, lastInboundAt: decision.window.lastInboundAt };
    }
    const graphError = refusedBefore(sending);
    const reason = graphError === null ? (decision?.reason ?? "unknown_page") : "outside_window";
    const detail = decision === null ? `Page ${message.page} is not registered.` : decision.details.join(" ");
    await bury({ ...burial(it, message), reason, detail, graphError, decision });
    return null;
  }

  function isFresh(sending: Sending): boolean {
    const { it } = sending;
    if (it.validUntil !== null && now() >= it.validUntil) return false;
    const isGood = now() - it.judgedAt < DECISION_GOOD_MS || staysRight(it, sending.type);
    return isGood && refusedBefore(sending) === null;
  }

  /** The one before it, or what came another way, may have met a refusal since it was judged. */
  function mayHaveNews({ it }: Sending, page: StoredPage | null): boolean {
    const newsUntil = Math.min(now() - NEWS_MS, (page?.refusedAt ?? 0) + OLD_NEWS_MS);
    return it.after !== null || it.judgedAt <= newsUntil;
  }

  async function follow(
    sending: Sending,
    outcome: Outcome,
    attempt: Attempt,
    judged: InForce,
    token: string | null = null,
  ): Promise<Verdict> {
    const { job, message, it } = sending;
    const step = nextStep(outcome, triedOf(sending, job.attemptsMade + 1, judged), rules, now(), random());
    logAttempt(sending, outcome, step, attempt, judged);
    const graphId = outcome.kind === "sent" ? outcome.graphMessageId : "";
    if (outcome.kind === "rejected") {
      const refused = refusedBy(outcome, { at: attempt.at, knownInboundAt: judged.lastInboundAt });
      if (refused !== null) {
        // Whoever dies between the two has others look for a refusal in vain, not miss one.
        await pages.refused(message.page, attempt.at);
        await conversations.refuse(message.page, message.recipient.psid, refused);
      }
    }
    switch (step.kind) {
      case "done":
        rests.ended(message.page);
        await endProbe(message.page);
        return { kind: "done", also: messages.sending(it, graphId, attempt.at, attempt.durationMs) };
      case "snooze":
        await messages.attempted(it.id, attempt);
        await rests.begin(step.scope, message.page, step.restMs);
        return { kind: "rest", forMs: rests.leftMs(message.page) };
      case "hold":
        await messages.attempted(it.id, attempt);
        return hold(message.page, step.reason, "error" in outcome ? graphWords(outcome.error) : "", token);
      case "retry":
      case "verify":
        await messages.attempted(it.id, attempt);
        turns.putOff(it, step.delayMs);
        return { kind: "retry", delayMs: step.delayMs };
      case "reclassify":
        await messages.attempted(it.id, attempt);
        return { kind: "retry", delayMs: 1 };
      case "bury": {
        const graphError = "error" in outcome ? outcome.error : null;
        await bury({ ...burial(it, message), reason: step.reason, detail: step.detail, graphError, attempt });
        return DONE;
      }
    }
  }

  /** @param used  the token that was refused; a newer one is tried before the page is held for it */
  async function hold(
    page: string,
    reason: HoldReason,
    detail: string,
    used: string | null,
  ): Promise<Verdict> {
    if (reason !== "page_restricted" && used !== null) {
      const token = await newToken(page);
      if (token !== null && token !== used) return PUT_BACK;
    }
    await holds.hold(page, { reason, detail: detail === "" ? HOLD_REASONS[reason] : detail, by: "sender" });
    return PUT_BACK;
  }

  /** The message that was let through to find out got through. */
  async function endProbe(page: string): Promise<void> {
    const held = (await pages.recent(page))?.held ?? null;
    if (held?.probe?.underWay === true) await holds.release(page, "sender");
  }

  function logAttempt(
    { it, message, job }: Sending,
    outcome: Outcome,
    step: NextStep,
    attempt: Attempt,
    { carriedAs }: InForce,
  ): void {
    const error = "error" in outcome ? outcome.error : null;
    if (error !== null && error.code !== null && error.meaning === undefined)
      log.warn("graph.code_unknown", { page: message.page, code: error.code, subcode: error.subcode });
    log.info("message.attempted", {
      id: it.id,
      ...who(message),
      as: carriedAs.messagingType,
      tag: carriedAs.tag,
      template: carriedAs.template?.name ?? null,
      attempt: job.attemptsMade + 1,
      outcome: outcome.kind,
      ...(error !== null && {
        code: error.code,
        subcode: error.subcode,
        ...(error.meaning !== undefined && { meaning: error.meaning }),
      }),
      next: step.kind,
      at: attempt.at,
      ms: attempt.durationMs,
    });
  }
}

function outcomeOf(outcome: Outcome): Pick<Attempt, "outcome" | "error"> {
  return { outcome: outcome.kind, ...("error" in outcome && { error: outcome.error }) };
}
