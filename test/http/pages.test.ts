import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aToken } from "../support/recorder.ts";
import { scriptedGraph } from "../support/scripted-graph.ts";
import { openDoor, type Door } from "./door.ts";

let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());

const put = (id: string, body: unknown) => door.call("PUT", `/v1/pages/${id}`, { key: "admin", body });
const get = (id: string) => door.call("GET", `/v1/pages/${id}`, { key: "read" });

describe("PUT /v1/pages/{id}", () => {
  test("registers a page, and tells it as GET does: with its lane, without its token", async () => {
    const answer = await put("11", { name: "A shop", accessToken: aToken("11"), ratePerSecond: 12 });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      id: "11",
      name: "A shop",
      hasToken: true,
      ratePerSecond: 12,
      humanAgent: false,
      tagPolicy: "auto",
      promotionGuard: "reject",
      templates: {},
      timeZone: "UTC",
      lane: { waiting: 0, delayed: 0, active: 0, ratePerSecond: 12, held: null },
    });
    expect((await get("11")).body).toEqual(answer.body);
    expect(answer.text).not.toContain(aToken("11"));
  });

  test("keeps the token when none is given, and the service's rate when none is set", async () => {
    await put("12", { name: "A shop", accessToken: aToken("12") });
    const answer = await put("12", { name: "The shop" });
    expect(answer.body).toMatchObject({ name: "The shop", hasToken: true, lane: { ratePerSecond: 30 } });
  });

  test.each([
    ["around midnight", { from: "22:00", to: "08:00" }],
    ["within a day", { from: "12:30", to: "14:00" }],
    ["of all but a minute", { from: "00:00", to: "23:59" }],
  ])("keeps quiet hours %s, and forgets them when they are left out", async (_, quietHours) => {
    const answer = await put("17", { name: "A shop", quietHours });
    expect(answer.body).toMatchObject({ quietHours });
    expect((await get("17")).body).toEqual(answer.body);
    expect((await put("17", { name: "A shop" })).body).not.toHaveProperty("quietHours");
  });

  test.each([0, 1, 2_500, 60_000])("keeps a spacing of %i ms", async (recipientSpacingMs) => {
    const answer = await put("18", { name: "A shop", recipientSpacingMs });
    expect(answer.body).toMatchObject({ recipientSpacingMs });
    expect((await get("18")).body).toEqual(answer.body);
    expect((await put("18", { name: "A shop" })).body).toMatchObject({ recipientSpacingMs: 1_000 });
  });

  test("tells when Graph could not be asked for its templates, and registers it all the same", async () => {
    const templates = { order_shipped: { name: "shipped", language: "en", body: ["order.id"] } };
    const answer = await put("13", { name: "A shop", accessToken: aToken("13"), templates });
    expect(answer.status).toBe(200);
    expect(answer.body.warning).toMatch(/^The page's templates could not be had from Graph: .*ECONNREFUSED/);
    expect((await get("13")).body.templates).toEqual(templates);
  });

  test("never tells or logs a token that Graph quotes", async () => {
    const graph = await scriptedGraph({
      status: 400,
      body: { error: { message: `Malformed access token ${aToken("14")}`, code: 190 } },
    });
    const other = await openDoor({ GRAPH_API_URL: graph.url });
    const templates = { order_shipped: { name: "shipped", language: "en" } };
    const answer = await other.call("PUT", "/v1/pages/14", {
      body: { name: "A shop", accessToken: aToken("14"), templates },
    });
    expect(answer.body.warning).toContain("Malformed access token [token]");
    expect(answer.text + other.recorder.text()).not.toContain(aToken("14"));
    await other.close();
    await graph.close();
  });

  test.each([
    { label: "no name", body: {}, path: "name", message: "is required" },
    { label: "an empty name", body: { name: " " }, path: "name", message: "must not be empty" },
    {
      label: "a rate of nothing",
      body: { name: "A", ratePerSecond: 0 },
      path: "ratePerSecond",
      message: "must be at least 0.1",
    },
    {
      label: "a rate above Meta's",
      body: { name: "A", ratePerSecond: 301 },
      path: "ratePerSecond",
      message: "must be at most 300",
    },
    {
      label: "a rate in words",
      body: { name: "A", ratePerSecond: "5" },
      path: "ratePerSecond",
      message: "must be a number, not a string",
    },
    {
      label: "a policy that is none",
      body: { name: "A", tagPolicy: "tags" },
      path: "tagPolicy",
      message: "must be one of auto, message_tags, utility",
    },
    {
      label: "a guard that is none",
      body: { name: "A", promotionGuard: "maybe" },
      path: "promotionGuard",
      message: "must be one of reject, flag, off",
    },
    {
      label: "a time zone that is none",
      body: { name: "A", timeZone: "Mars/Olympus" },
      path: "timeZone",
      message: "must be an IANA time zone such as Europe/Madrid",
    },
    ...(
      [
        ["words for quiet hours", "22:00-08:00", "", "must be a JSON object, not a string"],
        ["null for quiet hours", null, "", "must be a JSON object, not null"],
        ["quiet hours without an end", { from: "22:00" }, ".to", "is required"],
        [
          "an hour of one digit",
          { from: "9:00", to: "10:00" },
          ".from",
          "must be a time of day such as 22:00",
        ],
        ["the hour 24", { from: "22:00", to: "24:00" }, ".to", "must be a time of day such as 22:00"],
        ["seconds", { from: "22:00:00", to: "08:00" }, ".from", "must be a time of day such as 22:00"],
        ["an hour in figures", { from: 22, to: "08:00" }, ".from", "must be a string, not a number"],
        [
          "quiet hours of a whole day",
          { from: "08:00", to: "08:00" },
          ".to",
          "must not begin and end at the same time",
        ],
        [
          "quiet hours with a zone of their own",
          { from: "22:00", to: "08:00", timeZone: "UTC" },
          ".timeZone",
          "is not a known field",
        ],
      ] as const
    ).map(([label, quietHours, path, message]) => ({
      label,
      body: { name: "A", quietHours },
      path: `quietHours${path}`,
      message,
    })),
    ...(
      [
        ["a spacing below nothing", -1, "must be at least 0"],
        ["a spacing of more than a minute", 60_001, "must be at most 60,000"],
        ["a spacing of half a millisecond", 0.5, "must be a whole number"],
        ["a spacing in words", "1s", "must be a number, not a string"],
        ["null for a spacing", null, "must be a number, not null"],
      ] as const
    ).map(([label, recipientSpacingMs, message]) => ({
      label,
      body: { name: "A", recipientSpacingMs },
      path: "recipientSpacingMs",
      message,
    })),
    {
      label: "a slip in a field",
      body: { name: "A", acessToken: aToken("15") },
      path: "acessToken",
      message: "is not a known field",
    },
    {
      label: "an empty token",
      body: { name: "A", accessToken: "" },
      path: "accessToken",
      message: "must not be empty",
    },
    {
      label: "a template without a language",
      body: { name: "A", templates: { order_shipped: { name: "a" } } },
      path: "templates.order_shipped.language",
      message: "is required",
    },
  ])("refuses $label", async ({ body, path, message }) => {
    const answer = await put("15", body);
    expect(answer).toBeProblem(422, /^The page is not valid: /);
    expect(answer.body.errors).toEqual([{ path, message }]);
    expect(answer.text).not.toContain(aToken("15"));
    expect(await get("15")).toBeProblem(404, "Page 15 is not registered; add it with PUT /v1/pages/15.");
  });

  test("says nothing of a token in a body that is not JSON", async () => {
    const body = `{"name": "A", "accessToken": ${aToken("16")}}`;
    const answer = await put("16", body);
    expect(answer).toBeProblem(400, "The body is not valid JSON: Unexpected token 'E'.");
    expect(answer.text).not.toContain(aToken("16").slice(0, 5));
  });

  test.each(["abc", "1a", "-1", "1".repeat(33), "%C2%B2"])("refuses the page id %s", async (id) => {
    expect(await put(id, { name: "A" })).toBeProblem(422, "id must be a string of digits");
    expect(await get(id)).toBeProblem(422, "id must be a string of digits");
  });
});

