/** What the console's screens read. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BUILT_IN_TYPES } from "../../src/core/catalogue.ts";
import { aToken } from "../support/recorder.ts";
import { scriptedGraph, type ScriptedGraph } from "../support/scripted-graph.ts";
import { aMessage, KEYS, openDoor, PAGE, PSID, type Answer, type Door } from "./door.ts";

const GONE = {
  status: 400,
  body: { error: { message: "Invalid parameter", code: 100, error_subcode: 2018001 } },
};

let graph: ScriptedGraph;
let door: Door;
beforeAll(async () => {
  graph = await scriptedGraph();
  door = await openDoor({ GRAPH_API_URL: graph.url });
  await door.settle();
  await door.start("classifier", "sender");
});
afterAll(async () => {
  await door.close();
  await graph.close();
});

const get = (path: string) => door.call("GET", path, { key: "read" });

/** Sends it and waits for its end. */
async function ended(message: object, event = "message.attempted"): Promise<string> {
  const { body } = await door.call("POST", "/v1/messages", { body: message });
  await door.recorder.until((line) => line.event === event && line.fields["id"] === body.id);
  return body.id;
}

async function overviewWith(sent: number, dead: number): Promise<Answer> {
  let answer = await get("/v1/overview");
  await expect
    .poll(
      async () => {
        answer = await get("/v1/overview");
        const total = (of: "sent" | "dead") =>
          answer.body.minutes.reduce((sum: number, it: Record<string, number>) => sum + (it[of] ?? 0), 0);
        return [total("sent"), total("dead")];
      },
      { timeout: 15_000, interval: 200 },
    )
    .toEqual([sent, dead]);
  return answer;
}

describe("GET /v1/overview", () => {
  test("counts what went on, and says where everything stands", async () => {
    graph.reply({ status: 200, body: { message_id: "mid.1" } });
    await ended(aMessage());
    await ended({ ...aMessage({ type: "order_shipped" }), recipient: { psid: "990" } }, "message.buried");
    await door.call("POST", `/v1/pages/${PAGE}/pause`, { body: { reason: "a stocktaking" } });
    await ended(aMessage({ recipient: { psid: PSID } }), "message.classified");
    const { body } = await overviewWith(1, 1);
    expect(body).toEqual({
      at: expect.any(String),
      policy: { inForce: "utility", since: "2026-04-27T00:00:00.000Z", pinned: false },
      stations: {
        outbound: { waiting: 0, scheduled: 0, active: 0 },
        lanes: { waiting: 1, delayed: 0, active: 0 },
        deadLetters: { total: 1 },
        lastMinute: { accepted: expect.any(Number), sent: expect.any(Number), dead: expect.any(Number) },
      },
      oldestWaitingAt: expect.any(String),
      pages: { total: 1, held: 1 },
      needAPerson: [
        {
          id: PAGE,
          name: "A shop",
          reason: "operator",
          sentence: "Paused by hand.",
          since: expect.any(String),
        },
      ],
      minutes: expect.any(Array),
    });
    expect(body.minutes).toHaveLength(60);
    const times = body.minutes.map((it: { at: string }) => Date.parse(it.at));
    for (const [i, at] of times.entries()) expect(at - times[0]).toBe(i * 60_000);
    expect(Math.abs(Date.parse(body.oldestWaitingAt) - Date.now())).toBeLessThan(60_000);
  });

  test("tells of one page what it tells of all", async () => {
    await expect
      .poll(
        async () => {
          const { body } = await get(`/v1/pages/${PAGE}/activity`);
          return [body.minutes.length, ...sums(body.minutes)];
        },
        { timeout: 20_000, interval: 200 },
      )
      .toEqual([60, 3, 1, 1]);
    const page = (await get(`/v1/pages/${PAGE}`)).body;
    expect(page.lane).toMatchObject({ waiting: 1, oldestWaitingAt: expect.any(String) });
    const [listed] = (await get("/v1/pages")).body.items;
    expect(listed).toEqual(page);
  }, 30_000);

  test("of a page that is not registered tells nothing", async () => {
    for (const path of ["activity", "templates"])
      expect(await get(`/v1/pages/404/${path}`)).toBeProblem(404, "Page 404 is not registered");
    expect(await get("/v1/pages/x/activity")).toBeProblem(422, "must be a string of digits");
  });
});

