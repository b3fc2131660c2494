/** `taglane bench`: the benchmark suite, which is part of a checkout. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Command } from "commander";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

export function benchCommand(): Command {
  return new Command("bench")
    .description("the benchmark suite, in a checkout: beside hand-written BullMQ and other queues")
    .argument("[arguments...]", "suites and options, as `npm run bench -- --help` tells them")
    .allowUnknownOption()
    .action(runBench);
}

async function runBench(given: readonly string[]): Promise<void> {
  if (!existsSync(`${ROOT}bench/main.ts`))
    throw new Error(
      `The benchmarks are part of the repository, and there are none in ${ROOT}: clone it, and run it there.`,
    );
  const child = spawn("npm", ["run", "bench", "--", ...given], { cwd: ROOT, stdio: "inherit" });
  // Ctrl-C reaches the child as well, which tidies up; this process ends with it.
  process.once("SIGINT", () => undefined);
  const [code]: (number | null)[] = await once(child, "exit");
  process.exitCode = code ?? 1;
}
