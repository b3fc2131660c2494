import * as fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { FINAL, REACHED_FROM, STORED_STATUSES, type StoredStatus } from "../../src/core/lifecycle.ts";
import { createMessages, type Messages } from "../../src/redis/messages.ts";
import type { Acceptance, Attempt } from "../../src/redis/record.ts";
import { aGraphError, aSendDecision, DAY, HOUR, NOW } from "../support/builders.ts";
import { openStore, type Store } from "./store.ts";

const RETENTION_MS = 7 * DAY;
const DECISION = aSendDecision();

let store: Store;
let messages: Messages;
let id = "";
let running = 0;

beforeAll(async () => {
  store = await openStore();
  messages = createMessages(store.client, store.keys, RETENTION_MS);
});
beforeEach(() => {
  running += 1;
  id = `m${String(running).padStart(24, "0")}`;
});
afterAll(() => store.close());

const acceptance = (fields: Partial<Acceptance> = {}): Acceptance => ({
  id,
  fingerprint: "f1",
  page: "1029384756",
  psid: "24681012",
  type: "order_shipped",
  acceptedAt: NOW,
  sendAt: null,
  replayOf: null,
  replay: null,
  history: [],
  shared: null,
  ...fields,
});

const anAttempt = (fields: Partial<Attempt> = {}): Attempt => ({
  at: NOW,
  durationMs: 120,
  outcome: "failed",
  error: aGraphError({ code: 2 }),
  ...fields,
});

const known = () => ({ id, acceptedAt: NOW });

async function sent(...of: Parameters<Messages["sending"]>): Promise<boolean> {
  const { lua, keys, args } = messages.sending(...of);
  return (await store.connection.run(lua, keys, args)) === 1;
}

const MOVES: Readonly<Record<Exclude<StoredStatus, "accepted">, () => Promise<boolean>>> = {
  queued: () => messages.queued(known(), DECISION),
  sent: () => sent(known(), "m_1", NOW, null),
  dead: () => messages.dead(known(), "window_closed", `d${id.slice(1)}`, null),
  cancelled: () => messages.cancelled(id),
};

/** Brings a fresh message into a state by legal moves. */
async function bringTo(status: StoredStatus): Promise<void> {
  await messages.accept(acceptance());
  if (status === "sent") await MOVES.queued();
  if (status !== "accepted") await MOVES[status]();
}

/** Bytes of the longest value: beyond 64 a Redis with its default settings no longer keeps the record in one piece. */
async function longest(): Promise<number> {
  const values = Object.values(await store.client.hgetall(store.keys.message(id)));
  return Math.max(...values.map((value) => Buffer.byteLength(value)));
}

const ttl = () => store.client.pttl(store.keys.message(id));

