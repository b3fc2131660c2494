import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { BUILT_IN_TYPES } from "../../src/core/catalogue.ts";
import { messageSchema, parseMessage, priorityOf } from "../../src/core/message.ts";
import { aMessage, aMessageInput, CATALOGUE, DAY, EVIDENCE, iso, jobType, NOW } from "../support/builders.ts";
import { faultsOf, sentencesOf } from "./refusals.ts";

type Json = Readonly<Record<string, unknown>>;

const order = { id: "1001", total: "EUR 20", carrier: "DHL", trackingUrl: "https://example.com/t/1" };
const event = { id: "e-7", name: "Yoga", location: "Room 2" };

const WHOLE: Json = {
  page: "1029384756",
  recipient: { psid: "24681012" },
  type: "order_shipped",
  content: { text: "Your order 1001 is on its way.", quickReplies: [{ title: "Thanks", payload: "THANKS" }] },
  order: { ...order, placedAt: "2026-11-20T10:00:00Z" },
  event: {
    ...event,
    startsAt: "2026-12-01T18:00:00+01:00",
    endsAt: "2026-12-01T19:00:00+01:00",
    registeredAt: "2026-11-01T08:00:00Z",
  },
  account: { changeId: "c-3", name: "Savings" },
  agent: { id: "maria", name: "Maria" },
  sendAt: "2026-11-23T09:00:00Z",
  expiresAt: "2026-11-24T09:00:00Z",
  priority: "high",
  metadata: { campaign: "x", step: 2, trial: false },
  idempotencyKey: "shop-1001-shipped",
};

/** An own field of that name, as JSON brings it; a literal would set the prototype. */
const OWN_PROTO: Json = JSON.parse('{ "__proto__": "polluted" }');

const shipped = (fields: Json): Json => ({ ...aMessageInput({ type: "order_shipped" }), ...fields });
const bought = (fields: Json): Json => shipped({ order: { ...EVIDENCE.order, ...fields } });
const reminder = (fields: Json): Json => ({
  ...aMessageInput({ type: "event_reminder" }),
  event: { ...EVIDENCE.event, ...fields },
});

describe("a message that fills every field", () => {
  test("is taken, its times as epoch milliseconds", () => {
    expect(parseMessage(WHOLE, CATALOGUE)).toEqual({
      ok: true,
      type: jobType("order_shipped"),
      message: {
        ...WHOLE,
        order: { ...order, placedAt: Date.UTC(2026, 10, 20, 10) },
        event: {
          ...event,
          startsAt: Date.UTC(2026, 11, 1, 17),
          endsAt: Date.UTC(2026, 11, 1, 18),
          registeredAt: Date.UTC(2026, 10, 1, 8),
        },
        sendAt: Date.UTC(2026, 10, 23, 9),
        expiresAt: Date.UTC(2026, 10, 24, 9),
      },
    });
  });

  test.each(Object.keys(WHOLE))("is refused when %s is a boolean", (field) => {
    expect(faultsOf({ ...WHOLE, [field]: true })).toEqual([field]);
  });

  test.each(["page", "recipient", "type", "content"])("is refused without %s", (field) => {
    const { [field]: _, ...rest } = WHOLE;
    expect(sentencesOf(rest)).toEqual([`${field} is required`]);
  });
});

describe("a message is taken with", () => {
  test.each<[label: string, input: unknown]>([
    ["a page id of 32 digits", shipped({ page: "9".repeat(32) })],
    ["an event that starts and ends at once", reminder({ endsAt: EVIDENCE.event.startsAt })],
    ["a registration in the moment of the event", reminder({ registeredAt: EVIDENCE.event.startsAt })],
    [
      "a registration while it runs",
      reminder({ registeredAt: iso(NOW + 2 * DAY), endsAt: iso(NOW + 3 * DAY) }),
    ],
    ["29 February of a leap year", shipped({ sendAt: "2028-02-29T00:00:00Z" })],
    ["a time to the millisecond with an offset", shipped({ sendAt: "2026-11-23T09:00:00.123-05:30" })],
    ["the first moment of 2000", bought({ placedAt: "2000-01-01T00:00:00Z" })],
    ["the last moment of 2099", shipped({ expiresAt: "2099-12-31T23:59:59.999Z" })],
    ["metadata of 1,000 characters in a value", shipped({ metadata: { note: "x".repeat(1_000) } })],
    ["metadata of 4,000 characters in all", shipped({ metadata: metadataOf(4_000) })],
    ["an idempotency key of 200 characters", shipped({ idempotencyKey: "k".repeat(200) })],
  ])("%s", (_, input) => {
    expect(faultsOf(input)).toEqual([]);
  });
});

