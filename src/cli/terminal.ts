/** What a person reads in a terminal: lines, one sentence for what went wrong. */
import { isOutage } from "../redis/outage.ts";

export function printLine(line = ""): void {
  process.stdout.write(`${line}\n`);
}

export function printJson(value: unknown): void {
  printLine(JSON.stringify(value, null, 2));
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
