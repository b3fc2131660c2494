/** Which account changes a person was told of, so that none is told twice: Meta allows ACCOUNT_UPDATE for news that does not recur. */
import type { RedisClient } from "./connection.ts";
import type { Keys } from "./keys.ts";

export interface AccountChange {
  readonly page: string;
  readonly psid: string;
  readonly changeId: string;
}

export interface Told {
  /** The message that tells it: the one given, unless another claimed it before. */
  claim(change: AccountChange, messageId: string): Promise<string>;
  /** The message that told it or is about to; null: none. */
  holder(change: AccountChange): Promise<string | null>;
  /** Given up: another message may tell it. Only ever lifts this message's own claim. */
  release(change: AccountChange, messageId: string): Promise<void>;
}

/** @param retentionMs  how long it is remembered: as long as the message's record */
export function createTold(client: RedisClient, keys: Keys, retentionMs: number): Told {
  const keyOf = ({ page, psid, changeId }: AccountChange): string => keys.told(page, psid, changeId);
  return {
    async claim(change, messageId) {
      const before = await client.set(keyOf(change), messageId, "PX", retentionMs, "NX", "GET");
      return before ?? messageId;
    },
    holder: (change) => client.get(keyOf(change)),
    async release(change, messageId) {
      // The claim is ours or it is not; nobody else writes our id, so that looking first is safe.
      if ((await client.get(keyOf(change))) === messageId) await client.del(keyOf(change));
    },
  };
}
