/** What a person reads in a terminal: tables, lines, one sentence for what went wrong. */
import Table from "cli-table3";
import { isOutage } from "../redis/outage.ts";

export function printLine(line = ""): void {
  process.stdout.write(`${line}\n`);
}

export function printJson(value: unknown): void {
  printLine(JSON.stringify(value, null, 2));
}

/** A plain table; columns are as wide as their words. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const plain = { head: [], border: [] };
  const table = new Table({ head: [...head], style: plain, chars: RULES });
  table.push(...rows.map((row) => [...row]));
  printLine(table.toString());
}

/** One line, for a program that reads lines. */
export function printJsonLine(value: unknown): void {
  printLine(JSON.stringify(value));
}

/** One line to standard error. */
export function printProblem(error: unknown): void {
  process.stderr.write(`${sentenceFor(error)}\n`);
}

function sentenceFor(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return isOutage(error)
    ? `Redis stopped answering (${message}); see that it runs, then try again.`
    : message;
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
