/** `taglane dead-letters`: what was given up, and why; replay it, or throw it away. */
import { Command } from "commander";
import {
  deadLetterIdSchema,
  findDeadLetter,
  listLimit,
  tellDeadLetter,
  tellSummary,
} from "../http/dead-letter-view.ts";
import type { DeadLetterFilter } from "../redis/dead-letter-index.ts";
import type { DeadLetter } from "../redis/dead-letters.ts";
import { terminalActor } from "./actor.ts";
import { discardCommand } from "./discard.ts";
import { withHouse } from "./house.ts";
import { abortCommand, replayCommand, replaysCommand } from "./replay.ts";
import { checkedFilter, filtered, inOrder } from "./selection.ts";
import { printTable } from "./table.ts";
import { printJson, printLine } from "./terminal.ts";
import { checkedBy } from "./usage.ts";

export function deadLetterCommands(): Command {
  const group = new Command("dead-letters").description("messages that were given up, and why");
  filtered(group, "list", "newest first", { isDefault: true })
    .option("--limit <n>", "how many at the most", checkedBy(listLimit), 50)
    .option("--json", "as JSON")
    .action(list);
  group
    .command("show")
    .description("one, whole: its message, its decision, every attempt")
    .argument("<id>", "the dead letter's id", checkedBy(deadLetterIdSchema))
    .option("--json", "as JSON")
    .action(show);
  filtered(group, "summary", "how many, by reason, page and type")
    .option("--json", "as JSON")
    .action(summary);
  replayCommand(filtered(group, "replay", "puts them back at the start of the line, judged anew"));
  replaysCommand(group);
  abortCommand(group);
  discardCommand(filtered(group, "discard", "throws them away for good"));
  group
    .command("repair")
    .description("compares the index with the queue, entry by entry, and mends it")
    .option("--json", "as JSON")
    .action(repair);
  return group;
}

interface ListOptions extends DeadLetterFilter {
  readonly limit: number;
  readonly json?: true;
}

async function list({ limit, json, ...given }: ListOptions): Promise<void> {
  const asked = inOrder(given);
  const found = await withHouse(async (house) =>
    house.deadLetters.list(await checkedFilter(house, asked), limit, null),
  );
  if (json) return printJson({ items: found.items.map(tellDeadLetter), total: found.total });
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

async function summary({ json, ...given }: DeadLetterFilter & { json?: true }): Promise<void> {
  const asked = inOrder(given);
  const told = await withHouse(async (house) => tellSummary(house, await checkedFilter(house, asked)));
  if (json) return printJson(told);
  if (told.total === 0) return printLine("No dead letters.");
  printTable(
    ["REASON", "COUNT", ""],
    told.reasons.map((it) => [it.reason, String(it.count), it.sentence]),
  );
  printLine();
  printTable(
    ["PAGE", "COUNT"],
    counted(
      told.pages.map((it) => [it.page, it.count]),
      told.otherPages,
    ),
  );
  printLine();
  printTable(
    ["TYPE", "COUNT"],
    counted(
      told.types.map((it) => [it.type, it.count]),
      told.otherTypes,
    ),
  );
  printLine();
  printLine(`${String(told.total)} in all`);
}

function counted(rows: readonly (readonly [string, number])[], others: number): string[][] {
  const all = others > 0 ? [...rows, ["others or none", others] as const] : rows;
  return all.map(([name, count]) => [name, String(count)]);
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
    ...it.history.flatMap((one) => [
      `  ${one.deadAt}  ${one.messageId} was given up: ${one.reason}`,
      `  ${one.replayedAt}  replayed by ${one.replayedBy}${one.message === undefined ? "" : " with another content"}`,
    ]),
    `  ${it.acceptedAt}  accepted as ${it.messageId}`,
    ...it.attempts.map(
      (one) => `  ${one.at}  attempt: ${one.outcome}${one.error ? ` – ${one.error.message}` : ""}`,
    ),
    `  ${it.deadAt}  given up`,
    `  The message: ${JSON.stringify(it.message)}`,
  ];
}

async function repair({ json }: { json?: true }): Promise<void> {
  const mended = await withHouse((house) => house.operator.mend(terminalActor()));
  if (json) return printJson(mended);
  const { filed, dropped } = mended;
  printLine(
    filed + dropped === 0
      ? "Queue and index agree; there was nothing to mend."
      : `Mended: ${String(filed)} places of the index filled, ${String(dropped)} entries without a job dropped.`,
  );
}
