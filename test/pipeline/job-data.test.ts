import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PRIORITIES, TAGS } from "../../src/core/catalogue.ts";
import { MESSAGING_TYPES } from "../../src/core/decision.ts";
import { firstAcceptedAt, laneJobOf, laneMessageIn } from "../../src/pipeline/lane-message.ts";
import { sharedJobOf, jobOf, recordedIn } from "../../src/pipeline/outbound-job.ts";
import type { QueuedJob } from "../../src/redis/queues.ts";
import { NOW } from "../support/builders.ts";

/** What a taker gets of it. */
function taken({ id, data }: Pick<QueuedJob, "id" | "data">) {
  const json: unknown = JSON.parse(JSON.stringify(data));
  return { id, name: "order_shipped", data: json, addedAt: NOW, attemptsMade: 0, attemptsStarted: 1 };
}

const id = fc.stringMatching(/^m[\w-]{24}(\.\d{1,3})?$/);
const time = fc.integer({ min: NOW, max: 2 * NOW });
const message = fc.record({ page: fc.string(), content: fc.record({ text: fc.string() }) });
const recorded = fc.record({
  id,
  acceptedAt: time,
  priority: fc.constantFrom(...PRIORITIES),
  after: fc.option(id),
  again: fc.boolean(),
  message,
});

test("what the producer puts on the queue is what the classifier takes off it", () => {
  fc.assert(
    fc.property(recorded, (it) => {
      expect(recordedIn(taken(jobOf(it, "order_shipped")))).toEqual([it]);
    }),
  );
});

test("in batches too", () => {
  fc.assert(
    fc.property(fc.array(recorded, { minLength: 1 }), fc.constantFrom(...PRIORITIES), (many, priority) => {
      const them = many.map((it) => ({ ...it, priority }));
      expect(recordedIn(taken(sharedJobOf("b1", priority, them)))).toEqual(them);
    }),
  );
});

describe("what the classifier puts into a lane", () => {
  const laneMessage = fc.record({
    id,
    acceptedAt: time,
    judgedAt: time,
    validUntil: fc.option(time),
    lastInboundAt: fc.option(time),
    carriedAs: fc.record({
      messagingType: fc.constantFrom(...MESSAGING_TYPES),
      tag: fc.option(fc.constantFrom(...TAGS)),
      template: fc.option(
        fc.record({ name: fc.string(), language: fc.string(), body: fc.array(fc.string()) }),
      ),
    }),
    again: fc.boolean(),
    after: fc.option(id),
    message,
  });

  test("is what the sender takes out of it", () => {
    fc.assert(
      fc.property(laneMessage, (it) => {
        expect(laneMessageIn(taken(laneJobOf(it)))).toEqual(it);
      }),
    );
  });

  test("says when it was accepted, to the microsecond", () => {
    fc.assert(
      fc.property(time, fc.integer({ min: 0, max: 999 }), id, (at, micros, its) => {
        const job = { id: its, acceptedAt: at + micros / 1_000, judgedAt: at, validUntil: null };
        const rest = { lastInboundAt: null, again: false, after: null, message: {} };
        const carriedAs = { messagingType: "UPDATE", tag: null, template: null } as const;
        expect(firstAcceptedAt([laneJobOf({ ...job, ...rest, carriedAs }).id])).toBeCloseTo(
          job.acceptedAt,
          2,
        );
      }),
    );
  });
});

test.each([
  ["an id that is not ours", "7", { as: "UPDATE", judgedAt: NOW, message: {} }],
  ["data that is not ours", `0hoj6sy6117m${"A".repeat(24)}`, { text: "hello" }],
])("in a lane, %s is kept as what it is", (_, foreign, data) => {
  expect(laneMessageIn(taken({ id: foreign, data }))).toMatchObject({
    id: `m${foreign}`,
    validUntil: 0,
    again: true,
    message: data,
  });
});
