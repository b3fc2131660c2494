/** `taglane dead-letters`: what was given up, and why. */
import { Command } from "commander";
import { filterFields, findDeadLetter, tellDeadLetter } from "../http/dead-letter-view.ts";
import type { DeadLetter, DeadLetterFilter } from "../redis/dead-letters.ts";
import { withHouse } from "./house.ts";
import { printJson, printLine, printTable } from "./terminal.ts";
import { BadUsage, checkedBy } from "./usage.ts";

export function deadLetterCommands(): Command {
  const group = new Command("dead-letters").description("messages that were given up, and why");
  group
    .command("list", { isDefault: true })
    .description("newest first")
    .option("--reason <reason>", "only this reason", checkedBy(filterFields.reason))
    .option("--page <page>", "only this page", checkedBy(filterFields.page))
    .option("--type <type>", "only this job type", checkedBy(filterFields.type))
    .option("--since <time>", "died at this time or later (ISO 8601)", checkedBy(filterFields.since))
    .option("--until <time>", "died before this time (ISO 8601)", checkedBy(filterFields.until))
    .option("--limit <n>", "how many at the most", checkedBy(filterFields.limit), 50)
    .option("--json", "as JSON")
    .action(list);
  group
    .command("show")
    .description("one, whole: its message, its decision, every attempt")
    .argument("<id>", "the dead letter's id")
    .option("--json", "as JSON")
    .action(show);
  return group;
}

interface ListOptions extends DeadLetterFilter {
  readonly limit: number;
  readonly json?: true;
}

async function list({ limit, json, ...filter }: ListOptions): Promise<void> {
  const { since, until } = filter;
  if (since !== undefined && until !== undefined && since >= until)
    throw new BadUsage("--since must be a time before --until.");
  const found = await withHouse((house) => house.deadLetters.list(filter, limit, null));
  if (json) return printJson({ ...found, items: found.items.map(tellDeadLetter) });
  if (found.items.length === 0) return printLine("No dead letters.");
  printDeadLetters(found.items);
  const more = found.total - found.items.length;
  printLine(`${String(found.items.length)} shown${more > 0 ? `, ${String(more)} more` : ""}`);
}

function printDeadLetters(entries: readonly DeadLetter[]): void {
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

async function show(id: string, options: { json?: true }): Promise<void> {
  const entry = await withHouse((house) => findDeadLetter(house, id));
  if (entry === null) throw new Error(`There is no dead letter ${id}.`);
  if (options.json) return printJson(tellDeadLetter(entry));
  for (const line of story(entry)) printLine(line);
}

function story(entry: DeadLetter): string[] {
  const it = tellDeadLetter(entry);
  return [
    `${it.id}  ${it.type ?? "?"} to ${it.recipient ?? "?"} on page ${it.page ?? "?"}: ${it.reason}`,
    `  ${it.sentence}`,
    ...(it.detail === "" ? [] : [`  ${it.detail}`]),
    `  ${it.acceptedAt}  accepted as ${it.messageId}`,
    ...it.attempts.map(
      (one) => `  ${one.at}  attempt: ${one.outcome}${one.error ? ` – ${one.error.message}` : ""}`,
    ),
    `  ${it.deadAt}  given up${it.replays > 0 ? `; replayed ${String(it.replays)} times` : ""}`,
    `  The message: ${JSON.stringify(it.message)}`,
  ];
}
