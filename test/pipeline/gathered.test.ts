import { expect, test } from "vitest";
import { gathered } from "../../src/pipeline/gathered.ts";

/** Work that ends when it is told to, and what it was given. */
function held(most = 50) {
  const given: string[][] = [];
  const ends: ((answers: readonly string[] | Error) => void)[] = [];
  const ask = gathered(async (some: readonly string[]) => {
    given.push([...some]);
    const answers = await new Promise<readonly string[] | Error>((resolve) => ends.push(resolve));
    if (answers instanceof Error) throw answers;
    return answers;
  }, most);
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return { given, ends, ask, turn };
}

test("what comes while the last ones are under way goes on together, in its order, and each gets its answer", async () => {
  const { given, ends, ask, turn } = held();
  const first = ask("a");
  await turn();
  const others = [ask("b"), ask("c")];
  await turn();
  expect(given).toEqual([["a"]]);
  ends[0]?.(["A"]);
  expect(await first).toBe("A");
  const later = ask("d");
  await turn();
  expect(given).toEqual([["a"], ["b", "c"]]);
  ends[1]?.(["B", "C"]);
  expect(await Promise.all(others)).toEqual(["B", "C"]);
  await turn();
  ends[2]?.(["D"]);
  expect(await later).toBe("D");
});

test("what fails is told to those who asked for it, and the next ones go on", async () => {
  const { given, ends, ask, turn } = held();
  const first = ask("a").catch((error: unknown) => error);
  await turn();
  const second = ask("b");
  ends[0]?.(new Error("no Redis"));
  expect(await first).toEqual(new Error("no Redis"));
  await turn();
  expect(given).toEqual([["a"], ["b"]]);
  ends[1]?.(["B"]);
  expect(await second).toBe("B");
});

test("no more go together than may", async () => {
  const { given, ends, ask, turn } = held(2);
  const all = ["a", "b", "c"].map(ask);
  await turn();
  ends[0]?.(["A", "B"]);
  await turn();
  ends[1]?.(["C"]);
  expect(await Promise.all(all)).toEqual(["A", "B", "C"]);
  expect(given).toEqual([["a", "b"], ["c"]]);
});
