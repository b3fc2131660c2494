/**
 * May this be said to this person now, and as what?
 *
 * Standard window and message tags: "Send messages", 2026-05-05, and the Send API reference, 2026. The three
 * tags' retirement on 2026-04-27 and their replacement by utility templates: Messenger Platform changelog of
 * 2026-03-27. Requests with a retired tag fail even inside the window, so none is ever sent.
 */
import { TAG_EVIDENCE, type Catalogue, type JobType, type Tag } from "./catalogue.ts";
import { wordsOf, type TemplateContent } from "./content.ts";
import type { CarriedAs, Decision, PolicyName, RejectDecision, SendDecision } from "./decision.ts";
import type { Message } from "./message.ts";
import { REASONS, type Reason } from "./outcome.ts";
import { templateKey, type Page, type TagPolicy } from "./page.ts";
import { judgePromotion, promotionSentence } from "./promotion.ts";
import { renderTemplate } from "./template.ts";
import { windowAt, type Window } from "./window.ts";

type Carrier = "message_tag" | "utility_template";

export interface PolicyRow {
  readonly name: PolicyName;
  /** Epoch ms; a row is in force until the next one begins. */
  readonly validFrom: number;
  /** How each tag travels outside the open window. */
  readonly carriers: Readonly<Record<Tag, Carrier>>;
}

/** Meta's next change is one more row. */
export const POLICY_TABLE: readonly PolicyRow[] = [
  {
    name: "message_tags",
    validFrom: Date.parse("2020-03-04T00:00:00Z"),
    carriers: {
      POST_PURCHASE_UPDATE: "message_tag",
      CONFIRMED_EVENT_UPDATE: "message_tag",
      ACCOUNT_UPDATE: "message_tag",
      HUMAN_AGENT: "message_tag",
    },
  },
  {
    name: "utility",
    validFrom: Date.parse("2026-04-27T00:00:00Z"),
    carriers: {
      POST_PURCHASE_UPDATE: "utility_template",
      CONFIRMED_EVENT_UPDATE: "utility_template",
      ACCOUNT_UPDATE: "utility_template",
      HUMAN_AGENT: "message_tag",
    },
  },
];

/** Meta says "recent purchase" and names no span; half a year covers returns and back orders. */
const RECENT_PURCHASE_MS = 180 * 24 * 3_600_000;

export interface Case {
  readonly message: Message;
  readonly type: JobType;
  readonly lastInboundAt: number | null;
  readonly page: Page;
  /** The service's TAG_POLICY; the page's own pin goes before it. */
  readonly tagPolicy: TagPolicy;
  readonly catalogue: Catalogue;
  readonly now: number;
}

/** The row in force: the page's pin, else the service's, else by date. */
export function policyInForce(pagePin: TagPolicy, servicePin: TagPolicy, now: number): PolicyRow {
  const pinned = pagePin === "auto" ? servicePin : pagePin;
  const rows = POLICY_TABLE.filter((row) => (pinned === "auto" ? row.validFrom <= now : row.name === pinned));
  const row = rows.at(-1) ?? POLICY_TABLE[0];
  if (row === undefined) throw new Error("the policy table is empty");
  return row;
}

/** When the next row comes into force for a case that follows the date; null: none is known, or it is pinned. */
function policyChangesAt(it: Case): number | null {
  if (it.page.tagPolicy !== "auto" || it.tagPolicy !== "auto") return null;
  return earliest(POLICY_TABLE.map((row) => row.validFrom).filter((at) => at > it.now));
}

/** The one judgement. Pure: the same case gives the same decision. */
export function decide(it: Case): Decision {
  const { message, type, now } = it;
  const policy = policyInForce(it.page.tagPolicy, it.tagPolicy, now);
  const window = windowAt(it.lastInboundAt, now);
  const ground = { policy: policy.name, window, tag: type.tag };
  const reject = (reason: Reason, detail?: string): RejectDecision => ({
    verdict: "reject",
    ...ground,
    reason,
    because: detail === undefined ? [REASONS[reason]] : [REASONS[reason], detail],
    alternatives: alternativesTo(it, window),
  });
  const send = (carriedAs: CarriedAs, until: (number | null)[], because: string): SendDecision => ({
    verdict: "send",
    ...ground,
    carriedAs,
    validUntil: earliest([...until, message.expiresAt, eventEnd(message), policyChangesAt(it)]),
    because: [because],
  });

  if (message.expiresAt !== undefined && message.expiresAt <= now) return reject("expired");
  const over = eventEnd(message);
  if (type.evidence.includes("event") && over !== null && over <= now) return reject("event_over");

  if (window.state === "open") {
    const because = `They wrote ${ago(window.lastInboundAt, now)}, so the 24-hour window is open until ${iso(window.closesAt)}.`;
    return send(inOpenWindow(message, type), [window.closesAt], because);
  }
  if (type.tag === null) return reject("window_closed", waitSentence(window, now));

  const evidence = evidenceAgainst(message, type.tag, now);
  if (evidence !== null) return reject(evidence);
  if (type.tag === "HUMAN_AGENT") {
    if (window.state === "closed") {
      return reject(
        window.lastInboundAt === null ? "window_closed" : "human_agent_expired",
        waitSentence(window, now),
      );
    }
    if (!it.page.humanAgent) return reject("human_agent_not_enabled");
  }
  const promotion = it.page.promotionGuard === "off" ? null : judgePromotion(wordsOf(message.content));
  if (promotion?.promotional && it.page.promotionGuard === "reject") {
    return reject("promotional_content", promotionSentence(promotion));
  }
  const until = [
    type.tag === "HUMAN_AGENT" ? window.humanAgentUntil : null,
    purchaseLimit(message, type.tag),
  ];
  if (policy.carriers[type.tag] === "message_tag" && message.content.template === undefined) {
    const because = `They last wrote ${ago(window.lastInboundAt, now)}; ${type.name} may still go with the tag ${type.tag}.`;
    return send({ messagingType: "MESSAGE_TAG", tag: type.tag, template: null }, until, because);
  }
  const template = templateFor(it);
  if ("reason" in template) return reject(template.reason, template.detail);
  const because = `They last wrote ${ago(window.lastInboundAt, now)}; ${type.name} (${type.tag}) goes as the page's approved template ${template.name}.`;
  return send({ messagingType: "UTILITY", tag: null, template }, until, because);
}

