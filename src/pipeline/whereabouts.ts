/** In which queue a message's job stands at this moment. */
import { LANE_KINDS } from "../core/pace.ts";
import type { Lanes } from "../redis/lanes.ts";
import type { JobQueue, JobState } from "../redis/queues.ts";
import type { MessageRecord } from "../redis/record.ts";
import { laneJobId } from "./lane-message.ts";
import { stateOfShared } from "./outbound-job.ts";

/** Null: in none. */
export type Whereabouts = (
  record: Pick<MessageRecord, "id" | "status" | "page" | "acceptedAt" | "shared">,
) => Promise<JobState>;

export function createWhereabouts(deps: {
  readonly outbound: Pick<JobQueue, "stateOf">;
  readonly batches: Pick<JobQueue, "stateOf">;
  readonly lanes: Pick<Lanes, "queue">;
}): Whereabouts {
  const { outbound, batches, lanes } = deps;
  return async (record) => {
    if (record.status === "accepted") {
      const own = await outbound.stateOf(record.id);
      return own ?? (record.shared === null ? null : stateOfShared(record.shared, { outbound, batches }));
    }
    if (record.status !== "queued") return null;
    const id = laneJobId(record.id, record.acceptedAt);
    const states = await Promise.all(
      LANE_KINDS.map((kind) => lanes.queue({ kind, page: record.page }).stateOf(id)),
    );
    return states.find((state) => state !== null) ?? null;
  };
}