describe("accepting", () => {
  test("makes a record of who is told what", async () => {
    expect(await messages.accept(acceptance({ replayOf: "dAAA" }))).toEqual({ isNew: true, after: null });
    expect(await messages.get(id)).toEqual({
      id,
      status: "accepted",
      fingerprint: "f1",
      page: "1029384756",
      psid: "24681012",
      type: "order_shipped",
      acceptedAt: NOW,
      decision: null,
      attempts: [],
      graphMessageId: null,
      sentAt: null,
      reason: null,
      deadLetterId: null,
      replayOf: "dAAA",
      replay: null,
      history: [],
      replayedAs: null,
      snoozes: 0,
      cancelledAt: null,
      shared: null,
      after: null,
    });
  });

  test("keeps a decision of any words, and in one piece of memory", async () => {
    await messages.accept(acceptance());
    const details = ["They wrote 3 h ago 🎉, ".repeat(7), 'Tiếng Việt, ไทย, \u0001 "quoted"'];
    await messages.queued(known(), { ...DECISION, details });
    expect((await messages.get(id))?.decision).toEqual({ ...DECISION, details });
    expect(await longest()).toBeLessThanOrEqual(64);
    await messages.queued(known(), DECISION);
    expect((await messages.get(id))?.decision).toEqual(DECISION);
    const mid = `m_${"AG5Hz2Uq7tuwNEhXfYYKj8mJEM".repeat(4)}`;
    await sent(known(), mid, NOW, 120);
    expect((await messages.get(id))?.graphMessageId).toBe(mid);
    expect(await longest()).toBeLessThanOrEqual(64);
  });

  test.each([63, 64, 65, 128, 129])("keeps an id of %i characters whole", async (length) => {
    await bringTo("queued");
    await messages.echoed(id, "m".repeat(length));
    expect((await messages.get(id))?.graphMessageId).toBe("m".repeat(length));
  });

  test("a second time tells what stands there, and changes none of it", async () => {
    await messages.accept(acceptance());
    const again = acceptance({ fingerprint: "f2", page: "7", acceptedAt: NOW + HOUR });
    expect(await messages.accept(again)).toEqual({
      isNew: false,
      fingerprint: "f1",
      status: "accepted",
      acceptedAt: NOW,
      after: null,
      shared: null,
      replay: null,
    });
    expect(await messages.get(id)).toMatchObject({ page: "1029384756", fingerprint: "f1" });
  });

  test("names the job that it shares until the message has ended", async () => {
    await messages.accept(acceptance({ shared: "batch-b1-normal" }));
    await MOVES.queued();
    expect(await messages.get(id)).toMatchObject({ shared: "batch-b1-normal" });
    await MOVES.sent();
    expect(await messages.get(id)).toMatchObject({ shared: null });
  });

  test("without a key needs no fingerprint", async () => {
    await messages.accept(acceptance({ fingerprint: null }));
    expect(await messages.get(id)).toMatchObject({ fingerprint: null });
    expect(await messages.accept(acceptance())).toMatchObject({ isNew: false, fingerprint: null });
  });

  test("many times at once makes one record", async () => {
    const tries = Array.from({ length: 20 }, (_, i) =>
      messages.accept(acceptance({ fingerprint: `f${String(i)}` })),
    );
    const accepted = await Promise.all(tries);
    expect(accepted.filter((it) => it.isNew)).toHaveLength(1);
    expect(new Set(accepted.map((it) => (it.isNew ? "" : it.fingerprint))).size).toBe(2);
  });

  test("tells how far the message has come", async () => {
    await bringTo("dead");
    expect(await messages.accept(acceptance())).toMatchObject({ isNew: false, status: "dead" });
  });

  test.each([
    ["the retention", null, RETENTION_MS],
    ["the retention and the wait until it may go", NOW + 3 * DAY, RETENTION_MS + 3 * DAY],
    ["the retention, when it might have gone long ago", NOW - 3 * DAY, RETENTION_MS],
  ])("keeps a record whose job never came for %s", async (_, sendAt, ms) => {
    await messages.accept(acceptance({ sendAt }));
    expect(await ttl()).toBeLessThanOrEqual(ms);
    expect(await ttl()).toBeGreaterThan(ms - HOUR);
  });
});

describe("a message moves only where its lifecycle allows:", () => {
  const targets = STORED_STATUSES.filter((to) => to !== "accepted");
  const moves = STORED_STATUSES.flatMap((from) =>
    targets.map((to) => [from, to, REACHED_FROM[to].includes(from)] as const),
  );

  test.each(moves)("from %s to %s: %s", async (from, to, isLegal) => {
    await bringTo(from);
    expect(await MOVES[to]()).toBe(isLegal);
    expect(await messages.get(id)).toMatchObject({ status: isLegal ? to : from });
  });

  test.each(targets)("nowhere when it is not known: %s", async (to) => {
    expect(await MOVES[to]()).toBe(false);
    expect(await messages.get(id)).toBeNull();
  });

  test("an illegal move leaves no trace", async () => {
    await bringTo("sent");
    await messages.dead(known(), "expired", "dAAA", DECISION);
    expect(await messages.get(id)).toMatchObject({ reason: null, deadLetterId: null, graphMessageId: "m_1" });
  });

  test("and of many who settle it at once, one does", async () => {
    await bringTo("queued");
    const moved = await Promise.all([MOVES.sent(), MOVES.dead(), MOVES.cancelled(), MOVES.sent()]);
    expect(moved.filter(Boolean)).toHaveLength(1);
  });
});

describe("a record lives", () => {
  test("without end while the message waits", async () => {
    await bringTo("queued");
    expect(await ttl()).toBe(-1);
  });

  test.each(FINAL)("for the retention once it is %s", async (status) => {
    await bringTo(status);
    expect(await ttl()).toBeLessThanOrEqual(RETENTION_MS);
    expect(await ttl()).toBeGreaterThan(RETENTION_MS - HOUR);
  });
});

