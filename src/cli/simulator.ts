/** `taglane simulator`: the Graph API simulator alone. */
import { Command } from "commander";
import { configFrom, readEnvironment } from "../config.ts";
import { createLogger } from "../log.ts";
import { untilSignal } from "../shutdown.ts";
import { startSimulator } from "../simulator/simulator.ts";
import { printLine } from "./terminal.ts";

export function simulatorCommand(): Command {
  return new Command("simulator")
    .description("a Graph API to try things on: answers as Meta's does; never used when GRAPH_API_URL is set")
    .option("--port <port>", "port to listen on; 0 takes any that is free", Number, 4000)
    .option("--webhook <url>", "where its signed webhooks go (META_APP_SECRET signs them)")
    .action(run);
}

async function run(options: { port: number; webhook?: string }): Promise<void> {
  const config = configFrom(readEnvironment());
  const log = createLogger(config.LOG_LEVEL, "simulator", 2);
  const appSecret = config.META_APP_SECRET;
  const webhook = options.webhook !== undefined &&
    appSecret !== undefined && { url: options.webhook, appSecret };
  const simulator = await startSimulator({
    port: options.port,
    ...(webhook !== false && { webhook }),
    ...(appSecret !== undefined && { appSecret }),
  });
  printLine(`Graph API simulator: GRAPH_API_URL=${simulator.graphUrl}`);
  await untilSignal(log);
  await simulator.close();
}
