/** A dead letter back at the start of the line, under an id that follows from its own: whether it may, and how. */
import type { Catalogue, Priority } from "../core/catalogue.ts";
import { parseMessage } from "../core/message.ts";
import { replayed, replayIdOf, replaysOf, type Edit, type NotReplayed } from "../core/replay.ts";
import type { DeadLetter } from "../redis/dead-letters.ts";
import type { Messages } from "../redis/messages.ts";
import type { PastDeath } from "../redis/record.ts";
import type { Judge } from "./judge.ts";
import type { Producer, Readmitted } from "./producer.ts";

export type Judged =
  | { readonly ok: true; readonly entry: DeadLetter; readonly input: unknown }
  | { readonly ok: false; readonly why: NotReplayed; readonly detail: string };

/** By whom, and in which replay. */
interface As {
  readonly replay: string;
  readonly by: string;
  readonly isEdited: boolean;
}

export interface Readmission {
  /** Whether it would go through the front door, and past policy, at this moment. */
  judged(entry: DeadLetter | null, priority: Priority, edit?: Edit): Promise<Judged>;
  /** Onto the queue; only then it may leave the dead letters. */
  one(entry: DeadLetter, input: unknown, as: As): Promise<Readmitted>;
  /** Together, as a batch goes. @returns what became of each, in their order */
  all(those: readonly Extract<Judged, { ok: true }>[], as: As): Promise<Readmitted[]>;
  /** What is gone from the dead letters was perhaps replayed by this very replay, which died before it said so. */
  isOf(deadId: string, replay: string): Promise<boolean>;
}

export function createReadmission(deps: {
  readonly messages: Pick<Messages, "get" | "replayed">;
  readonly producer: Pick<Producer, "readmit" | "readmitAll">;
  readonly judge: Judge;
  readonly catalogue: Catalogue;
  readonly mostReplays: number;
  readonly now: () => number;
}): Readmission {
  const { messages, producer, judge, catalogue, mostReplays, now } = deps;

  function admissionOf(entry: DeadLetter, { replay, by, isEdited }: As) {
    const history = [...entry.history, pastOf(entry, by, now(), isEdited)];
    return { id: replayIdOf(entry.messageId), replayOf: entry.messageId, replay, history };
  }

  async function noted(readmitted: Readmitted | undefined, { messageId }: DeadLetter): Promise<void> {
    if (readmitted?.kind === "replayed") await messages.replayed(messageId, replayIdOf(messageId));
  }

  return {
    async judged(entry, priority, edit = {}) {
      if (entry === null) return { ok: false, why: "gone", detail: "" };
      if (replaysOf(entry.messageId) >= mostReplays)
        return { ok: false, why: "replay_limit", detail: `The limit is ${String(mostReplays)}.` };
      const input = replayed(entry.message, priority, edit);
      const parsed = parseMessage(input, catalogue);
      if (!parsed.ok) return { ok: false, why: parsed.reason, detail: entry.detail };
      const decision = await judge(parsed.message, parsed.type, null);
      if (decision === null) return { ok: false, why: "unknown_page", detail: "" };
      if (decision.verdict === "send") return { ok: true, entry, input };
      return { ok: false, why: decision.reason, detail: decision.details.join(" ") };
    },
    async one(entry, input, as) {
      const it = await producer.readmit(input, admissionOf(entry, as));
      await noted(it, entry);
      return it;
    },
    async all(those, as) {
      const asked = those.map(({ entry, input }) => ({ input, as: admissionOf(entry, as) }));
      const readmitted = await producer.readmitAll(asked);
      await Promise.all(those.map(({ entry }, i) => noted(readmitted[i], entry)));
      return readmitted;
    },
    async isOf(deadId, replay) {
      const record = await messages.get(replayIdOf(`m${deadId.slice(1)}`));
      return record?.replay === replay;
    },
  };
}

function pastOf(entry: DeadLetter, by: string, at: number, isEdited: boolean): PastDeath {
  const { messageId, reason, detail, graphError, attempts, acceptedAt, deadAt, message } = entry;
  return {
    messageId,
    reason,
    detail,
    graphError,
    attempts: attempts.length,
    acceptedAt,
    deadAt,
    replayedBy: by,
    replayedAt: at,
    ...(isEdited && { message }),
  };
}
