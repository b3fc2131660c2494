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
import { templateCommands } from "./templates.ts";
import { printProblem } from "./terminal.ts";
import { BadUsage } from "./usage.ts";

const program = strict(
  new Command("taglane").description(
    "Sends Messenger messages when they may go, as what they may go, at the pace a Page can bear.",
  ),
);

const commands = [
  devCommand(),
  ...roleCommands(),
  simulatorCommand(),
  sendCommand(),
  explainCommand(),
  statusCommand(),
  deadLetterCommands(),
  templateCommands(),
  settingsCommand(),
];
for (const command of commands) program.addCommand(strict(command));

// Whoever reads our output may stop reading: `taglane dead-letters list | head`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    printProblem(error);
    process.exitCode = error instanceof BadUsage ? 2 : 1;
  }
}

/** Its subcommands too: commander hands on nothing to what is there already. */
function strict(command: Command): Command {
  for (const inner of command.commands) strict(inner);
  return command.showHelpAfterError("(--help tells more)").exitOverride();
}
