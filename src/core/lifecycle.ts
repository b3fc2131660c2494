/**
 * The states of a message.
 *
 *   accepted ──► queued ──► sent ──► delivered ──► read
 *      │  ▲        │  ▲
 *      │ scheduled │ held, sending
 *      ├───────────┴──► dead
 *      └───────────┴──► cancelled
 *
 * Only five are stored. The others are what a look at the queue, the page or the conversation adds, so that
 * they cost no write: a message is `scheduled` while its job waits for its time, `held` while its page is,
 * `sending` while a sender has it, `delivered` and `read` once the conversation's watermark has passed it.
 */

export const STORED_STATUSES = ["accepted", "queued", "sent", "dead", "cancelled"] as const;
export type StoredStatus = (typeof STORED_STATUSES)[number];
export type Status = StoredStatus | "scheduled" | "held" | "sending" | "delivered" | "read";

/** From where each stored state may be reached. `queued` again: a message judged anew while it waited. */
export const REACHED_FROM: Readonly<Record<StoredStatus, readonly StoredStatus[]>> = {
  accepted: [],
  queued: ["accepted", "queued"],
  sent: ["queued"],
  dead: ["accepted", "queued"],
  cancelled: ["accepted", "queued"],
};

export const FINAL: readonly StoredStatus[] = ["sent", "dead", "cancelled"];

/** What was seen beside the record. Times are epoch ms. */
export interface Surroundings {
  readonly jobState: "delayed" | "active" | "waiting" | null;
  readonly pageHeld: boolean;
  /** When the successful attempt began. */
  readonly sentAttemptAt: number | null;
  readonly deliveredWatermark: number | null;
  readonly readWatermark: number | null;
}

export function statusOf(stored: StoredStatus, seen: Surroundings): Status {
  switch (stored) {
    case "accepted":
      return seen.jobState === "delayed" ? "scheduled" : "accepted";
    case "queued":
      if (seen.jobState === "active") return "sending";
      return seen.pageHeld ? "held" : "queued";
    case "sent":
      if (passed(seen.readWatermark, seen.sentAttemptAt)) return "read";
      return passed(seen.deliveredWatermark, seen.sentAttemptAt) ? "delivered" : "sent";
    case "dead":
    case "cancelled":
      return stored;
  }
}

function passed(watermark: number | null, sentAttemptAt: number | null): boolean {
  return watermark !== null && sentAttemptAt !== null && watermark >= sentAttemptAt;
}
