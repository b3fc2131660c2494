/** Whose turn it is, over real records; and a burst to one person through the whole pipeline. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createTurns, type Turns, type Waiting } from "../../src/pipeline/turns.ts";
import { createWhereabouts } from "../../src/pipeline/whereabouts.ts";
import { createDoorbell } from "../../src/redis/doorbell.ts";
import { createLanes } from "../../src/redis/lanes.ts";
import { createMessages, type Messages } from "../../src/redis/messages.ts";
import { batchQueue, outboundQueue } from "../../src/redis/queues.ts";
import { openStore, type Store } from "../redis/store.ts";
import { aSendDecision } from "../support/builders.ts";
import { openStage, type Stage } from "../support/stage.ts";

const LANE = { kind: "text", page: "10203040" } as const;
const DECISION = aSendDecision();

describe("of two messages to one person the second", () => {
  let store: Store;
  let messages: Messages;
  let turns: Turns;
  let now: number;
  let nth = 0;
  let first: Waiting;
  let second: Waiting;

  beforeAll(async () => {
    store = await openStore();
    messages = createMessages(store.client, store.keys, 60_000);
  });
  afterAll(() => store.close());
  beforeEach(async () => {
    const { client, connection, keys } = store;
    now = 1_000_000;
    turns = createTurns({
      messages,
      whereabouts: createWhereabouts({
        outbound: outboundQueue(connection, keys),
        batches: batchQueue(connection, keys),
        lanes: createLanes(connection, keys, createDoorbell(client, keys)),
      }),
      clock: () => now,
    });
    first = await queued(null);
    second = await queued(first.id);
  });

  async function queued(after: string | null): Promise<Waiting> {
    nth += 1;
    const id = `m${String(nth)}`;
    const who = { page: LANE.page, psid: "7", type: "announcement", acceptedAt: Date.now() };
    const nothing = { sendAt: null, replayOf: null, replay: null, history: [], shared: null };
    await messages.accept({ id, fingerprint: id, ...who, ...nothing });
    await messages.queued({ id, acceptedAt: who.acceptedAt }, DECISION);
    return { id, lane: LANE, jobId: `job-${id}`, psid: who.psid, after, spacingMs: 0 };
  }

  const sent = async (id: string): Promise<void> => {
    const { lua, keys, args } = messages.sending({ id, acceptedAt: Date.now() }, "m_1", Date.now(), null);
    await store.connection.run(lua, keys, args);
  };
  const waitOf = async (it: Waiting): Promise<number> => turns.waitMs(it);

  test("waits, and is called back by the end of the first, once", async () => {
    expect([await waitOf(first), await waitOf(second)]).toEqual([0, 1_000]);
    await sent(first.id);
    expect(turns.ended(first.id)).toEqual({ lane: LANE, id: second.jobId, inMs: 0 });
    expect(await waitOf(second)).toBe(0);
    expect([turns.ended(first.id), turns.ended(second.id)]).toEqual([null, null]);
  });

  test("is called back although the first ends while the second only begins to look", async () => {
    const looking = waitOf(second);
    expect(turns.ended(first.id)).toMatchObject({ id: second.jobId });
    await looking;
  });

  test("goes only when the record of the first says that it ended, whoever called", async () => {
    await waitOf(second);
    turns.ended(first.id);
    expect(await waitOf(second)).toBeGreaterThan(0);
    await sent(first.id);
    expect(await waitOf(second)).toBe(0);
  });

  test("is called back for the moment at which the page's spacing ends", async () => {
    const [one, two] = [
      { ...first, spacingMs: 700 },
      { ...second, spacingMs: 700 },
    ];
    expect(await waitOf(one)).toBe(0);
    now += 50;
    expect(await waitOf(two)).toBe(1_650);
    now += 50;
    await sent(first.id);
    expect(turns.ended(first.id)?.inMs).toBe(600);
    now += 600;
    expect(await waitOf(two)).toBe(0);
  });

  test("keeps the page's spacing, whoever else gets something meanwhile", async () => {
    const spacingMs = 2_000;
    expect(await waitOf({ ...first, spacingMs })).toBe(0);
    for (let other = 0; other < 50_001; other += 1)
      await waitOf({ ...first, id: `o${String(other)}`, psid: `8${String(other)}`, spacingMs });
    now += 1_500;
    expect(await waitOf({ ...second, after: null, spacingMs })).toBe(500);
    now += 500;
    expect(await waitOf({ ...second, after: null, spacingMs })).toBe(0);
  });

  test("need not ask before the first comes back that is put off, and is called back then", async () => {
    await waitOf(first);
    turns.putOff(first, 20_000);
    expect(await waitOf(second)).toBe(21_000);
    now += 20_000;
    await sent(first.id);
    expect(turns.ended(first.id)).toMatchObject({ id: second.jobId, inMs: 0 });
  });

  test("is not called back when it waits for something else by now", async () => {
    await waitOf(second);
    turns.putOff(second, 3_600_000);
    expect(turns.ended(first.id)).toBeNull();
  });

  test("looks again by itself, less and less often, should the first end elsewhere", async () => {
    const looks: number[] = [];
    for (let look = 1; look <= 5; look += 1) {
      looks.push(await waitOf(second));
      now += looks.at(-1) ?? 0;
    }
    expect(looks).toEqual([1_000, 2_000, 4_000, 5_000, 5_000]);
    await messages.cancelled(first.id);
    expect(await waitOf(second)).toBe(0);
  });
});

describe("ten messages to one person", () => {
  const PAGE = "10203041";
  const PSID = "7";
  const TEXTS = Array.from({ length: 10 }, (_, n) => `No. ${String(n + 1)}`);
  let stage: Stage;
  beforeEach(async () => {
    stage = await openStage();
    await stage.page(PAGE, { recipientSpacingMs: 0 });
    await stage.wrote(PAGE, PSID, stage.now() - 60_000);
  });
  afterEach(() => stage.close());

  /** Sends all, Graph failing by the script. @returns when each attempt of each began, epoch ms, when all are sent */
  async function burst(): Promise<number[][]> {
    const ids: string[] = [];
    for (const text of TEXTS)
      ids.push(
        await stage.submit({
          page: PAGE,
          recipient: { psid: PSID },
          type: "announcement",
          content: { text },
        }),
      );
    const told = [];
    for (const id of ids) told.push(await stage.ended(id));
    expect(told.map(({ status }) => status)).not.toContain("dead");
    const { messages } = (await stage.simulate("GET", "/messages")) as {
      messages: { message: { text: string } }[];
    };
    expect(messages.map(({ message }) => message.text)).toEqual(TEXTS);
    expect(await looks(ids)).toBeLessThan(30);
    return told.map(({ attempts }) => attempts.map(({ at }) => Date.parse(at)));
  }

  /** How often any of them was taken up in vain. */
  async function looks(ids: readonly string[]): Promise<number> {
    const { client, config } = stage.house;
    const counts = await Promise.all(ids.map((id) => client.hget(`${config.REDIS_PREFIX}:m:${id}`, "z")));
    return counts.reduce((sum, count) => sum + Number(count), 0);
  }

  test("leave one after the other, each as soon as the one before has ended", async () => {
    await stage.simulate("POST", "/faults", { page: PAGE, delayMs: 100, times: 10, handle: true });
    const starts = (await burst()).flat();
    expect(starts).toHaveLength(10);
    // A second and little more; by looking again alone it is nine at least.
    expect((starts[9] ?? 0) - (starts[0] ?? 0)).toBeLessThan(5_000);
  });

  test("wait for the first as long as it is tried again, and follow at once", async () => {
    await stage.simulate("POST", "/faults", { page: PAGE, error: { code: 2 } });
    const [first, ...others] = await burst();
    expect([first?.length, others.flat().length]).toEqual([2, 9]);
    // By looking again alone it is nine seconds at least.
    expect((others.at(-1)?.[0] ?? 0) - (first?.[1] ?? 0)).toBeLessThan(5_000);
  });
});
