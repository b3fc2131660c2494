/** `taglane explain FILE|-`: what would be decided for each message now, and why. Sends nothing. */
import { Command } from "commander";
import { tellDecision, type ToldDecision } from "../core/decision.ts";
import { parseMessage } from "../core/message.ts";
import type { House } from "../runtime.ts";
import { withHouse } from "./house.ts";
import { readRows, type Row } from "./rows.ts";
import { printJson, printLine } from "./terminal.ts";

export function explainCommand(): Command {
  return new Command("explain")
    .description("what would be decided for a message now, and why; sends nothing")
    .argument("<file>", "NDJSON or CSV; - reads standard input")
    .option("--format <format>", "ndjson or csv; by default the file's extension says")
    .option("--json", "as JSON, one decision a line")
    .action(run);
}

type Explained = { row: number } & ({ decision: ToldDecision } | { errors: readonly string[] });

async function run(file: string, options: { format?: string; json?: true }): Promise<void> {
  await withHouse(async (house) => {
    for await (const row of readRows(file, options.format)) {
      const explained = await explain(house, row);
      if (options.json) printJson(explained);
      else for (const line of told(explained)) printLine(line);
      if ("errors" in explained) process.exitCode = 1;
    }
  });
}

async function explain(house: House, row: Row): Promise<Explained> {
  if ("error" in row) return { row: row.number, errors: [row.error] };
  const parsed = parseMessage(row.value, house.catalogue);
  if (!parsed.ok)
    return { row: row.number, errors: parsed.errors.map((it) => `${it.path} ${it.message}`.trim()) };
  const decision = await house.judge(parsed.message, parsed.type);
  if (decision === null)
    return { row: row.number, errors: [`page ${parsed.message.page} is not registered`] };
  return { row: row.number, decision: tellDecision(decision) };
}

function told(explained: Explained): string[] {
  const at = `row ${String(explained.row)}`;
  if ("errors" in explained) return [`${at}: not valid: ${explained.errors.join("; ")}`];
  const it = explained.decision;
  const as = it.verdict === "send" ? `as ${carriedAs(it.carriedAs)}` : it.reason;
  return [
    `${at}: ${it.verdict} ${as} (window ${it.window.state}, tag ${it.tag ?? "none"}, policy ${it.policy})`,
    ...it.because.map((sentence) => `    ${sentence}`),
    ...(it.verdict === "reject" && it.alternatives.length > 0
      ? [`    It could go as: ${it.alternatives.map((one) => one.type).join(", ")}.`]
      : []),
  ];
}

/** `MESSAGE_TAG POST_PURCHASE_UPDATE`, `UTILITY order_shipped_v1`, `UPDATE`. */
export function carriedAs(it: {
  messagingType: string;
  tag: string | null;
  template: { name: string } | null;
}): string {
  return [it.messagingType, it.tag, it.template?.name].filter((part) => typeof part === "string").join(" ");
}