describe("a message is refused, each fault under its path, with", () => {
  test.each<[label: string, input: unknown, faults: string[]]>([
    ["nothing at all", null, [""]],
    ["a list of messages", [aMessageInput()], [""]],
    ["a number for a page", shipped({ page: 1029384756 }), ["page"]],
    ["a page name", shipped({ page: "my-shop" }), ["page"]],
    ["a page id of 33 digits", shipped({ page: "9".repeat(33) }), ["page"]],
    ["a page id with a line end", shipped({ page: "12\n" }), ["page"]],
    ["digits of another script", shipped({ page: "١٢٣" }), ["page"]],
    ["a PSID with letters", shipped({ recipient: { psid: "24a" } }), ["recipient.psid"]],
    ["an empty PSID", shipped({ recipient: { psid: "" } }), ["recipient.psid"]],
    ["an e-mail address", shipped({ recipient: { psid: "1", email: "a@b.c" } }), ["recipient.email"]],
    ["two unknown fields", shipped({ colour: 1, size: 2 }), ["colour", "size"]],
    ["an unknown field deep inside", reminder({ room: "2" }), ["event.room"]],
    ["a blank type", shipped({ type: " " }), ["type"]],
    ["a time without a zone", shipped({ sendAt: "2026-11-23T09:00:00" }), ["sendAt"]],
    ["a date alone", shipped({ sendAt: "2026-11-23" }), ["sendAt"]],
    ["a time as a number", shipped({ sendAt: NOW }), ["sendAt"]],
    ["29 February of a common year", shipped({ sendAt: "2026-02-29T00:00:00Z" }), ["sendAt"]],
    ["a time before 2000", bought({ placedAt: "1999-12-31T23:59:59.999Z" }), ["order.placedAt"]],
    ["a time after 2099", shipped({ sendAt: "2100-01-01T00:00:00Z" }), ["sendAt"]],
    ["an expiry at the time of sending", shipped({ sendAt: iso(NOW), expiresAt: iso(NOW) }), ["expiresAt"]],
    [
      "an expiry without a zone",
      shipped({ sendAt: iso(NOW), expiresAt: "2030-01-01T00:00:00" }),
      ["expiresAt"],
    ],
    ["an event that ends before it starts", reminder({ endsAt: iso(NOW) }), ["event.endsAt"]],
    ["an event end without a zone", reminder({ endsAt: "2026-12-30T10:00:00" }), ["event.endsAt"]],
    ["an event start without a zone", reminder({ startsAt: "2026-12-30T10:00:00" }), ["event.startsAt"]],
    [
      "a registration after the event",
      reminder({ registeredAt: iso(NOW + 2 * DAY) }),
      ["event.registeredAt"],
    ],
    ["an unknown priority", shipped({ priority: "urgent" }), ["priority"]],
    [
      "a tracking address that is a script",
      bought({ trackingUrl: "javascript:alert(1)" }),
      ["order.trackingUrl"],
    ],
    ["a blank order id", bought({ id: "  " }), ["order.id"]],
    ["an order id of 101 characters", bought({ id: "1".repeat(101) }), ["order.id"]],
    ["nested metadata", shipped({ metadata: { a: { b: 1 }, c: [1] } }), ["metadata.a", "metadata.c"]],
    ["an empty metadata value", shipped({ metadata: { a: null } }), ["metadata.a"]],
    ["a metadata value of 1,001 characters", shipped({ metadata: { a: "x".repeat(1_001) } }), ["metadata.a"]],
    ["metadata of 4,001 characters in all", shipped({ metadata: metadataOf(4_001) }), ["metadata"]],
    ["a blank metadata key", shipped({ metadata: { " ": 1 } }), ["metadata. "]],
    ["an empty idempotency key", shipped({ idempotencyKey: "" }), ["idempotencyKey"]],
    [
      "an idempotency key of 201 characters",
      shipped({ idempotencyKey: "k".repeat(201) }),
      ["idempotencyKey"],
    ],
    ["__proto__ as a field", shipped(OWN_PROTO), ["__proto__"]],
    ["__proto__ inside the order", bought(OWN_PROTO), ["order.__proto__"]],
    ["constructor as a field", shipped({ constructor: { prototype: {} } }), ["constructor"]],
  ])("%s", (_, input, faults) => {
    expect(faultsOf(input)).toEqual(faults);
  });
});

