/** `npm run bench -- [suite …]`: runs the suites named, or all of them. */
import { Command, Option } from "commander";
import { SIZES, type Suite, type Wanted } from "./suites/suite.ts";
import { thisMachine } from "./support/machine.ts";
import { keepReport, printSheet, verdictSheet, type Verdict } from "./support/report.ts";

const SUITES: Readonly<Record<string, () => Promise<Suite>>> = {
  throughput: async () => (await import("./suites/throughput.ts")).throughput,
  scripts: async () => (await import("./suites/scripts.ts")).scripts,
  latency: async () => (await import("./suites/latency.ts")).latency,
  pages: async () => (await import("./suites/pages.ts")).pages,
  backlog: async () => (await import("./suites/backlog.ts")).backlog,
  pace: async () => (await import("./suites/pace.ts")).pace,
  memory: async () => (await import("./suites/memory.ts")).memory,
  roles: async () => (await import("./suites/roles.ts")).roles,
  fairness: async () => (await import("./suites/fairness.ts")).fairness,
  webhooks: async () => (await import("./suites/webhooks.ts")).webhooks,
  "dead-letters": async () => (await import("./suites/dead-letters.ts")).deadLetters,
  replay: async () => (await import("./suites/replay.ts")).replay,
  idle: async () => (await import("./suites/idle.ts")).idle,
  promotion: async () => (await import("./suites/promotion.ts")).promotion,
};

type Options = Omit<Wanted, "tell">;

await new Command("bench")
  .description("Measures Taglane beside what one would write by hand, and other queues.")
  .argument("[suites...]", `of ${Object.keys(SUITES).join(", ")}; all when none is named`)
  .addOption(new Option("--size <size>", "how much is measured").choices(SIZES).default("default"))
  .option("--contenders <names>", "measure these only, by commas", (names) => names.split(","), [])
  .option("--profiles <folder>", "Taglane's processes leave CPU profiles there (for Chrome's DevTools)")
  .action(async (named: string[], options: Options) => {
    const unknown = named.filter((name) => !Object.hasOwn(SUITES, name));
    if (unknown.length > 0) throw new Error(`There is no suite ${unknown.join(", ")}.`);
    await runSuites(named.length > 0 ? named : Object.keys(SUITES), options);
  })
  .parseAsync();

async function runSuites(names: readonly string[], options: Options): Promise<void> {
  const machine = thisMachine();
  tell(`${machine.model}, ${String(machine.cores)} cores; Node ${machine.node}, Redis ${machine.redis}`);
  const verdicts: Verdict[] = [];
  for (const name of names) {
    const suite = await SUITES[name]?.();
    if (suite === undefined) continue;
    tell(`\n== ${name}`);
    const report = await suite({ ...options, tell });
    if (options.contenders.length === 0)
      keepReport(report, { machine, size: options.size, at: new Date().toISOString() });
    for (const sheet of report.sheets) printSheet(sheet);
    verdicts.push(...report.verdicts);
  }
  if (verdicts.length > 0) printSheet(verdictSheet(verdicts));
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}
