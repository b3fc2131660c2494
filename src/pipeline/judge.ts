/** Gathers what policy must know, and asks it. Classifier, sender, replay and `explain` all judge here. */
import type { Catalogue, JobType } from "../core/catalogue.ts";
import type { Decision } from "../core/decision.ts";
import type { Message } from "../core/message.ts";
import type { TagPolicy } from "../core/page.ts";
import { decide } from "../core/policy.ts";
import type { Conversations } from "../redis/conversations.ts";
import type { Pages } from "../redis/pages.ts";
import type { AccountChange, Told } from "../redis/told.ts";

/**
 * Null: the page is not registered.
 * @param id  the message's, when it is one that will be sent: it then claims the account change that it tells
 * @param at  epoch ms; left out: now
 */
export type Judge = (
  message: Message,
  type: JobType,
  id: string | null,
  at?: number,
) => Promise<Decision | null>;

export function createJudge(deps: {
  readonly pages: Pick<Pages, "recent">;
  readonly conversations: Pick<Conversations, "get">;
  readonly told: Pick<Told, "claim" | "holder">;
  readonly catalogue: Catalogue;
  readonly tagPolicy: TagPolicy;
  readonly now: () => number;
}): Judge {
  const { pages, conversations, told, catalogue, tagPolicy, now } = deps;

  function toldBefore({ page, recipient, account }: Message, type: JobType, id: string | null) {
    if (account === undefined || !type.evidence.includes("account")) return false;
    return isHeldByAnother({ page, psid: recipient.psid, changeId: account.changeId }, id);
  }

  async function isHeldByAnother(change: AccountChange, id: string | null): Promise<boolean> {
    const holder = id === null ? await told.holder(change) : await told.claim(change, id);
    return holder !== null && holder !== id;
  }

  return async (message, type, id, at = now()) => {
    const { psid } = message.recipient;
    const [page, { lastInboundAt, lastAdAt, refused }, isToldBefore] = await Promise.all([
      pages.recent(message.page),
      conversations.get(message.page, psid),
      toldBefore(message, type, id),
    ]);
    if (page === null) return null;
    return decide({
      message,
      type,
      lastInboundAt,
      lastAdAt,
      refused,
      toldBefore: isToldBefore,
      page,
      tagPolicy,
      catalogue,
      now: at,
    });
  };
}
