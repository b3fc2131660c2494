import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aMessage, HOUR, openDoor, PAGE, PSID, type Door } from "./door.ts";

const MIB = 1_048_576;
/** The sign is turned round in the names of these zones; this one is behind UTC. */
const HALF_A_DAY_OFF = "Etc/GMT+12";

let door: Door;
beforeAll(async () => {
  door = await openDoor();
  await door.settle();
});
afterAll(() => door.close());

const post = (body: unknown, headers: Record<string, string> = {}) =>
  door.call("POST", "/v1/messages", { key: "send", body, headers });

describe("POST /v1/messages", () => {
  test("accepts a message and gives its id", async () => {
    const answer = await post(aMessage());
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({
      id: expect.stringMatching(/^m[\w-]{24}$/),
      status: "accepted",
      duplicate: false,
    });
    expect(await door.house.outbound.stateOf(answer.body.id)).toBe("waiting");
  });

  test.each([
    { label: "whatever its content type", headers: { "content-type": "text/plain" } },
    {
      label: "compressed",
      headers: { "content-encoding": "gzip" },
      body: gzipSync(JSON.stringify(aMessage())),
    },
    {
      label: "to a person in a time zone of their own",
      body: aMessage({ recipient: { psid: PSID, timeZone: "America/St_Johns" } }),
    },
    { label: "that begins with a byte order mark", body: `\u{FEFF}${JSON.stringify(aMessage())}` },
  ])("accepts one $label", async ({ headers = {}, body = aMessage() }) => {
    expect((await post(body, headers as Record<string, string>)).status).toBe(202);
  });

  test.each([
    {
      label: "malformed JSON",
      body: '{"page": "1",}',
      status: 400,
      words: /^The body is not valid JSON: .+\.$/,
    },
    {
      label: "no body",
      body: undefined,
      status: 400,
      words: "The body is empty, but must be a JSON object.",
    },
    { label: "an array", body: [aMessage()], status: 422, words: "it must be a JSON object, not a list." },
    { label: "a string", body: '"hello"', status: 422, words: "it must be a JSON object, not a string." },
    { label: "null", body: "null", status: 422, words: "it must be a JSON object, not null." },
    { label: "a number", body: "5", status: 422, words: "it must be a JSON object, not a number." },
    {
      label: "no JSON in its encoding",
      body: "no gzip",
      encoding: "gzip",
      status: 400,
      words: "not compressed",
    },
    { label: "an unknown encoding", body: "x", encoding: "zstd", status: 415, words: "content-encoding" },
    {
      label: "3 MiB",
      body: aMessage({ metadata: { a: "x".repeat(3 * MIB) } }),
      status: 413,
      words: "larger than 1 MiB",
    },
    {
      label: "a little gzip that unfolds to 3 MiB",
      body: gzipSync(JSON.stringify(aMessage({ metadata: { a: "x".repeat(3 * MIB) } }))),
      encoding: "gzip",
      status: 413,
      words: "larger than 1 MiB",
    },
  ])("refuses $label with $status", async ({ body, encoding, status, words }) => {
    expect(await post(body, encoding === undefined ? {} : { "content-encoding": encoding })).toBeProblem(
      status,
      words,
    );
  });

  test("refuses another charset than UTF", async () => {
    const answer = await post(aMessage(), { "content-type": "application/json; charset=iso-8859-1" });
    expect(answer).toBeProblem(415, "UTF-8");
  });

  test.each([
    {
      label: "an unknown type",
      fields: { type: "order_teleported" },
      path: "type",
      message: '"order_teleported" is not a known type; known are order_confirmed, order_shipped',
    },
    { label: "an unknown field", fields: { colour: "red" }, path: "colour", message: "is not a known field" },
    {
      label: "an unknown field inside",
      fields: { order: { id: "1", placedAt: "2026-11-20T10:00:00Z", colour: "red" } },
      path: "order.colour",
      message: "is not a known field",
    },
    {
      label: "a page with letters",
      fields: { page: "page-1" },
      path: "page",
      message: "must be a string of digits",
    },
    {
      label: "a page that is a number",
      fields: { page: 10203040 },
      path: "page",
      message: "must be a string of digits",
    },
    {
      label: "a PSID with letters",
      fields: { recipient: { psid: "12a" } },
      path: "recipient.psid",
      message: "must be a string of digits",
    },
    ...(
      [
        ["a time zone of no place", "Mars/Olympus", "must be an IANA time zone such as Europe/Madrid"],
        ["an offset for a time zone", "+02:00", "must be an IANA time zone such as Europe/Madrid"],
        ["an empty time zone", "", "must be an IANA time zone such as Europe/Madrid"],
        ["a time zone in figures", 2, "must be a string, not a number"],
        ["null for a time zone", null, "must be a string, not null"],
      ] as const
    ).map(([label, timeZone, message]) => ({
      label,
      fields: { recipient: { psid: PSID, timeZone } },
      path: "recipient.timeZone",
      message,
    })),
    { label: "no recipient", fields: { recipient: undefined }, path: "recipient", message: "is required" },
    {
      label: "a text of 2,000 characters",
      fields: { content: { text: "x".repeat(2_000) } },
      path: "content.text",
      message: "must be under 2,000 characters",
    },
    { label: "no content", fields: { content: {} }, path: "content", message: "needs exactly one of" },
    {
      label: "no evidence",
      fields: { order: undefined },
      path: "order",
      message: "is required for order_shipped",
    },
    {
      label: "a time without a zone",
      fields: { sendAt: "2026-11-20T10:00:00" },
      path: "sendAt",
      message: "must be an ISO 8601 time with a zone",
    },
    {
      label: "a priority that is none",
      fields: { priority: "urgent" },
      path: "priority",
      message: "must be one of high, normal, bulk",
    },
    {
      label: "a page that nobody registered",
      fields: { page: "999" },
      path: "page",
      message: "999 is not registered; add it with PUT /v1/pages/999",
    },
    {
      label: "__proto__",
      fields: JSON.parse('{"__proto__": {"page": "1"}}') as object,
      path: "__proto__",
      message: "is not a known field",
    },
  ])("refuses $label, by name", async ({ fields, path, message }) => {
    const answer = await post({ ...aMessage(), ...fields });
    expect(answer).toBeProblem(422, /^The message is not valid: /);
    expect(answer.body.errors).toContainEqual({
      path,
      message: expect.stringContaining(message),
    });
  });

  test("accepts a text of 1,999 characters", async () => {
    expect((await post(aMessage({ content: { text: "x".repeat(1_999) } }))).status).toBe(202);
  });

  test("names the first faults of very many, and stays small", async () => {
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`field${String(i)}`, 1]));
    const answer = await post(aMessage(many));
    expect(answer).toBeProblem(422, "(and 4995 more)");
    expect(answer.body.errors).toHaveLength(100);
    expect(answer.text.length).toBeLessThan(20_000);
  });

  test("says only the beginning of a field's name that is as long as the body", async () => {
    const answer = await post(aMessage({ ["x".repeat(500_000)]: 1 }));
    expect(answer).toBeProblem(422, "is not a known field");
    expect(answer.text.length).toBeLessThan(1_000);
  });

  test("nothing that was refused is on the queue or on record", async () => {
    const before = await door.house.outbound.counts();
    await post(aMessage({ idempotencyKey: "refused-1", colour: "red" }));
    expect(await door.house.outbound.counts()).toEqual(before);
    // Its key is free.
    expect((await post(aMessage({ idempotencyKey: "refused-1" }))).body.duplicate).toBe(false);
  });
});

