/**
 * The job types: which tag each may use outside the open window, and what each must prove.
 *
 * The four tags and what they are for: Send API reference, "Message tags"
 * (developers.facebook.com/docs/messenger-platform/reference/send-api, read 2026).
 */
import type { TemplateMapping } from "./template.ts";

export const TAGS = [
  "POST_PURCHASE_UPDATE",
  "CONFIRMED_EVENT_UPDATE",
  "ACCOUNT_UPDATE",
  "HUMAN_AGENT",
] as const;
export type Tag = (typeof TAGS)[number];

/** The parts of a message that prove why it may be sent; each is a field of the message by the same name. */
export const EVIDENCE = ["order", "event", "account", "agent"] as const;
export type Evidence = (typeof EVIDENCE)[number];

export const PRIORITIES = ["high", "normal", "bulk"] as const;
export type Priority = (typeof PRIORITIES)[number];

export interface JobType {
  readonly name: string;
  /** The tag that the type may use outside the open window; null: it may only go inside. */
  readonly tag: Tag | null;
  readonly evidence: readonly Evidence[];
  /** What a message of this type gets when it names none. */
  readonly priority: Priority;
  /** The utility template of a page that maps none of its own to the type. */
  readonly template?: TemplateMapping | undefined;
}

export type Catalogue = ReadonlyMap<string, JobType>;

/** The evidence that a tag always asks for, whatever the type is called. */
export const TAG_EVIDENCE: Readonly<Record<Tag, Evidence>> = {
  POST_PURCHASE_UPDATE: "order",
  CONFIRMED_EVENT_UPDATE: "event",
  ACCOUNT_UPDATE: "account",
  HUMAN_AGENT: "agent",
};

export const BUILT_IN_TYPES: readonly JobType[] = [
  ...tagged("POST_PURCHASE_UPDATE", {
    order_confirmed: "normal",
    order_shipped: "normal",
    order_in_transit: "normal",
    order_delivered: "normal",
    order_delayed: "normal",
    order_backordered: "normal",
    payment_declined: "high",
    order_updated: "normal",
  }),
  ...tagged("CONFIRMED_EVENT_UPDATE", {
    rsvp_reminder: "normal",
    event_reminder: "normal",
    appointment_reminder: "normal",
    class_reminder: "normal",
    reservation_confirmed: "normal",
    event_updated: "high",
    trip_updated: "high",
  }),
  ...tagged("ACCOUNT_UPDATE", {
    application_updated: "normal",
    account_changed: "normal",
    fraud_alert: "high",
  }),
  ...tagged("HUMAN_AGENT", { agent_reply: "high" }),
  { name: "announcement", tag: null, evidence: [], priority: "bulk" },
];

/** All types by name; `extra` are the operator's own (JOB_TYPES_FILE). */
export function catalogueOf(extra: readonly JobType[] = []): Catalogue {
  return new Map([...BUILT_IN_TYPES, ...extra].map((type) => [type.name, type]));
}

function tagged(tag: Tag, priorities: Readonly<Record<string, Priority>>): JobType[] {
  return Object.entries(priorities).map(([name, priority]) => ({
    name,
    tag,
    evidence: [TAG_EVIDENCE[tag]],
    priority,
  }));
}
