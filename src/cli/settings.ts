/** `taglane config`: every setting, what it may be, its default, its present value. */
import { Command } from "commander";
import { configFrom, readEnvironment, SETTINGS, settingNames, shown, type SettingName } from "../config.ts";
import { printTable } from "./table.ts";
import { printJson } from "./terminal.ts";

export function settingsCommand(): Command {
  return new Command("config")
    .description("every setting: name, present value, default, help; with --json also what each may be")
    .option("--json", "as JSON")
    .action(run);
}

function run(options: { json?: true }): void {
  const environment = readEnvironment();
  configFrom(environment);
  const rows = settingNames().map((name) => ({
    name,
    type: SETTINGS[name].form.words,
    value: shown(name, environment[name]),
    default: defaultOf(name),
    help: SETTINGS[name].help,
  }));
  if (options.json) return printJson(rows);
  printTable(
    ["SETTING", "VALUE", "DEFAULT", "WHAT IT IS"],
    rows.map((it) => [it.name, it.value, it.default, it.help]),
  );
}

function defaultOf(name: SettingName): string {
  const { fallback } = SETTINGS[name];
  return typeof fallback === "string" || typeof fallback === "number" ? String(fallback) : "";
}
