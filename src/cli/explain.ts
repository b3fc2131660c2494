/** `taglane explain FILE|-`: what would be decided for each message now, and why. Sends nothing. */
import { Command, Option } from "commander";
import { parseMessage } from "../core/message.ts";
import type { Row } from "../ndjson.ts";
import type { Explanation } from "../pipeline/explain.ts";
import type { House } from "../runtime.ts";
import { withHouse } from "./house.ts";
import { FORMATS, openRows, type Format } from "./rows.ts";
import { printJsonLine, printLine } from "./terminal.ts";

export function explainCommand(): Command {
  return new Command("explain")
    .description("what would be decided for a message now, and why; sends nothing")
    .argument("<file>", "NDJSON or CSV; - reads standard input")
    .addOption(new Option("--format <format>", "by default the file's extension says").choices(FORMATS))
    .option("--json", "as JSON, one decision a line")
    .action(run);
}

type Explained = { row: number } & ({ decision: Explanation } | { errors: readonly string[] });

async function run(file: string, options: { format?: Format; json?: true }): Promise<void> {
  const rows = await openRows(file, options.format);
  await withHouse(async (house) => {
    for await (const row of rows) {
      const explained = await explain(house, row);
      if (options.json) printJsonLine(explained);
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
  const decision = await house.explain(parsed.message, parsed.type);
  if (decision === null)
    return { row: row.number, errors: [`page ${parsed.message.page} is not registered`] };
  return { row: row.number, decision };
}

function told(explained: Explained): string[] {
  const at = `row ${String(explained.row)}`;
  if ("errors" in explained) return [`${at}: not valid: ${explained.errors.join("; ")}`];
  const it = explained.decision;
  const as = it.verdict === "send" ? `as ${carriedAs(it.carriedAs)}` : it.reason;
  const changes = it.windowChangesAt === null ? "" : ` until ${it.windowChangesAt}`;
  return [
    `${at}: ${it.verdict} ${as} (window ${it.window.state}${changes}, tag ${it.tag ?? "none"}, policy ${it.policy})`,
    ...it.because.map((sentence) => `    ${sentence}`),
    ...(it.verdict === "reject" ? it.alternatives.map((one) => `    or ${one.type}: ${one.when}`) : []),
    ...(it.request === null ? [] : [`    request: ${JSON.stringify(it.request)}`]),
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