describe("GET /v1/pages", () => {
  test("lists each page as GET tells it, by its id", async () => {
    await put("21", { name: "One" });
    await put("22", { name: "Two" });
    const { items } = (await door.call("GET", "/v1/pages", { key: "read" })).body as {
      items: { id: string }[];
    };
    const ids = items.map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted());
    expect(items).toContainEqual((await get("21")).body);
    expect(items).toContainEqual((await get("22")).body);
  });
});

describe("pause and resume", () => {
  const pause = (id: string, body: unknown) =>
    door.call("POST", `/v1/pages/${id}/pause`, { key: "ops", body });
  const resume = (id: string) => door.call("POST", `/v1/pages/${id}/resume`, { key: "ops" });

  test("hold the page, with who, when and why, and let it go", async () => {
    await put("31", { name: "A shop" });
    const paused = await pause("31", { reason: "inventory" });
    expect(paused.status).toBe(200);
    expect(paused.body.lane.held).toEqual({
      reason: "operator",
      detail: "inventory",
      since: expect.stringMatching(/^\d{4}-.+Z$/),
      by: "ops-key",
      nextProbeAt: null,
    });
    expect(await door.house.lanes.queue({ kind: "text", page: "31" }).isPaused()).toBe(true);
    const resumed = await resume("31");
    expect(resumed.body.lane.held).toBeNull();
    expect(await door.house.lanes.queue({ kind: "text", page: "31" }).isPaused()).toBe(false);
  });

  test("may be said twice", async () => {
    await put("32", { name: "A shop" });
    await pause("32", { reason: "one" });
    expect((await pause("32", { reason: "two" })).body.lane.held.detail).toBe("two");
    await resume("32");
    expect((await resume("32")).status).toBe(200);
  });

  test("a page that is registered anew stays paused", async () => {
    await put("33", { name: "A shop" });
    await pause("33", { reason: "inventory" });
    expect((await put("33", { name: "A shop", accessToken: aToken("33") })).body.lane.held).not.toBeNull();
  });

  test.each([
    { label: "without a body", body: undefined, status: 400, words: "The body is empty" },
    { label: "without a reason", body: {}, status: 422, words: "reason is required" },
    { label: "with an empty reason", body: { reason: "  " }, status: 422, words: "reason must not be empty" },
    {
      label: "with a slip",
      body: { reason: "a", reson: "b" },
      status: 422,
      words: "reson is not a known field",
    },
  ])("is refused $label", async ({ body, status, words }) => {
    await put("34", { name: "A shop" });
    expect(await pause("34", body)).toBeProblem(status, words);
    expect((await get("34")).body.lane.held).toBeNull();
  });

  test("are nothing for a page that nobody registered", async () => {
    expect(await pause("999", { reason: "a" })).toBeProblem(404, "Page 999 is not registered");
    expect(await resume("999")).toBeProblem(404, "Page 999 is not registered");
  });
});
