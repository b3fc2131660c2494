/** Many messages at once: each submitted for itself, the good ones taken, the bad ones told with their reasons. */
import type { FieldError } from "../core/message.ts";
import type { Producer, Submitted } from "./producer.ts";

/** In flight at once: enough to fill a round trip, few enough that bulk never crowds out single messages. */
const TOGETHER = 50;

/** Something that may be a message, or why it cannot even be read as one. */
export type Candidate = { readonly value: unknown } | { readonly error: string };

/**
 * Submits each row as it comes and tells of each in their order, one after the other.
 *
 * @throws what the rows or the producer throw, once all that was under way has been told of.
 */
export async function submitAll<Row extends Candidate>(
  rows: AsyncIterable<Row>,
  submit: Producer["submit"],
  tell: (row: Row, submitted: Submitted) => void | Promise<void>,
): Promise<void> {
  let underWay: Promise<Ended<Row>>[] = [];
  async function settle(): Promise<void> {
    const ended = await Promise.all(underWay);
    underWay = [];
    for (const it of ended) if ("submitted" in it) await tell(it.row, it.submitted);
    const failed = ended.find((it) => "failure" in it);
    if (failed !== undefined) throw failed.failure;
  }
  try {
    for await (const row of rows) {
      underWay.push(submitOne(row, submit));
      if (underWay.length >= TOGETHER) await settle();
    }
  } finally {
    await settle();
  }
}

type Ended<Row> = { readonly row: Row; readonly submitted: Submitted } | { readonly failure: unknown };

/** Never rejects: nobody may be waiting for it yet. */
async function submitOne<Row extends Candidate>(row: Row, submit: Producer["submit"]): Promise<Ended<Row>> {
  try {
    const submitted: Submitted =
      "error" in row
        ? { kind: "refused", errors: [{ path: "", message: row.error }] }
        : await submit(row.value);
    return { row, submitted };
  } catch (failure) {
    return { failure };
  }
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