/** `agent_reply` answers; every other type tells of its own accord. A template is a template in any window. */
function inOpenWindow(message: Message, type: JobType): CarriedAs {
  if (message.content.template !== undefined) {
    return { messagingType: "UTILITY", tag: null, template: message.content.template };
  }
  return { messagingType: type.tag === "HUMAN_AGENT" ? "RESPONSE" : "UPDATE", tag: null, template: null };
}

function evidenceAgainst(message: Message, tag: Tag, now: number): Reason | null {
  switch (tag) {
    case "POST_PURCHASE_UPDATE": {
      const limit = purchaseLimit(message, tag);
      return limit !== null && limit <= now ? "purchase_too_old" : null;
    }
    case "CONFIRMED_EVENT_UPDATE":
      return message.event !== undefined && message.event.registeredAt > now ? "not_registered" : null;
    case "ACCOUNT_UPDATE":
    case "HUMAN_AGENT":
      return null;
  }
}

interface NoTemplate {
  readonly reason: Reason;
  readonly detail: string;
}

/** The template that carries it: the producer's own, else the page's for this type, filled from the message. */
function templateFor(it: Case): TemplateContent | NoTemplate {
  const { message, type, page } = it;
  if (message.content.template !== undefined) {
    return unapproved(message.content.template, page) ?? message.content.template;
  }
  const mapping = page.templates[type.name];
  if (mapping === undefined) {
    const detail = `Create a utility template for ${type.name} and name it in the page's templates.`;
    return { reason: "template_missing", detail };
  }
  const refused = unapproved(mapping, page);
  if (refused !== null) return refused;
  const rendered = renderTemplate(mapping, message, page.timeZone);
  if (rendered.ok) return rendered.template;
  return {
    reason: "invalid_message",
    detail: `The template ${mapping.name} needs ${rendered.missing.join(", ")}, which the message does not carry.`,
  };
}

/** What speaks against a template; a page whose templates were never asked for is given the benefit of the doubt. */
function unapproved(template: { name: string; language: string }, page: Page): NoTemplate | null {
  const status = page.templateStatus === null ? "APPROVED" : page.templateStatus[templateKey(template)];
  const title = `${template.name} in ${template.language}`;
  if (status === undefined)
    return { reason: "template_missing", detail: `The page has no template ${title}.` };
  return status === "APPROVED" ? null : { reason: "template_not_approved", detail: `${title} is ${status}.` };
}

/** Types whose evidence the message carries, and the human answer while its window lasts. */
function alternativesTo(it: Case, window: Window): { type: string; tag: Tag | null }[] {
  const types = [...it.catalogue.values()].filter((type) => type.name !== it.type.name && type.tag !== null);
  return types
    .filter(({ tag }) => {
      if (tag === null || tag === it.type.tag) return false;
      if (tag === "HUMAN_AGENT") return window.state === "human_agent" && it.page.humanAgent;
      return it.message[TAG_EVIDENCE[tag]] !== undefined;
    })
    .map(({ name, tag }) => ({ type: name, tag }));
}

function eventEnd(message: Message): number | null {
  return message.event === undefined ? null : (message.event.endsAt ?? message.event.startsAt);
}

function purchaseLimit(message: Message, tag: Tag): number | null {
  return tag === "POST_PURCHASE_UPDATE" && message.order !== undefined
    ? message.order.placedAt + RECENT_PURCHASE_MS
    : null;
}

function earliest(times: readonly (number | null | undefined)[]): number | null {
  const known = times.filter((at) => typeof at === "number");
  return known.length === 0 ? null : Math.min(...known);
}

function waitSentence(window: Window, now: number): string {
  if (window.state === "human_agent") {
    return `They last wrote ${ago(window.lastInboundAt, now)}; a person may still answer until ${iso(window.humanAgentUntil)}, anything else can go if they write again.`;
  }
  if (window.lastInboundAt === null) return "They have never written to this page; it can go once they do.";
  return `They last wrote ${ago(window.lastInboundAt, now)}; it can go if they write again.`;
}

function ago(at: number | null, now: number): string {
  if (at === null) return "never";
  const hours = Math.floor((now - at) / 3_600_000);
  if (hours < 1) return "within the last hour";
  return hours < 48 ? `${String(hours)} h ago` : `${String(Math.floor(hours / 24))} days ago`;
}

function iso(at: number | null): string {
  return at === null ? "–" : new Date(at).toISOString();
}
