/** `npm run bench -- [suite …]`: runs the suites named, or all of them. */
import { Command, Option } from "commander";
import { SIZES, type Suite, type Wanted } from "./suites/suite.ts";
import { thisMachine } from "./support/machine.ts";
import { keepResult, resultOf } from "./support/results.ts";
import { printSheet, verdictSheet, type Verdict } from "./support/report.ts";

/** In the order in which they run; `until`: the minute of a default run by which its rounds should be over. */
const SUITES: Readonly<Record<string, { readonly until: number; load(): Promise<Suite> }>> = {
  throughput: { until: 2.4, load: async () => (await import("./suites/throughput.ts")).throughput },
  latency: { until: 3.7, load: async () => (await import("./suites/latency.ts")).latency },
  scripts: { until: 4.1, load: async () => (await import("./suites/scripts.ts")).scripts },
  pages: { until: 5.1, load: async () => (await import("./suites/pages.ts")).pages },
  backlog: { until: 6.2, load: async () => (await import("./suites/backlog.ts")).backlog },
  pace: { until: 6.8, load: async () => (await import("./suites/pace.ts")).pace },
  roles: { until: 7.4, load: async () => (await import("./suites/roles.ts")).roles },
  fairness: { until: 7.9, load: async () => (await import("./suites/fairness.ts")).fairness },
  memory: { until: 8.6, load: async () => (await import("./suites/memory.ts")).memory },
  webhooks: { until: 8.8, load: async () => (await import("./suites/webhooks.ts")).webhooks },
  promotion: { until: 8.9, load: async () => (await import("./suites/promotion.ts")).promotion },
  "dead-letters": { until: 9.1, load: async () => (await import("./suites/dead-letters.ts")).deadLetters },
  idle: { until: 9.4, load: async () => (await import("./suites/idle.ts")).idle },
  replay: { until: 9.7, load: async () => (await import("./suites/replay.ts")).replay },
};

/** A default run is over by then: what has not begun is left out, and said to be. */
const MOST_MINUTES = 10;
const never = new Promise<null>(() => {});

type Options = Omit<Wanted, "tell" | "isLate"> & { readonly docs?: boolean };

// At its exit a process removes what it wrote to the disk; the others end when it does.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

await new Command("bench")
  .description("Measures Taglane beside what one would write by hand, and other queues.")
  .argument("[suites...]", `of ${Object.keys(SUITES).join(", ")}; all when none is named`)
  .addOption(new Option("--size <size>", "how much is measured").choices(SIZES).default("default"))
  .option("--contenders <names>", "measure these only, by commas", (names) => names.split(","), [])
  .option(
    "--docs",
    "write docs/performance.md, docs/scale.md and the charts from the last results, and measure nothing",
  )
  .option("--profiles <folder>", "Taglane's processes leave CPU profiles there (for Chrome's DevTools)")
  .action(async (named: string[], options: Options, command: Command) => {
    if (options.docs === true) {
      await writeDocuments();
      return;
    }
    const unknown = named.filter((name) => !Object.hasOwn(SUITES, name));
    if (unknown.length > 0) {
      const known = Object.keys(SUITES).join(", ");
      command.error(`error: there is no suite ${unknown.join(", ")}; there are ${known}`, { exitCode: 2 });
    }
    await runSuites(named.length > 0 ? named : Object.keys(SUITES), options);
  })
  .parseAsync();

async function runSuites(names: readonly string[], options: Options): Promise<void> {
  const machine = thisMachine();
  tell(`${machine.model}, ${String(machine.cores)} cores; Node ${machine.node}, Redis ${machine.redis}`);
  const verdicts: Verdict[] = [];
  const isBounded = names.length > 1 && options.size !== "full";
  const minutes = (): number => performance.now() / 60_000;
  for (const name of names) {
    const suite = SUITES[name];
    if (suite === undefined) continue;
    if (isBounded && minutes() > suite.until) {
      tell(
        `\n== ${name} is left out: this machine was too slow for all within ${String(MOST_MINUTES)} minutes.`,
      );
      continue;
    }
    tell(`\n== ${name}`);
    const run = await suite.load();
    const isLate = (): boolean => isBounded && minutes() > suite.until;
    const report = await Promise.race([run({ ...options, isLate, tell }), isBounded ? timeIsUp() : never]);
    if (report === null) {
      tell(`${name} is broken off: ${String(MOST_MINUTES)} minutes are over.`);
      break;
    }
    if (options.contenders.length === 0) keepResult(report, machine, options.size);
    for (const sheet of report.sheets) printSheet(sheet);
    verdicts.push(...report.verdicts);
  }
  if (verdicts.length > 0) printSheet(verdictSheet(verdicts));
  tell(`\nIt took ${minutes().toFixed(1)} minutes.`);
  // A suite that was broken off holds processes and connections still; they end when this process does.
  process.exit();
}

function timeIsUp(): Promise<null> {
  return new Promise((resolve) => setTimeout(resolve, MOST_MINUTES * 60_000 - performance.now(), null));
}

async function writeDocuments(): Promise<void> {
  const results = Object.keys(SUITES)
    .map(resultOf)
    .filter((it) => it !== null);
  const { writePerformance } = await import("./docs/performance.ts");
  await writePerformance(results);
  const { writeScale } = await import("./docs/scale.ts");
  await writeScale();
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}
