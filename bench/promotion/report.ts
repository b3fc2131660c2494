/**
 * How well the promotion guard judges the half of its corpus that it has never seen, and how fast.
 *
 *     npx tsx bench/promotion/report.ts             the held-out half
 *     npx tsx bench/promotion/report.ts --tune      the tuning half, with the rows that it gets wrong
 */
import { judgePromotion } from "../../src/core/promotion.ts";
import { type Row, heldOutHalf, tuneHalf } from "./corpus.ts";
import { type Figures, type Judged, figuresOf, judgeRows } from "./figures.ts";

main();

function main(): void {
  const onTune = process.argv.includes("--tune");
  const rows = onTune ? tuneHalf() : heldOutHalf();
  const judged = judgeRows(rows);
  print(`Promotion guard on the ${onTune ? "tuning" : "held-out"} half: ${rows.length} messages`);
  print("");
  printTable(judged);
  print("");
  print(`Honest receipts refused: ${judged.filter(isRefusedReceipt).length}`);
  print(
    `${microsecondsEach(rows).toFixed(0)} µs a message (${charactersEach(rows).toFixed(0)} characters on average)`,
  );
  if (onTune) printMistakes(judged);
}

function isRefusedReceipt({ row, refused }: Judged): boolean {
  return refused && row.label === "honest" && row.type.startsWith("order_");
}

function printTable(judged: readonly Judged[]): void {
  print(line("", "rows", "precision", "recall", "honest refused", "missed"));
  for (const lang of ["en", "es", "fr", "de", "pt", "vi", "th"]) {
    printFigures(lang, figuresOf(judged.filter(({ row }) => row.lang === lang)));
  }
  printFigures("hard", figuresOf(judged.filter(({ row }) => row.hard)));
  printFigures("all", figuresOf(judged));
}

function printFigures(
  name: string,
  { rows, precision, recall, honestRefused, promotionsMissed }: Figures,
): void {
  print(
    line(
      name,
      String(rows),
      precision.toFixed(3),
      recall.toFixed(3),
      String(honestRefused),
      String(promotionsMissed),
    ),
  );
}

function line(...cells: readonly string[]): string {
  return cells.map((cell, index) => (index === 0 ? cell.padEnd(6) : cell.padStart(15))).join("");
}

function printMistakes(judged: readonly Judged[]): void {
  for (const { row, refused } of judged) {
    if (refused !== (row.label === "promotional"))
      print(`${row.id} ${row.label} ${JSON.stringify(row.text)}`);
  }
}

/** The best of five rounds, the first of which warms up. */
function microsecondsEach(rows: readonly Row[]): number {
  const rounds = Array.from({ length: 5 }, () => {
    const startedAt = performance.now();
    for (const { text } of rows) judgePromotion(text);
    return ((performance.now() - startedAt) * 1000) / rows.length;
  });
  return Math.min(...rounds);
}

function charactersEach(rows: readonly Row[]): number {
  return rows.reduce((sum, { text }) => sum + text.length, 0) / rows.length;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
