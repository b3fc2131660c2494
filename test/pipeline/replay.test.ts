import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Asked } from "../../src/pipeline/replay.ts";
import type { Actor } from "../../src/redis/audit.ts";
import { openStage, type Stage } from "../support/stage.ts";

const PAGE = "10203040";
const HOUR = 3_600_000;
const ACTOR: Actor = { by: "mai", via: "api", from: "127.0.0.1" };
const ALL: Asked = { selection: {}, limit: null };

let stage: Stage;
beforeEach(async () => {
  stage = await openStage({ MAX_REPLAYS: "3", PAGE_RATE: "200" });
  await stage.page(PAGE);
});
afterEach(() => stage.close());

/** Dies, for this person has never written. */
const news = (psid: string, text = "Our winter hours start today.") => ({
  page: PAGE,
  recipient: { psid },
  type: "announcement",
  content: { text },
  idempotencyKey: `news-${psid}-${text}`,
});

const deadId = (messageId: string): string => messageId.replace(/^m/, "d");

async function bury(psids: readonly string[], text?: string): Promise<string[]> {
  const ids: string[] = [];
  for (const psid of psids) ids.push(await stage.submit(news(psid, text)));
  for (const id of ids) await stage.ended(id);
  return ids;
}

const one = (id: string, how = {}) =>
  stage.house.replayer.one(deadId(id), { priority: "bulk", actor: ACTOR, ...how });

async function replayAll(asked = ALL) {
  const { id } = await stage.house.replayer.start({ ...asked, priority: "bulk", actor: ACTOR });
  return ended(id);
}

async function ended(id: string) {
  await stage.recorder.until(({ event, fields }) => event === "replay.ended" && fields["id"] === id);
  return stage.house.replays.get(id);
}

async function textsSent(): Promise<string[]> {
  const { requests } = (await stage.simulate("GET", "/requests")) as {
    requests: { path: string; body: { recipient: { id: string }; message: { text: string } } }[];
  };
  return requests
    .filter(({ path }) => path.endsWith("/messages"))
    .map(({ body }) => `${body.recipient.id}: ${body.message.text}`);
}

const count = () => stage.house.deadLetters.count({});

describe("one dead letter", () => {
  test("goes out as a new message once its cause is gone", async () => {
    const [id = ""] = await bury(["1"]);
    await stage.wrote(PAGE, "1", stage.now() - HOUR);
    expect(await one(id)).toEqual({ kind: "replayed", id: `${id}.1`, replayOf: id });
    const told = await stage.ended(`${id}.1`);
    expect(told).toMatchObject({ status: "sent", replayOf: id });
    expect(await stage.house.tellMessage(id)).toMatchObject({ status: "dead", replayedAs: `${id}.1` });
    expect([await count(), await stage.house.deadLetters.get(deadId(id))]).toEqual([0, null]);
    expect(await textsSent()).toEqual(["1: Our winter hours start today."]);
  });

  test("that would only die again stays, with the reason", async () => {
    const [id = ""] = await bury(["1"]);
    expect(await one(id)).toMatchObject({ kind: "refused", reason: "window_closed" });
    expect([await count(), await stage.house.tellMessage(`${id}.1`)]).toEqual([1, null]);
  });

  test("may be replayed with another text, and the first one stays in its history", async () => {
    const [id = ""] = await bury(["1"]);
    await stage.wrote(PAGE, "1", stage.now() - 23.99 * HOUR);
    await stage.house.holds.hold(PAGE, { reason: "operator", detail: "a test", by: "mai" });
    expect(await one(id, { content: { text: "We are open on Sunday." } })).toMatchObject({
      kind: "replayed",
    });
    stage.advance(HOUR);
    await stage.house.holds.release(PAGE, "mai");
    expect(await stage.ended(`${id}.1`)).toMatchObject({ status: "dead" });
    const entry = await stage.house.deadLetters.get(deadId(`${id}.1`));
    expect(entry).toMatchObject({
      reason: "window_closed",
      replays: 1,
      replayOf: id,
      message: { content: { text: "We are open on Sunday." } },
      history: [{ messageId: id, reason: "window_closed", replayedBy: "mai", message: news("1") }],
    });
  });

  test.each([
    ["nothing", { text: "" }],
    ["too much", { text: "x".repeat(2_001) }],
  ])("is not replayed with %s for a text", async (_, content) => {
    const [id = ""] = await bury(["1"]);
    await stage.wrote(PAGE, "1", stage.now() - HOUR);
    expect(await one(id, { content })).toMatchObject({ kind: "invalid", errors: [{ path: "content.text" }] });
    expect(await count()).toBe(1);
  });

  test("is replayed as often as is allowed, and no more", async () => {
    const [first = ""] = await bury(["1"]);
    let id = first;
    for (const nth of [1, 2, 3]) {
      await stage.wrote(PAGE, "1", stage.now() - HOUR);
      await stage.house.holds.hold(PAGE, { reason: "operator", detail: "a test", by: "mai" });
      expect(await one(id)).toMatchObject({ kind: "replayed", id: `${first}.${String(nth)}` });
      id = `${first}.${String(nth)}`;
      stage.advance(24 * HOUR);
      await stage.house.holds.release(PAGE, "mai");
      await stage.ended(id);
    }
    await stage.wrote(PAGE, "1", stage.now() - HOUR);
    expect(await one(id)).toMatchObject({ kind: "refused", reason: "replay_limit" });
    expect((await stage.house.deadLetters.get(deadId(id)))?.history).toHaveLength(3);
  });

  test("that is gone is said to be gone, and as what it was replayed", async () => {
    const [id = ""] = await bury(["1"]);
    await stage.wrote(PAGE, "1", stage.now() - HOUR);
    const both = await Promise.all([one(id), one(id)]);
    expect(both.map((it) => it.kind)).toContain("replayed");
    expect(both.filter((it) => it.kind === "replayed")).toHaveLength(1);
    expect(await one(id)).toEqual({ kind: "gone" });
    expect(await stage.house.replayer.wasReplayedAs(deadId(id))).toBe(`${id}.1`);
    await stage.ended(`${id}.1`);
    expect(await textsSent()).toHaveLength(1);
  });
});

