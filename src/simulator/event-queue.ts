import type { WebhookEntry } from "./events.ts";

/** Events in the order in which they go out; one that is not due yet holds back those behind it. */
export type EventQueue = {
  /** False, and nothing kept, when they do not all fit. */
  push(entries: readonly WebhookEntry[], dueAt: number): boolean;
  /** Up to `max` of the events that are due. */
  take(max: number, now: number): WebhookEntry[];
  /** When the next one is due; `undefined` when none waits. */
  readonly nextDueAt: number | undefined;
  readonly size: number;
  clear(): void;
};

export function createEventQueue(capacity: number): EventQueue {
  let queue: { entry: WebhookEntry; dueAt: number }[] = [];
  let head = 0;

  function trim(): void {
    if (head * 2 < queue.length) return;
    queue = queue.slice(head);
    head = 0;
  }

  return {
    push(entries, dueAt) {
      if (queue.length - head + entries.length > capacity) return false;
      for (const entry of entries) queue.push({ entry, dueAt });
      return true;
    },
    take(max, now) {
      const taken: WebhookEntry[] = [];
      for (let next = queue[head]; next !== undefined && taken.length < max; next = queue[head]) {
        if (next.dueAt > now) break;
        taken.push(next.entry);
        head += 1;
      }
      trim();
      return taken;
    },
    get nextDueAt() {
      return queue[head]?.dueAt;
    },
    get size() {
      return queue.length - head;
    },
    clear() {
      queue = [];
      head = 0;
    },
  };
}
