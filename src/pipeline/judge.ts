/** Gathers what policy must know, and asks it. Classifier, sender, replay and `explain` all judge here. */
import type { Catalogue, JobType } from "../core/catalogue.ts";
import type { Decision } from "../core/decision.ts";
import type { Message } from "../core/message.ts";
import type { TagPolicy } from "../core/page.ts";
import { decide } from "../core/policy.ts";
import type { Conversations } from "../redis/conversations.ts";
import type { Pages } from "../redis/pages.ts";

/** Null: the page is not registered. */
export type Judge = (message: Message, type: JobType) => Promise<Decision | null>;

export function createJudge(deps: {
  readonly pages: Pick<Pages, "recent">;
  readonly conversations: Pick<Conversations, "lastInboundAt">;
  readonly catalogue: Catalogue;
  readonly tagPolicy: TagPolicy;
  readonly now: () => number;
}): Judge {
  const { pages, conversations, catalogue, tagPolicy, now } = deps;
  return async (message, type) => {
    const [page, lastInboundAt] = await Promise.all([
      pages.recent(message.page),
      conversations.lastInboundAt(message.page, message.recipient.psid),
    ]);
    return page && decide({ message, type, lastInboundAt, page, tagPolicy, catalogue, now: now() });
  };
}
