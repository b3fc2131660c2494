/** `taglane pages`: which pages there are, how each is set, what waits in its lane; pause and resume. */
import { text } from "node:stream/consumers";
import { Command, Option } from "commander";
import { z } from "zod";
import { readEnvironment } from "../config.ts";
import { pageIdSchema } from "../core/message.ts";
import { HIGHEST_RATE, pageInput, pageSettings, TAG_POLICIES, type PageSettings } from "../core/page.ts";
import { quietHours, type QuietHours } from "../core/quiet-hours.ts";
import { pauseReason, tellPage, tellPages, type ToldPage } from "../http/page-view.ts";
import { settingsOf, type StoredPage } from "../redis/pages.ts";
import type { House } from "../runtime.ts";
import { decimal, whole } from "../setting-forms.ts";
import { terminalActor } from "./actor.ts";
import { withHouse } from "./house.ts";
import { pageLines } from "./page-lines.ts";
import { printTable } from "./table.ts";
import { printJson, printLine } from "./terminal.ts";
import { BadUsage, checkedBy, inForm } from "./usage.ts";

export function pageCommands(): Command {
  const group = new Command("pages").description("pages, their lanes, holds and rates");
  group
    .command("list", { isDefault: true })
    .description("each page, what waits in its lane, and why it is held")
    .option("--json", "as JSON")
    .action(list);
  onePage(group, "show", "how one page is set").action(show);
  const set = onePage(group, "set", "registers a page, or changes what is named of it");
  set
    .option("--name <name>", "what it is called here", checkedBy(pageSettings.shape.name))
    .option("--rate <n>", "messages a second", inForm(decimal(0.1, HIGHEST_RATE)))
    .addOption(new Option("--policy <policy>", "tag policy of this page").choices(TAG_POLICIES))
    .addOption(
      new Option("--guard <guard>", "what happens to promotional content").choices(["reject", "flag", "off"]),
    )
    .option("--human-agent", "Meta has granted the Human Agent feature for it")
    .option("--no-human-agent", "Meta has not")
    .option("--time-zone <zone>", "in which templates write times", checkedBy(pageSettings.shape.timeZone))
    .option(
      "--quiet <hours>",
      "when nothing goes out that can wait, as 22:00-08:00; off: never",
      checkedBy(quietOption),
    )
    .option("--spacing <ms>", "least time between two messages to one person", inForm(whole(0, 60_000)))
    .addOption(new Option("--token-env <variable>", "its access token is in this environment variable"))
    .addOption(
      new Option("--token-stdin", "its access token is read from standard input").conflicts("tokenEnv"),
    )
    .action(change);
  onePage(group, "pause", "nothing is sent from it until it is resumed; nothing is lost")
    .requiredOption("--reason <reason>", "why, for whoever finds it paused", checkedBy(pauseReason))
    .action(pause);
  onePage(group, "resume", "lets it go again").action(resume);
  return group;
}

function onePage(group: Command, name: string, description: string): Command {
  return group
    .command(name)
    .description(description)
    .argument("<id>", "the page's id", checkedBy(pageIdSchema))
    .option("--json", "as JSON");
}

interface Json {
  readonly json?: true;
}

async function list(options: Json): Promise<void> {
  const pages = await withHouse(tellPages);
  if (options.json) return printJson(pages);
  if (pages.length === 0)
    return printLine("No page is registered; taglane pages set <id> --name <name> adds one.");
  printTable(
    ["PAGE", "NAME", "RATE", "POLICY", "WAITING", "DELAYED", "ACTIVE", "HELD"],
    pages.map((it) => [
      it.id,
      it.name,
      `${String(it.lane.ratePerSecond)}/s`,
      it.tagPolicy,
      ...[it.lane.waiting, it.lane.delayed, it.lane.active].map(String),
      it.lane.held?.reason ?? "",
    ]),
  );
}

