/** A person's latest messages: along the chain by which they keep their order, from the last one back. */
import type { Order } from "../redis/order.ts";
import type { Messages } from "../redis/messages.ts";
import type { MessageRecord } from "../redis/record.ts";

/** Newest first. Those with a time of their own (`sendAt`) stand in no order, and are not found here. */
export type Latest = (page: string, psid: string, limit: number) => Promise<MessageRecord[]>;

export function createLatest(deps: {
  readonly order: Pick<Order, "lastOf">;
  readonly messages: Pick<Messages, "get">;
}): Latest {
  const { order, messages } = deps;
  return async (page, psid, limit) => {
    const found: MessageRecord[] = [];
    let heads = await recordsOf(await order.lastOf(page, psid));
    while (heads.length > 0 && found.length < limit) {
      const newest = heads.reduce((one, other) => (other.acceptedAt > one.acceptedAt ? other : one));
      // A message that was put on the queue twice stands in the chain twice.
      if (!found.some(({ id }) => id === newest.id)) found.push(newest);
      const before = newest.after === null ? [] : await recordsOf([newest.after]);
      heads = [...heads.filter((it) => it !== newest), ...before];
    }
    return found;
  };

  async function recordsOf(ids: readonly string[]): Promise<MessageRecord[]> {
    return (await Promise.all(ids.map((id) => messages.get(id)))).filter((it) => it !== null);
  }
}