function sums(minutes: readonly Record<string, number>[]): number[] {
  return ["accepted", "sent", "dead"].map((of) => minutes.reduce((sum, it) => sum + (it[of] ?? 0), 0));
}

describe("PATCH /v1/pages/{id}", () => {
  const patch = (body: unknown, id = "21") => door.call("PATCH", `/v1/pages/${id}`, { key: "admin", body });
  const settings = {
    name: "A shop",
    ratePerSecond: 12,
    humanAgent: true,
    countries: ["DE"],
    quietHours: { from: "22:00", to: "08:00" },
  };
  beforeAll(async () => {
    await door.call("PUT", "/v1/pages/21", { body: { ...settings, accessToken: aToken("21") } });
  });

  test("changes what is named and leaves the rest", async () => {
    const answer = await patch({ ratePerSecond: 5 });
    expect(answer.body).toMatchObject({
      ...settings,
      ratePerSecond: 5,
      hasToken: true,
      lane: { ratePerSecond: 5 },
    });
    expect(answer.body).toEqual((await get("/v1/pages/21")).body);
  });

  test("with null takes away what need not be there", async () => {
    const { body } = await patch({ ratePerSecond: null, quietHours: null });
    expect(body).not.toHaveProperty("quietHours");
    expect(body).toMatchObject({ name: "A shop", humanAgent: true, lane: { ratePerSecond: 30 } });
  });

  test("by twenty at once loses nothing", async () => {
    const types = BUILT_IN_TYPES.slice(0, 10).map((it) => it.name);
    const others = types.map((_, i) => patch({ recipientSpacingMs: i }));
    await Promise.all([patch({ name: "The shop" }), patch({ timeZone: "Europe/Madrid" }), ...others]);
    expect((await get("/v1/pages/21")).body).toMatchObject({
      name: "The shop",
      timeZone: "Europe/Madrid",
      countries: ["DE"],
    });
  });

  test("takes a new token and never tells it", async () => {
    const token = `${aToken("21")}new`;
    const answer = await patch({ accessToken: token });
    expect(answer.status).toBe(200);
    expect(await door.house.pages.token("21")).toBe(token);
    const { body } = await door.call("GET", "/v1/audit?action=page.changed");
    expect(body.items[0]).toMatchObject({
      by: "admin-key",
      target: "21",
      details: { accessToken: "renewed" },
    });
    for (const text of [answer.text, JSON.stringify(body), door.recorder.text()])
      expect(text).not.toContain(token);
  });

  test.each([
    { label: "a field that is not known", body: { rate: 5 }, path: "rate" },
    { label: "a rate beyond Meta's", body: { ratePerSecond: 301 }, path: "ratePerSecond" },
    { label: "no name", body: { name: null }, path: "name" },
    { label: "a field of its own", body: { id: "22" }, path: "id" },
  ])("refuses $label, and changes nothing", async ({ body, path }) => {
    const before = (await get("/v1/pages/21")).body;
    const answer = await patch(body);
    expect(answer).toBeProblem(422, path);
    expect((await get("/v1/pages/21")).body).toEqual(before);
  });

  test.each(["[]", '"x"', "null", "5"])("refuses the body %s", async (body) => {
    expect(await patch(body)).toBeProblem(422);
  });

  test("registers no page", async () => {
    expect(await patch({ name: "A shop" }, "22")).toBeProblem(404, "Page 22 is not registered");
  });
});

