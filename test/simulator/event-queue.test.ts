import { expect, test } from "vitest";
import { createEventQueue } from "../../src/simulator/event-queue.ts";
import { readEvent, type WebhookEntry } from "../../src/simulator/events.ts";
import { pageIdSchema, psidSchema } from "../../src/simulator/ids.ts";

const meeting = { page: pageIdSchema.parse("1"), psid: psidSchema.parse("2"), at: 0 };
const entry = (watermark: number): WebhookEntry => readEvent(meeting, watermark);

test("gives out what is due, in order, and nothing before its time", () => {
  const queue = createEventQueue(10);
  queue.push([entry(1)], 100);
  queue.push([entry(2), entry(3)], 200);
  expect(queue.take(5, 99)).toEqual([]);
  expect(queue.take(5, 150)).toEqual([entry(1)]);
  expect(queue.nextDueAt).toBe(200);
  expect(queue.take(1, 200)).toEqual([entry(2)]);
  expect(queue.size).toBe(1);
});

test("has room again for as many as it gave out", () => {
  const queue = createEventQueue(4);
  queue.push([entry(1), entry(2), entry(3), entry(4)], 0);
  queue.take(1, 0);
  expect([queue.push([entry(5)], 0), queue.push([entry(6)], 0)]).toEqual([true, false]);
});

test("keeps nothing of what does not all fit", () => {
  const queue = createEventQueue(3);
  expect([queue.push([entry(1), entry(2)], 0), queue.push([entry(3), entry(4)], 0)]).toEqual([true, false]);
  expect(queue.take(10, 0)).toEqual([entry(1), entry(2)]);
  expect(queue.push([entry(5), entry(6), entry(7)], 0)).toBe(true);
});
