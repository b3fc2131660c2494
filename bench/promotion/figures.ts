import { judgePromotion } from "../../src/core/promotion.ts";
import type { Row } from "./corpus.ts";

/** What the guard said to a row. */
export type Judged = { readonly row: Row; readonly refused: boolean };

export function judgeRows(rows: readonly Row[]): Judged[] {
  return rows.map((row) => ({ row, refused: judgePromotion(row.text).promotional }));
}

/** Of the refused, how many were promotions; of the promotions, how many were refused; honest ones refused, hard or not. */
export type Figures = {
  readonly rows: number;
  readonly precision: number;
  readonly recall: number;
  readonly honestRefused: number;
  readonly promotionsMissed: number;
};

export function figuresOf(judged: readonly Judged[]): Figures {
  const promotions = judged.filter(({ row }) => row.label === "promotional");
  const caught = promotions.filter(({ refused }) => refused).length;
  const honestRefused = judged.filter(({ row, refused }) => refused && row.label === "honest").length;
  return {
    rows: judged.length,
    precision: caught / Math.max(1, caught + honestRefused),
    recall: caught / Math.max(1, promotions.length),
    honestRefused,
    promotionsMissed: promotions.length - caught,
  };
}
