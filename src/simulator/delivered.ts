import type { PageId, Psid } from "./ids.ts";
import { createJournal, type Journal } from "./journal.ts";
import type { SendMessage } from "./send-schema.ts";

/** A message that reached the person. */
export type DeliveredMessage = {
  readonly id: number;
  at: number;
  page: PageId;
  psid: Psid;
  mid: string;
  messagingType: string | undefined;
  tag: string | undefined;
  message: SendMessage;
};

/** Every message accepted, in order, and how often a person got one with the same metadata again. */
export type DeliveredLog = Pick<Journal<DeliveredMessage>, "nextId" | "kept" | "entries" | "clear"> & {
  add(message: DeliveredMessage): void;
  /** Messages whose metadata this person had received before, among those kept. */
  readonly repeated: number;
};

export function createDeliveredLog(capacity: number): DeliveredLog {
  const journal = createJournal<DeliveredMessage>(capacity);
  const copies = new Map<string, number>();
  let repeated = 0;

  function forget(message: DeliveredMessage): void {
    const key = keyOf(message);
    const left = (copies.get(key) ?? 0) - 1;
    if (left > 0) copies.set(key, left);
    else copies.delete(key);
  }

  function count(message: DeliveredMessage): void {
    if (message.message.metadata === undefined) return;
    const key = keyOf(message);
    const before = copies.get(key) ?? 0;
    if (before > 0) repeated += 1;
    copies.set(key, before + 1);
  }

  return {
    get nextId() {
      return journal.nextId;
    },
    get kept() {
      return journal.kept;
    },
    get repeated() {
      return repeated;
    },
    add(message) {
      count(message);
      const gone = journal.add(message);
      if (gone !== undefined) forget(gone);
    },
    entries: () => journal.entries(),
    clear() {
      journal.clear();
      copies.clear();
      repeated = 0;
    },
  };
}

export function showDelivered(delivered: DeliveredMessage): Record<string, unknown> {
  const { id, at, page, psid, mid, messagingType, tag, message } = delivered;
  return {
    id,
    at: new Date(at).toISOString(),
    page,
    psid,
    mid,
    messagingType: messagingType ?? null,
    tag: tag ?? null,
    metadata: message.metadata ?? null,
    message,
  };
}

function keyOf({ page, psid, message }: DeliveredMessage): string {
  return `${page} ${psid} ${message.metadata ?? ""}`;
}
