#!/usr/bin/env node
/** The door for a terminal: `taglane <command>`. Exit codes: 0 done, 1 refused or failed, 2 bad usage. */
import { Command, CommanderError } from "commander";
import { deadLetterCommands } from "./dead-letters.ts";
import { devCommand } from "./dev.ts";
import { explainCommand } from "./explain.ts";
import { roleCommands } from "./roles.ts";
import { sendCommand } from "./send.ts";
import { settingsCommand } from "./settings.ts";
import { simulatorCommand } from "./simulator.ts";
import { statusCommand } from "./status.ts";
import { printProblem } from "./terminal.ts";

const program = new Command("taglane")
  .description("Sends Messenger messages when they may go, as what they may go, at the pace a Page can bear.")
  .showHelpAfterError("(--help tells more)")
  .exitOverride();

const commands = [
  devCommand(),
  ...roleCommands(),
  simulatorCommand(),
  sendCommand(),
  explainCommand(),
  statusCommand(),
  deadLetterCommands(),
  settingsCommand(),
];
for (const command of commands) program.addCommand(command.exitOverride());

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    printProblem(error);
    process.exitCode = 1;
  }
}
