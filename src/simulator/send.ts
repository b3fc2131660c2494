import { accept, refuse, type Answer, type Refusal } from "./errors.ts";
import { deliveryEvent, echoEvent } from "./events.ts";
import { trafficOf, type Params } from "./params.ts";
import { pageRestricted, recipientUnavailable, recipientUnknown } from "./refusals.ts";
import { readSend, type SendReading } from "./send-body.ts";
import type { Send, SendMessage } from "./send-schema.ts";
import type { State } from "./state.ts";
import { refuseTag } from "./tags.ts";
import { refuseTemplate } from "./utility.ts";
import { refuseClosedWindow } from "./window.ts";
import type { Page } from "./world.ts";

/** `POST /{page}/messages`: pays the toll, judges in Meta's order, and delivers what passes. */
export function answerSend(page: Page, params: Params | undefined, state: State): Answer {
  const toll = state.limits.charge(page, trafficOf(params));
  const answer = toll.refusal === undefined ? answerTo(page, readSend(params), state) : refuse(toll.refusal);
  return toll.headers === undefined ? answer : { ...answer, headers: { ...answer.headers, ...toll.headers } };
}

function answerTo(page: Page, reading: SendReading, state: State): Answer {
  if (reading.kind === "refused") return refuse(reading.refusal);
  const refusal = judge(page, reading.send, state);
  return refusal === undefined ? carryOut(page, reading.send, state) : refuse(refusal);
}

/** What Meta would object to, in the order in which it would; a tag is a matter of parameters, so it comes first. */
function judge(page: Page, send: Send, state: State): Refusal | undefined {
  const { world, options } = state;
  const now = options.now();
  const person = world.person(page, send.recipient.id);
  return (
    refuseTag(send, page, options.tagsRetiredAt, now) ??
    refuseStranger(page, send, state) ??
    (person?.blocked === true ? recipientUnavailable : undefined) ??
    (page.restricted ? pageRestricted : undefined) ??
    refuseClosedWindow(send, person, now) ??
    (send.message?.template === undefined ? undefined : refuseTemplate(send.message.template, page))
  );
}

function refuseStranger(page: Page, send: Send, { world, options }: State): Refusal | undefined {
  const psid = send.recipient.id;
  if (world.person(page, psid) !== undefined) return undefined;
  return options.strictRecipients || world.isKnownElsewhere(page, psid) ? recipientUnknown : undefined;
}

function carryOut(page: Page, send: Send, state: State): Answer {
  const psid = send.recipient.id;
  if (send.message === undefined) return accept({ recipient_id: psid });
  const mid = state.nextMid();
  deliver(page, send, send.message, mid, state);
  return accept({ recipient_id: psid, message_id: mid });
}

function deliver(page: Page, send: Send, message: SendMessage, mid: string, state: State): void {
  const { delivered, echoes, webhooks, options } = state;
  const meeting = { page: page.id, psid: send.recipient.id, at: options.now() };
  const { messaging_type: messagingType, tag } = send;
  state.stats.countAccepted(page.id);
  delivered.add({ id: delivered.nextId, ...meeting, mid, messagingType, tag, message });
  if (!echoes.enabled || !webhooks.hasTarget) return;
  const echo = echoEvent(meeting, options.appId, mid, message);
  webhooks.enqueue([echo, deliveryEvent(meeting, echoes.mids ? [mid] : undefined)], echoes.delayMs);
}
