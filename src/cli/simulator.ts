/** `taglane simulator`: the Graph API simulator alone. */
import { Command } from "commander";
import { z } from "zod";
import { configFrom, readEnvironment } from "../config.ts";
import { createLogger } from "../log.ts";
import { whole } from "../setting-forms.ts";
import { untilSignal } from "../shutdown.ts";
import type { Simulator, SimulatorOptions } from "../simulator/simulator.ts";
import { printLine } from "./terminal.ts";
import { BadUsage, checkedBy, inForm } from "./usage.ts";

const webhook = z.url({ protocol: /^https?$/, error: "must be an http or https URL" });

export function simulatorCommand(): Command {
  return new Command("simulator")
    .description("a Graph API to try things on: answers as Meta's does; never used when GRAPH_API_URL is set")
    .option("--port <port>", "port to listen on; 0 takes any that is free", inForm(whole(0, 65_535)), 4000)
    .option(
      "--webhook <url>",
      "where its signed webhooks go (META_APP_SECRET signs them)",
      checkedBy(webhook),
    )
    .action(run);
}

async function run(options: { port: number; webhook?: string }): Promise<void> {
  const config = configFrom(readEnvironment());
  const log = createLogger(config.LOG_LEVEL, "simulator", 2);
  const { META_APP_SECRET: appSecret } = config;
  if (options.webhook !== undefined && appSecret === undefined)
    throw new BadUsage("--webhook needs META_APP_SECRET to be set: each webhook is signed with it.");
  const signalled = untilSignal(log);
  const simulator = await started({
    port: options.port,
    ...(appSecret !== undefined && { appSecret }),
    ...(options.webhook !== undefined &&
      appSecret !== undefined && { webhook: { url: options.webhook, appSecret } }),
  });
  printLine(`Graph API simulator: GRAPH_API_URL=${simulator.graphUrl}`);
  await signalled;
  await simulator.close();
}

async function started(options: SimulatorOptions): Promise<Simulator> {
  const { startSimulator } = await import("../simulator/simulator.ts");
  try {
    return await startSimulator(options);
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause && cause.code === "EADDRINUSE")) throw cause;
    const where = `Port ${String(options.port)} is in use`;
    throw new Error(`${where}; stop what is there, or name another with --port.`, { cause });
  }
}
