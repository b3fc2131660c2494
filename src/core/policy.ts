/**
 * May this be said to this person now, and as what?
 *
 * Standard window: "Send messages", 2026-05-05. Tags: Send API reference, 2026. What carries a tag when:
 * policy-table.ts. Requests with a retired tag fail even inside the window, so none is ever sent.
 */
import type { Catalogue, JobType, Tag } from "./catalogue.ts";
import { alternativesTo, ifTheyWrite } from "./alternatives.ts";
import { wordsOf, type TemplateContent } from "./content.ts";
import type { CarriedAs, Decision, RejectDecision, SendDecision } from "./decision.ts";
import { evidenceAgainst, eventEnd, forbiddenAnyway, purchaseLimit } from "./evidence.ts";
import type { Message } from "./message.ts";
import { refusalWords, type Reason, type Refusal } from "./outcome.ts";
import { templateKey, type Page, type TagPolicy } from "./page.ts";
import { carrierAt, changeAfter, policyMoment, policyNameAt } from "./policy-table.ts";
import { judgePromotion, promotionSentence } from "./promotion.ts";
import { moment, waitSentence } from "./sentences.ts";
import { misfit, overlong, renderTemplate } from "./template.ts";
import { windowOf, type KnownOfPerson, type Window } from "./window.ts";

export interface Case extends KnownOfPerson {
  readonly message: Message;
  readonly type: JobType;
  /** Whether this person was told of this account change before, by another message. */
  readonly toldBefore: boolean;
  readonly page: Page;
  /** The service's TAG_POLICY; the page's own pin goes before it. */
  readonly tagPolicy: TagPolicy;
  readonly catalogue: Catalogue;
  readonly now: number;
}

/** The one judgement. Pure: the same case gives the same decision. */
export function decide(it: Case): Decision {
  const { message, type, page, now } = it;
  const window = windowOf(it, page.adWindowHours, now);
  const anyway = forbiddenAnyway(message, type, it.toldBefore, now);
  if (anyway !== null) return reject(it, window, { reason: anyway });
  if (it.refused?.kind === "suppressed") {
    const detail = `Since ${moment(it.refused.at)}: ${refusalWords(it.refused)}`;
    return reject(it, window, { reason: "recipient_suppressed", detail });
  }
  if (window.state === "open") {
    const carriedAs = inOpenWindow(it);
    if ("reason" in carriedAs) return reject(it, window, carriedAs);
    return send(it, window, carriedAs, window.closesAt);
  }
  const refusal = outsideRefusal(it, window);
  if (refusal !== null || type.tag === null)
    return reject(it, window, refusal ?? { reason: "window_closed" });

  const carriedAs = outsideCarrier(it, type.tag);
  if ("reason" in carriedAs) return reject(it, window, carriedAs);
  const until = type.tag === "HUMAN_AGENT" ? window.humanAgentUntil : purchaseLimit(message, type.tag);
  return send(it, window, carriedAs, until);
}

/** `agent_reply` answers; every other type tells of its own accord. A template is a template in any window. */
function inOpenWindow(it: Case): CarriedAs | Refusal {
  if (it.message.content.template !== undefined) return byTemplate(it);
  const messagingType = it.type.tag === "HUMAN_AGENT" ? "RESPONSE" : "UPDATE";
  return { messagingType, tag: null, template: null };
}

/** Everything that keeps it from going outside the open window, whatever would carry it. */
function outsideRefusal(it: Case, window: Window): Refusal | null {
  const { message, type, page, now } = it;
  const wait = waitSentence(window, now);
  if (type.tag === null) return { reason: "window_closed", detail: wait };
  const evidence = evidenceAgainst(message, type.tag, now);
  if (evidence !== null) return evidence;
  if (type.tag === "HUMAN_AGENT") {
    if (window.lastInboundAt === null) return { reason: "window_closed", detail: wait };
    if (window.state === "closed") return { reason: "human_agent_expired", detail: wait };
    if (!page.humanAgent) return { reason: "human_agent_not_enabled" };
  }
  if (page.promotionGuard !== "reject") return null;
  const promotion = judgePromotion(wordsOf(message.content));
  return promotion.promotional
    ? { reason: "promotional_content", detail: promotionSentence(promotion) }
    : null;
}

/** What carries the tag at the moment in force. */
function outsideCarrier(it: Case, tag: Tag): CarriedAs | Refusal {
  const isTemplate = it.message.content.template !== undefined;
  const carrier = isTemplate ? "utility_template" : carrierAt(tag, momentOf(it));
  switch (carrier) {
    case null:
      return { reason: "retired_tag" };
    case "message_tag":
      return { messagingType: "MESSAGE_TAG", tag, template: null };
    case "utility_template":
      return byTemplate(it);
  }
}

function byTemplate(it: Case): CarriedAs | Refusal {
  const template = templateFor(it);
  return "reason" in template ? template : { messagingType: "UTILITY", tag: null, template };
}

