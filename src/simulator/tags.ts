import type { Refusal } from "./errors.ts";
import { humanAgentNotApproved, invalidParameter, tagRetired } from "./refusals.ts";
import type { Send } from "./send-schema.ts";
import type { Page } from "./world.ts";

/** Refused by every request that carries one since 2026-04-27 (Messenger Platform changelog, 2026-03-27). */
const retiredTags: ReadonlySet<string> = new Set([
  "CONFIRMED_EVENT_UPDATE",
  "POST_PURCHASE_UPDATE",
  "ACCOUNT_UPDATE",
]);
const livingTags: ReadonlySet<string> = new Set(["HUMAN_AGENT", "CUSTOMER_FEEDBACK"]);

/** Whether the tag may be used at all, by this Page, at this date. How late is the window's rule. */
export function refuseTag(send: Send, page: Page, retiredAt: number, now: number): Refusal | undefined {
  const { tag } = send;
  if (tag === undefined) return send.messaging_type === "MESSAGE_TAG" ? tagIsRequired() : undefined;
  if (!retiredTags.has(tag) && !livingTags.has(tag)) return tagIsUnknown(tag);
  if (retiredTags.has(tag) && now >= (page.tagsRetiredAt ?? retiredAt)) return tagRetired;
  if (send.messaging_type !== "MESSAGE_TAG") return tagNeedsItsType();
  if (tag === "HUMAN_AGENT" && !page.humanAgent) return humanAgentNotApproved;
  if (tag === "CUSTOMER_FEEDBACK" && !isFeedback(send)) return feedbackNeedsItsTemplate();
  return undefined;
}

function isFeedback(send: Send): boolean {
  const attachment = send.message?.attachment;
  return attachment?.type === "template" && attachment.payload.template_type === "customer_feedback";
}

function tagIsRequired(): Refusal {
  return invalidParameter("The parameter tag is required with messaging_type MESSAGE_TAG.");
}

function tagIsUnknown(tag: string): Refusal {
  const known = [...retiredTags, ...livingTags].join(", ");
  return invalidParameter(`Param tag must be one of {${known}} - got "${tag}".`);
}

function tagNeedsItsType(): Refusal {
  return invalidParameter("Param tag requires messaging_type MESSAGE_TAG.");
}

function feedbackNeedsItsTemplate(): Refusal {
  return invalidParameter("Tag CUSTOMER_FEEDBACK requires the customer_feedback template.");
}
