/** `taglane dead-letters`: what was given up, and why. */
import { Command, InvalidArgumentError } from "commander";
import { instant } from "../core/message.ts";
import { isReason, REASONS, type Reason } from "../core/outcome.ts";
import { tellDeadLetter } from "../http/dead-letters.ts";
import type { DeadLetter, DeadLetterFilter } from "../redis/dead-letters.ts";
import { withHouse } from "./house.ts";
import { printJson, printLine, printTable } from "./terminal.ts";

export function deadLetterCommands(): Command {
  const group = new Command("dead-letters").description("messages that were given up, and why");
  group
    .command("list")
    .description("newest first")
    .option("--reason <reason>", "only this reason", reasonOption)
    .option("--page <page>", "only this page")
    .option("--type <type>", "only this job type")
    .option("--since <time>", "died at this time or later (ISO 8601)", timeOption)
    .option("--until <time>", "died before this time (ISO 8601)", timeOption)
    .option("--limit <n>", "how many at the most", limitOption, 50)
    .option("--json", "as JSON")
    .action(list);
  group
    .command("show")
    .description("one, whole: its message, its decision, every attempt")
    .argument("<id>", "the dead letter's id")
    .action(show);
  return group;
}

interface ListOptions extends DeadLetterFilter {
  readonly limit: number;
  readonly json?: true;
}

async function list({ limit, json, ...filter }: ListOptions): Promise<void> {
  const found = await withHouse((house) => house.deadLetters.list(filter, limit, null));
  if (json) return printJson({ ...found, items: found.items.map(tellDeadLetter) });
  printDeadLetters(found.items);
  const more = found.total > found.items.length ? `, ${String(found.total - found.items.length)} more` : "";
  printLine(`${String(found.items.length)} shown${more}`);
}

async function show(id: string): Promise<void> {
  const entry = await withHouse((house) => house.deadLetters.get(id));
  if (entry === null) throw new Error(`No dead letter ${id} is here.`);
  printJson(tellDeadLetter(entry));
}

export function printDeadLetters(entries: readonly DeadLetter[]): void {
  if (entries.length === 0) return printLine("No dead letters.");
  printTable(
    ["DIED", "PAGE", "RECIPIENT", "TYPE", "REASON", "ID"],
    entries.map((it) => [
      new Date(it.deadAt).toISOString(),
      it.page ?? "?",
      it.recipient ?? "?",
      it.type ?? "?",
      it.reason,
      it.id,
    ]),
  );
}

function reasonOption(value: string): Reason {
  if (isReason(value)) return value;
  throw new InvalidArgumentError(`It must be one of ${Object.keys(REASONS).join(", ")}.`);
}

function timeOption(value: string): number {
  const parsed = instant.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError(`It ${parsed.error.issues[0]?.message ?? "is no time"}.`);
}

function limitOption(value: string): number {
  const limit = Number(value);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 10_000) return limit;
  throw new InvalidArgumentError("It must be a whole number from 1 to 10000.");
}
