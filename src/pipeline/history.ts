/** One message's story, as `GET /v1/messages/{id}` and `taglane status` tell it. */
import { isoOrNull, tellDecision, type ToldDecision } from "../core/decision.ts";
import { statusOf, type Status } from "../core/lifecycle.ts";
import { REASONS, type GraphError, type Reason } from "../core/outcome.ts";
import type { Conversation, Conversations } from "../redis/conversations.ts";
import type { DeadLetter, DeadLetters } from "../redis/dead-letters.ts";
import type { Messages } from "../redis/messages.ts";
import type { Pages } from "../redis/pages.ts";
import type { Attempt, MessageRecord, PastDeath } from "../redis/record.ts";
import type { Whereabouts } from "./whereabouts.ts";

/** Times are ISO 8601. */
export interface ToldMessage {
  readonly id: string;
  readonly status: Status;
  readonly page: string;
  readonly recipient: { readonly psid: string };
  readonly type: string;
  readonly acceptedAt: string;
  readonly decision: ToldDecision | null;
  readonly attempts: readonly (Omit<Attempt, "at"> & { readonly at: string })[];
  readonly graphMessageId?: string;
  readonly sentAt?: string;
  readonly deliveredAt?: string;
  readonly readAt?: string;
  readonly deadLetter?: {
    readonly id: string;
    readonly reason: Reason;
    readonly sentence: string;
    readonly detail: string;
    /** Absent when the dead letter was replayed or discarded since. */
    readonly deadAt?: string;
    readonly graphError?: GraphError;
  };
  readonly cancelledAt?: string;
  readonly replayOf?: string;
  /** The message that it went on as, after it had been given up. */
  readonly replayedAs?: string;
  /** The lives before this one, oldest first. */
  readonly history: readonly ToldDeath[];
}

type Told<T, Times extends keyof T> = Omit<T, Times> & { readonly [K in Times]: string };
export type ToldDeath = Told<PastDeath, "acceptedAt" | "deadAt" | "replayedAt"> & {
  readonly sentence: string;
};

export interface History {
  /** Null: no message of this id is on record. */
  tell(id: string): Promise<ToldMessage | null>;
  tellRecord(record: MessageRecord): Promise<ToldMessage>;
}

export function createHistory(deps: {
  readonly messages: Pick<Messages, "get">;
  readonly conversations: Pick<Conversations, "get">;
  readonly pages: Pick<Pages, "recent">;
  readonly whereabouts: Whereabouts;
  readonly deadLetters: Pick<DeadLetters, "get">;
}): History {
  const { messages, conversations, pages, whereabouts, deadLetters } = deps;

  async function tellRecord(record: MessageRecord): Promise<ToldMessage> {
    const [state, conversation, page, entry] = await Promise.all([
      whereabouts(record),
      conversations.get(record.page, record.psid),
      pages.recent(record.page),
      record.deadLetterId === null ? null : deadLetters.get(record.deadLetterId),
    ]);
    const status = statusOf(record.status, {
      jobState: state,
      pageHeld: page?.held !== null && page?.held !== undefined,
      sentAttemptAt: sentAttemptAt(record),
      deliveredWatermark: conversation.deliveredWatermark,
      readWatermark: conversation.readWatermark,
    });
    return tell(record, status, conversation, entry);
  }

  return {
    tellRecord,
    async tell(id) {
      const record = await messages.get(id);
      return record === null ? null : tellRecord(record);
    },
  };
}

/** A person's watermarks speak of every message sent before them; the attempt's start is the surest time we have. */
function sentAttemptAt(record: MessageRecord): number | null {
  return record.attempts.findLast((attempt) => attempt.outcome === "sent")?.at ?? record.sentAt;
}

function tell(
  record: MessageRecord,
  status: Status,
  seen: Conversation,
  entry: DeadLetter | null,
): ToldMessage {
  const { graphMessageId, reason, deadLetterId, replayOf, replayedAs } = record;
  const sentAt = isoOrNull(record.sentAt);
  const deliveredAt =
    status === "delivered" || status === "read"
      ? isoOrNull(seen.deliveredWatermark ?? seen.readWatermark)
      : null;
  const cancelledAt = isoOrNull(record.cancelledAt);
  const readAt = status === "read" ? isoOrNull(seen.readWatermark) : null;
  return {
    id: record.id,
    status,
    page: record.page,
    recipient: { psid: record.psid },
    type: record.type,
    acceptedAt: iso(record.acceptedAt),
    decision: record.decision === null ? null : tellDecision(record.decision),
    attempts: record.attempts.map((it) => ({ ...it, at: iso(it.at) })),
    ...(graphMessageId !== null && { graphMessageId }),
    ...(sentAt !== null && { sentAt }),
    ...(deliveredAt !== null && { deliveredAt }),
    ...(readAt !== null && { readAt }),
    ...(cancelledAt !== null && { cancelledAt }),
    ...(reason !== null &&
      deadLetterId !== null && {
        deadLetter: {
          id: deadLetterId,
          reason,
          sentence: REASONS[reason],
          detail: entry?.detail ?? "",
          ...(entry !== null && { deadAt: iso(entry.deadAt) }),
          ...(entry !== null && entry.graphError !== null && { graphError: entry.graphError }),
        },
      }),
    ...(replayOf !== null && { replayOf }),
    ...(replayedAs !== null && { replayedAs }),
    history: record.history.map(tellDeath),
  };
}

export function tellDeath(it: PastDeath): ToldDeath {
  const { acceptedAt, deadAt, replayedAt, ...death } = it;
  return {
    ...death,
    sentence: REASONS[it.reason],
    acceptedAt: iso(acceptedAt),
    deadAt: iso(deadAt),
    replayedAt: iso(replayedAt),
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
