import { describe, expect, it } from "vitest";
import { createCourtesy } from "../../src/pipeline/courtesy.ts";

const ROWS = Array.from({ length: 25 }, (_, i) => i);

/** What was worked on together, with a mark for each turn of the event loop that others had. */
async function turnsOf(courtesy: ReturnType<typeof createCourtesy>): Promise<(number | "others")[]> {
  const seen: (number | "others")[] = [];
  let isOver = false;
  const others = (): void => {
    if (isOver) return;
    seen.push("others");
    setImmediate(others);
  };
  await courtesy.inTurns(ROWS, (some) => {
    if (seen.length === 0) setImmediate(others);
    seen.push(some.length);
    return Promise.resolve();
  });
  isOver = true;
  return seen;
}

describe("bulk gives way", () => {
  it("works on all at once where no single message comes", async () => {
    const courtesy = createCourtesy(() => 0);
    expect(await turnsOf(courtesy)).toEqual([25]);
  });

  it("works on a few at a time while single messages come, and lets others in between", async () => {
    const courtesy = createCourtesy(() => 0);
    courtesy.noticed();
    expect(await turnsOf(courtesy)).toEqual([10, "others", 10, "others", 5, "others"]);
  });

  it("goes back to all at once when none came for a while", async () => {
    let now = 0;
    const courtesy = createCourtesy(() => now);
    courtesy.noticed();
    now = 10_000;
    expect(await turnsOf(courtesy)).toEqual([25]);
  });

  it("hands each over once, in their order", async () => {
    const courtesy = createCourtesy(() => 0);
    courtesy.noticed();
    const handed: number[] = [];
    await courtesy.inTurns(ROWS, (some) => Promise.resolve(void handed.push(...some)));
    expect(handed).toEqual(ROWS);
  });
});