/** The template that carries it: the producer's own, else the page's for this type, filled from the message. */
function templateFor(it: Case): TemplateContent | Refusal {
  const { message, type, page } = it;
  const abroad = unservedCountry(message, page);
  if (abroad !== null) return abroad;
  const given = message.content.template;
  if (given !== undefined) return refusalOf(given, page) ?? given;
  const mapping = page.templates[type.name] ?? type.template;
  if (mapping === undefined) {
    const detail = `Create a utility template for ${type.name} and name it in the page's templates.`;
    return { reason: "template_missing", detail };
  }
  const rendered = renderTemplate(mapping, message, page.timeZone);
  if (rendered.ok) return refusalOf(rendered.template, page) ?? rendered.template;
  const detail = `The template ${mapping.name} needs ${rendered.missing.join(", ")}, which the message does not carry.`;
  return unapproved(mapping, page) ?? { reason: "invalid_message", detail };
}

/** What speaks against a filled template: Meta's approval, its values, what they say. */
function refusalOf(template: TemplateContent, page: Page): Refusal | null {
  return unapproved(template, page) ?? unfitting(template, page) ?? promotionIn(template, page);
}

/** A page whose templates were never asked for is given the benefit of the doubt. */
function unapproved(template: { name: string; language: string }, page: Page): Refusal | null {
  if (page.templateStatus === null) return null;
  const known = page.templateStatus[templateKey(template)];
  const title = `${template.name} in ${template.language}`;
  if (known === undefined)
    return { reason: "template_missing", detail: `The page has no template ${title}.` };
  return known.status === "APPROVED"
    ? null
    : { reason: "template_not_approved", detail: `${title} is ${known.status}.` };
}

/** Graph refuses values that are too few, too many, too long or of another name; so do we, before it. */
function unfitting(template: TemplateContent, page: Page): Refusal | null {
  const slots = page.templateStatus?.[templateKey(template)]?.slots ?? null;
  const detail = (slots === null ? null : misfit(template, slots)) ?? overlong(template);
  return detail === null ? null : { reason: "invalid_message", detail };
}

/** The values come from the message, and may say what its text does not. */
function promotionIn(template: TemplateContent, page: Page): Refusal | null {
  if (page.promotionGuard !== "reject") return null;
  const promotion = judgePromotion(wordsOf({ template }));
  return promotion.promotional
    ? { reason: "promotional_content", detail: promotionSentence(promotion) }
    : null;
}

/** Utility messages have been limited to some countries; which, Meta's pages no longer say, so a page may. */
function unservedCountry({ recipient: { country } }: Message, { countries }: Page): Refusal | null {
  if (country === undefined || countries.length === 0 || countries.includes(country)) return null;
  return {
    reason: "template_missing",
    detail: `Utility templates are not set to serve ${country} on this page (countries: ${countries.join(", ")}).`,
  };
}

/** Why a window that looks open from here counts as closed: Meta said so, and they have not written since. */
function doubts(it: Case): string[] {
  if (it.refused?.kind !== "window_closed") return [];
  if (windowOf({ ...it, refused: null }, it.page.adWindowHours, it.now).state !== "open") return [];
  const { at, detail } = it.refused;
  return [
    `Meta refused a message on ${moment(at)} as outside the window; it counts as closed until they write again. Meta's words: ${detail}`,
  ];
}

function momentOf({ page, tagPolicy, now }: Case): number {
  return policyMoment(page.tagPolicy, tagPolicy, now);
}

function send(it: Case, window: Window, carriedAs: CarriedAs, until: number | null): SendDecision {
  const { message, type, page, tagPolicy } = it;
  const isPinned = page.tagPolicy !== "auto" || tagPolicy !== "auto";
  const validUntil = earliest([
    until,
    message.expiresAt,
    eventEnd(message, type),
    isPinned ? null : changeAfter(it.now),
  ]);
  return {
    verdict: "send",
    ...groundOf(it, window),
    carriedAs,
    isApproved: page.templateStatus !== null,
    validUntil,
    details: [...doubts(it), ...flagged(it, window)],
  };
}

function reject(it: Case, window: Window, refusal: Refusal): RejectDecision {
  const { message, type, page, catalogue } = it;
  const doubt = doubts(it);
  const reason = trueReason(refusal.reason, doubt.length > 0);
  const detail = refusal.detail === undefined ? [] : [refusal.detail];
  // Of a person with whom nothing is tried no other type would fare better.
  const others =
    reason === "recipient_suppressed"
      ? []
      : alternativesTo(message, type, window, page.humanAgent, catalogue);
  const isHopeless = forbiddenAnyway(message, type, it.toldBefore, it.now) !== null;
  const alternatives = isHopeless ? others : [...others, ifTheyWrite(type)];
  const details = [...detail, ...doubt];
  return { verdict: "reject", ...groundOf(it, window), reason, details, alternatives };
}

/** They wrote within the day, so that it is Meta's word alone that closes the window. */
function trueReason(reason: Reason, isDoubted: boolean): Reason {
  return reason === "window_closed" && isDoubted ? "outside_window" : reason;
}

function groundOf(it: Case, window: Window) {
  const { now: judgedAt, type } = it;
  return { judgedAt, policy: policyNameAt(momentOf(it)), window, type: type.name, tag: type.tag };
}

/** `promotionGuard: flag` lets it go and says so. */
function flagged({ page, message }: Case, window: Window): string[] {
  if (page.promotionGuard !== "flag" || window.state === "open") return [];
  const promotion = judgePromotion(wordsOf(message.content));
  return promotion.promotional ? [`It was let through although: ${promotionSentence(promotion)}`] : [];
}

function earliest(times: readonly (number | null | undefined)[]): number | null {
  const known = times.filter((at) => typeof at === "number");
  return known.length === 0 ? null : Math.min(...known);
}
