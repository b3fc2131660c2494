/** `npm run bench -- [suite …]`: runs the suites named, or all of them. */
import { Command, Option } from "commander";
import { SIZES, type Suite, type Wanted } from "./suites/suite.ts";
import { thisMachine } from "./support/machine.ts";
import { keepReport, printSheet, verdictSheet, type Verdict } from "./support/report.ts";

const SUITES: Readonly<Record<string, () => Promise<Suite>>> = {
  throughput: async () => (await import("./suites/throughput.ts")).throughput,
};

/** Print for themselves. */
const OTHERS: Readonly<Record<string, () => Promise<unknown>>> = {
  "dead-letters": () => import("./dead-letters/lists.ts"),
  replay: () => import("./dead-letters/replay.ts"),
  fairness: () => import("./fairness/main.ts"),
  idle: () => import("./idle/main.ts"),
  promotion: () => import("./promotion/report.ts"),
};

type Options = Omit<Wanted, "tell">;

await new Command("bench")
  .description("Measures Taglane beside what one would write by hand, and other queues.")
  .argument("[suites...]", `of ${Object.keys(SUITES).join(", ")}; all when none is named`)
  .addOption(new Option("--size <size>", "how much is measured").choices(SIZES).default("default"))
  .option("--contenders <names>", "measure these only, by commas", (names) => names.split(","), [])
  .option("--profiles <folder>", "Taglane's processes leave CPU profiles there (for Chrome's DevTools)")
  .action(async (named: string[], options: Options) => {
    const unknown = named.filter((name) => !Object.hasOwn({ ...SUITES, ...OTHERS }, name));
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
    if (suite === undefined) {
      await OTHERS[name]?.();
      continue;
    }
    tell(`\n== ${name}`);
    const report = await suite({ ...options, tell });
    if (options.contenders.length === 0)
      keepReport(report, { machine, size: options.size, at: new Date().toISOString() });
    for (const sheet of report.sheets) printSheet(sheet);
    verdicts.push(...report.verdicts);
  }
  printSheet(verdictSheet(verdicts));
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}
