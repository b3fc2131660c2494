/** Which dead letters a command is about. */
import type { Command } from "commander";
import { deadLetterIdSchema, filterFields, unheardOf } from "../http/dead-letter-view.ts";
import type { DeadLetterFilter } from "../redis/dead-letter-index.ts";
import type { Selection } from "../redis/replays.ts";
import type { House } from "../runtime.ts";
import { BadUsage, checkedBy } from "./usage.ts";

/** A command over those that a filter matches. */
export function filtered(group: Command, name: string, description: string, options = {}): Command {
  return group
    .command(name, options)
    .description(description)
    .option("--reason <reason>", "only this reason", checkedBy(filterFields.reason))
    .option("--page <page>", "only this page", checkedBy(filterFields.page))
    .option("--type <type>", "only this job type", checkedBy(filterFields.type))
    .option("--since <time>", "died at this time or later (ISO 8601)", checkedBy(filterFields.since))
    .option("--until <time>", "died before this time (ISO 8601)", checkedBy(filterFields.until));
}

/** @throws BadUsage when it makes no sense, or names what nobody has heard of */
export async function checkedFilter(house: House, given: DeadLetterFilter): Promise<DeadLetterFilter> {
  const { reason, page, type, since, until } = given;
  if (since !== undefined && until !== undefined && since >= until)
    throw new BadUsage("--since must be a time before --until.");
  const [error] = await unheardOf(house, { reason, page, type });
  if (error !== undefined) throw new BadUsage(`--${error.path}: ${error.message}.`);
  return { reason, page, type, since, until };
}

/** @throws BadUsage */
export async function selectionOf(
  house: House,
  { id, ...options }: DeadLetterFilter & { id?: readonly string[] },
): Promise<Selection> {
  const filter = await checkedFilter(house, options);
  if (id === undefined) return filter;
  if (Object.values(filter).some((it) => it !== undefined))
    throw new BadUsage("--id names the dead letters already, so no filter may stand beside it.");
  const check = checkedBy(deadLetterIdSchema);
  return { ids: id.map((it) => check(it)) };
}
