import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { tellDecision } from "../../src/core/decision.ts";
import type { Reason } from "../../src/core/outcome.ts";
import {
  createDeadLetters,
  deadLetterId,
  type DeadLetter,
  type DeadLetters,
} from "../../src/redis/dead-letters.ts";
import { createDeadLetterIndex, type DeadLetterFilter } from "../../src/redis/dead-letter-index.ts";
import { deadLetterQueue } from "../../src/redis/queues.ts";
import { aGraphError, aMessageInput, aSendDecision, NOW } from "../support/builders.ts";
import { testRedis } from "../support/redis.ts";
import { openStore, type Store } from "./store.ts";

let store: Store;
let deadLetters: DeadLetters;

beforeEach(async () => {
  store = await openStore();
  deadLetters = openDeadLetters();
});
afterEach(() => store.close());

/** As another process has it: nothing in memory. */
function openDeadLetters(): DeadLetters {
  return openOn(store);
}

function openOn({ client, connection, keys }: Store): DeadLetters {
  return createDeadLetters(deadLetterQueue(connection, keys), createDeadLetterIndex(client, keys));
}

function aDeadLetter(fields: Partial<DeadLetter> = {}): DeadLetter {
  return {
    id: "dA",
    messageId: "mA",
    page: "1029384756",
    recipient: "24681012",
    type: "order_shipped",
    reason: "window_closed",
    detail: "They have never written to this page; it can go once they do.",
    graphError: null,
    attempts: [],
    acceptedAt: NOW - 1_000,
    deadAt: NOW,
    replays: 0,
    replayOf: null,
    history: [],
    decision: null,
    message: aMessageInput(),
    ...fields,
  };
}

/** Walks through a list, page by page. */
async function pagesOf(filter: DeadLetterFilter, limit: number): Promise<string[][]> {
  const pages: string[][] = [];
  let cursor: string | null = null;
  do {
    const { items, next } = await deadLetters.list(filter, limit, cursor);
    pages.push(items.map((it) => it.id));
    cursor = next;
  } while (cursor !== null && pages.length < 100);
  return pages;
}

const idsOf = async (filter: DeadLetterFilter): Promise<string[]> => (await pagesOf(filter, 100)).flat();

describe("a dead letter", () => {
  test("comes back as it was buried", async () => {
    const buried = aDeadLetter({
      graphError: aGraphError(),
      attempts: [{ at: NOW, durationMs: 90, outcome: "rejected", error: aGraphError() }],
      replays: 2,
      replayOf: "dOLD",
      decision: tellDecision(aSendDecision()),
    });
    await deadLetters.bury(buried);
    expect(await openDeadLetters().get("dA")).toEqual(buried);
  });

  test("of what was no message at all has no page, person or type", async () => {
    const buried = aDeadLetter({
      page: null,
      recipient: null,
      type: null,
      message: [1, "?"],
      reason: "invalid_message",
    });
    await deadLetters.bury(buried);
    expect(await deadLetters.get("dA")).toEqual(buried);
    expect(await idsOf({ reason: "invalid_message" })).toEqual(["dA"]);
  });

  test("that is not there is null", async () => {
    expect(await deadLetters.get("dA")).toBeNull();
  });

  test("buried again is one, in its old place", async () => {
    await deadLetters.bury(aDeadLetter({ id: "d1" }));
    await deadLetters.bury(aDeadLetter({ id: "d2", deadAt: NOW + 1 }));
    await openDeadLetters().bury(aDeadLetter({ id: "d1", deadAt: NOW + 2 }));
    expect(await deadLetters.list({}, 10, null)).toMatchObject({
      items: [{ id: "d2" }, { id: "d1" }],
      total: 2,
    });
  });

  test("buried again after a crash between queue and index is found", async () => {
    const queue = deadLetterQueue(store.connection, store.keys);
    await queue.add({ id: "dA", name: "window_closed", data: aDeadLetter(), priority: "normal" });
    expect(await idsOf({})).toEqual([]);
    await deadLetters.bury(aDeadLetter());
    expect(await idsOf({})).toEqual(["dA"]);
  });

  test.each([
    ["a bar and per cent signs", "a|b%7C"],
    ["spaces and lines", " a\n b "],
    ["another script", "ترتیب 👋"],
    ["half a character", "\uD800"],
    ["nothing", ""],
  ])("may have a type of %s", async (_, type) => {
    await deadLetters.bury(aDeadLetter({ type }));
    await deadLetters.bury(aDeadLetter({ id: "dB", type: "other" }));
    expect(await deadLetters.get("dA")).toMatchObject({ type });
    expect(await idsOf({ type, page: "1029384756" })).toContain("dA");
    expect(await idsOf({ type: "other" })).toEqual(["dB"]);
  });

  test("has the id of its message, under another letter", () => {
    expect(deadLetterId("mAbC-_1")).toBe("dAbC-_1");
  });
});

