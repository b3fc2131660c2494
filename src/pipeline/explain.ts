/** "May this go now, and as what?", answered in full and without sending anything. */
import type { JobType } from "../core/catalogue.ts";
import { isoOrNull, tellDecision, type ToldDecision } from "../core/decision.ts";
import type { Message } from "../core/message.ts";
import { changesAt } from "../core/window.ts";
import { sendBody, type SendBody } from "../graph/payload.ts";
import type { Judge } from "./judge.ts";
import type { Quiet } from "./quiet.ts";

export type Explanation = ToldDecision & {
  /** ISO 8601: when the window's state next changes by itself; null: only when they write again. */
  readonly windowChangesAt: string | null;
  /** ISO 8601: until when it would wait for the end of the quiet hours; null: it would not. */
  readonly quietUntil: string | null;
  /** What Graph would get; null: nothing. Its metadata will be the message's id. */
  readonly request: SendBody | null;
};

/** Null: the page is not registered. */
export type Explain = (message: Message, type: JobType) => Promise<Explanation | null>;

export function createExplain({ judge, quiet }: { readonly judge: Judge; readonly quiet: Quiet }): Explain {
  return async (message, type) => {
    const decision = await judge(message, type, null);
    if (decision === null) return null;
    const quietUntil = decision.verdict === "send" ? await quiet(message, type, null) : null;
    const request =
      decision.verdict === "send" ? sendBody("<message id>", message, decision.carriedAs) : null;
    return {
      ...tellDecision(decision),
      quietUntil: isoOrNull(quietUntil),
      windowChangesAt: isoOrNull(changesAt(decision.window)),
      request,
    };
  };
}
