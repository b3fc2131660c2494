/** Fills the dead letters as the pipeline would, `letter 0` first; spread over reasons, types and an hour's time. */
import type { Reason } from "../../src/core/outcome.ts";
import type { House } from "../../src/runtime.ts";

const REASONS: readonly Reason[] = ["window_closed", "template_missing", "attempts_exhausted", "expired"];
const TYPES = ["order_shipped", "order_delivered", "rsvp_reminder", "announcement", "agent_reply"];
const TOGETHER = 1_000;

export async function buryMany(
  house: Pick<House, "deadLetters">,
  count: number,
  page: string,
  spanMs = 3_600_000,
): Promise<void> {
  const began = Date.now() - spanMs - 60_000;
  for (let at = 0; at < count; at += TOGETHER) {
    await Promise.all(
      Array.from({ length: Math.min(TOGETHER, count - at) }, (_, i) =>
        bury(house, at + i, count, page, began, spanMs),
      ),
    );
  }
}

function bury(
  house: Pick<House, "deadLetters">,
  n: number,
  count: number,
  page: string,
  began: number,
  spanMs: number,
): Promise<void> {
  const deadAt = Math.floor(began + (n / count) * spanMs);
  const tail = `many${String(n).padStart(20, "0")}`;
  return house.deadLetters.bury({
    id: `d${tail}`,
    messageId: `m${tail}`,
    page,
    recipient: String(30_000_000 + n),
    type: TYPES[n % TYPES.length] ?? "announcement",
    reason: REASONS[n % REASONS.length] ?? "expired",
    detail: `This is letter ${String(n)} of many.`,
    graphError: null,
    attempts: [],
    acceptedAt: deadAt - 60_000,
    deadAt,
    replays: 0,
    replayOf: null,
    history: [],
    decision: null,
    message: {
      page,
      recipient: { psid: String(30_000_000 + n) },
      type: "announcement",
      content: { text: `Note ${String(n)}` },
    },
  });
}
