/** "May this go now, and as what?", answered in full and without sending anything. */
import type { JobType } from "../core/catalogue.ts";
import { wordsOf } from "../core/content.ts";
import { isoOrNull, tellDecision, type ToldDecision } from "../core/decision.ts";
import type { Message } from "../core/message.ts";
import { judgePromotion } from "../core/promotion.ts";
import { changesAt } from "../core/window.ts";
import { sendBody, type SendBody } from "../graph/payload.ts";
import type { Pages } from "../redis/pages.ts";
import type { Judge } from "./judge.ts";
import type { Quiet } from "./quiet.ts";

export type Explanation = ToldDecision & {
  /** ISO 8601: when the window's state next changes by itself; null: only when they write again. */
  readonly windowChangesAt: string | null;
  /** ISO 8601: until when it would wait for the end of the quiet hours; null: it would not. */
  readonly quietUntil: string | null;
  /** What Graph would get; null: nothing. Its metadata will be the message's id. */
  readonly request: SendBody | null;
  /** What the guard reads in it; null: nothing, or the page has switched the guard off. */
  readonly promotion: ToldPromotion | null;
};

export interface ToldPromotion {
  /** Whether it counts as a promotion; outside the open window it may then not go. */
  readonly promotional: boolean;
  /** 0 to 1. */
  readonly score: number;
  /** The words that it judged: the text, and behind it the titles of buttons and quick replies. */
  readonly text: string;
  /** Places in `text`, in UTF-16 code units; `end` is exclusive. A negative weight speaks against a promotion. */
  readonly marks: readonly {
    readonly start: number;
    readonly end: number;
    readonly why: string;
    readonly weight: number;
  }[];
}

/** Null: the page is not registered. */
export type Explain = (message: Message, type: JobType) => Promise<Explanation | null>;

export function createExplain(deps: {
  readonly judge: Judge;
  readonly quiet: Quiet;
  readonly pages: Pick<Pages, "recent">;
}): Explain {
  const { judge, quiet, pages } = deps;
  return async (message, type) => {
    const decision = await judge(message, type, null);
    if (decision === null) return null;
    const quietUntil = decision.verdict === "send" ? await quiet(message, type, null) : null;
    const request =
      decision.verdict === "send" ? sendBody("<message id>", message, decision.carriedAs) : null;
    const guard = (await pages.recent(message.page))?.promotionGuard ?? "off";
    return {
      ...tellDecision(decision),
      quietUntil: isoOrNull(quietUntil),
      windowChangesAt: isoOrNull(changesAt(decision.window)),
      request,
      promotion: guard === "off" ? null : promotionIn(wordsOf(message.content)),
    };
  };
}

function promotionIn(text: string): ToldPromotion | null {
  const { promotional, score, spoke } = judgePromotion(text);
  const marks = spoke.map(({ start, end, meaning: why, weight }) => ({ start, end, why, weight }));
  return marks.length === 0 ? null : { promotional, score, text, marks };
}
