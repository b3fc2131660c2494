/** The rest of the whole app: one key that says how long no page may send. */
import type { RedisClient } from "./connection.ts";
import type { Doorbell } from "./doorbell.ts";
import type { Keys } from "./keys.ts";

export interface AppRest {
  /** Begins or prolongs it, for all processes at once. */
  begin(forMs: number): Promise<void>;
  /** Learns what the others said; each sweep of the lanes does. */
  refresh(): Promise<void>;
  /** Ms left, as far as this process knows; 0: none. */
  leftMs(): number;
}

export function createAppRest(
  client: RedisClient,
  keys: Keys,
  doorbell: Pick<Doorbell, "callRoll">,
  clock: () => number,
): AppRest {
  let until = 0;
  return {
    async begin(forMs) {
      until = Math.max(until, clock() + forMs);
      await client.set(keys.appRest, "1", "PX", Math.ceil(until - clock()));
      await doorbell.callRoll();
    },
    async refresh() {
      until = clock() + Math.max(0, await client.pttl(keys.appRest));
    },
    leftMs: () => Math.max(0, until - clock()),
  };
}
