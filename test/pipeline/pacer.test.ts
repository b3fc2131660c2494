import { describe, expect, test } from "vitest";
import { createPacer, type Pacer } from "../../src/pipeline/pacer.ts";

const LANE = { kind: "text", page: "1" } as const;
const clock = (): number => performance.now();

/** Ms that so many turns take, one after the other. */
async function timeOf(pacer: Pacer, turns: number, rate: number, page = "1"): Promise<number> {
  const start = clock();
  for (let nth = 0; nth < turns; nth += 1) await pacer.turn({ ...LANE, page }, () => Promise.resolve(rate));
  return clock() - start;
}

describe("what Meta's headers say", () => {
  test.each([
    { label: "nothing", usage: { app: null, page: null }, isSlow: false },
    { label: "that half is used", usage: { app: 50, page: 50 }, isSlow: false },
    { label: "that all of the page's is used", usage: { app: null, page: 100 }, isSlow: true },
    { label: "that all of the app's is used", usage: { app: 100, page: null }, isSlow: true },
  ])("$label: slow is $isSlow", async ({ usage, isSlow }) => {
    const pacer = createPacer(() => null, clock);
    pacer.heard("1", usage);
    // A tenth of 40 a second is 4: the fifth waits for the next second.
    expect((await timeOf(pacer, 5, 40)) > 900).toBe(isSlow);
  });

  test("slows no other page, and no longer once the next answer says less", async () => {
    const pacer = createPacer(() => null, clock);
    pacer.heard("1", { app: null, page: 100 });
    expect(await timeOf(pacer, 5, 40, "2")).toBeLessThan(900);
    pacer.heard("1", { app: null, page: 10 });
    expect(await timeOf(pacer, 5, 40)).toBeLessThan(900);
  });

  test("counts for a minute", async () => {
    let later = 0;
    const pacer = createPacer(
      () => null,
      () => clock() + later,
    );
    pacer.heard("1", { app: null, page: 100 });
    later = 60_001;
    expect(await timeOf(pacer, 5, 40)).toBeLessThan(900);
  });
});

test("the slowest pace there is is kept, however many other pages begin meanwhile", () => {
  let now = 0;
  const pacer = createPacer(
    () => null,
    () => now,
  );
  expect(pacer.begins(LANE, 0.1)).toBe(true);
  for (now = 1_000; now < 60_000; now += 1_000) {
    pacer.heard("1", { app: null, page: 100 });
    expect(pacer.begins({ ...LANE, page: String(now) }, 40)).toBe(true);
    expect(pacer.begins(LANE, 0.1)).toBe(false);
  }
});

describe("a turn that is waited for", () => {
  test("is given up when it is no longer wanted, and costs those behind it nothing", async () => {
    const pacer = createPacer(() => null, clock);
    expect(pacer.begins(LANE, 2) && pacer.begins(LANE, 2)).toBe(true);
    const turns = [2, null, null, 2].map((rate) => pacer.turn(LANE, () => Promise.resolve(rate)));
    expect(await Promise.all(turns)).toEqual([true, false, false, true]);
    // Two before, two now: the next has to wait again.
    expect(pacer.begins(LANE, 2)).toBe(false);
  });

  test("fails alone where its rate cannot be read", async () => {
    const pacer = createPacer(() => null, clock);
    expect(pacer.begins(LANE, 1)).toBe(true);
    const failing = pacer.turn(LANE, () => Promise.reject(new Error("Redis is gone")));
    const next = pacer.turn(LANE, () => Promise.resolve(40));
    await expect(failing).rejects.toThrow("Redis is gone");
    expect(await next).toBe(true);
  });
});

describe("a turn that is taken at once", () => {
  test("counts in the rate like any other, and is refused beyond it", async () => {
    const pacer = createPacer(() => null, clock);
    expect([1, 2, 3].map(() => pacer.begins(LANE, 2))).toEqual([true, true, false]);
    expect(await timeOf(pacer, 1, 2)).toBeGreaterThan(900);
  });

  test("goes before nobody who waits", async () => {
    const pacer = createPacer(() => null, clock);
    expect(pacer.begins(LANE, 1)).toBe(true);
    const waiting = pacer.turn(LANE, () => Promise.resolve(1));
    expect(pacer.begins(LANE, 1_000)).toBe(false);
    await waiting;
    expect(pacer.begins(LANE, 1_000)).toBe(true);
  });

  test("is refused at the app's ceiling", () => {
    const pacer = createPacer(() => 1, clock);
    expect(pacer.begins(LANE, 40)).toBe(true);
    expect(pacer.begins({ ...LANE, page: "2" }, 40)).toBe(false);
  });
});

test("the app's ceiling counts all pages together", async () => {
  const pacer = createPacer(() => 4, clock);
  expect(await timeOf(pacer, 4, 40, "1")).toBeLessThan(900);
  expect(await timeOf(pacer, 1, 40, "2")).toBeGreaterThan(500);
});

test("who waits for a slow rate is let go when it is raised", async () => {
  let rate = 0.1;
  const pacer = createPacer(() => null, clock);
  const turn = () => pacer.turn(LANE, () => Promise.resolve(rate));
  await turn();
  const start = clock();
  const second = turn();
  rate = 40;
  await second;
  expect(clock() - start).toBeLessThan(2_000);
});
