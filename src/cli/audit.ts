/** `taglane audit`: who changed what, when, from where. */
import { Command } from "commander";
import { auditFields, tellDeed } from "../http/audit.ts";
import { listLimit } from "../http/dead-letter-view.ts";
import type { AuditFilter } from "../redis/audit.ts";
import { withHouse } from "./house.ts";
import { printTable } from "./table.ts";
import { printJsonLine, printLine } from "./terminal.ts";
import { BadUsage, checkedBy } from "./usage.ts";

export function auditCommand(): Command {
  return new Command("audit")
    .description("who changed what, when, from where; newest first")
    .option("--since <time>", "at this time or later (ISO 8601)", checkedBy(auditFields.since))
    .option("--until <time>", "before this time (ISO 8601)", checkedBy(auditFields.until))
    .option("--action <action>", "only this", checkedBy(auditFields.action))
    .option("--by <name>", "only by this key or user", checkedBy(auditFields.by))
    .option("--limit <n>", "how many at the most", checkedBy(listLimit), 50)
    .option("--ndjson", "all that match, oldest first, one JSON object a line")
    .action(audit);
}

async function audit({
  limit,
  ndjson,
  ...filter
}: AuditFilter & { limit: number; ndjson?: true }): Promise<void> {
  const { since, until } = filter;
  if (since !== undefined && until !== undefined && since >= until)
    throw new BadUsage("--since must be a time before --until.");
  await withHouse(async (house) => {
    if (ndjson) {
      for await (const entry of house.audit.all(filter)) printJsonLine(tellDeed(entry));
      return;
    }
    const { items } = await house.audit.list(filter, limit, null);
    if (items.length === 0) return printLine("Nothing is on record.");
    printTable(
      ["AT", "BY", "FROM", "ACTION", "TARGET", "DETAILS"],
      items
        .map(tellDeed)
        .map((it) => [
          it.at,
          it.by,
          `${it.via}, ${it.from}`,
          it.action,
          it.target ?? "",
          JSON.stringify(it.details).slice(0, 80),
        ]),
    );
  });
}
