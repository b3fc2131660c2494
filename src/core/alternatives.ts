/** What could be done instead of a message that may not go: other types that fit it, and when it could go after all. */
import { TAG_EVIDENCE, type Catalogue, type JobType, type Tag } from "./catalogue.ts";
import type { Message } from "./message.ts";
import { moment } from "./sentences.ts";
import type { Window } from "./window.ts";

export interface Alternative {
  readonly type: string;
  readonly tag: Tag | null;
  readonly condition: Condition;
}

export const CONDITIONS = ["they_write", "they_asked", "its_subject"] as const;
export type Condition = (typeof CONDITIONS)[number];

/** The condition as words: what must be so, until when. */
export function tellAlternative({ type, tag, condition }: Alternative, window: Window) {
  return { type, tag, when: conditionWords(condition, window) };
}

function conditionWords(condition: Condition, { humanAgentUntil }: Window): string {
  switch (condition) {
    case "they_write":
      return "if they write again, within 24 hours of it";
    case "they_asked":
      return `as a human's answer to what they asked, until ${moment(humanAgentUntil)}`;
    case "its_subject":
      return "if that is what it is about, and it carries no promotion";
  }
}

export function alternativesTo(
  message: Message,
  type: JobType,
  window: Window,
  canAnswer: boolean,
  catalogue: Catalogue,
): Alternative[] {
  const answer = answerAlternative(type, window, canAnswer);
  const others = [...catalogue.values()].flatMap((it) => otherType(message, type, it));
  return answer === null ? others : [answer, ...others];
}

/** The same message, once the window opens. */
export function ifTheyWrite(type: JobType): Alternative {
  return { type: type.name, tag: type.tag, condition: "they_write" };
}

/** A person's own words, while the seven days last. */
function answerAlternative(type: JobType, window: Window, canAnswer: boolean): Alternative | null {
  if (type.tag === "HUMAN_AGENT" || window.state !== "human_agent" || !canAnswer) return null;
  return { type: "agent_reply", tag: "HUMAN_AGENT", condition: "they_asked" };
}

/** Of each other tag whose evidence the message carries; of the same tag there is nothing to gain. */
function otherType(message: Message, type: JobType, other: JobType): Alternative[] {
  const { tag } = other;
  if (tag === null || tag === type.tag || tag === "HUMAN_AGENT" || message[TAG_EVIDENCE[tag]] === undefined) {
    return [];
  }
  return [{ type: other.name, tag, condition: "its_subject" }];
}