describe("a replay by filter", () => {
  test("takes what matches, in the order of acceptance, and says what became of each", async () => {
    const psids = ["1", "2", "3", "4", "5"];
    const ids = await bury(psids);
    for (const psid of ["1", "2", "3", "5"]) await stage.wrote(PAGE, psid, stage.now() - HOUR);
    const preview = await stage.house.replayer.preview(ALL);
    expect(preview).toEqual({ matched: 5, wouldSend: 4, wouldReject: { window_closed: 1 } });
    const replay = await replayAll();
    expect(replay).toMatchObject({ state: "done", matched: 5, replayed: 4, skipped: { window_closed: 1 } });
    for (const psid of [0, 1, 2, 4]) await stage.ended(`${String(ids[psid])}.1`);
    expect((await textsSent()).map((it) => it.slice(0, it.indexOf(":"))).toSorted()).toEqual([
      "1",
      "2",
      "3",
      "5",
    ]);
    expect(await count()).toBe(1);
  });

  test("leaves to a later one what dies while it runs", async () => {
    await bury(["1", "2"]);
    const { id } = await stage.house.replayer.start({ ...ALL, priority: "bulk", actor: ACTOR });
    await bury(["3"]);
    expect(await ended(id)).toMatchObject({ matched: 2, replayed: 0, skipped: { window_closed: 2 } });
    expect(await count()).toBe(3);
  });

  test("takes the earliest when it is limited", async () => {
    const ids = await bury(["1", "2", "3"]);
    for (const psid of ["1", "2", "3"]) await stage.wrote(PAGE, psid, stage.now() - HOUR);
    expect(await replayAll({ selection: {}, limit: 2 })).toMatchObject({ matched: 2, replayed: 2 });
    const left = await stage.house.deadLetters.list({}, 10, null);
    expect(left.items.map((it) => it.messageId)).toEqual([ids[2]]);
  });

  test("of ids takes those and no others", async () => {
    const ids = await bury(["1", "2", "3"]);
    for (const psid of ["1", "2", "3"]) await stage.wrote(PAGE, psid, stage.now() - HOUR);
    const wanted = [deadId(String(ids[1])), "dnone", deadId(String(ids[1]))];
    expect(await replayAll({ selection: { ids: wanted }, limit: null })).toMatchObject({
      matched: 1,
      replayed: 1,
    });
    expect(await count()).toBe(2);
  });

  test("of what was accepted in one order and died in another goes in the first", async () => {
    const texts = ["first", "second", "third"];
    await stage.house.holds.hold(PAGE, { reason: "operator", detail: "a test", by: "mai" });
    await stage.wrote(PAGE, "1", stage.now() - 20 * HOUR);
    // The first one dies last: the hold keeps it in the lane until its window is over.
    const held = await stage.submit(news("1", "first"));
    await stage.recorder.until(
      ({ event, fields }) => event === "message.classified" && fields["id"] === held,
    );
    stage.advance(5 * HOUR);
    const others = await bury(["1"], "second");
    others.push(...(await bury(["1"], "third")));
    await stage.house.holds.release(PAGE, "mai");
    await stage.ended(held);
    await stage.wrote(PAGE, "1", stage.now() - HOUR);
    await replayAll();
    for (const id of [held, ...others]) await stage.ended(`${id}.1`);
    expect(await textsSent()).toEqual(texts.map((it) => `1: ${it}`));
  });

  test("of nothing ends at once", async () => {
    expect(await replayAll()).toMatchObject({ state: "done", matched: 0, replayed: 0 });
    expect(await stage.house.replayer.preview(ALL)).toEqual({ matched: 0, wouldSend: 0, wouldReject: {} });
  });

  test("is on record with who began it and what came of it", async () => {
    await bury(["1"]);
    const replay = await replayAll();
    const { items } = await stage.house.audit.list({}, 10, null);
    expect(items.map(({ by, action, target }) => [by, action, target])).toEqual([
      ["mai", "replay.ended", replay?.id],
      ["mai", "replay.started", replay?.id],
    ]);
    expect(items[0]?.details).toMatchObject({ state: "done", replayed: 0, skipped: { window_closed: 1 } });
  });
});

describe("discarding", () => {
  test("needs the count, and takes just those that were counted", async () => {
    await bury(["1", "2", "3"]);
    const { discards } = stage.house;
    const asked = { selection: { page: PAGE }, actor: ACTOR };
    expect(await discards.discard({ ...asked, confirm: 2 })).toEqual({ kind: "moved", matched: 3 });
    expect(await count()).toBe(3);
    expect(await discards.discard({ ...asked, confirm: 3 })).toEqual({ kind: "discarded", discarded: 3 });
    expect([await count(), await stage.house.deadLetters.facets({}, 10)]).toEqual([
      0,
      { reasons: [], pages: [], types: [] },
    ]);
  });
});