async function show(id: string, options: Json): Promise<void> {
  await withHouse(async (house) => print(await tellPage(house, await pageAt(house, id)), options));
}

async function pause(id: string, { reason, ...options }: Json & { reason: string }): Promise<void> {
  await withHouse(async (house) => {
    await pageAt(house, id);
    await house.operator.pause(id, reason, terminalActor());
    print(await tellPage(house, await pageAt(house, id)), options);
  });
}

async function resume(id: string, options: Json): Promise<void> {
  await withHouse(async (house) => {
    await pageAt(house, id);
    await house.operator.resume(id, terminalActor());
    print(await tellPage(house, await pageAt(house, id)), options);
  });
}

const quietOption = z.string().transform((given, context) => {
  if (given === "off") return given;
  const [from, ...to] = given.split("-");
  const parsed = quietHours.safeParse({ from, to: to.join("-") });
  if (parsed.success) return parsed.data;
  context.addIssue("must be two different times of day, as 22:00-08:00, or off");
  return z.NEVER;
});

interface Change extends Json {
  readonly name?: string;
  readonly rate?: number;
  readonly policy?: PageSettings["tagPolicy"];
  readonly guard?: PageSettings["promotionGuard"];
  readonly humanAgent?: boolean;
  readonly timeZone?: string;
  readonly quiet?: QuietHours | "off";
  readonly spacing?: number;
  readonly tokenEnv?: string;
  readonly tokenStdin?: true;
}

async function change(id: string, options: Change): Promise<void> {
  const token = await tokenFrom(options);
  await withHouse(async (house) => {
    const settings = changed(id, await house.pages.get(id), options);
    const { warning } = await house.operator.register(id, settings, token, terminalActor());
    print(await tellPage(house, await pageAt(house, id)), options);
    if (warning !== null) process.stderr.write(`${warning}\n`);
  });
}

/** What is not named stays as it was. */
function changed(id: string, page: StoredPage | null, options: Change): PageSettings {
  if (page === null && options.name === undefined)
    throw new BadUsage(`Page ${id} is not registered yet, so it needs a --name.`);
  const { name, rate, policy, guard, humanAgent, timeZone, quiet, spacing } = options;
  const { quietHours: hours, ...before } = page === null ? pageSettings.parse({ name }) : settingsOf(page);
  const silence = quiet ?? hours;
  return {
    ...before,
    ...(silence !== undefined && silence !== "off" && { quietHours: silence }),
    ...(spacing !== undefined && { recipientSpacingMs: spacing }),
    ...(name !== undefined && { name }),
    ...(rate !== undefined && { ratePerSecond: rate }),
    ...(policy !== undefined && { tagPolicy: policy }),
    ...(guard !== undefined && { promotionGuard: guard }),
    ...(humanAgent !== undefined && { humanAgent }),
    ...(timeZone !== undefined && { timeZone }),
  };
}

/** Never from an argument: those are seen in the list of processes and kept in the shell's history. */
async function tokenFrom({ tokenEnv, tokenStdin }: Change): Promise<string | null> {
  if (tokenEnv === undefined && tokenStdin === undefined) return null;
  const [given, where] =
    tokenEnv === undefined
      ? [await text(process.stdin), "standard input"]
      : [readEnvironment()[tokenEnv] ?? "", `the environment variable ${tokenEnv}`];
  const parsed = pageInput.shape.accessToken.safeParse(given);
  if (parsed.success && parsed.data !== undefined) return parsed.data;
  throw new BadUsage(`There is no access token in ${where}: it is empty, or longer than 1,000 characters.`);
}

async function pageAt(house: House, id: string): Promise<StoredPage> {
  const page = await house.pages.get(id);
  if (page !== null) return page;
  throw new Error(
    `Page ${id} is not registered; taglane pages set ${id} --name <name> --token-stdin adds it.`,
  );
}

function print(page: ToldPage, options: Json): void {
  if (options.json) printJson(page);
  else for (const line of pageLines(page)) printLine(line);
}
