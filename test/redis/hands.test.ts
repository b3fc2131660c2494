import { expect, test } from "vitest";
import { createHands, type Hands } from "../../src/redis/hands.ts";

const nobody = { handed: () => undefined };

/** Resolves when it has one. */
function hand(hands: Hands): Promise<void> {
  return new Promise((resolve) => {
    if (hands.take({ handed: resolve })) resolve();
  });
}

test("hands go to those who asked first", async () => {
  const hands = createHands(1);
  const got: string[] = [];
  expect(hands.take(nobody)).toBe(true);
  const both = ["first", "second"].map(async (who) => {
    await hand(hands);
    got.push(who);
    hands.giveBack();
  });
  expect([hands.areAwaited, hands.areFree]).toEqual([true, false]);
  hands.giveBack();
  await Promise.all(both);
  expect([got, hands.areAwaited, hands.areFree]).toEqual([["first", "second"], false, true]);
});

test("some are kept for those who have none", () => {
  const hands = createHands(3, 1);
  expect([hands.take(nobody), hands.areFree]).toEqual([true, true]);
  expect([hands.take(nobody), hands.areFree]).toEqual([true, false]);
  expect([hands.take(nobody), hands.areAwaited]).toEqual([true, false]);
  hands.giveBack();
  hands.giveBack();
  expect(hands.areFree).toBe(true);
});

test("whoever waits long lends the hand, and has it back at once when the wait is over", async () => {
  const hands = createHands(1);
  let end: () => void = () => undefined;
  hands.take(nobody);
  const waiting = hands.lend(new Promise<void>((resolve) => (end = resolve)));
  await hand(hands);
  end();
  await waiting;
  const third = hand(hands);
  hands.giveBack();
  expect(hands.areAwaited).toBe(true);
  hands.giveBack();
  await third;
  expect(hands.areAwaited).toBe(false);
});

test("a short wait keeps the hand", async () => {
  const hands = createHands(1);
  hands.take(nobody);
  expect(await hands.lend(Promise.resolve("done"))).toBe("done");
  expect([hands.take(nobody), hands.areAwaited]).toEqual([false, true]);
});

test("thousands in line who have no use for theirs any more pass it on", async () => {
  const hands = createHands(1);
  hands.take(nobody);
  for (let nth = 0; nth < 20_000; nth += 1) hands.take({ handed: () => hands.giveBack() });
  const last = hand(hands);
  hands.giveBack();
  await last;
  expect(hands.areAwaited).toBe(false);
});
