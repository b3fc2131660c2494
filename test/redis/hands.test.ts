import { expect, test } from "vitest";
import { createHands } from "../../src/redis/hands.ts";

test("hands go to those who asked first", async () => {
  const hands = createHands(1);
  const got: string[] = [];
  await hands.take();
  const both = ["first", "second"].map(async (who) => {
    await hands.take();
    got.push(who);
    hands.giveBack();
  });
  expect([hands.areAwaited, hands.areFree]).toEqual([true, false]);
  hands.giveBack();
  await Promise.all(both);
  expect([got, hands.areAwaited, hands.areFree]).toEqual([["first", "second"], false, true]);
});

test("some are kept for those who have none", async () => {
  const hands = createHands(3, 1);
  await hands.take();
  expect(hands.areFree).toBe(true);
  await hands.take();
  expect(hands.areFree).toBe(false);
  await hands.take();
  expect(hands.areAwaited).toBe(false);
  hands.giveBack();
  hands.giveBack();
  expect(hands.areFree).toBe(true);
});

test("whoever waits long lends the hand, and has it back at once when the wait is over", async () => {
  const hands = createHands(1);
  let end: () => void = () => undefined;
  await hands.take();
  const waiting = hands.lend(new Promise<void>((resolve) => (end = resolve)));
  await hands.take();
  end();
  await waiting;
  const third = hands.take();
  hands.giveBack();
  expect(hands.areAwaited).toBe(true);
  hands.giveBack();
  await third;
  expect(hands.areAwaited).toBe(false);
});

test("a short wait keeps the hand", async () => {
  const hands = createHands(1);
  await hands.take();
  expect(await hands.lend(Promise.resolve("done"))).toBe("done");
  hands.take().catch(() => undefined);
  expect(hands.areAwaited).toBe(true);
});