describe("a move keeps", () => {
  test("the decision, and with it a later one", async () => {
    await bringTo("queued");
    expect(await messages.get(id)).toMatchObject({ decision: DECISION });
    await messages.queued(known(), { ...DECISION, details: ["Judged anew."] });
    expect(await messages.get(id)).toMatchObject({ decision: { details: ["Judged anew."] } });
  });

  test("what Graph said of the send", async () => {
    await bringTo("queued");
    await sent(known(), "m_9", NOW, 5);
    expect(await messages.get(id)).toMatchObject({
      graphMessageId: "m_9",
      sentAt: NOW + 5,
      attempts: [{ at: NOW, durationMs: 5, outcome: "sent" }],
    });
  });

  test("that it was sent, when only an echo told so", async () => {
    await bringTo("queued");
    await sent(known(), "m_9", NOW, null);
    expect(await messages.get(id)).toMatchObject({ sentAt: NOW, attempts: [] });
  });

  test("why and where it was buried", async () => {
    await messages.accept(acceptance());
    await messages.dead(known(), "window_closed", "dBBB", DECISION);
    expect(await messages.get(id)).toMatchObject({
      reason: "window_closed",
      deadLetterId: "dBBB",
      decision: DECISION,
    });
  });

  test("the earlier decision, when it is buried without one", async () => {
    await bringTo("queued");
    await MOVES.dead();
    expect(await messages.get(id)).toMatchObject({ decision: DECISION });
  });
});

describe("attempts", () => {
  test("stand in the order in which they were made, each whole", async () => {
    await bringTo("queued");
    const made = [anAttempt(), anAttempt({ at: NOW + 1, outcome: "throttled" }), anAttempt({ at: NOW + 2 })];
    for (const attempt of made) await messages.attempted(id, attempt);
    await sent(known(), "m_1", NOW + 3, 40);
    const last = { at: NOW + 3, durationMs: 40, outcome: "sent" };
    expect((await messages.get(id))?.attempts).toEqual([...made, last]);
  });

  test("are counted apart from being taken up and let go", async () => {
    await bringTo("queued");
    await messages.attempted(id, anAttempt());
    await messages.snoozed(id);
    await messages.snoozed(id);
    expect(await messages.get(id)).toMatchObject({ snoozes: 2, attempts: { length: 1 } });
  });

  test("made at once are all there", async () => {
    await bringTo("queued");
    await Promise.all(Array.from({ length: 10 }, (_, i) => messages.attempted(id, anAttempt({ at: i }))));
    const ats = (await messages.get(id))?.attempts.map((it) => it.at) ?? [];
    expect(ats.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test("on a message that is not known leave nothing behind", async () => {
    await messages.attempted(id, anAttempt());
    await messages.snoozed(id);
    expect(await messages.get(id)).toBeNull();
  });

  test("change neither the state nor how long it lives", async () => {
    await bringTo("dead");
    await messages.attempted(id, anAttempt());
    expect(await messages.get(id)).toMatchObject({ status: "dead" });
    expect(await ttl()).toBeGreaterThan(0);
  });
});

describe("an echo", () => {
  test("proves the send on the record, and leaves the state to the sender", async () => {
    await bringTo("queued");
    await messages.echoed(id, "m_7");
    expect(await messages.get(id)).toMatchObject({ status: "queued", graphMessageId: "m_7" });
  });

  test("of a message that is not known leaves nothing behind", async () => {
    await messages.echoed(id, "m_7");
    expect(await messages.get(id)).toBeNull();
  });
});

test("two keepers over one connection do not mix up their scripts", async () => {
  const other = createMessages(store.client, store.keys, RETENTION_MS);
  await messages.accept(acceptance());
  expect(await other.queued(known(), DECISION)).toBe(true);
  const second = acceptance({ id: `${id.slice(0, -1)}x` });
  expect([await messages.accept(second), await other.accept(second)]).toMatchObject([
    { isNew: true },
    { isNew: false },
  ]);
});

test("whatever stands in a message's fields comes back as it went in", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: "binary" }),
      fc.string({ unit: "grapheme" }),
      async (fingerprint, type) => {
        running += 1;
        const one = acceptance({ id: `m${String(running)}`, fingerprint, type });
        await messages.accept(one);
        expect(await messages.get(one.id)).toMatchObject({ fingerprint, type });
      },
    ),
    { numRuns: 50 },
  );
});
