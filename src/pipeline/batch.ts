/** Many messages at once: the good ones taken together, the bad ones told with their reasons. */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { FieldError } from "../core/message.ts";
import { MOST_TOGETHER } from "./outbound-job.ts";
import type { Producer, Submitted } from "./producer.ts";

/** Something that may be a message, or why it cannot even be read as one. */
export type Candidate = { readonly value: unknown } | { readonly error: string };

/**
 * Submits rows as they come, some together, and tells of each in their order, one after the other.
 *
 * @throws what the rows or the producer throw, once all that was under way has been told of.
 */
export async function submitAll<Row extends Candidate>(
  rows: AsyncIterable<Row>,
  producer: Pick<Producer, "submitAll">,
  tell: (row: Row, submitted: Submitted) => void | Promise<void>,
): Promise<void> {
  let waiting: Row[] = [];
  async function submit(): Promise<void> {
    const together = waiting;
    waiting = [];
    const values = together.flatMap((row) => ("value" in row ? [row.value] : []));
    const submitted = values.length === 0 ? [] : await producer.submitAll(values);
    for (const row of together)
      await tell(row, "error" in row ? unread(row.error) : (submitted.shift() ?? unread("was not read")));
  }
  const source = rows[Symbol.asyncIterator]();
  let idle: Promise<void> | null = null;
  try {
    for (;;) {
      const next = source.next();
      // Nothing came in this turn of the event loop: what is here does not wait for what may come.
      idle ??= nextTurn().finally(() => (idle = null));
      if (await Promise.race([next.then(() => false), idle.then(() => true)])) await submit();
      const { done, value } = await next;
      if (done === true) break;
      waiting.push(value);
      if (waiting.length >= MOST_TOGETHER) await submit();
    }
  } finally {
    await submit();
  }
}

function unread(message: string): Submitted {
  return { kind: "refused", errors: [{ path: "", message }] };
}

/** Why it was not taken; empty when it was. */
export function refusalOf(submitted: Submitted): readonly FieldError[] {
  switch (submitted.kind) {
    case "accepted":
    case "duplicate":
      return [];
    case "conflict":
      return [
        { path: "idempotencyKey", message: `was used for another message (${submitted.id}); use a new key` },
      ];
    case "refused":
      return submitted.errors;
  }
}
