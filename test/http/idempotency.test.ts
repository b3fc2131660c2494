import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aMessage, openDoor, PAGE, PSID, type Answer, type Door } from "./door.ts";

let door: Door;
beforeAll(async () => {
  door = await openDoor();
  await door.settle();
});
afterAll(() => door.close());

const byField = (idempotencyKey: unknown, more = {}): Promise<Answer> =>
  door.call("POST", "/v1/messages", { body: aMessage({ idempotencyKey, ...more }) });
const byHeader = (key: string, body: unknown = aMessage()): Promise<Answer> =>
  door.call("POST", "/v1/messages", { body, headers: { "idempotency-key": key } });

describe("a key that is used again", () => {
  test.each([
    { label: "by field", first: byField, again: byField },
    { label: "by header", first: byHeader, again: byHeader },
    { label: "by field, then by header", first: byField, again: byHeader },
  ])("gives the same message: $label", async ({ label, first, again }) => {
    const accepted = await first(label);
    const repeated = await again(label);
    expect([accepted.status, repeated.status]).toEqual([202, 200]);
    expect(repeated.body).toEqual({ ...accepted.body, duplicate: true });
  });

  test.each([
    {
      label: "with its fields in another order",
      body: Object.fromEntries(Object.entries(aMessage()).toReversed()),
    },
    {
      label: "with its time in another zone",
      body: aMessage({ order: { placedAt: "2026-11-20T12:00:00+02:00", id: "1001" } }),
    },
    {
      label: "with its metadata in another order",
      first: aMessage({ metadata: { a: 1, b: 2 } }),
      body: aMessage({ metadata: { b: 2, a: 1 } }),
    },
  ])("is a repeat though the message is spelled otherwise: $label", async ({ label, first, body }) => {
    const accepted = await byHeader(label, first);
    const repeated = await byHeader(label, body);
    expect([accepted.status, repeated.status]).toEqual([202, 200]);
    expect(repeated.body.id).toBe(accepted.body.id);
  });

  test.each([
    { label: "another text", more: { content: { text: "Something else." } } },
    { label: "another person", more: { recipient: { psid: "1" } } },
    { label: "another time", more: { sendAt: "2099-01-01T00:00:00Z" } },
  ])("is a conflict for another message: $label", async ({ label, more }) => {
    const accepted = await byField(`conflict ${label}`);
    const other = await byField(`conflict ${label}`, more);
    expect(other).toBeProblem(409, accepted.body.id);
    expect(other.body.errors).toEqual([{ path: "idempotencyKey", message: expect.any(String) }]);
  });

  test("fifty at once make one job", async () => {
    const before = (await door.house.outbound.counts()).waiting;
    const answers = await Promise.all(Array.from({ length: 50 }, () => byField("fifty at once")));
    expect(new Set(answers.map((it) => it.body.id)).size).toBe(1);
    expect(answers.filter((it) => it.status === 202)).toHaveLength(1);
    expect(answers.filter((it) => it.status === 200)).toHaveLength(49);
    expect((await door.house.outbound.counts()).waiting - before).toBe(1);
  });
});

describe("header and field", () => {
  test("may say the same", async () => {
    const headers = { "idempotency-key": "both" };
    const answer = await door.call("POST", "/v1/messages", {
      body: aMessage({ idempotencyKey: "both" }),
      headers,
    });
    expect(answer.status).toBe(202);
  });

  test("must not differ", async () => {
    const headers = { "idempotency-key": "one" };
    const answer = await door.call("POST", "/v1/messages", {
      body: aMessage({ idempotencyKey: "another" }),
      headers,
    });
    expect(answer).toBeProblem(422, "idempotencyKey differs from the Idempotency-Key header");
  });

  test("mean the same key beyond ASCII", async () => {
    const accepted = await byField("clé-ключ-🔑");
    const bytes = Buffer.from("clé-ключ-🔑").toString("latin1");
    const repeated = await byHeader(bytes);
    expect(repeated.body).toEqual({ ...accepted.body, duplicate: true });
  });
});

describe("the key itself", () => {
  test.each([
    { label: "spaces, colons and quotes", key: ' a: "b" {c} *?[d]\\' },
    { label: "a line break and a null", key: "a\nb\u{0}c" },
    { label: "an emoji", key: "🚚" },
    { label: "200 characters", key: "k".repeat(200) },
    { label: "the name of another key of ours", key: `{${PAGE}}:text:meta` },
  ])("may hold $label", async ({ key }) => {
    const accepted = await byField(key);
    expect(accepted.status).toBe(202);
    expect(accepted.body.id).toMatch(/^m[\w-]{24}$/);
    expect((await byField(key)).body).toEqual({ ...accepted.body, duplicate: true });
  });

  test.each([
    { label: "201 characters", key: "k".repeat(201), words: "must have at most 200 characters" },
    { label: "nothing", key: "", words: "must not be empty" },
    { label: "a number", key: 5, words: "must be a string, not a number" },
    { label: "null", key: null, words: "must be a string, not null" },
  ])("must not be $label", async ({ key, words }) => {
    expect(await byField(key)).toBeProblem(422, `idempotencyKey ${words}`);
  });

  test("is no part of another message's: without a key each is new", async () => {
    const answers = await Promise.all(
      [1, 2, 3].map(() => door.call("POST", "/v1/messages", { body: aMessage() })),
    );
    expect(new Set(answers.map((it) => it.body.id)).size).toBe(3);
    expect(answers.every((it) => it.status === 202)).toBe(true);
  });

  test("that a header leaves empty is refused, not passed over", async () => {
    expect(await byHeader("")).toBeProblem(422, "idempotencyKey must not be empty");
  });

  test("says nothing of who the message is for", async () => {
    expect((await byField("who")).text).not.toContain(PSID);
  });
});
