import { hostname } from "node:os";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { settingsOf } from "../../src/redis/pages.ts";
import { aToken } from "../support/recorder.ts";
import { aMessage, HOUR, openDoor, PAGE, type Door } from "./door.ts";

let door: Door;
beforeAll(async () => {
  door = await openDoor();
  await door.settle();
});
afterAll(() => door.close());

interface Told {
  readonly action: string;
  readonly target: string | null;
  readonly by: string;
  readonly via: string;
  readonly from: string;
  readonly at: string;
  readonly details: Readonly<Record<string, unknown>>;
}

const audit = (query = "") => door.call("GET", `/v1/audit${query}`, { key: "ops" });
async function last(): Promise<Told | undefined> {
  return ((await audit("?limit=1")).body as { items: Told[] }).items[0];
}
async function count(): Promise<number> {
  return ((await audit("?limit=1000")).body as { items: Told[] }).items.length;
}

describe("what a person changes is on record, with who, what, when and from where:", () => {
  const lastInboundAt = new Date(Date.now() - 2 * HOUR).toISOString();
  const page = { name: "A shop" };
  const quiet = { from: "22:00", to: "08:00" };

  test.each<[label: string, method: string, path: string, body: unknown, deed: Partial<Told>]>([
    [
      "a page paused",
      "POST",
      `/v1/pages/${PAGE}/pause`,
      { reason: "stock-taking" },
      { action: "page.paused", target: PAGE, details: { reason: "stock-taking" } },
    ],
    [
      "a page resumed",
      "POST",
      `/v1/pages/${PAGE}/resume`,
      undefined,
      { action: "page.resumed", target: PAGE, details: { held: "operator" } },
    ],
    [
      "a page registered",
      "PUT",
      "/v1/pages/77",
      { ...page, humanAgent: true },
      {
        action: "page.registered",
        target: "77",
        details: expect.objectContaining({ humanAgent: { from: null, to: true } }),
      },
    ],
    [
      "a rate and quiet hours set",
      "PUT",
      "/v1/pages/77",
      { ...page, humanAgent: true, ratePerSecond: 10, quietHours: quiet },
      {
        action: "page.changed",
        target: "77",
        details: { ratePerSecond: { from: null, to: 10 }, quietHours: { from: null, to: quiet } },
      },
    ],
    [
      "what is left out, taken back",
      "PUT",
      "/v1/pages/77",
      { ...page, quietHours: quiet, templates: { order_shipped: { name: "a", language: "en" } } },
      {
        action: "page.changed",
        target: "77",
        details: {
          humanAgent: { from: true, to: false },
          ratePerSecond: { from: 10, to: null },
          templates: ["order_shipped"],
        },
      },
    ],
    [
      "a token, of which only that it was set",
      "PUT",
      "/v1/pages/78",
      { ...page, accessToken: aToken("78") },
      { action: "page.registered", details: expect.objectContaining({ accessToken: "set" }) },
    ],
    [
      "an import of when a person last wrote",
      "PUT",
      `/v1/conversations/${PAGE}/9`,
      { lastInboundAt },
      { action: "conversation.imported", target: PAGE, details: { psid: "9", lastInboundAt } },
    ],
  ])("%s", async (_, method, path, body, deed) => {
    const before = await count();
    const answer = await door.call(method, path, { key: "all", ...(body !== undefined && { body }) });
    expect(answer.status).toBe(200);
    expect(await last()).toMatchObject({
      by: "all-key",
      via: "api",
      from: expect.stringContaining("127.0.0.1"),
      ...deed,
    });
    expect(await count()).toBe(before + 1);
  });

  test("a suppression lifted, and nothing where none stood", async () => {
    const refused = {
      kind: "suppressed",
      reason: "recipient_unavailable",
      detail: "",
      at: Date.now(),
    } as const;
    await door.house.conversations.refuse(PAGE, "31", { ...refused, knownInboundAt: null });
    const before = await count();
    for (const psid of ["31", "32"])
      await door.call("DELETE", `/v1/conversations/${PAGE}/${psid}/suppression`, { key: "ops" });
    expect(await last()).toMatchObject({
      action: "conversation.forgiven",
      by: "ops-key",
      details: { psid: "31" },
    });
    expect(await count()).toBe(before + 1);
  });

  test("a message cancelled, and nothing of one that could not be", async () => {
    const { id } = (await door.call("POST", "/v1/messages", { body: aMessage() })).body as { id: string };
    const before = await count();
    expect((await door.call("DELETE", `/v1/messages/${id}`, { key: "send" })).status).toBe(200);
    expect((await door.call("DELETE", `/v1/messages/m${"x".repeat(24)}`, { key: "send" })).status).toBe(404);
    expect(await last()).toMatchObject({ action: "message.cancelled", by: "send-key", target: id });
    expect(await count()).toBe(before + 1);
  });

  test("pages of a file at the start, but not what it leaves as it was", async () => {
    const actor = { by: "PAGES_FILE", via: "settings", from: hostname() } as const;
    const settings = (await door.house.pages.get("78")) ?? undefined;
    if (settings === undefined) throw new Error("there is no page 78");
    const same = settingsOf(settings);
    const before = await count();
    await door.house.operator.register("78", same, aToken("78"), actor);
    expect(await count()).toBe(before);
    await door.house.operator.register("78", { ...same, humanAgent: true }, aToken("78"), actor);
    expect(await last()).toMatchObject({ via: "settings", by: "PAGES_FILE", action: "page.changed" });
  });

  test("and no token, in any of it", async () => {
    expect((await audit("?limit=1000")).text).not.toContain(aToken("78"));
  });
});

describe("GET /v1/audit", () => {
  test("filters by action and by who, and goes on where the page before ended", async () => {
    const all = ((await audit("?action=page.changed&by=all-key&limit=1000")).body as { items: Told[] }).items;
    expect(all.length).toBeGreaterThanOrEqual(2);
    const first = (await audit("?action=page.changed&by=all-key&limit=1")).body as {
      items: Told[];
      nextCursor: string;
    };
    expect(first.items).toEqual(all.slice(0, 1));
    const rest = await audit(`?action=page.changed&by=all-key&cursor=${first.nextCursor}`);
    expect((rest.body as { items: Told[] }).items).toEqual(all.slice(1));
  });

  test("as NDJSON tells all of it, oldest first", async () => {
    const answer = await door.call("GET", "/v1/audit", {
      key: "ops",
      headers: { accept: "application/x-ndjson" },
    });
    expect(answer.headers["content-type"]).toMatch(/^application\/x-ndjson/);
    const lines = answer.text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Told);
    const list = ((await audit("?limit=1000")).body as { items: Told[] }).items;
    expect(lines).toEqual(list.toReversed());
  });

  test.each([
    { query: "?since=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z", words: "since must be before until" },
    { query: "?cursor=abc", words: "cursor must be the nextCursor of an earlier list" },
    { query: "?limit=0", words: "limit must be a whole number from 1 to 1,000" },
    { query: "?who=mai", words: "who is not a known field" },
    { query: "?by=", words: "by must not be empty" },
  ])("refuses $query", async ({ query, words }) => {
    expect(await audit(query)).toBeProblem(422, words);
  });

  test("needs the scope ops", async () => {
    expect(await door.call("GET", "/v1/audit", { key: "read" })).toBeProblem(403, "lacks the scope ops");
  });
});