describe("/v1/pages/{id}/templates", () => {
  const sync = (id = "31") => door.call("POST", `/v1/pages/${id}/templates/sync`, { key: "admin" });

  test("tells them with their approval and the types that they stand for, once Graph was asked", async () => {
    await door.call("PUT", "/v1/pages/31", { body: { name: "A shop", accessToken: aToken("31") } });
    expect((await get("/v1/pages/31/templates")).body).toEqual({ items: [], syncedAt: null });
    const data = [
      { name: "shipped", language: "en", status: "APPROVED", category: "UTILITY" },
      { name: "late", language: "de", status: "PENDING", category: "UTILITY" },
    ];
    graph.reply({ status: 200, body: { data } });
    await door.house.pages.mapTemplate("31", "order_shipped", { name: "shipped", language: "en" });
    const { body } = await sync();
    expect(body.items).toEqual([
      { name: "shipped", language: "en", status: "APPROVED", types: ["order_shipped"] },
      { name: "late", language: "de", status: "PENDING", types: [] },
    ]);
    expect(Math.abs(Date.parse(body.syncedAt) - Date.now())).toBeLessThan(60_000);
    expect((await get("/v1/pages/31/templates")).body).toEqual(body);
  });

  test("says why Graph told none", async () => {
    graph.reply({ status: 400, body: { error: { message: "Not allowed", code: 200 } } });
    expect(await sync()).toBeProblem(502, "could not be had from Graph");
  });
});

describe("GET /v1/messages?page&recipient", () => {
  const search = (query: string) => get(`/v1/messages?${query}`);

  test("tells a person's latest messages, newest first, as each is told by itself", async () => {
    const ids: string[] = [];
    for (const priority of ["normal", "high", "normal", "bulk", "normal"]) {
      const message = aMessage({ recipient: { psid: "4711" }, priority });
      ids.unshift((await door.call("POST", "/v1/messages", { body: message })).body.id);
    }
    const { body } = await search(`page=${PAGE}&recipient=4711`);
    expect(body.items.map((it: { id: string }) => it.id)).toEqual(ids);
    const first = (await get(`/v1/messages/${ids[0] ?? ""}`)).body;
    expect(first).toMatchObject({ id: ids[0], attempts: [], history: [] });
    const { body: fewer } = await search(`page=${PAGE}&recipient=4711&limit=2`);
    expect(fewer.items.map((it: { id: string }) => it.id)).toEqual(ids.slice(0, 2));
  });

  test("finds nothing of a person who got nothing", async () => {
    expect((await search(`page=${PAGE}&recipient=1`)).body).toEqual({ items: [] });
  });

  test.each([
    ["no page", "recipient=1", "page is required"],
    ["no person", "page=1", "recipient is required"],
    ["a name", `page=${PAGE}&recipient=Maria`, "recipient must be a string of digits"],
    ["too many", `page=${PAGE}&recipient=1&limit=51`, "limit must be a whole number from 1 to 50"],
    ["what is not known", `page=${PAGE}&recipient=1&psid=1`, "psid is not a known field"],
  ])("refuses %s", async (_, query, words) => {
    expect(await search(query)).toBeProblem(422, words);
  });
});

test("a message tells its deaths before, what Graph said, and when it was taken back", async () => {
  await door.call("PUT", "/v1/pages/41", { body: { name: "A shop", accessToken: aToken("41") } });
  const lastInboundAt = new Date(Date.now() - 3_600_000).toISOString();
  await door.call("PUT", "/v1/conversations/41/5", { body: { lastInboundAt } });
  const message = aMessage({ page: "41", recipient: { psid: "5" } });
  graph.reply(GONE);
  const id = await ended(message, "message.buried");
  const dead = (await get(`/v1/messages/${id}`)).body;
  expect(dead).toMatchObject({
    status: "dead",
    attempts: [{ at: expect.any(String), durationMs: expect.any(Number), outcome: "rejected" }],
    deadLetter: { deadAt: expect.any(String), graphError: { code: 100, subcode: 2018001 } },
  });
  await door.call("DELETE", "/v1/conversations/41/5/suppression");
  await door.call("POST", "/v1/pages/41/pause", { body: { reason: "look first" } });
  const replay = await door.call("POST", `/v1/dead-letters/d${id.slice(1)}/replay`);
  expect(replay.status).toBe(202);
  await door.recorder.until((it) => it.event === "message.classified" && it.fields["id"] === replay.body.id);
  expect((await door.call("DELETE", `/v1/messages/${replay.body.id}`)).status).toBe(200);
  const { body } = await get(`/v1/messages/${replay.body.id}`);
  expect(body).toMatchObject({
    status: "cancelled",
    replayOf: id,
    cancelledAt: expect.any(String),
    history: [
      { messageId: id, reason: "recipient_unknown", sentence: expect.stringMatching(/\.$/), attempts: 1 },
    ],
  });
});

