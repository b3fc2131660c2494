/** `taglane config`: every setting, its default, its present value. */
import { Command } from "commander";
import { configFrom, readEnvironment, SETTINGS, shown, type SettingName } from "../config.ts";
import { printJson, printTable } from "./terminal.ts";

export function settingsCommand(): Command {
  return new Command("config")
    .description("every setting: name, present value, default, help")
    .option("--json", "as JSON")
    .action(run);
}

function run(options: { json?: true }): void {
  const environment = readEnvironment();
  configFrom(environment);
  const rows = settingNames().map((name) => ({
    name,
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

function settingNames(): SettingName[] {
  return Object.keys(SETTINGS).filter((name): name is SettingName => Object.hasOwn(SETTINGS, name));
}

function defaultOf(name: SettingName): string {
  const parsed = SETTINGS[name].schema.safeParse(undefined);
  const value: unknown = parsed.success ? parsed.data : undefined;
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
