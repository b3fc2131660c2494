/** Summing up, replaying and discarding over HTTP, and what cannot be done told before anything is. */
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { REASONS } from "../../src/core/outcome.ts";
import { aMessage, HOUR, openDoor, PAGE, type Door } from "./door.ts";

let door: Door;
beforeAll(async () => {
  door = await openDoor({ MAX_REPLAYS: "2" });
  await door.settle();
  await door.start("classifier");
});
afterAll(() => door.close());

let nextPsid = 500;
/** People whom nobody heard of: an announcement to them dies. */
async function bury(count: number, more: Readonly<Record<string, unknown>> = {}): Promise<string[]> {
  const ids: string[] = [];
  for (let nth = 0; nth < count; nth += 1) {
    nextPsid += 1;
    const recipient = { psid: String(nextPsid) };
    const body = aMessage({ type: "announcement", order: undefined, recipient, ...more });
    const { id } = (await door.call("POST", "/v1/messages", { body })).body as { id: string };
    ids.push(id.replace(/^m/, "d"));
  }
  for (const id of ids) await vi.waitUntil(() => isThere(id), { timeout: 5_000 });
  return ids;
}

async function isThere(id: string): Promise<boolean> {
  return (await door.call("GET", `/v1/dead-letters/${id}`, { key: "read" })).status === 200;
}

/** They write, so that what was refused them may go. */
async function letWrite(ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const { recipient } = (await door.call("GET", `/v1/dead-letters/${id}`)).body as { recipient: string };
    await door.house.conversations.inbound(PAGE, recipient, Date.now() - HOUR);
  }
}

const post = (path: string, body: unknown, key: "ops" | "read" = "ops") =>
  door.call("POST", `/v1/dead-letters/${path}`, { key, body });

async function ended(replayId: string) {
  return vi.waitFor(
    async () => {
      const { body } = await door.call("GET", `/v1/replays/${replayId}`, { key: "ops" });
      expect(["done", "aborted"]).toContain(body.state);
      return body as Record<string, unknown>;
    },
    { timeout: 10_000 },
  );
}

beforeEach(async () => {
  const matched = await door.house.deadLetters.count({});
  await post("discard", { filter: {}, confirm: matched });
});

describe("GET /v1/dead-letters/summary", () => {
  test("tells how many of each reason with its sentence, page and type", async () => {
    await bury(3);
    await bury(1, { type: "fraud_alert", account: { changeId: "c1" } });
    const { status, body } = await door.call("GET", "/v1/dead-letters/summary", { key: "read" });
    expect(status).toBe(200);
    expect(body).toEqual({
      total: 4,
      reasons: [
        { reason: "window_closed", count: 3, sentence: REASONS.window_closed },
        { reason: "template_missing", count: 1, sentence: REASONS.template_missing },
      ],
      pages: [{ page: PAGE, count: 4 }],
      otherPages: 0,
      types: [
        { type: "announcement", count: 3 },
        { type: "fraud_alert", count: 1 },
      ],
      otherTypes: 0,
    });
  });
});

describe("POST /v1/dead-letters/replay", () => {
  test("as a dry run tells what would go and what would die again, and changes nothing", async () => {
    const ids = await bury(4);
    await letWrite(ids.slice(0, 3));
    const { status, body } = await post("replay", { filter: { reason: "window_closed" }, dryRun: true });
    expect(status).toBe(200);
    expect(body).toEqual({ matched: 4, wouldSend: 3, wouldReject: { window_closed: 1 } });
    expect(await door.house.deadLetters.count({})).toBe(4);
  });

  test("runs on in the background, and tells how far it is and what stayed, with why", async () => {
    const ids = await bury(3);
    await letWrite(ids.slice(0, 2));
    const begun = await post("replay", { filter: { page: PAGE } });
    expect(begun.status).toBe(202);
    expect(begun.body).toEqual({ replayId: expect.any(String), matched: 3 });
    expect(begun.headers["location"]).toBe(`/v1/replays/${String(begun.body.replayId)}`);
    expect(await ended(begun.body.replayId)).toMatchObject({
      state: "done",
      matched: 3,
      done: 3,
      replayed: 2,
      skipped: 1,
      skippedBecause: { window_closed: 1 },
      by: "ops-key",
      filter: { page: PAGE },
    });
  });

  test("that ended cannot be aborted", async () => {
    const { replayId } = (await post("replay", { filter: {} })).body as { replayId: string };
    await ended(replayId);
    const answer = await door.call("DELETE", `/v1/replays/${replayId}`, { key: "ops" });
    expect(answer).toBeProblem(409, `Replay ${replayId} has ended already: it is done.`);
  });

  test.each(["r123", `r${"a".repeat(16)}`, "meta"])("is not %s", async (id) => {
    for (const method of ["GET", "DELETE"])
      expect(await door.call(method, `/v1/replays/${id}`, { key: "ops" })).toBeProblem(
        404,
        "There is no replay of this id.",
      );
  });

  const since = "2026-01-02T00:00:00Z";
  test.each<[body: unknown, words: string | RegExp]>([
    [{ filter: { reason: "bad_luck" } }, /filter\.reason must be one of invalid_message, /],
    [{ filter: { page: "404" } }, "filter.page 404 is not registered here, and no dead letter is of it"],
    [{ filter: { type: "nonsense" } }, "filter.type is no job type, and no dead letter is of it"],
    [{ filter: { since, until: since } }, "filter.since must be before until"],
    [{ filter: { ids: [] } }, "filter.ids"],
    [{ filter: { ids: ["m1"] } }, "must be a dead letter's id"],
    [{ filter: { ids: ["d1"], reason: "expired" } }, "names the dead letters already"],
    [{ filter: {}, limit: 0 }, "limit must be at least 1"],
    [{ filter: {}, priority: "soon" }, "priority"],
    [{ filter: {}, dryRun: "yes" }, "dryRun must be true or false"],
    [{ filter: {}, confirm: 1 }, "confirm is not a known field"],
    [{}, "filter is required"],
    [[], "must be a JSON object"],
  ])("refuses %j before anything is done", async (body, words) => {
    const ids = await bury(1);
    await letWrite(ids);
    expect(await post("replay", body)).toBeProblem(422, words);
    expect(await door.house.deadLetters.count({})).toBe(1);
    const begun = await door.house.replays.list(100);
    expect(begun.every((it) => it.endedAt !== null)).toBe(true);
  });

  test("needs the scope ops, a dry run too", async () => {
    for (const dryRun of [true, false])
      expect(await post("replay", { filter: {}, dryRun }, "read")).toBeProblem(403, "lacks the scope ops");
  });
});

