import { expect, test } from "vitest";
import { createHands } from "../../src/redis/hands.ts";

test("hands go to those who asked first", async () => {
  const hands = createHands(1);
  const got: string[] = [];
  await hands.take(false);
  const both = ["first", "second"].map(async (who) => {
    await hands.take(false);
    got.push(who);
    hands.giveBack();
  });
  expect(hands.areAwaited).toBe(true);
  hands.giveBack();
  await Promise.all(both);
  expect([got, hands.areAwaited]).toEqual([["first", "second"], false]);
});

test("whoever waits long lends the hand, and has it back at once when the wait is over", async () => {
  const hands = createHands(1);
  let end: () => void = () => undefined;
  await hands.take(false);
  const waiting = hands.lend(new Promise<void>((resolve) => (end = resolve)));
  await hands.take(false);
  end();
  await waiting;
  const third = hands.take(false);
  hands.giveBack();
  expect(hands.areAwaited).toBe(true);
  hands.giveBack();
  await third;
  expect(hands.areAwaited).toBe(false);
});

test("a short wait keeps the hand", async () => {
  const hands = createHands(1);
  await hands.take(false);
  expect(await hands.lend(Promise.resolve("done"))).toBe("done");
  hands.take(false).catch(() => undefined);
  expect(hands.areAwaited).toBe(true);
});

test("whoever has none gets one before whoever has some, for whom nobody need stop", async () => {
  const hands = createHands(1);
  const got: string[] = [];
  const asks = async (who: string, isOneMore: boolean) => {
    await hands.take(isOneMore);
    got.push(who);
    hands.giveBack();
  };
  await hands.take(false);
  const greedy = asks("one more", true);
  expect(hands.areAwaited).toBe(false);
  const first = asks("the first", false);
  expect(hands.areAwaited).toBe(true);
  hands.giveBack();
  await Promise.all([greedy, first]);
  expect(got).toEqual(["the first", "one more"]);
});
