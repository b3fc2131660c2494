/** `taglane templates`: a page's utility templates, at Meta and here. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { fieldErrors, pageIdSchema } from "../core/message.ts";
import { starterTemplate, type StarterTemplate } from "../core/template.ts";
import { tellTemplates } from "../http/page-view.ts";
import type { House } from "../runtime.ts";
import { terminalActor } from "./actor.ts";
import { withHouse } from "./house.ts";
import { printTable } from "./table.ts";
import { printJson, printLine } from "./terminal.ts";
import { checkedBy } from "./usage.ts";

export function templateCommands(): Command {
  const group = new Command("templates").description("a page's utility templates");
  group
    .command("list")
    .description("which templates the page has, their approval, and the job types that they stand for")
    .argument("<page>", "the page's id", checkedBy(pageIdSchema))
    .option("--json", "as JSON")
    .action(list);
  group
    .command("sync")
    .description("asks Graph for the page's templates and keeps their approval")
    .argument("<page>", "the page's id", checkedBy(pageIdSchema))
    .action(sync);
  group
    .command("create")
    .description(
      "creates templates at Graph and lets each stand for its job type; examples/templates/ is a starter set",
    )
    .argument("<page>", "the page's id", checkedBy(pageIdSchema))
    .argument("<path>", "a template's file, or a folder of them")
    .action(create);
  return group;
}

async function list(id: string, options: { json?: true }): Promise<void> {
  const { items: known, syncedAt } = await withHouse(async (house) =>
    tellTemplates(house, await pageAt(house, id)),
  );
  if (options.json) return printJson(known);
  if (syncedAt === null) return printLine(`Graph was not asked yet; type: taglane templates sync ${id}`);
  if (known.length === 0) return printLine("The page has no utility templates.");
  printTable(
    ["NAME", "LANGUAGE", "STATUS", "STANDS FOR"],
    known.map((it) => [it.name, it.language, it.status, it.types.join(", ") || "–"]),
  );
}

async function sync(id: string): Promise<void> {
  const listed = await withHouse(async (house) => {
    await pageAt(house, id);
    return house.office.syncTemplates(id);
  });
  if (!listed.ok) throw new Error(`The templates of page ${id} could not be had: ${listed.error}.`);
  for (const it of listed.templates) {
    const why = it.rejectedReason === null ? "" : ` (${it.rejectedReason})`;
    printLine(`${it.name} ${it.language}: ${it.status}${why}`);
  }
  printLine(`${String(listed.templates.length)} templates`);
}

async function create(id: string, path: string): Promise<void> {
  // All files are read before the first is sent: a mistake in one of them costs nothing.
  const starters = filesAt(path).map(starterIn);
  await withHouse(async (house) => {
    await pageAt(house, id);
    for (const starter of starters) {
      const { name, language } = starter.template;
      const created = await house.operator.createTemplate(id, starter, terminalActor());
      printLine(
        `${name} ${language} for ${starter.type}: ${created.ok ? created.status : `refused – ${created.error}`}`,
      );
      if (!created.ok) process.exitCode = 1;
    }
    await house.office.syncTemplates(id);
  });
}

async function pageAt(house: House, id: string) {
  const page = await house.pages.get(id);
  if (page === null) throw new Error(`Page ${id} is not registered.`);
  return page;
}

function filesAt(path: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw new Error(`There is no file or folder ${path}.`);
  if (!stat.isDirectory()) return [path];
  const files = readdirSync(path).filter((name) => name.endsWith(".json"));
  if (files.length === 0) throw new Error(`The folder ${path} holds no .json file.`);
  return files.toSorted().map((name) => join(path, name));
}

function starterIn(path: string): StarterTemplate {
  const parsed = starterTemplate.safeParse(jsonIn(path));
  if (parsed.success) return parsed.data;
  const words = fieldErrors(parsed.error).map((it) => `${it.path} ${it.message}`.trim());
  throw new Error(`${path} is no template: ${words.join("; ")}.`);
}

function jsonIn(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new Error(`${path} cannot be read as JSON: ${error instanceof Error ? error.message : ""}`, {
      cause: error,
    });
  }
}
