/** How well the promotion guard judges the half of its corpus that it has never seen, and how fast. */
import { type Row, heldOutHalf } from "../promotion/corpus.ts";
import { figuresOf, judgeRows, type Judged } from "../promotion/figures.ts";
import { said, type Report, type Sheet } from "../support/report.ts";
import { product } from "../support/product.ts";
import { spreadOf, type Spread } from "../support/stats.ts";
import type { Suite } from "./suite.ts";

const ROUNDS = 6;
const LANGUAGES = ["en", "es", "fr", "de", "pt", "vi", "th"] as const;

export const promotion: Suite = async () => {
  const rows = heldOutHalf();
  const judged = judgeRows(rows);
  const us = await microsecondsEach(rows);
  const refusedReceipts = judged.filter(isRefusedReceipt).length;
  const groups = [
    ...LANGUAGES.map((lang) => ({ name: lang, those: judged.filter(({ row }) => row.lang === lang) })),
    { name: "hard", those: judged.filter(({ row }) => row.hard) },
    { name: "all", those: judged },
  ];
  const report: Report = {
    suite: "promotion",
    about: [
      `The ${said(rows.length)} messages of the corpus that neither a rule nor a weight has seen, ${said(charactersEach(rows))} characters on average.`,
      `Honest receipts refused: ${String(refusedReceipts)}. ${said(us.median)} µs a message.`,
    ],
    sheets: [sheetOf(groups)],
    verdicts: [],
    charts: [],
    figures: { all: figuresOf(judged), refusedReceipts, microseconds: us },
  };
  return report;
};

function isRefusedReceipt({ row, refused }: Judged): boolean {
  return refused && row.label === "honest" && row.type.startsWith("order_");
}

function sheetOf(groups: readonly { readonly name: string; readonly those: readonly Judged[] }[]): Sheet {
  return {
    title: "The promotion guard on its held-out half",
    columns: ["", "rows", "precision", "recall", "honest refused", "missed"],
    rows: groups.map(({ name, those }) => {
      const { rows, precision, recall, honestRefused, promotionsMissed } = figuresOf(those);
      return [
        name,
        String(rows),
        precision.toFixed(3),
        recall.toFixed(3),
        String(honestRefused),
        String(promotionsMissed),
      ];
    }),
  };
}

/** Of rounds after the first, which warms up. */
async function microsecondsEach(rows: readonly Row[]): Promise<Spread> {
  const { judgePromotion } = await product();
  const rounds = Array.from({ length: ROUNDS }, () => {
    const startedAt = performance.now();
    for (const { text } of rows) judgePromotion(text);
    return ((performance.now() - startedAt) * 1_000) / rows.length;
  });
  return spreadOf(rounds.slice(1));
}

function charactersEach(rows: readonly Row[]): number {
  return rows.reduce((sum, { text }) => sum + text.length, 0) / rows.length;
}
