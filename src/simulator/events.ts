import type { PageId, Psid } from "./ids.ts";
import type { SendMessage } from "./send-schema.ts";
import type { Template } from "./template-shelf.ts";

/*
 * Webhook events: https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks (2026-05-05).
 * Times are epoch ms.
 */

type Fields = Record<string, unknown>;
export type WebhookEntry = { id: PageId; time: number } & ({ messaging: [Fields] } | { changes: [Fields] });

/** One event between a person and a Page. */
export type Meeting = { page: PageId; psid: Psid; at: number };

export function echoEvent(meeting: Meeting, appId: number, mid: string, message: SendMessage): WebhookEntry {
  const { metadata, text } = message;
  const attachments =
    message.attachments ?? (message.attachment === undefined ? undefined : [message.attachment]);
  // Whether metadata is echoed for utility templates is not documented; here it is.
  return fromPage(meeting, { message: { is_echo: true, app_id: appId, metadata, mid, text, attachments } });
}

/** `mids` may be missing and the sample has no timestamp: the watermark is what always comes. */
export function deliveryEvent(
  { page, psid, at }: Meeting,
  mids: readonly string[] | undefined,
): WebhookEntry {
  const event = { sender: { id: psid }, recipient: { id: page }, delivery: { mids, watermark: at } };
  return { id: page, time: at, messaging: [event] };
}

export function readEvent(meeting: Meeting, watermark: number): WebhookEntry {
  return fromPerson(meeting, { read: { watermark } });
}

export function textEvent(meeting: Meeting, mid: string, text: string): WebhookEntry {
  return fromPerson(meeting, { message: { mid, text } });
}

export function postbackEvent(meeting: Meeting, mid: string, postback: Fields): WebhookEntry {
  return fromPerson(meeting, { postback: { mid, ...postback } });
}

export function reactionEvent(meeting: Meeting, reaction: Fields): WebhookEntry {
  return fromPerson(meeting, { reaction });
}

export function referralEvent(meeting: Meeting, referral: Fields): WebhookEntry {
  return fromPerson(meeting, { referral });
}

/** It has no sender: it is about the Page. */
export function policyEvent(page: PageId, at: number, enforcement: Fields): WebhookEntry {
  const event = { recipient: { id: page }, timestamp: at, policy_enforcement: enforcement };
  return { id: page, time: at, messaging: [event] };
}

/** Messenger's own payload is in no page read; this is WhatsApp's, whose template rules Messenger shares. */
export function templateStatusEvent(
  page: PageId,
  at: number,
  field: string,
  template: Template,
): WebhookEntry {
  const value = {
    event: template.status,
    message_template_id: Number(template.id),
    message_template_name: template.name,
    message_template_language: template.language,
    message_template_category: "UTILITY",
    reason: template.rejectedReason,
  };
  return { id: page, time: at, changes: [{ field, value }] };
}

function fromPerson({ page, psid, at }: Meeting, part: Fields): WebhookEntry {
  const event = { sender: { id: psid }, recipient: { id: page }, timestamp: at, ...part };
  return { id: page, time: at, messaging: [event] };
}

function fromPage({ page, psid, at }: Meeting, part: Fields): WebhookEntry {
  const event = { sender: { id: page }, recipient: { id: psid }, timestamp: at, ...part };
  return { id: page, time: at, messaging: [event] };
}
