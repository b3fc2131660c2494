#!/usr/bin/env node
/** The door for a terminal: `taglane <command>`. Exit codes: 0 done, 1 refused or failed, 2 bad usage. */
import { Command, CommanderError } from "commander";
import { printProblem } from "./terminal.ts";
import { BadUsage } from "./usage.ts";

const program = strict(
  new Command("taglane").description(
    "Sends Messenger messages when they may go, as what they may go, at the pace a Page can bear.",
  ),
);

/** Only the command that is named is loaded: a short one need not wait for the parts of the long ones. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  dev: async () => (await import("./roles.ts")).devCommand(),
  serve: async () => (await import("./roles.ts")).serveCommand(),
  classifier: async () => (await import("./roles.ts")).classifierCommand(),
  sender: async () => (await import("./roles.ts")).senderCommand(),
  simulator: async () => (await import("./simulator.ts")).simulatorCommand(),
  send: async () => (await import("./send.ts")).sendCommand(),
  explain: async () => (await import("./explain.ts")).explainCommand(),
  status: async () => (await import("./status.ts")).statusCommand(),
  pages: async () => (await import("./pages.ts")).pageCommands(),
  conversations: async () => (await import("./conversations.ts")).conversationCommands(),
  "dead-letters": async () => (await import("./dead-letters.ts")).deadLetterCommands(),
  audit: async () => (await import("./audit.ts")).auditCommand(),
  templates: async () => (await import("./templates.ts")).templateCommands(),
  doctor: async () => (await import("./doctor.ts")).doctorCommand(),
  config: async () => (await import("./settings.ts")).settingsCommand(),
  bench: async () => (await import("./bench.ts")).benchCommand(),
};

const named = process.argv.slice(2, 3).filter((name) => Object.hasOwn(COMMANDS, name));
for (const name of named.length > 0 ? named : Object.keys(COMMANDS)) {
  const command = await COMMANDS[name]?.();
  if (command !== undefined) program.addCommand(strict(command));
}

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
