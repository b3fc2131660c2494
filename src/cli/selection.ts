/** Which dead letters a command is about. */
import { Option, type Command } from "commander";
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

export function idOption(): Option {
  const check = checkedBy(deadLetterIdSchema);
  return new Option("--id <id...>", "these dead letters and no filter").argParser(
    (id: string, before: readonly string[] | undefined) => [...(before ?? []), check(id)],
  );
}

/** What can be said of a filter without looking anything up. @throws BadUsage */
export function inOrder<
  T extends { readonly since?: number | undefined; readonly until?: number | undefined },
>(given: T): T {
  const { since, until } = given;
  if (since !== undefined && until !== undefined && since >= until)
    throw new BadUsage("--since must be a time before --until.");
  return given;
}

/** @throws BadUsage when it names what nobody has heard of */
export async function checkedFilter(house: House, given: DeadLetterFilter): Promise<DeadLetterFilter> {
  const { reason, page, type, since, until } = given;
  const [error] = await unheardOf(house, { reason, page, type });
  if (error !== undefined) throw new BadUsage(`--${error.path}: ${error.message}.`);
  return { reason, page, type, since, until };
}

/** What was typed, as far as it makes sense by itself. @throws BadUsage */
export function selectionIn({
  id,
  reason,
  page,
  type,
  since,
  until,
}: DeadLetterFilter & { readonly id?: readonly string[] }): Selection {
  const filter = inOrder({ reason, page, type, since, until });
  if (id === undefined) return filter;
  if (Object.values(filter).some((it) => it !== undefined))
    throw new BadUsage("--id names the dead letters already, so no filter may stand beside it.");
  return { ids: id };
}

/** @throws BadUsage when it names what nobody has heard of */
export async function checkedSelection(house: House, selection: Selection): Promise<Selection> {
  return "ids" in selection ? selection : checkedFilter(house, selection);
}
