/** `taglane status ID`: one message's history. */
import { Command } from "commander";
import { messageIdSchema } from "../core/message.ts";
import { withHouse } from "./house.ts";
import type { ToldMessage } from "../pipeline/history.ts";
import { printJson, printLine } from "./terminal.ts";
import { checkedBy } from "./usage.ts";

export function statusCommand(): Command {
  return new Command("status")
    .description("one message's history")
    .argument("<id>", "the message's id", checkedBy(messageIdSchema))
    .option("--json", "as JSON")
    .action(run);
}

async function run(id: string, options: { json?: true }): Promise<void> {
  const message = await withHouse((house) => house.tellMessage(id));
  if (message === null) throw new Error(`No message ${id} is known here.`);
  if (options.json) return printJson(message);
  for (const line of story(message)) printLine(line);
}

function story(message: ToldMessage): string[] {
  const { decision, deadLetter } = message;
  return [
    `${message.id}  ${message.type} to ${message.recipient.psid} on page ${message.page}: ${message.status}`,
    `  ${message.acceptedAt}  accepted${message.replayOf === undefined ? "" : ` as a replay of ${message.replayOf}`}`,
    ...(decision === null ? [] : [`  ${" ".repeat(24)}  ${decision.verdict}: ${decision.because.join(" ")}`]),
    ...message.attempts.map(
      (it) => `  ${it.at}  attempt: ${it.outcome}${it.error ? ` – ${it.error.message}` : ""}`,
    ),
    ...(message.sentAt === undefined
      ? []
      : [`  ${message.sentAt}  sent as ${message.graphMessageId ?? "?"}`]),
    ...(message.deliveredAt === undefined ? [] : [`  ${message.deliveredAt}  delivered`]),
    ...(message.readAt === undefined ? [] : [`  ${message.readAt}  read`]),
    ...(deadLetter === undefined
      ? []
      : [`  dead (${deadLetter.reason}): ${deadLetter.sentence} ${deadLetter.detail}`]),
  ];
}
