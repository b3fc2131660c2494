/** Whether a message waits for the end of the quiet hours, its person's or its page's. */
import { priorityOf, type Message } from "../core/message.ts";
import type { JobType } from "../core/catalogue.ts";
import { quietUntil } from "../core/quiet-hours.ts";
import type { Pages } from "../redis/pages.ts";
import type { Judge } from "./judge.ts";

/**
 * Epoch ms until which it waits; null: it goes now, for nothing is quiet, it is urgent (`high`), or it could no
 * longer go by then.
 */
export type Quiet = (message: Message, type: JobType, id: string | null) => Promise<number | null>;

export function createQuiet(deps: {
  readonly pages: Pick<Pages, "recent">;
  readonly judge: Judge;
  readonly now: () => number;
}): Quiet {
  const { pages, judge, now } = deps;
  return async (message, type, id) => {
    const page = await pages.recent(message.page);
    if (page?.quietHours === undefined || priorityOf(message, type) === "high") return null;
    const until = quietUntil(page.quietHours, message.recipient.timeZone ?? page.timeZone, now());
    if (until === null) return null;
    const then = await judge(message, type, id, until);
    return then?.verdict === "send" ? until : null;
  };
}
