/** Several processes replay and discard the same dead letters at the same moment, and die anywhere in it. */
import { Queue } from "bullmq";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Actor } from "../../src/redis/audit.ts";
import { openHouse, type House } from "../../src/runtime.ts";
import { openStage, type Stage } from "../support/stage.ts";

const HOUR = 3_600_000;
const ACTOR: Actor = { by: "mai", via: "api", from: "127.0.0.1" };
const ENTRIES = 8;
const RUNS = Number(process.env["RACES"] ?? 25);

let stage: Stage;
/** The classifier's own part in the replays; paused while the others are at it. */
let background: Queue;
let page = 7_000;
beforeAll(async () => {
  stage = await openStage({ PAGE_RATE: "200" });
  const { REDIS_URL: url, REDIS_PREFIX: prefix } = stage.house.config;
  background = new Queue("replay", { connection: { url }, prefix: `${prefix}:{replay}` });
});
afterAll(async () => {
  await background.close();
  await stage.close();
});

class Died extends Error {}

/** A process of its own that is gone after so many commands to Redis. */
async function mortalHouse(commands: number): Promise<House> {
  const { config } = stage.house;
  const house = await openHouse({ config, log: stage.recorder.log, profile: "producer", now: stage.now });
  const { client } = house;
  const send = client.sendCommand.bind(client);
  let left = commands;
  client.sendCommand = (...args: Parameters<typeof send>): ReturnType<typeof send> => {
    left -= 1;
    if (left >= 0) return send(...args);
    throw new Died("this process was killed");
  };
  return house;
}

async function untilDead(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Died)) throw error;
  }
}

/** A page of its own with that many dead letters, each of which may go by now. */
async function fill(): Promise<{ ofPage: string; ids: string[] }> {
  page += 1;
  const ofPage = String(page);
  await stage.page(ofPage);
  const psids = Array.from({ length: ENTRIES }, (_, i) => `${ofPage}${String(i)}`);
  const ids: string[] = [];
  for (const psid of psids) {
    const message = { page: ofPage, recipient: { psid }, type: "announcement", content: { text: "Hello." } };
    ids.push(await stage.submit(message));
  }
  for (const id of ids) await stage.ended(id);
  for (const psid of psids) await stage.wrote(ofPage, psid, stage.now() - HOUR);
  return { ofPage, ids };
}

function finish(replayId: string) {
  return vi.waitFor(
    async () => {
      const replay = await stage.house.replays.get(replayId);
      expect(replay?.state).toBe("done");
      return replay;
    },
    { timeout: 20_000, interval: 5 },
  );
}

async function callsOf(ofPage: string): Promise<number> {
  const { requests } = (await stage.simulate("GET", "/requests")) as { requests: { path: string }[] };
  return requests.filter(({ path }) => path.includes(`/${ofPage}/messages`)).length;
}

/** When each of the processes begins, in round trips, and after how many commands it dies; a whole replay takes some 100. */
const life = fc.record({
  begins: fc.integer({ min: 0, max: 20 }),
  ends: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 200 })),
});

async function trips(count: number): Promise<void> {
  for (let nth = 0; nth < count; nth += 1) await stage.house.client.ping();
}

test("two replays, a discard and a single replay at once: each message goes once, or is discarded, and the sums add up", async () => {
  const property = fc.asyncProperty(
    fc.tuple(life, life, life, life),
    fc.boolean(),
    async (fates, discards) => {
      const { ofPage, ids } = await fill();
      await background.pause();
      const asked = { selection: { page: ofPage }, limit: null, actor: ACTOR } as const;
      const begun = [
        await stage.house.replayer.start({ ...asked, priority: "bulk" }),
        await stage.house.replayer.start({ ...asked, priority: "bulk" }),
      ];
      const houses = await Promise.all(fates.map((it) => mortalHouse(it.ends)));
      const [a, b, c, d] = houses as [House, House, House, House];
      const drive = (nth: 0 | 1, house: House, id: string) =>
        untilDead(async () => {
          await trips(fates[nth].begins);
          while ((await house.replayer.step(id)).kind !== "done");
        });
      const single = `d${String(ids[3]).slice(1)}`;
      /** Null: it died before it could say. */
      let saidBySingle: number | null = null;
      await Promise.all([
        drive(0, a, String(begun[0]?.id)),
        drive(1, b, String(begun[1]?.id)),
        untilDead(async () => {
          await trips(fates[2].begins);
          const one = await c.replayer.one(single, { priority: "bulk", actor: ACTOR });
          saidBySingle = one.kind === "replayed" ? 1 : 0;
        }),
        untilDead(async () => {
          await trips(fates[3].begins);
          const selection = { page: ofPage };
          const confirm = discards ? await d.discards.count(selection) : -1;
          await d.discards.discard({ selection, confirm, actor: ACTOR });
        }),
      ]);
      await background.resume();
      const ended = [await finish(String(begun[0]?.id)), await finish(String(begun[1]?.id))];
      // Whatever somebody died in the middle of is old by then.
      stage.advance(2 * 60_000);
      await stage.house.upkeep.run();
      for (const house of houses) await house.close();

      const went: string[] = [];
      for (const id of ids) {
        if ((await stage.house.tellMessage(`${id}.1`)) !== null) went.push(`${id}.1`);
      }
      for (const id of went) expect((await stage.ended(id)).status).toBe("sent");
      expect(await callsOf(ofPage)).toBe(went.length);
      expect(await stage.house.deadLetters.count({ page: ofPage })).toBe(0);
      expect(went.length).toBeGreaterThanOrEqual(discards ? 0 : ENTRIES);
      const counted = ended.reduce((sum, it) => sum + (it?.replayed ?? 0), 0);
      const bySingle = went.length - counted;
      expect([0, 1]).toContain(bySingle);
      expect(bySingle).toBe(saidBySingle ?? bySingle);
      for (const it of ended) {
        const skipped = Object.values(it?.skipped ?? {}).reduce((sum, n) => sum + n, 0);
        expect((it?.replayed ?? 0) + skipped).toBe(it?.matched);
      }
    },
  );
  await fc.assert(property, { numRuns: RUNS });
}, 240_000);

test("dry runs from two processes at the same moment as a replay add up, and change nothing", async () => {
  const { ofPage } = await fill();
  const other = await mortalHouse(Infinity);
  const asked = { selection: { page: ofPage }, limit: null };
  const before = await Promise.all([stage.house.replayer.preview(asked), other.replayer.preview(asked)]);
  const whole = { matched: ENTRIES, wouldSend: ENTRIES, wouldReject: {} };
  expect(before).toEqual([whole, whole]);
  const { id } = await stage.house.replayer.start({ ...asked, priority: "bulk", actor: ACTOR });
  const during = await Promise.all([stage.house.replayer.preview(asked), other.replayer.preview(asked)]);
  for (const { matched, wouldSend, wouldReject } of during) {
    expect(wouldSend + Object.values(wouldReject).reduce((sum, n) => sum + n, 0)).toBe(matched);
  }
  expect(await finish(id)).toMatchObject({ replayed: ENTRIES, skipped: {} });
  await other.close();
});
