/** `taglane dev`, `serve`, `classifier`, `sender`: all roles or one in this process, until a signal. */
import { Command } from "commander";

// What a role needs is loaded when it runs: `--help` need not wait for queues and policy.

export function devCommand(): Command {
  return new Command("dev")
    .description(
      "the whole pipeline in one process: Redis, Graph simulator, API, classifier, sender; plays the demo",
    )
    .option("--no-demo", "start without playing the demo")
    .action(async (options: { demo: boolean }) => (await import("./dev.ts")).runDev(options));
}

export function serveCommand(): Command {
  return new Command("serve")
    .description("the HTTP API, the webhooks and the console")
    .action(async () => (await import("../roles.ts")).runApi());
}

export function classifierCommand(): Command {
  return new Command("classifier")
    .description("judges messages and puts them into their page's lane")
    .action(async () => (await import("../roles.ts")).runClassifier());
}

export function senderCommand(): Command {
  return new Command("sender")
    .description("sends what stands in the lanes")
    .action(async () => (await import("../roles.ts")).runSender());
}
