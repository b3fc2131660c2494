import { readFileSync } from "node:fs";
import { assert as fcAssert, constantFrom, property } from "fast-check";
import { expect, test } from "vitest";
import { wordsOf } from "../../src/core/content.ts";
import { decide } from "../../src/core/policy.ts";
import { judgePromotion } from "../../src/core/promotion.ts";
import { aCase, CATALOGUE, DAY, NOW } from "../support/builders.ts";

const CORPUS = new URL("../../bench/promotion/corpus.ndjson", import.meta.url);
const texts = readFileSync(CORPUS, "utf8")
  .trim()
  .split("\n")
  .map((line) => (JSON.parse(line) as { text: string }).text)
  .filter((text) => text.length < 2_000);

const TEMPLATES = Object.fromEntries(
  [...CATALOGUE.keys()].map((type) => [
    type,
    { name: `${type}_v1`, language: "en", body: ["metadata.note"] },
  ]),
);
const tagged = [...CATALOGUE.values()].filter((type) => type.tag !== null).map((type) => type.name);

/** What the person would read: the text under a tag, the values in a template. */
function carriedWords(text: string, note: string, isTemplate: boolean): string {
  return isTemplate ? note : wordsOf({ text });
}

test("nothing that the guard refuses ever goes under a tag or in a template", () => {
  fcAssert(
    property(
      constantFrom(...texts),
      constantFrom(...texts),
      constantFrom(...tagged),
      constantFrom("message_tags" as const, "utility" as const),
      constantFrom(NOW - 2 * DAY, NOW - 8 * DAY, null),
      (text, note, type, tagPolicy, lastInboundAt) => {
        const message = { type, content: { text }, metadata: { note: note.slice(0, 1_000) } };
        const page = { tagPolicy, templates: TEMPLATES, humanAgent: true };
        const decision = decide(aCase({ message, page, lastInboundAt }));
        if (decision.verdict === "reject") return;
        const { template } = decision.carriedAs;
        const words = carriedWords(text, note.slice(0, 1_000), template !== null);
        expect(judgePromotion(words).promotional).toBe(false);
      },
    ),
    { numRuns: 400 },
  );
});

test.each([
  ["reject", "reject"],
  ["flag", "send"],
  ["off", "send"],
] as const)("a page whose guard is set to %s: %s", (promotionGuard, verdict) => {
  const message = { content: { text: "Hurry! Use the discount code SALE50 and buy now!" } };
  const page = { tagPolicy: "message_tags", promotionGuard } as const;
  const decision = decide(aCase({ message, page, lastInboundAt: null }));
  expect(decision.verdict).toBe(verdict);
  const flagged = decision.details.some((sentence) => sentence.startsWith("It was let through although"));
  expect(flagged).toBe(promotionGuard === "flag");
});

test("inside the open window promotion is nobody's business", () => {
  const message = { type: "announcement", content: { text: "Hurry! 50% off everything, buy now!" } };
  expect(decide(aCase({ message }))).toMatchObject({ verdict: "send" });
});
