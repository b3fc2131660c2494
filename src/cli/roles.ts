/** `taglane serve`, `classifier`, `sender`: one role in this process. */
import { Command } from "commander";
import { runApi, runClassifier, runSender } from "../roles.ts";

export function roleCommands(): Command[] {
  return [
    new Command("serve").description("the HTTP API, the webhooks and the console").action(runApi),
    new Command("classifier")
      .description("judges messages and puts them into their page's lane")
      .action(runClassifier),
    new Command("sender").description("sends what stands in the lanes").action(runSender),
  ];
}
