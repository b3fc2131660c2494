/** Whole and valid things for tests; each test names only the fields that it is about. */
import { catalogueOf, type Evidence, type JobType } from "../../src/core/catalogue.ts";
import type { SendDecision } from "../../src/core/decision.ts";
import { messageSchema, type Message, type MessageInput } from "../../src/core/message.ts";
import type { GraphError } from "../../src/core/outcome.ts";
import { pageSettings, type KnownTemplate, type Page } from "../../src/core/page.ts";
import type { Case } from "../../src/core/policy.ts";
import { windowAt } from "../../src/core/window.ts";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Where tests stand in time unless they say otherwise: after the retirement of the tags. */
export const NOW = Date.parse("2026-11-22T12:00:00Z");

export const PAGE_ID = "1029384756";
const PSID = "24681012";

export const CATALOGUE = catalogueOf();

export function iso(at: number): string {
  return new Date(at).toISOString();
}

export function jobType(name: string): JobType {
  const type = CATALOGUE.get(name);
  if (type === undefined) throw new Error(`there is no type ${name}`);
  return type;
}

/** Evidence that holds at NOW: bought yesterday, an event of tomorrow, signed up for last week. */
export const EVIDENCE = {
  order: { id: "1001", placedAt: iso(NOW - DAY) },
  event: { id: "e-7", startsAt: iso(NOW + DAY), registeredAt: iso(NOW - 7 * DAY) },
  account: { changeId: "c-3" },
  agent: { id: "maria" },
} satisfies Pick<MessageInput, Evidence>;

/** A message as producers write it, with the evidence that its type must carry. */
export function aMessageInput(fields: Partial<MessageInput> = {}): MessageInput {
  const type = fields.type ?? "order_shipped";
  const evidence = (CATALOGUE.get(type)?.evidence ?? []).map((it) => [it, EVIDENCE[it]]);
  return {
    page: PAGE_ID,
    recipient: { psid: PSID },
    type,
    content: { text: "Your order 1001 is on its way." },
    ...Object.fromEntries(evidence),
    ...fields,
  };
}

/** The same, checked. */
export function aMessage(fields: Partial<MessageInput> = {}): Message {
  return messageSchema.parse(aMessageInput(fields));
}

/** A page as it is when nothing was set but its name, with the fields given. */
function aPage({ templateStatus = null, ...fields }: PageFields = {}): Page {
  const known = Object.entries(templateStatus ?? {}).map(([key, it]) => [
    key,
    typeof it === "string" ? { status: it, slots: null } : it,
  ]);
  return {
    ...pageSettings.parse({ name: "A Shop" }),
    templateStatus: templateStatus === null ? null : Object.fromEntries(known),
    ...fields,
  };
}

/** A template's status may stand alone, where what values it takes is not the point. */
export type PageFields = Partial<Omit<Page, "templateStatus">> & {
  readonly templateStatus?: Readonly<Record<string, string | KnownTemplate | undefined>> | null;
};

export type CaseFields = Partial<Omit<Case, "message" | "type" | "page">> & {
  readonly message?: Partial<MessageInput>;
  readonly page?: PageFields;
  readonly type?: JobType;
};

/** A case for the policy: a person who wrote an hour ago. */
export function aCase({ message, page, ...fields }: CaseFields = {}): Case {
  const built = aMessage(message);
  return {
    message: built,
    type: fields.type ?? jobType(built.type),
    lastInboundAt: NOW - HOUR,
    lastAdAt: null,
    refused: null,
    toldBefore: false,
    page: aPage(page),
    tagPolicy: "auto",
    catalogue: CATALOGUE,
    now: NOW,
    ...fields,
  };
}

/** A decision to send into an open window. */
export function aSendDecision(fields: Partial<SendDecision> = {}): SendDecision {
  const window = windowAt(NOW - HOUR, NOW);
  return {
    verdict: "send",
    judgedAt: NOW,
    policy: "utility",
    window,
    type: "order_shipped",
    tag: "POST_PURCHASE_UPDATE",
    carriedAs: { messagingType: "UPDATE", tag: null, template: null },
    isApproved: false,
    validUntil: window.closesAt,
    details: [],
    ...fields,
  };
}

export function aGraphError(fields: Partial<GraphError> = {}): GraphError {
  return { status: 400, code: 100, subcode: null, message: "(#100) Invalid parameter", ...fields };
}
