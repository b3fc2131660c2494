import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { HOUR, openDoor, PAGE, type Door } from "./door.ts";

let door: Door;
beforeAll(async () => {
  door = await openDoor();
  await door.settle();
});
afterAll(() => door.close());

const get = (psid: string, page = PAGE) =>
  door.call("GET", `/v1/conversations/${page}/${psid}`, { key: "read" });
const put = (psid: string, body: unknown, page = PAGE) =>
  door.call("PUT", `/v1/conversations/${page}/${psid}`, { key: "admin", body });
const ago = (hours: number): string => new Date(Date.now() - hours * HOUR).toISOString();

describe("a conversation", () => {
  test("of someone who never wrote is closed", async () => {
    const answer = await get("1");
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      page: PAGE,
      psid: "1",
      lastInboundAt: null,
      window: { state: "closed", closesAt: null, humanAgentUntil: null },
      deliveredAt: null,
      readAt: null,
      suppressed: null,
    });
  });

  test.each([
    { hours: 1, state: "open" },
    { hours: 25, state: "human_agent" },
    { hours: 8 * 24, state: "closed" },
  ])("of someone who wrote $hours hours ago is $state", async ({ hours, state }) => {
    const lastInboundAt = ago(hours);
    const answer = await put(`2${String(hours)}`, { lastInboundAt });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ lastInboundAt, window: { state } });
    expect((await get(`2${String(hours)}`)).body).toEqual(answer.body);
  });

  test("never moves backwards", async () => {
    const later = ago(1);
    await put("3", { lastInboundAt: later });
    expect((await put("3", { lastInboundAt: ago(5) })).body.lastInboundAt).toBe(later);
  });

  test("takes a time in any zone, and tells it in UTC", async () => {
    const at = Date.now() - HOUR;
    const inMadrid = new Date(at + 2 * HOUR).toISOString().replace("Z", "+02:00");
    expect((await put("4", { lastInboundAt: inMadrid })).body.lastInboundAt).toBe(new Date(at).toISOString());
  });
});

describe("refuses", () => {
  test.each([
    {
      label: "a time in the future",
      body: { lastInboundAt: ago(-1) },
      words: "lastInboundAt must not lie in the future",
    },
    {
      label: "a time without a zone",
      body: { lastInboundAt: "2026-11-20T10:00:00" },
      words: "lastInboundAt must be an ISO 8601 time with a zone",
    },
    {
      label: "milliseconds",
      body: { lastInboundAt: 1_790_000_000_000 },
      words: "lastInboundAt must be an ISO 8601 time",
    },
    { label: "nothing", body: {}, words: "lastInboundAt is required" },
    {
      label: "a slip",
      body: { lastInboundAt: ago(1), readAt: ago(1) },
      words: "readAt is not a known field",
    },
    { label: "a list", body: [], words: "it must be a JSON object, not a list" },
  ])("$label", async ({ body, words }) => {
    expect(await put("5", body)).toBeProblem(422, words);
    expect((await get("5")).body.lastInboundAt).toBeNull();
  });

  test.each([
    { label: "a page with letters", page: "abc", psid: "1", words: "page must be a string of digits" },
    { label: "a PSID with letters", page: PAGE, psid: "1a", words: "psid must be a string of digits" },
  ])("$label", async ({ page, psid, words }) => {
    expect(await get(psid, page)).toBeProblem(422, words);
    expect(await put(psid, { lastInboundAt: ago(1) }, page)).toBeProblem(422, words);
  });

  test("an import for a page that nobody registered", async () => {
    expect(await put("1", { lastInboundAt: ago(1) }, "999")).toBeProblem(
      404,
      "Page 999 is not registered; add it",
    );
    expect((await get("1", "999")).body.lastInboundAt).toBeNull();
  });
});
