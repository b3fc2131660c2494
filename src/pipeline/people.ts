/** What is known of one person on one page, as both doors tell it; and the lifting of what Meta's refusals left there. */
import { isoOrNull } from "../core/decision.ts";
import { refusalWords, type Reason, type Refused } from "../core/outcome.ts";
import { windowOf, type WindowState } from "../core/window.ts";
import type { Logger } from "../log.ts";
import type { Conversations } from "../redis/conversations.ts";
import type { Pages } from "../redis/pages.ts";

/** Times are ISO 8601. */
export interface ToldConversation {
  readonly page: string;
  readonly psid: string;
  readonly lastInboundAt: string | null;
  /** As policy sees it: closed when Meta says so, longer where the page lets an ad keep it open. */
  readonly window: {
    readonly state: WindowState;
    readonly closesAt: string | null;
    readonly humanAgentUntil: string | null;
  };
  readonly deliveredAt: string | null;
  readonly readAt: string | null;
  /** Why nothing is tried until they write again; null: nothing keeps it back. */
  readonly suppressed: { readonly reason: Reason; readonly detail: string; readonly since: string } | null;
}

export interface People {
  tell(page: string, psid: string): Promise<ToldConversation>;
  /** Lifts what stands, the doubt in their window too. @param by  who did it. @returns whether anything stood */
  forgive(page: string, psid: string, by: string): Promise<boolean>;
}

export function createPeople(deps: {
  readonly conversations: Pick<Conversations, "get" | "forgive">;
  readonly pages: Pick<Pages, "recent">;
  readonly log: Logger;
  readonly now: () => number;
}): People {
  const { conversations, pages, log, now } = deps;
  return {
    async tell(page, psid) {
      const [it, settings] = await Promise.all([conversations.get(page, psid), pages.recent(page)]);
      const window = windowOf(it, settings?.adWindowHours, now());
      return {
        page,
        psid,
        lastInboundAt: isoOrNull(it.lastInboundAt),
        window: {
          state: window.state,
          closesAt: isoOrNull(window.closesAt),
          humanAgentUntil: isoOrNull(window.humanAgentUntil),
        },
        deliveredAt: isoOrNull(it.deliveredWatermark),
        readAt: isoOrNull(it.readWatermark),
        suppressed: suppressionIn(it.refused),
      };
    },
    async forgive(page, psid, by) {
      const stood = await conversations.forgive(page, psid);
      if (stood) log.info("conversation.forgiven", { page, psid, by });
      return stood;
    },
  };
}

function suppressionIn(refused: Refused | null): ToldConversation["suppressed"] {
  if (refused?.kind !== "suppressed") return null;
  const { reason, at } = refused;
  return { reason, detail: refusalWords(refused), since: new Date(at).toISOString() };
}
