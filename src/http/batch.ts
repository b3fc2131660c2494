/** `POST /v1/messages/batch`: the good messages are taken, the bad ones named. */
import type { Request } from "express";
import type { FieldError } from "../core/message.ts";
import { refusalOf, submitAll } from "../pipeline/batch.ts";
import type { Producer, Submitted } from "../pipeline/producer.ts";
import { candidatesIn, drain } from "./batch-body.ts";
import { Problem, problemOf } from "./problem.ts";

export interface BatchTaken {
  accepted: number;
  duplicates: number;
  /** `index`: the place in the array, or among the lines that are not empty; the first is 0. */
  readonly rejected: { readonly index: number; readonly errors: readonly FieldError[] }[];
  /** By index; null where it was rejected. */
  readonly ids: (string | null)[];
}

/** @throws Problem; when some messages were dealt with before the fault was met, it tells what became of them */
export async function takeBatch(request: Request, producer: Producer): Promise<BatchTaken> {
  if (request.get("idempotency-key") !== undefined) {
    const detail =
      "One Idempotency-Key cannot stand for many messages; give each an idempotencyKey of its own.";
    throw new Problem(422, detail);
  }
  const taken: BatchTaken = { accepted: 0, duplicates: 0, rejected: [], ids: [] };
  try {
    await submitAll(candidatesIn(request), producer, (_, submitted) => note(taken, submitted));
  } catch (error) {
    drain(request);
    throw taken.ids.length === 0 ? error : brokenOff(problemOf(error), taken);
  }
  return taken;
}

function note(taken: BatchTaken, submitted: Submitted): void {
  const errors = refusalOf(submitted);
  if (submitted.kind === "accepted") taken.accepted += 1;
  if (submitted.kind === "duplicate") taken.duplicates += 1;
  if (errors.length > 0) taken.rejected.push({ index: taken.ids.length, errors });
  taken.ids.push(errors.length > 0 || !("id" in submitted) ? null : submitted.id);
}

function brokenOff({ status, message, more }: Problem, taken: BatchTaken): Problem {
  const done = `${taken.ids.length.toLocaleString("en")} had been dealt with by then`;
  return new Problem(
    status,
    `${message} ${done}; what became of them stands in accepted, duplicates and rejected.`,
    {
      ...more,
      ...taken,
    },
  );
}