describe("a list", () => {
  test("begins with the newest and goes on where it ended, to the last", async () => {
    for (let i = 0; i < 7; i += 1)
      await deadLetters.bury(aDeadLetter({ id: `d${String(i)}`, deadAt: NOW + i }));
    expect(await pagesOf({}, 3)).toEqual([["d6", "d5", "d4"], ["d3", "d2", "d1"], ["d0"]]);
  });

  test.each([
    [1, 4],
    [2, 2],
    [4, 1],
    [5, 1],
  ])("of four, %i at a time, takes %i looks and never an empty one", async (limit, looks) => {
    for (let i = 0; i < 4; i += 1)
      await deadLetters.bury(aDeadLetter({ id: `d${String(i)}`, deadAt: NOW + i }));
    const pages = await pagesOf({}, limit);
    expect([pages.length, pages.flat().length]).toEqual([looks, 4]);
  });

  test("of nothing is empty and says so", async () => {
    expect(await deadLetters.list({}, 10, null)).toEqual({ items: [], total: 0, next: null });
  });

  test("is not disturbed by what is buried while it is walked through", async () => {
    for (let i = 0; i < 4; i += 1)
      await deadLetters.bury(aDeadLetter({ id: `d${String(i)}`, deadAt: NOW + i }));
    const first = await deadLetters.list({}, 2, null);
    await deadLetters.bury(aDeadLetter({ id: "dNEW", deadAt: NOW + 9 }));
    const second = await deadLetters.list({}, 2, first.next);
    expect(second.items.map((it) => it.id)).toEqual(["d1", "d0"]);
  });

  test("leaves out none of many that died in the same millisecond, whichever process buried them", async () => {
    const processes = [deadLetters, openDeadLetters(), openDeadLetters()];
    const ids = Array.from({ length: 30 }, (_, i) => `d${String(i)}`);
    await Promise.all(ids.map((id, i) => (processes[i % 3] ?? deadLetters).bury(aDeadLetter({ id }))));
    const pages = await pagesOf({}, 1);
    expect(pages.flat().toSorted()).toEqual(ids.toSorted());
  });
});

test("a time range ends before its last moment even for the first burial of that moment", async () => {
  // The number that runs through all burials starts over at 4,096.
  await store.client.set(store.keys.deadLetter("running"), 4_095);
  await deadLetters.bury(aDeadLetter());
  expect([await deadLetters.count({ until: NOW }), await deadLetters.count({ since: NOW })]).toEqual([0, 1]);
});

describe("a filter", () => {
  const REASONS: Reason[] = ["window_closed", "expired"];
  const PAGES = ["11", "22"];
  const TYPES = ["order_shipped", "announcement"];
  const all = REASONS.flatMap((reason) =>
    PAGES.flatMap((page) => TYPES.map((type) => ({ reason, page, type }))),
  );
  const entries = all.map((it, i) => aDeadLetter({ ...it, id: `d${String(i)}`, deadAt: NOW + i }));

  const choices = <T>(values: readonly T[]): (T | undefined)[] =>
    [undefined, ...values, values[0]].slice(0, 3);
  const filters = choices(REASONS).flatMap((reason) =>
    choices(PAGES).flatMap((page) =>
      choices(TYPES).map((type): DeadLetterFilter => ({ reason, page, type })),
    ),
  );

  let shared: Store;
  let filled: DeadLetters;
  beforeAll(async () => {
    shared = await openStore(testRedis());
    filled = openOn(shared);
    for (const entry of entries) await filled.bury(entry);
  });
  afterAll(() => shared.close());

  test.each(filters)(
    "for reason $reason, page $page, type $type finds these and counts them",
    async (filter) => {
      const { reason, page, type } = filter;
      const matching = entries.filter(
        (it) =>
          (reason === undefined || it.reason === reason) &&
          (page === undefined || it.page === page) &&
          (type === undefined || it.type === type),
      );
      const { items, total } = await filled.list(filter, 100, null);
      expect(items).toEqual(matching.toReversed());
      expect([total, await filled.count(filter)]).toEqual([matching.length, matching.length]);
    },
  );

  test.each<[label: string, range: DeadLetterFilter, count: number]>([
    ["from a moment on, that moment included", { since: NOW + 3 }, 5],
    ["up to a moment, that moment left out", { until: NOW + 3 }, 3],
    ["between two moments", { since: NOW + 2, until: NOW + 5 }, 3],
    ["in one moment", { since: NOW + 2, until: NOW + 3 }, 1],
    ["in no moment", { since: NOW + 2, until: NOW + 2 }, 0],
    ["in the future", { since: NOW + 100 }, 0],
    ["with a reason beside", { reason: "expired", since: NOW + 5 }, 3],
  ])("for a time %s", async (_, range, count) => {
    expect(await filled.count(range)).toBe(count);
    const { items, total } = await filled.list(range, 2, null);
    expect([items.length, total]).toEqual([Math.min(count, 2), count]);
  });

  test("holds from page to page", async () => {
    const first = await filled.list({ page: "22", until: NOW + 7 }, 2, null);
    const second = await filled.list({ page: "22", until: NOW + 7 }, 2, first.next);
    expect([...first.items, ...second.items].map((it) => it.id)).toEqual(["d6", "d3", "d2"]);
  });

  test.each<[label: string, filter: DeadLetterFilter]>([
    ["a page that is another's beginning", { page: "1" }],
    ["a reason in the place of a type", { type: "expired" }],
    ["an unknown type", { type: "rsvp_reminder" }],
  ])("for %s finds nothing", async (_, filter) => {
    expect(await filled.list(filter, 10, null)).toEqual({ items: [], total: 0, next: null });
  });
});
