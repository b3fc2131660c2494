/** `npx tsx bench/promotion/mistakes.ts`: the rows of the tuning half that the guard gets wrong. */
import { tuneHalf } from "./corpus.ts";
import { judgeRows } from "./figures.ts";

for (const { row, refused } of judgeRows(tuneHalf())) {
  if (refused !== (row.label === "promotional"))
    process.stdout.write(`${row.id} ${row.label} ${JSON.stringify(row.text)}\n`);
}
