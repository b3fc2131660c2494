/** `taglane conversations`: what is known of one person on one page, and the lifting of Meta's refusals by hand. */
import { Command } from "commander";
import { pageIdSchema, psidSchema } from "../core/message.ts";
import type { ToldConversation } from "../pipeline/people.ts";
import type { House } from "../runtime.ts";
import { terminalActor } from "./actor.ts";
import { withHouse } from "./house.ts";
import { printJson, printLine } from "./terminal.ts";
import { checkedBy } from "./usage.ts";

export function conversationCommands(): Command {
  const group = new Command("conversations").description("a person's window, and whether Meta refuses them");
  onePerson(group, "show", "when they last wrote, and what stands against them").action(show);
  onePerson(group, "forgive", "lifts what Meta's refusals left, so that they are tried again").action(
    forgive,
  );
  return group;
}

function onePerson(group: Command, name: string, description: string): Command {
  return group
    .command(name)
    .description(description)
    .argument("<page>", "the page's id", checkedBy(pageIdSchema))
    .argument("<psid>", "the person's id on that page", checkedBy(psidSchema))
    .option("--json", "as JSON");
}

interface Json {
  readonly json?: true;
}

async function show(page: string, psid: string, options: Json): Promise<void> {
  await withHouse(async (house) => {
    await needPage(house, page);
    print(await house.people.tell(page, psid), options);
  });
}

async function forgive(page: string, psid: string, options: Json): Promise<void> {
  await withHouse(async (house) => {
    await needPage(house, page);
    await house.operator.forgive(page, psid, terminalActor());
    print(await house.people.tell(page, psid), options);
  });
}

async function needPage(house: House, page: string): Promise<void> {
  if ((await house.pages.get(page)) === null) throw new Error(`Page ${page} is not registered.`);
}

function print(it: ToldConversation, options: Json): void {
  if (options.json) return printJson(it);
  const { window, suppressed } = it;
  const until = window.closesAt ?? window.humanAgentUntil;
  const lines = [
    `${it.psid} on page ${it.page}`,
    `  last wrote     ${it.lastInboundAt ?? "never, or more than a month ago"}`,
    `  window         ${window.state}${until === null ? "" : ` until ${until}`}`,
    `  delivered      ${it.deliveredAt ?? "nothing"}`,
    `  read           ${it.readAt ?? "nothing"}`,
    `  suppressed     ${suppressed === null ? "no" : `since ${suppressed.since}: ${suppressed.detail}`}`,
  ];
  for (const line of lines) printLine(line);
}