describe("POST /v1/messages/explain", () => {
  const explain = (body: unknown) => door.call("POST", "/v1/messages/explain", { key: "read", body });

  test("tells the decision and stores nothing", async () => {
    const before = await door.house.outbound.counts();
    const answer = await explain(aMessage());
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      verdict: "send",
      tag: "POST_PURCHASE_UPDATE",
      window: { state: "open" },
      carriedAs: { messagingType: "UPDATE" },
    });
    expect(answer.body.because[0]).toMatch(/^They wrote /);
    expect(await door.house.outbound.counts()).toEqual(before);
  });

  test.each([
    { label: "by the page's clock", recipient: {}, waits: true },
    {
      label: "by the person's own clock: half a day off",
      recipient: { timeZone: HALF_A_DAY_OFF },
      waits: false,
    },
    { label: "but not for what is urgent", recipient: {}, priority: "high", waits: false },
  ])("tells until when it waits for quiet hours, $label", async ({ recipient, priority = "bulk", waits }) => {
    const time = (at: number) => new Date(at).toISOString().slice(11, 16);
    const [from, to] = [time(Date.now() - HOUR), time(Date.now() + HOUR)];
    await door.settle({ quietHours: { from, to } });
    const answer = await explain(aMessage({ recipient: { psid: PSID, ...recipient }, priority }));
    expect(answer.body).toMatchObject({ verdict: "send", carriedAs: { messagingType: "UPDATE" } });
    expect(answer.body.quietUntil?.slice(11, 16)).toBe(waits ? to : undefined);
    await door.settle();
  });

  test("tells a refusal as an answer, not as an error", async () => {
    const answer = await explain(
      aMessage({ recipient: { psid: "1" }, type: "announcement", order: undefined }),
    );
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ verdict: "reject", reason: "window_closed" });
  });

  test.each([
    { label: "a message that is none", body: { page: PAGE }, words: "recipient is required" },
    {
      label: "a page that nobody registered",
      body: aMessage({ page: "999" }),
      words: "page 999 is not registered",
    },
  ])("refuses $label", async ({ body, words }) => {
    expect(await explain(body)).toBeProblem(422, words);
  });
});

describe("GET /v1/messages/{id}", () => {
  test("tells where the message is", async () => {
    const { id } = (await post(aMessage())).body as { id: string };
    const answer = await door.call("GET", `/v1/messages/${id}`, { key: "read" });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      id,
      status: "accepted",
      page: PAGE,
      recipient: { psid: PSID },
      type: "order_shipped",
      decision: null,
      attempts: [],
    });
  });

  test("tells one for later as scheduled", async () => {
    const sendAt = new Date(Date.now() + 60_000).toISOString();
    const { id } = (await post(aMessage({ sendAt }))).body as { id: string };
    expect((await door.call("GET", `/v1/messages/${id}`)).body.status).toBe("scheduled");
  });

  test("takes an id that is percent-encoded", async () => {
    const { id } = (await post(aMessage())).body as { id: string };
    expect((await door.call("GET", `/v1/messages/%6D${id.slice(1)}`)).body.id).toBe(id);
  });

  test.each([
    { label: "of a message that was never accepted", id: `m${"a".repeat(24)}`, words: "No message m" },
    { label: "that is none", id: "42", words: "This is not a message's id" },
    { label: "with a line break and a colon in it", id: "m%0A%3A*", words: "This is not a message's id" },
    { label: "as long as an address can be", id: "m".repeat(8_000), words: "This is not a message's id" },
  ])("knows no id $label", async ({ id, words }) => {
    const answer = await door.call("GET", `/v1/messages/${id}`);
    expect(answer).toBeProblem(404, words);
    expect(answer.text.length).toBeLessThan(500);
  });

  test("refuses an id that is percent-encoded wrong", async () => {
    expect(await door.call("GET", "/v1/messages/%E0%A4%A")).toBeProblem(400);
  });
});
