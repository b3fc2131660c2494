import { describe, expect, test } from "vitest";
import { type Row, heldOutHalf, tuneHalf, tuneOnly } from "../../bench/promotion/corpus.ts";
import { figuresOf, judgeRows } from "../../bench/promotion/figures.ts";

const languages = ["en", "es", "fr", "de", "pt", "vi", "th"] as const;

describe("the promotion guard on the half of its corpus that it has not seen", () => {
  const judged = judgeRows(heldOutHalf());

  test("is right when it refuses, and refuses most promotions", () => {
    const { precision, recall } = figuresOf(judged);
    expect(precision).toBeGreaterThanOrEqual(0.97);
    expect(recall).toBeGreaterThanOrEqual(0.93);
  });

  test("refuses no honest receipt", () => {
    const receipts = judged.filter(({ row }) => row.label === "honest" && row.type.startsWith("order_"));
    expect(receipts.length).toBeGreaterThan(50);
    expect(receipts.filter(({ refused }) => refused).map(({ row }) => row.id)).toEqual([]);
  });

  test.each(languages)("holds in %s", (lang) => {
    const { precision, recall } = figuresOf(judged.filter(({ row }) => row.lang === lang));
    expect(precision).toBeGreaterThanOrEqual(0.94);
    expect(recall).toBeGreaterThanOrEqual(0.9);
  });
});

describe("the corpus", () => {
  const tune = tuneHalf();
  const heldOut = heldOutHalf();

  test("has each language and label in level shares in both halves", () => {
    expect(tune.length + heldOut.length).toBeGreaterThanOrEqual(700);
    for (const half of [tune, heldOut]) {
      const shares = languages.flatMap((lang) =>
        ["honest", "promotional"].map((label) => count(half, lang, label)),
      );
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(4);
    }
  });

  test("has no situation in both halves", () => {
    const seen = new Set(tune.map(({ id }) => id.slice(3)));
    expect(heldOut.filter(({ id }) => seen.has(id.slice(3)))).toEqual([]);
  });

  test("has no near-copies across the halves", () => {
    const seen = [...tune, ...tuneOnly()].map((row) => ({ lang: row.lang, grams: grams(row.text) }));
    const copies = heldOut.filter((row) =>
      seen.some(({ lang, grams: other }) => lang === row.lang && likeness(grams(row.text), other) > 0.5),
    );
    expect(copies.map(({ id }) => id)).toEqual([]);
  });
});

function count(rows: readonly Row[], lang: string, label: string): number {
  return rows.filter((row) => row.lang === lang && row.label === label).length;
}

function grams(text: string): Set<string> {
  const plain = text.toLowerCase().replace(/\d+/g, "0");
  return new Set(
    Array.from({ length: Math.max(0, plain.length - 4) }, (_, index) => plain.slice(index, index + 5)),
  );
}

/** Jaccard's: what two texts share of what they have together. */
function likeness(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  let shared = 0;
  for (const gram of one) if (other.has(gram)) shared++;
  return shared / Math.max(1, one.size + other.size - shared);
}
