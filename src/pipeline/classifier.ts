/** Takes messages off the outbound queue, has them judged, and puts them into their page's lane or buries them. */
import type { Catalogue, JobType } from "../core/catalogue.ts";
import { isMedia } from "../core/content.ts";
import type { Decision, RejectDecision, SendDecision } from "../core/decision.ts";
import { parseMessage, type Message, type Parsed } from "../core/message.ts";
import { laneName, type Lane } from "../redis/doorbell.ts";
import type { Logger } from "../log.ts";
import type { Lanes } from "../redis/lanes.ts";
import type { Messages } from "../redis/messages.ts";
import type { Taken, Verdict } from "../redis/queue-end.ts";
import type { JobQueue, QueuedJob } from "../redis/queues.ts";
import type { Courtesy } from "./courtesy.ts";
import type { Bury } from "./dead-letters.ts";
import { glimpse, type Intake } from "./intake.ts";
import type { Judge } from "./judge.ts";
import { laneJobOf } from "./lane-message.ts";
import { jobOf, recordedIn, type Recorded } from "./outbound-job.ts";
import { who } from "./producer.ts";
import type { Quiet } from "./quiet.ts";

interface Case {
  readonly it: Recorded;
  readonly message: Message;
  readonly type: JobType;
}

/** No valid message. */
interface Unfit extends Pick<Extract<Parsed, { ok: false }>, "reason" | "errors"> {
  readonly it: Recorded;
}

const DONE: Verdict = { kind: "done" };

export interface Classifier {
  /** Of a job of the outbound queue: one message, or some that came at the same time. */
  single(job: Taken): Promise<Verdict>;
  /** Of a job of the batch queue: judged together, with few commands. */
  batch(job: Taken): Promise<Verdict>;
}

export function createClassifier(deps: {
  readonly intake: Intake;
  readonly judge: Judge;
  readonly quiet: Quiet;
  readonly messages: Pick<Messages, "queuing">;
  readonly outbound: Pick<JobQueue, "add">;
  readonly lanes: Pick<Lanes, "add">;
  readonly bury: Bury;
  readonly courtesy: Courtesy;
  readonly catalogue: Catalogue;
  readonly log: Logger;
  readonly now: () => number;
}): Classifier {
  const { intake, judge, quiet, messages, outbound, lanes, bury, courtesy, catalogue, log, now } = deps;

  return {
    async single(job) {
      courtesy.noticed();
      const recorded = recordedIn(job);
      if (recorded !== null && recorded.length > 1) {
        await together(recorded.map((it) => takenAgain(it, job)));
        return DONE;
      }
      const taken = recorded?.[0] ?? (await intake(job));
      if (taken === null) return DONE;
      if ("kind" in taken) return taken;
      const opened = open(takenAgain(taken, job));
      if ("errors" in opened) {
        await buryUnfit(opened);
        return DONE;
      }
      const untilAt = await waitsUntil(opened);
      if (untilAt !== null) return { kind: "snooze", forMs: Math.max(1, untilAt - now()) };
      await classify([opened]);
      return DONE;
    },
    async batch(job) {
      const recorded = (recordedIn(job) ?? []).map((it) => takenAgain(it, job));
      await courtesy.inTurns(recorded, together);
      return DONE;
    },
  };

  async function together(recorded: readonly Recorded[]): Promise<void> {
    const opened = recorded.map(open);
    await Promise.all(opened.filter((it) => "errors" in it).map(buryUnfit));
    const cases = opened.filter((it) => "type" in it);
    const waits = await Promise.all(cases.map(waitsUntil));
    // Those that must wait get a job of their own.
    const late = cases.flatMap(({ it, type }, i) => {
      const untilAt = waits[i] ?? null;
      return untilAt === null ? [] : [jobOf(it, type.name, Math.max(1, untilAt - now()))];
    });
    await Promise.all(late.map((it) => outbound.add(it)));
    await classify(cases.filter((_, i) => waits[i] === null));
  }

  function open(it: Recorded): Case | Unfit {
    const parsed = parseMessage(it.message, catalogue);
    return parsed.ok ? { it, message: parsed.message, type: parsed.type } : { it, ...parsed };
  }

  function buryUnfit({ it, reason, errors }: Unfit): Promise<void> {
    const detail = errors
      .map(({ path, message }) => (path === "" ? message : `${path} ${message}`))
      .join("; ");
    return bury({ ...burialOf(it), ...glimpse(it.message), reason, detail, decision: null });
  }

  /** Epoch ms; null: it goes now. */
  async function waitsUntil({ it, message, type }: Case): Promise<number | null> {
    const { sendAt = 0 } = message;
    return sendAt > now() ? sendAt : quiet(message, type, it.id);
  }

  async function classify(cases: readonly Case[]): Promise<void> {
    const decisions = await Promise.all(cases.map(({ it, message, type }) => judge(message, type, it.id)));
    const toLanes = new Map<string, { lane: Lane; jobs: QueuedJob[] }>();
    const done: Promise<void>[] = [];
    for (const [i, of] of cases.entries()) {
      const decision = decisions[i] ?? null;
      logDecision(of, decision);
      if (decision?.verdict !== "send") done.push(buryRefused(of, decision));
      else {
        const lane = { kind: isMedia(of.message.content) ? "media" : "text", page: of.message.page } as const;
        const job = laneJob(of, decision);
        const known = toLanes.get(laneName(lane));
        if (known === undefined) toLanes.set(laneName(lane), { lane, jobs: [job] });
        else known.jobs.push(job);
      }
    }
    await Promise.all([...done, ...[...toLanes.values()].map(({ lane, jobs }) => lanes.add(lane, jobs))]);
  }

  function laneJob({ it, type }: Case, decision: SendDecision): QueuedJob {
    const { id, data } = laneJobOf({
      id: it.id,
      acceptedAt: it.acceptedAt,
      judgedAt: decision.judgedAt,
      validUntil: decision.validUntil,
      lastInboundAt: decision.window.lastInboundAt,
      carriedAs: decision.carriedAs,
      again: it.again,
      after: it.after,
      message: it.message,
    });
    // Where that move is not legal, it was sent, buried or cancelled while its job waited: then it goes no further.
    const provided = messages.queuing(it, decision);
    return { id, data, name: type.name, priority: it.priority, provided };
  }

  function buryRefused({ it, message }: Case, decision: RejectDecision | null): Promise<void> {
    const { page, psid: recipient, type } = who(message);
    const why =
      decision === null
        ? { reason: "unknown_page" as const, detail: `Page ${page} is not registered.` }
        : { reason: decision.reason, detail: decision.details.join(" ") };
    return bury({ ...burialOf(it), page, recipient, type, ...why, decision });
  }

  function logDecision({ it, message }: Case, decision: Decision | null): void {
    if (decision === null) return;
    log.info("message.classified", {
      id: it.id,
      ...who(message),
      verdict: decision.verdict,
      window: decision.window.state,
      tag: decision.tag,
      ...(decision.verdict === "send"
        ? { as: decision.carriedAs.messagingType }
        : { reason: decision.reason }),
    });
  }
}

function burialOf({ id: messageId, acceptedAt, message }: Recorded) {
  return { messageId, acceptedAt, message, graphError: null, attempt: null };
}

/** Taken before, by one that died perhaps: its record is looked at first. */
function takenAgain(it: Recorded, job: Taken): Recorded {
  return job.attemptsStarted > 1 ? { ...it, again: true } : it;
}
