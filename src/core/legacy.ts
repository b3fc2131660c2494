/**
 * Tag names in imported jobs: Meta's 17 of before 2020 and today's four, and the job type that stands for each.
 *
 * Meta published no mapping; this one follows docs.amio.io ("Facebook Messenger message tags"), and where
 * another vendor maps otherwise (reservations), what the type itself says.
 */

const SUCCESSORS: Readonly<Record<string, string>> = {
  SHIPPING_UPDATE: "order_updated",
  PAYMENT_UPDATE: "order_updated",
  RESERVATION_UPDATE: "reservation_confirmed",
  APPOINTMENT_UPDATE: "appointment_reminder",
  CONFIRMED_EVENT_REMINDER: "event_reminder",
  TICKET_UPDATE: "event_updated",
  TRANSPORTATION_UPDATE: "trip_updated",
  APPLICATION_UPDATE: "application_updated",
  PERSONAL_FINANCE_UPDATE: "account_changed",
  ISSUE_RESOLUTION: "agent_reply",
  POST_PURCHASE_UPDATE: "order_updated",
  CONFIRMED_EVENT_UPDATE: "event_updated",
  ACCOUNT_UPDATE: "account_changed",
  HUMAN_AGENT: "agent_reply",
};

const WITHOUT_SUCCESSOR: ReadonlySet<string> = new Set([
  "BUSINESS_PRODUCTIVITY",
  "COMMUNITY_ALERT",
  "PAIRING_UPDATE",
  "GAME_EVENT",
  "FEATURE_FUNCTIONALITY_UPDATE",
  "NON_PROMOTIONAL_SUBSCRIPTION",
]);

export type Legacy =
  | { readonly kind: "successor"; readonly type: string }
  | { readonly kind: "none" }
  /** Not a tag's name at all. */
  | { readonly kind: "unknown" };

export function legacyTag(name: string): Legacy {
  if (Object.hasOwn(SUCCESSORS, name)) return { kind: "successor", type: SUCCESSORS[name] ?? "" };
  return WITHOUT_SUCCESSOR.has(name) ? { kind: "none" } : { kind: "unknown" };
}
