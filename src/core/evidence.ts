/** What a message must prove beyond carrying the fields: a recent purchase, an event still to come, news not yet told. */
import type { JobType, Tag } from "./catalogue.ts";
import type { Message } from "./message.ts";
import type { Reason, Refusal } from "./outcome.ts";

/** Meta says "recent purchase" and names no span; half a year covers returns and back orders. */
const RECENT_PURCHASE_MS = 180 * 24 * 3_600_000;

/** As far as a clock or a time zone may be wrong; a purchase further ahead has not happened. */
const AHEAD_AT_MOST_MS = 24 * 3_600_000;

/** What forbids the message whatever the window: nobody wants a reminder of what is over, or the same news twice. */
export function forbiddenAnyway(
  message: Message,
  type: JobType,
  toldBefore: boolean,
  now: number,
): Reason | null {
  if (message.expiresAt !== undefined && message.expiresAt <= now) return "expired";
  const over = eventEnd(message, type);
  if (over !== null && over <= now) return "event_over";
  return toldBefore && type.evidence.includes("account") ? "recurring_account_update" : null;
}

/** What forbids the tag, and so matters only outside the open window. */
export function evidenceAgainst(message: Message, tag: Tag, now: number): Refusal | null {
  switch (tag) {
    case "POST_PURCHASE_UPDATE":
      return purchaseAgainst(message, now);
    case "CONFIRMED_EVENT_UPDATE":
      return message.event !== undefined && message.event.registeredAt > now
        ? { reason: "not_registered" }
        : null;
    case "ACCOUNT_UPDATE":
    case "HUMAN_AGENT":
      return null;
  }
}

function purchaseAgainst({ order }: Message, now: number): Refusal | null {
  if (order === undefined) return null;
  if (order.placedAt > now + AHEAD_AT_MOST_MS) {
    return { reason: "invalid_message", detail: "order.placedAt lies in the future." };
  }
  return order.placedAt + RECENT_PURCHASE_MS <= now ? { reason: "purchase_too_old" } : null;
}

/** Null for a type that asks for no event: one that is mentioned all the same is nothing to be late for. */
export function eventEnd({ event }: Message, type: JobType): number | null {
  if (event === undefined || !type.evidence.includes("event")) return null;
  return event.endsAt ?? event.startsAt;
}

/** When the purchase stops being recent; null: the tag asks for none. */
export function purchaseLimit({ order }: Message, tag: Tag): number | null {
  return tag === "POST_PURCHASE_UPDATE" && order !== undefined ? order.placedAt + RECENT_PURCHASE_MS : null;
}
