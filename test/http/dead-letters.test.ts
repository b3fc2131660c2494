import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { REASONS } from "../../src/core/outcome.ts";
import { aMessage, HOUR, openDoor, PAGE, type Door } from "./door.ts";

let door: Door;
/** Ids by what they died of, oldest first. */
const ids: string[] = [];

beforeAll(async () => {
  door = await openDoor();
  await door.settle();
  await door.call("PUT", "/v1/pages/11", { body: { name: "Another shop" } });
  await door.start("classifier");
  const lastInboundAt = new Date(Date.now() - 8 * 24 * HOUR).toISOString();
  await door.call("PUT", `/v1/conversations/${PAGE}/3`, { body: { lastInboundAt } });
  const late = [
    aMessage({ recipient: { psid: "1" }, type: "announcement", order: undefined }),
    aMessage({ recipient: { psid: "2" }, type: "announcement", order: undefined, page: "11" }),
    aMessage({ recipient: { psid: "3" }, type: "agent_reply", order: undefined, agent: { id: "mai" } }),
  ];
  for (const [n, message] of late.entries()) {
    ids.push(String((await door.call("POST", "/v1/messages", { body: message })).body.id).replace(/^m/, "d"));
    await door.recorder.count("message.buried", n + 1);
  }
  await door.house.outbound.add({
    id: "by-hand",
    name: "order_shipped",
    data: "no message",
    priority: "normal",
  });
  await door.recorder.count("message.buried", late.length + 1);
});
afterAll(() => door.close());

const list = (query = "") => door.call("GET", `/v1/dead-letters${query}`, { key: "read" });
const idsIn = async (query: string): Promise<string[]> =>
  ((await list(query)).body.items as { id: string }[]).map(({ id }) => id);

describe("GET /v1/dead-letters", () => {
  test("lists the newest first, each with the sentence that an operator reads", async () => {
    const answer = await list();
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ total: 4, nextCursor: null });
    expect((await idsIn("")).slice(1)).toEqual(ids.toReversed());
    expect(answer.body.items[3]).toEqual({
      id: ids[0],
      messageId: ids[0]?.replace(/^d/, "m"),
      page: PAGE,
      recipient: "1",
      type: "announcement",
      reason: "window_closed",
      sentence: REASONS.window_closed,
      detail: expect.any(String),
      graphError: null,
      attempts: 0,
      acceptedAt: expect.any(String),
      deadAt: expect.any(String),
      replays: 0,
      replayOf: null,
    });
  });

  test("has what was put on the queue by hand and is no message", async () => {
    const [entry] = (await list("?reason=invalid_message")).body.items as Record<string, unknown>[];
    expect(entry).toMatchObject({
      page: null,
      recipient: null,
      type: null,
      detail: "must be a JSON object, not a string",
    });
  });

  test.each([
    { query: "?page=11", of: [1] },
    { query: "?type=agent_reply", of: [2] },
    { query: "?reason=window_closed", of: [1, 0] },
    { query: `?reason=window_closed&page=${PAGE}`, of: [0] },
    { query: "?reason=window_closed&page=11&type=announcement", of: [1] },
    { query: "?until=2020-01-01T00:00:00Z", of: [] },
    { query: "?since=2020-01-01T00:00:00Z&type=agent_reply", of: [2] },
  ])("filters by $query", async ({ query, of }) => {
    expect(await idsIn(query)).toEqual(of.map((n) => ids[n]));
  });

  test("goes on where the page before ended", async () => {
    const first = (await list("?limit=3")).body as {
      items: { id: string }[];
      nextCursor: string;
      total: number;
    };
    expect(first.items).toHaveLength(3);
    expect(first.total).toBe(4);
    const second = (await list(`?limit=3&cursor=${first.nextCursor}`)).body as typeof first;
    expect(second.items.map(({ id }) => id)).toEqual([ids[0]]);
    expect(second.nextCursor).toBeNull();
  });

  test.each([
    {
      query: "?reason=bad_luck",
      words: /^The filter is not valid: reason must be one of invalid_message, .*delivery_unknown\.$/,
    },
    { query: "?page=abc", words: "page must be a string of digits" },
    { query: "?since=yesterday", words: "since must be an ISO 8601 time with a zone" },
    { query: "?since=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z", words: "since must be before until" },
    { query: "?limit=0", words: "limit must be a whole number from 1 to 1,000" },
    { query: "?limit=1001", words: "limit must be a whole number from 1 to 1,000" },
    { query: "?limit=ten", words: "limit must be a whole number from 1 to 1,000" },
    { query: "?limit=", words: "limit must be a whole number from 1 to 1,000" },
    { query: "?cursor=abc", words: "cursor must be the nextCursor of a list with this very filter" },
    { query: "?page=404", words: "page 404 is not registered here, and no dead letter is of it" },
    { query: "?type=announcement%7C%2A", words: "type is no job type, and no dead letter is of it" },
    { query: "?raeson=expired", words: "raeson is not a known field" },
    { query: "?type=a&type=b", words: "type must be a string, not a list" },
    { query: "?type=", words: "type must not be empty" },
  ])("refuses $query", async ({ query, words }) => {
    expect(await list(query)).toBeProblem(422, words);
  });
});

describe("GET /v1/dead-letters/{id}", () => {
  test("tells one whole: its message, its decision, its attempts", async () => {
    const answer = await door.call("GET", `/v1/dead-letters/${String(ids[2])}`, { key: "read" });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      id: ids[2],
      reason: "human_agent_expired",
      sentence: REASONS.human_agent_expired,
      attempts: [],
      decision: { verdict: "reject", window: { state: "closed" } },
      message: { type: "agent_reply", content: { text: "Your order 1001 is on its way." } },
    });
  });

  test.each([
    "d1",
    `d${"a".repeat(24)}`,
    "meta",
    "events",
    "marker",
    "delayed",
    "42",
    "d%00",
    "d".repeat(5_000),
  ])("knows no %s", async (id) => {
    expect(await door.call("GET", `/v1/dead-letters/${id}`)).toBeProblem(
      404,
      "There is no dead letter of this id.",
    );
  });
});
