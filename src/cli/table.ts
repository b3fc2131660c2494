/** Tables in a terminal, apart from `terminal.ts`: a role prints none, and need not hold what draws them. */
import Table from "cli-table3";
import { printLine } from "./terminal.ts";

/** A plain table; columns are as wide as their words. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const plain = { head: [], border: [] };
  const table = new Table({ head: [...head], style: plain, chars: RULES });
  table.push(...rows.map((row) => [...row]));
  printLine(table.toString());
}

const NONE = [
  "top",
  "top-mid",
  "top-left",
  "top-right",
  "bottom",
  "bottom-mid",
  "bottom-left",
  "bottom-right",
];
const SIDES = ["left", "left-mid", "right", "right-mid", "mid", "mid-mid"];
const RULES = { ...Object.fromEntries([...NONE, ...SIDES].map((name) => [name, ""])), middle: "  " };
