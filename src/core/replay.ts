/**
 * Replays: a dead letter goes back to the start of the line as a message of its own.
 *
 * Its id is the first message's with the number of the replay behind it, so that whoever replays the same dead letter,
 * and how often ever, makes the same message.
 */
import type { Priority } from "./catalogue.ts";
import type { MessageInput } from "./message.ts";
import { REASONS, type Reason } from "./outcome.ts";

export function replayIdOf(messageId: string): string {
  const [first = ""] = messageId.split(".");
  return `${first}.${String(replaysOf(messageId) + 1)}`;
}

/** How often it went back to the start of the line before it became this message. */
export function replaysOf(messageId: string): number {
  const nth = Number(messageId.split(".")[1] ?? 0);
  return Number.isInteger(nth) ? nth : 0;
}

export interface Edit {
  readonly content?: MessageInput["content"] | undefined;
}

/**
 * What is put on the queue again. Its idempotency key stays with the first message, and the time that it waited for
 * is over. What was no object comes back as it is, and is refused as it was.
 */
export function replayed(message: unknown, priority: Priority, edit: Edit = {}): unknown {
  if (typeof message !== "object" || message === null || Array.isArray(message)) return message;
  const it: Record<string, unknown> = { ...message, priority };
  delete it["idempotencyKey"];
  delete it["sendAt"];
  if (edit.content !== undefined) it["content"] = edit.content;
  return it;
}

/** Why a dead letter was left where it is, apart from the reasons for which policy would refuse it again. */
export const SKIPS = {
  replay_limit: "It was replayed as often as is allowed.",
  replayed_by_another: "Another replay took it first.",
  gone: "It was replayed or discarded in the meantime.",
} as const;

export type Skip = keyof typeof SKIPS;

/** Why a dead letter stays; one that policy would refuse again stays with the reason of its next death. */
export type NotReplayed = Reason | Skip;

/** The sentence that an operator reads. */
export function skipSentence(why: string): string {
  return SENTENCES[why] ?? "";
}

/** The same with what is known beyond it. */
export function skipStory(why: string, detail: string): string {
  const story = `${skipSentence(why)} ${detail}`.trim();
  return /[.!?]$/.test(story) ? story : `${story}.`;
}

const SENTENCES: Readonly<Record<string, string>> = { ...REASONS, ...SKIPS };
