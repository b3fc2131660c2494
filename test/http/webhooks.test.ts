import { createHmac } from "node:crypto";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { HOUR, openDoor, PAGE, type Answer, type Door } from "./door.ts";

const SECRET = "an app secret of the test";

let door: Door;
beforeAll(async () => {
  door = await openDoor();
  await door.settle();
});
afterAll(() => door.close());

function signed(body: string | Buffer, secret = SECRET): Record<string, string> {
  return { "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}` };
}

function deliver(body: unknown): Promise<Answer> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return door.call("POST", "/webhooks/messenger", { key: null, body: text, headers: signed(text) });
}

const lastInbound = async (psid: string): Promise<unknown> =>
  (await door.call("GET", `/v1/conversations/${PAGE}/${psid}`)).body.lastInboundAt;

const wrote = (psid: string, timestamp: unknown) => ({
  sender: { id: psid },
  recipient: { id: PAGE },
  timestamp,
  message: { mid: `m_${psid}`, text: "Hello!" },
});

describe("verification", () => {
  const verify = (query: string) => door.call("GET", `/webhooks/messenger?${query}`, { key: null });
  const TOKEN = "hub.verify_token=a+verify+token+of+the+test";

  test("gives the challenge back to whoever knows the token", async () => {
    const answer = await verify(`hub.mode=subscribe&${TOKEN}&hub.challenge=1158201444`);
    expect(answer.status).toBe(200);
    expect(answer.text).toBe("1158201444");
    expect(answer.headers["content-type"]).toMatch(/^text\/plain/);
    expect(answer.headers["x-content-type-options"]).toBe("nosniff");
  });

  test.each([
    { label: "another token", query: "hub.mode=subscribe&hub.verify_token=guess&hub.challenge=1" },
    { label: "no token", query: "hub.mode=subscribe&hub.challenge=1" },
    { label: "another mode", query: `hub.mode=unsubscribe&${TOKEN}&hub.challenge=1` },
    { label: "two tokens", query: `hub.mode=subscribe&${TOKEN}&${TOKEN}&hub.challenge=1` },
    { label: "nothing", query: "" },
  ])("refuses $label", async ({ query }) => {
    expect(await verify(query)).toBeProblem(403, "hub.verify_token");
  });

  test.each(["META_VERIFY_TOKEN", "META_APP_SECRET"])(
    "says what is missing where %s is not set",
    async (name) => {
      const other = await openDoor({ [name]: "" });
      const method = name === "META_VERIFY_TOKEN" ? "GET" : "POST";
      const body = method === "POST" ? { body: "{}" } : {};
      expect(await other.call(method, "/webhooks/messenger", { key: null, ...body })).toBeProblem(
        503,
        `${name} is not set here`,
      );
      await other.close();
    },
  );
});

describe("the signature", () => {
  const body = JSON.stringify({ object: "page", entry: [{ id: PAGE, messaging: [wrote("1", Date.now())] }] });
  const right = signed(body)["x-hub-signature-256"] ?? "";

  test.each([
    { label: "missing", headers: {} },
    { label: "of another secret", headers: signed(body, "another secret") },
    { label: "of another body", headers: signed(`${body} `) },
    { label: "without its scheme", headers: { "x-hub-signature-256": right.slice("sha256=".length) } },
    { label: "cut short", headers: { "x-hub-signature-256": right.slice(0, -2) } },
    {
      label: "the old SHA-1 alone",
      headers: { "x-hub-signature": `sha1=${createHmac("sha1", SECRET).update(body).digest("hex")}` },
    },
  ])("must not be $label", async ({ headers }) => {
    const answer = await door.call("POST", "/webhooks/messenger", {
      key: null,
      body,
      headers,
    });
    expect(answer).toBeProblem(401, "X-Hub-Signature-256 is missing, or is not the signature of this body.");
    expect(await lastInbound("1")).toBeNull();
  });

  test("of nothing is asked for too", async () => {
    expect(await door.call("POST", "/webhooks/messenger", { key: null })).toBeProblem(401);
  });

  test("is checked before the JSON is", async () => {
    const broken = "{";
    expect(await door.call("POST", "/webhooks/messenger", { key: null, body: broken })).toBeProblem(401);
    expect(await deliver(broken)).toBeProblem(400, "The body is not valid JSON");
  });

  test("a bomb is stopped before it is unfolded", async () => {
    const bomb = gzipSync(Buffer.alloc(8 * 1_048_576, " "));
    const headers = { ...signed(bomb), "content-encoding": "gzip" };
    expect(await door.call("POST", "/webhooks/messenger", { key: null, body: bomb, headers })).toBeProblem(
      413,
      "larger than 4 MiB",
    );
  });
});

describe("events", () => {
  test("are recorded before they are answered", async () => {
    const at = Date.now() - HOUR;
    const answer = await deliver({ object: "page", entry: [{ id: PAGE, messaging: [wrote("21", at)] }] });
    expect(answer).toMatchObject({ status: 200, text: "EVENT_RECEIVED" });
    expect(await lastInbound("21")).toBe(new Date(at).toISOString());
  });

  test.each([
    { label: "of another object", body: { object: "instagram", entry: [] } },
    { label: "of no object", body: {} },
    { label: "that is a list", body: [] },
    { label: "that is null", body: null },
    { label: "of no entries", body: { object: "page", entry: [] } },
  ])("a delivery $label is let pass: Meta would only send it again", async ({ body }) => {
    expect((await deliver(body)).status).toBe(200);
  });

  test("what is broken is left out, and the rest goes on", async () => {
    const at = Date.now() - HOUR;
    const entry = [
      { id: "not a page", messaging: [wrote("31", at)] },
      null,
      {
        id: PAGE,
        messaging: [
          wrote("32", at),
          { sender: { id: 5 } },
          "text",
          wrote("33", "not a time"),
          wrote("34", at),
        ],
      },
      { id: PAGE, changes: [{ field: "feed", value: {} }] },
      { id: PAGE, messaging: [wrote("35", at)] },
    ];
    expect((await deliver({ object: "page", entry })).status).toBe(200);
    const known = await Promise.all(["31", "32", "33", "34", "35"].map(lastInbound));
    expect(known.map((it) => it !== null)).toEqual([false, true, false, true, true]);
    await door.recorder.until(({ event, fields }) => event === "webhook.ignored" && fields["count"] === 6);
  });

  test("say nothing of what was written to the log", () => {
    expect(door.recorder.text()).not.toContain("Hello!");
    expect(door.recorder.text()).not.toContain(SECRET);
  });
});
