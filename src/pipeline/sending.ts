/** A message in a sender's hand, and what of it counts for what becomes of it. */
import type { JobType } from "../core/catalogue.ts";
import type { InForce } from "../core/decision.ts";
import type { Message } from "../core/message.ts";
import { ownWords, type GraphError } from "../core/outcome.ts";
import type { Tried } from "../core/retry.ts";
import type { Lane } from "../redis/doorbell.ts";
import type { Taken } from "../redis/queue-end.ts";
import type { MessageRecord } from "../redis/record.ts";
import type { Burial } from "./dead-letters.ts";
import type { LaneMessage } from "./lane-message.ts";

export interface InHand {
  readonly lane: Lane;
  readonly job: Taken;
  /** Whether the lane is still this sender's. */
  readonly stays: () => boolean;
}

export interface Sending extends InHand {
  readonly it: LaneMessage;
  readonly message: Message;
  readonly type: JobType;
  /** Null when it is taken for the first time: nothing is on record that the job does not say. */
  readonly record: MessageRecord | null;
}

/** Meta's words, when it refused the last attempt as outside the window. */
export function refusedBefore({ record }: Sending): GraphError | null {
  const last = record?.attempts.at(-1);
  return last?.outcome === "rejected" ? (last.error ?? ownWords("")) : null;
}

export function triedOf(sending: Sending, attempt: number, { carriedAs: { messagingType } }: InForce): Tried {
  const { message } = sending;
  const trustedWindow =
    (messagingType === "RESPONSE" || messagingType === "UPDATE") && refusedBefore(sending) === null;
  return { attempt, expiresAt: message.expiresAt ?? null, trustedWindow };
}

export function burial(it: LaneMessage, message: Message | null): Omit<Burial, "reason" | "detail"> {
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
