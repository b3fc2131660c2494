import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Refused } from "../../src/core/outcome.ts";
import { aMessage, HOUR, openDoor, PAGE, type Door } from "./door.ts";

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

const lift = (psid: string, page = PAGE) =>
  door.call("DELETE", `/v1/conversations/${page}/${psid}/suppression`, { key: "ops" });

async function refused(psid: string, fields: Partial<Refused> = {}): Promise<Refused> {
  const it: Refused = {
    kind: "suppressed",
    reason: "recipient_unavailable",
    detail: "(#551) This person isn't available right now.",
    at: Date.now(),
    knownInboundAt: Date.now() - HOUR,
    ...fields,
  };
  await put(psid, { lastInboundAt: ago(1) });
  await door.house.conversations.refuse(PAGE, psid, it);
  return it;
}

describe("a person whom Meta refused", () => {
  test("is told as suppressed: why, in whose words, since when; their window is what it was", async () => {
    const { at } = await refused("101");
    expect((await get("101")).body).toMatchObject({
      window: { state: "open" },
      suppressed: {
        reason: "recipient_unavailable",
        detail:
          "The person is not receiving messages from this page at the moment. Meta's words: (#551) This person isn't available right now.",
        since: new Date(at).toISOString(),
      },
    });
  });

  test("whom Meta does not know is told with the hint at another page", async () => {
    await refused("102", { reason: "recipient_unknown", detail: "(#100) No matching user found" });
    expect((await get("102")).body.suppressed).toMatchObject({
      reason: "recipient_unknown",
      detail: expect.stringContaining("the PSID may belong to another page"),
    });
  });

  test("by a closed window is not suppressed; the window is told as policy sees it", async () => {
    await refused("103", { kind: "window_closed", reason: "outside_window" });
    const { lastInboundAt, window, suppressed } = (await get("103")).body;
    expect(suppressed).toBeNull();
    const humanAgentUntil = new Date(Date.parse(lastInboundAt) + 7 * 24 * HOUR).toISOString();
    expect(window).toEqual({ state: "human_agent", closesAt: null, humanAgentUntil });
  });

  test("is free again once they write", async () => {
    await refused("104");
    expect((await put("104", { lastInboundAt: ago(0) })).body.suppressed).toBeNull();
  });

  test("is told by explain as what they are, and what would lift it", async () => {
    await refused("105");
    const body = aMessage({ recipient: { psid: "105" } });
    const answer = await door.call("POST", "/v1/messages/explain", { key: "read", body });
    expect(answer.body).toMatchObject({
      verdict: "reject",
      reason: "recipient_suppressed",
      because: [
        expect.stringContaining("until they write again or an operator lifts it"),
        expect.stringMatching(/^Since .+ UTC: The person is not receiving .+ Meta's words: \(#551\) /),
      ],
      alternatives: [{ type: "order_shipped", when: expect.stringContaining("if they write again") }],
      request: null,
    });
  });
});

describe("a suppression lifted by hand", () => {
  test("is gone, and the log names who did it", async () => {
    await refused("111");
    const answer = await lift("111");
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ psid: "111", window: { state: "open" }, suppressed: null });
    expect((await get("111")).body).toEqual(answer.body);
    expect(door.recorder.lines.filter(({ event }) => event === "conversation.forgiven")).toEqual([
      { event: "conversation.forgiven", fields: { page: PAGE, psid: "111", by: "ops-key" } },
    ]);
  });

  test("takes the doubt in their window with it", async () => {
    await refused("112", { kind: "window_closed", reason: "outside_window" });
    expect((await lift("112")).body).toMatchObject({ window: { state: "open" }, suppressed: null });
  });

  test("may be lifted twice, and where there was none; the log says nothing of that", async () => {
    await refused("113");
    await lift("113");
    for (const psid of ["113", "114"]) {
      const answer = await lift(psid);
      expect([answer.status, answer.body.suppressed]).toEqual([200, null]);
    }
    const logged = door.recorder.lines.filter(({ event }) => event === "conversation.forgiven");
    expect(logged.filter(({ fields }) => fields["psid"] === "113")).toHaveLength(1);
    expect(logged.filter(({ fields }) => fields["psid"] === "114")).toEqual([]);
  });

  test.each([
    { label: "a page that nobody registered", psid: "1", page: "999", status: 404, words: "Page 999 is not" },
    { label: "a PSID with letters", psid: "1a", page: PAGE, status: 422, words: "psid must be a string of" },
    { label: "a page with letters", psid: "1", page: "abc", status: 422, words: "page must be a string of" },
  ])("is none of $label", async ({ psid, page, status, words }) => {
    expect(await lift(psid, page)).toBeProblem(status, words);
  });

  test("is only ever deleted", async () => {
    const answer = await door.call("GET", `/v1/conversations/${PAGE}/1/suppression`, { key: "all" });
    expect(answer).toBeProblem(405, "DELETE, OPTIONS are");
  });
});

test("a window that an ad keeps open is told as long as the page lets it be", async () => {
  await door.settle({ adWindowHours: 72 });
  const at = Date.now() - 30 * HOUR;
  await door.house.conversations.inbound(PAGE, "121", at, true);
  await door.house.conversations.inbound(PAGE, "122", at);
  const closesAt = new Date(at + 72 * HOUR).toISOString();
  expect((await get("121")).body.window).toMatchObject({ state: "open", closesAt });
  expect((await get("122")).body.window).toMatchObject({ state: "human_agent", closesAt: null });
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
