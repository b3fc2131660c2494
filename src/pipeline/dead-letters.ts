/** Burying: a message that is given up becomes a dead letter before its job is let go. */
import { z } from "zod";
import { tellDecision, type Decision } from "../core/decision.ts";
import type { GraphError, Reason } from "../core/outcome.ts";
import { replaysOf } from "../core/replay.ts";
import type { Logger } from "../log.ts";
import { deadLetterId, type DeadLetters } from "../redis/dead-letters.ts";
import type { Messages } from "../redis/messages.ts";
import type { Attempt } from "../redis/record.ts";
import type { AccountChange, Told } from "../redis/told.ts";

export interface Burial {
  readonly messageId: string;
  readonly page: string | null;
  readonly recipient: string | null;
  readonly type: string | null;
  readonly acceptedAt: number;
  readonly reason: Reason;
  readonly detail: string;
  readonly decision: Decision | null;
  readonly graphError: GraphError | null;
  readonly attempt: Attempt | null;
  readonly message: unknown;
}

/** Idempotent: a station that died half-way buries again, and it is the same dead letter. */
export type Bury = (burial: Burial) => Promise<void>;

export function createBury(deps: {
  readonly deadLetters: Pick<DeadLetters, "bury">;
  readonly messages: Pick<Messages, "get" | "dead" | "attempted">;
  readonly told: Pick<Told, "release">;
  readonly log: Logger;
  readonly now: () => number;
}): Bury {
  const { deadLetters, messages, told: news, log, now } = deps;
  return async ({ messageId, decision, attempt, ...it }) => {
    const record = await messages.get(messageId);
    // A station that died half-way comes back to it after an operator has replayed it; or it was taken back meanwhile.
    if (record !== null && (record.replayedAs !== null || record.status === "cancelled")) return;
    const id = deadLetterId(messageId);
    const inForce = decision ?? record?.decision ?? null;
    const attempts = [...(record?.attempts ?? []), ...(attempt === null ? [] : [attempt])];
    const replayOf = record?.replayOf ?? null;
    await deadLetters.bury({
      ...it,
      id,
      messageId,
      attempts,
      deadAt: now(),
      replays: replaysOf(messageId),
      replayOf,
      history: record?.history ?? [],
      decision: inForce === null ? null : tellDecision(inForce),
    });
    if (attempt !== null) await messages.attempted(messageId, attempt);
    await messages.dead(
      { id: messageId, acceptedAt: record?.acceptedAt ?? it.acceptedAt },
      it.reason,
      id,
      decision,
    );
    const untold = accountChange(it);
    if (untold !== null) await news.release(untold, messageId);
    log.info("message.buried", { id: messageId, page: it.page, type: it.type, reason: it.reason });
  };
}

const withAccount = z.object({ account: z.object({ changeId: z.string() }) });

/** The account change that the message would have told; it may be told by another now. */
function accountChange({
  page,
  recipient,
  message,
}: Pick<Burial, "page" | "recipient" | "message">): AccountChange | null {
  const parsed = withAccount.safeParse(message);
  if (!parsed.success || page === null || recipient === null) return null;
  return { page, psid: recipient, changeId: parsed.data.account.changeId };
}
