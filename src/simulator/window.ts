import type { Refusal } from "./errors.ts";
import { outsideWindow } from "./refusals.ts";
import type { Send } from "./send-schema.ts";
import type { Person } from "./world.ts";

const HOUR_MS = 3_600_000;
/** https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages (2026-05-05) */
const STANDARD_MS = 24 * HOUR_MS;
/** HUMAN_AGENT and CUSTOMER_FEEDBACK, counted from the person's last message: Send API reference (2026). */
const EXTENDED_MS = 7 * 24 * HOUR_MS;

/** Whether the person wrote recently enough for what is sent. At exactly 24 h, or 7 days, it is too late. */
export function refuseClosedWindow(send: Send, person: Person | undefined, now: number): Refusal | undefined {
  const allowedMs = allowanceMs(send);
  if (allowedMs === Infinity) return undefined;
  const lastInboundAt = person?.lastInboundAt ?? -Infinity;
  return now - lastInboundAt < allowedMs ? undefined : outsideWindow;
}

/** The retired tags and utility templates carry no time limit. A sender_action goes by the standard window. */
function allowanceMs(send: Send): number {
  switch (send.messaging_type) {
    case undefined:
    case "RESPONSE":
    case "UPDATE":
      return STANDARD_MS;
    case "MESSAGE_TAG":
      return send.tag === "HUMAN_AGENT" || send.tag === "CUSTOMER_FEEDBACK" ? EXTENDED_MS : Infinity;
    case "UTILITY":
      return Infinity;
  }
}