describe("POST /v1/messages/explain", () => {
  const explain = (message: object) =>
    door.call("POST", "/v1/messages/explain", { key: "read", body: message });

  test("marks in the text what the guard hears", async () => {
    const text = "Your order is on its way. Get 20% off your next order with code SAVE20, today only!";
    const { body } = await explain({ ...aMessage({ content: { text } }), recipient: { psid: "1" } });
    expect(body.promotion).toMatchObject({ promotional: true, text });
    expect(body.promotion.score).toBeGreaterThan(0.55);
    const words = body.promotion.marks.map((it: { start: number; end: number }) =>
      text.slice(it.start, it.end),
    );
    expect(words.join(" ")).toContain("with code SAVE20");
    for (const it of body.promotion.marks)
      expect(it).toMatchObject({ why: expect.any(String), weight: expect.any(Number) });
  });

  test("marks nothing where there is nothing, or where the page wants no guard", async () => {
    expect((await explain(aMessage({ content: { text: "Hello." } }))).body.promotion).toBeNull();
    await door.call("PUT", "/v1/pages/51", { body: { name: "A shop", promotionGuard: "off" } });
    const { body } = await explain(aMessage({ page: "51", content: { text: "20% off today only!" } }));
    expect(body.promotion).toBeNull();
  });
});

test("GET /v1/job-types tells each type with the fields that it must carry", async () => {
  const { body } = await get("/v1/job-types");
  expect(body.items).toHaveLength(BUILT_IN_TYPES.length);
  const of = (name: string) => body.items.find((it: { name: string }) => it.name === name);
  expect(of("order_shipped")).toEqual({
    name: "order_shipped",
    tag: "POST_PURCHASE_UPDATE",
    evidence: ["order.id", "order.placedAt"],
    priority: "normal",
  });
  expect(of("event_reminder").evidence).toEqual(["event.id", "event.startsAt", "event.registeredAt"]);
  expect(of("fraud_alert")).toMatchObject({ evidence: ["account.changeId"], priority: "high" });
  expect(of("agent_reply")).toMatchObject({ tag: "HUMAN_AGENT", evidence: ["agent.id"] });
  expect(of("announcement")).toEqual({ name: "announcement", tag: null, evidence: [], priority: "bulk" });
});

test("GET /v1/settings tells all settings and no secret", async () => {
  const { body, text } = await get("/v1/settings");
  const of = (name: string) => body.items.find((it: { name: string }) => it.name === name);
  expect(of("PAGE_RATE")).toMatchObject({
    default: "30",
    value: "30",
    isSecret: false,
    help: expect.any(String),
  });
  expect(of("GRAPH_API_URL").value).toBe(graph.url);
  expect(of("APP_RATE")).toMatchObject({ default: null, value: null });
  for (const name of ["META_APP_SECRET", "API_KEYS", "ENCRYPTION_KEY", "REDIS_URL"])
    expect(of(name)).toMatchObject({ value: "set to a value not shown here", isSecret: true });
  const { META_APP_SECRET = "", META_VERIFY_TOKEN = "", REDIS_URL, ENCRYPTION_KEY } = door.house.config;
  const secrets = [META_APP_SECRET, META_VERIFY_TOKEN, REDIS_URL, String(ENCRYPTION_KEY?.toString("base64"))];
  for (const secret of [...secrets, ...Object.values(KEYS)]) expect(text).not.toContain(secret);
});

test("pausing, resuming and setting a page stand in the audit", async () => {
  await door.call("PUT", "/v1/pages/61", { key: "admin", body: { name: "A shop" } });
  await door.call("POST", "/v1/pages/61/pause", { key: "ops", body: { reason: "a stocktaking" } });
  await door.call("POST", "/v1/pages/61/resume", { key: "ops" });
  const { body } = await door.call("GET", "/v1/audit");
  expect(body.items.slice(0, 3)).toMatchObject([
    { action: "page.resumed", target: "61", by: "ops-key", via: "api", details: { was: "operator" } },
    { action: "page.paused", target: "61", by: "ops-key", details: { reason: "a stocktaking" } },
    { action: "page.set", target: "61", by: "admin-key", details: { name: "A shop" } },
  ]);
});