describe("a refusal says what is expected", () => {
  test.each<[sentence: string, input: unknown]>([
    ["page must be a string of digits", shipped({ page: "my-shop" })],
    ["colour is not a known field", shipped({ colour: "red" })],
    ["order.id is required", shipped({ order: { placedAt: iso(NOW) } })],
    [
      "sendAt must be an ISO 8601 time with a zone, such as 2026-11-20T10:00:00Z",
      shipped({ sendAt: "soon" }),
    ],
    ["sendAt must lie between the years 2000 and 2100", shipped({ sendAt: "2100-01-01T00:00:00Z" })],
    ["expiresAt must be after sendAt", shipped({ sendAt: iso(NOW), expiresAt: iso(NOW - 1) })],
    ["event.endsAt must not be before startsAt", reminder({ endsAt: iso(NOW) })],
    ["event.registeredAt must not be after the event", reminder({ registeredAt: iso(NOW + 2 * DAY) })],
    ["metadata must be under 4,000 characters as JSON", shipped({ metadata: metadataOf(4_001) })],
  ])("%s", (sentence, input) => {
    expect(sentencesOf(input)).toEqual([sentence]);
  });
});

describe("evidence", () => {
  const demanding = BUILT_IN_TYPES.flatMap(({ name, evidence }) => evidence.map((it) => [name, it] as const));

  test.each(demanding)("%s is refused without its %s", (name, evidence) => {
    const { [evidence]: _, ...rest } = aMessageInput({ type: name });
    expect(parseMessage(rest, CATALOGUE)).toEqual({
      ok: false,
      reason: "invalid_message",
      errors: [{ path: evidence, message: `is required for ${name}` }],
    });
  });

  test.each(BUILT_IN_TYPES.map((type) => type.name))("%s is taken with what it must carry", (name) => {
    expect(faultsOf(aMessageInput({ type: name }))).toEqual([]);
  });

  test.each(["__proto__", "constructor", "toString", "order-shipped"])("%s is no type", (type) => {
    const parsed = parseMessage(shipped({ type }), CATALOGUE);
    expect(parsed).toMatchObject({ ok: false, reason: "unknown_type", errors: [{ path: "type" }] });
  });
});

test.each([
  ["its own priority", { priority: "bulk" }, "bulk"],
  ["the priority of its type", {}, "high"],
] as const)("a message has %s", (_, fields, priority) => {
  const message = aMessage({ type: "payment_declined", ...fields });
  expect(priorityOf(message, jobType("payment_declined"))).toBe(priority);
});

test.each([
  [100, true],
  [101, false],
])("a metadata key of %i characters is taken: %s", (length, ok) => {
  expect(parseMessage(shipped({ metadata: { ["k".repeat(length)]: 1 } }), CATALOGUE).ok).toBe(ok);
});

test("a metadata key that names a prototype changes none", () => {
  const parsed = parseMessage(shipped({ metadata: { ...OWN_PROTO, constructor: "x" } }), CATALOGUE);
  expect(parsed.ok && Object.getPrototypeOf(parsed.message.metadata)).toBe(Object.prototype);
  expect(Reflect.get({}, "polluted")).toBeUndefined();
});

test("nothing in the schema keeps it from being compiled", () => {
  expect(z.compile(messageSchema, { strict: true })).not.toBe(messageSchema);
});

describe("whatever comes in is answered, not thrown at:", () => {
  test("any value", () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true }), (input) => {
        expect(parseMessage(input, CATALOGUE).ok).toBe(false);
      }),
    );
  });

  test("any JSON in place of any part of a valid message", () => {
    fc.assert(
      fc.property(fc.constantFrom(...placesIn(WHOLE)), fc.jsonValue(), (place, value) => {
        const parsed = parseMessage(withValueAt(WHOLE, place, value), CATALOGUE);
        const answered = parsed.ok ? parsed.message.type === parsed.type.name : parsed.errors.length > 0;
        expect(answered).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

/** Metadata whose JSON has exactly this many characters. */
function metadataOf(characters: number): Record<string, string> {
  const values = { a: "x".repeat(1_000), b: "x".repeat(1_000), c: "x".repeat(1_000) };
  const rest = characters - JSON.stringify({ ...values, d: "" }).length;
  return { ...values, d: "x".repeat(rest) };
}

function placesIn(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [[...path]];
  const inside = Object.entries(value).flatMap(([key, part]) => placesIn(part, [...path, key]));
  return path.length === 0 ? inside : [[...path], ...inside];
}

function withValueAt(whole: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  const copy: unknown = Array.isArray(whole) ? [...whole] : { ...Object(whole) };
  Reflect.set(Object(copy), key, withValueAt(Reflect.get(Object(whole), key), rest, value));
  return copy;
}