describe("POST /v1/dead-letters/{id}/replay", () => {
  test("a second time tells as what it was replayed, and makes no second message", async () => {
    const [id = ""] = await bury(1);
    await letWrite([id]);
    const first = await post(`${id}/replay`, {});
    expect(first.status).toBe(202);
    expect(first.body).toEqual({ id: `${id.replace(/^d/, "m")}.1`, replayOf: id.replace(/^d/, "m") });
    const second = await post(`${id}/replay`, {});
    expect(second).toBeProblem(409, `This dead letter was replayed, as message ${String(first.body.id)}.`);
    const looked = await door.call("GET", `/v1/dead-letters/${id}`, { key: "read" });
    expect(looked).toBeProblem(404, `This dead letter was replayed, as message ${String(first.body.id)}.`);
  });

  test("of what would only die again tells why, and it stays as it is", async () => {
    const [id = ""] = await bury(1);
    const answer = await post(`${id}/replay`, {});
    expect(answer).toBeProblem(409, REASONS.window_closed);
    expect(answer.body.reason).toBe("window_closed");
    expect(await isThere(id)).toBe(true);
  });

  test("of what never was a message tells so", async () => {
    await door.house.outbound.add({ id: "scrap", name: "x", data: "no message", priority: "normal" });
    const id = await vi.waitFor(async () => {
      const { body } = await door.call("GET", "/v1/dead-letters?reason=invalid_message");
      expect(body.total).toBe(1);
      return String(body.items[0].id);
    });
    const answer = await post(`${id}/replay`, {});
    expect(answer).toBeProblem(409, REASONS.invalid_message);
    expect(await isThere(id)).toBe(true);
  });

  test.each<[label: string, body: unknown, words: string]>([
    ["an empty text", { content: { text: "" } }, "text"],
    ["a text that is too long", { content: { text: "x".repeat(2_001) } }, "text"],
    ["a field that nobody knows", { text: "Hello" }, "text is not a known field"],
    ["a priority that there is none of", { priority: "soon" }, "priority"],
  ])("refuses %s, and it stays", async (_, body, words) => {
    const [id = ""] = await bury(1);
    await letWrite([id]);
    expect(await post(`${id}/replay`, body)).toBeProblem(422, words);
    expect(await isThere(id)).toBe(true);
  });
});

describe("POST /v1/dead-letters/discard", () => {
  test("throws away what was counted", async () => {
    await bury(2);
    expect((await post("discard", { filter: { page: PAGE }, confirm: 2 })).body).toEqual({ discarded: 2 });
    expect(await door.house.deadLetters.count({})).toBe(0);
  });

  test("whose count moved throws nothing away, and tells the count", async () => {
    await bury(2);
    const answer = await post("discard", { filter: { page: PAGE }, confirm: 1 });
    expect(answer).toBeProblem(409, "The filter matches 2 dead letters, not 1; nothing was discarded.");
    expect(answer.body.matched).toBe(2);
    expect(await door.house.deadLetters.count({})).toBe(2);
  });

  test.each<[body: unknown, words: string]>([
    [{ filter: {} }, "confirm must be the number of dead letters that the filter matches"],
    [{ filter: {}, confirm: "2" }, "confirm must be the number of dead letters that the filter matches"],
    [{ filter: {}, confirm: -1 }, "confirm"],
    [{ confirm: 2 }, "filter is required"],
    [{ filter: { page: "404" }, confirm: 0 }, "filter.page 404 is not registered here"],
    [{ filter: { reason: "bad" }, confirm: 0 }, "filter.reason must be one of"],
  ])("refuses %j", async (body, words) => {
    expect(await post("discard", body)).toBeProblem(422, words);
  });
});

test("a cursor is of one list: it goes on in no other, nor after a slip", async () => {
  await bury(3);
  const { nextCursor } = (await door.call("GET", "/v1/dead-letters?limit=1")).body as { nextCursor: string };
  expect((await door.call("GET", `/v1/dead-letters?limit=1&cursor=${nextCursor}`)).status).toBe(200);
  for (const query of [
    `reason=window_closed&cursor=${nextCursor}`,
    `cursor=${nextCursor.slice(0, -1)}`,
    "cursor=0",
  ])
    expect(await door.call("GET", `/v1/dead-letters?${query}`)).toBeProblem(
      422,
      "cursor must be the nextCursor of a list with this very filter",
    );
});

test("a cursor whose place is gone goes on behind it", async () => {
  const ids = await bury(3);
  const list = async (query: string) =>
    (await door.call("GET", `/v1/dead-letters?limit=1${query}`)).body as {
      items: { id: string }[];
      nextCursor: string;
    };
  const { items, nextCursor } = await list("");
  await post("discard", { filter: { ids: items.map(({ id }) => id) }, confirm: 1 });
  expect((await list(`&cursor=${nextCursor}`)).items.map(({ id }) => id)).toEqual([ids[1]]);
});
