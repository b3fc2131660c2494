/** docs/performance.md and the README's list of targets, out of the last results. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { Verdict } from "../support/report.ts";
import type { Kept } from "../support/results.ts";
import { svgOf } from "./charts.ts";
import { sheetTable, table, writeMarkdown } from "./markdown.ts";

const DOCS = new URL("../../docs/", import.meta.url);
const README = new URL("../../README.md", import.meta.url);
const BEGIN = "<!-- figures: written by npm run bench -- --docs -->";
const END = "<!-- /figures -->";

const TITLES: Readonly<Record<string, string>> = {
  throughput: "Throughput",
  latency: "Latency",
  scripts: "What Redis is asked",
  pages: "Many pages",
  backlog: "A backlog",
  pace: "Pace",
  memory: "Memory in Redis",
  roles: "Processes",
  fairness: "Fairness",
  webhooks: "Webhooks",
  "dead-letters": "Dead letters",
  replay: "Replays",
  idle: "Idle pages",
  promotion: "The promotion guard",
};

export async function writePerformance(results: readonly Kept[]): Promise<void> {
  mkdirSync(new URL("charts/", DOCS), { recursive: true });
  for (const chart of results.flatMap(({ charts }) => charts))
    writeFileSync(new URL(`charts/${chart.name}.svg`, DOCS), svgOf(chart));
  await writeMarkdown(new URL("performance.md", DOCS), documentOf(results));
  await writeReadme(results);
}

function documentOf(results: readonly Kept[]): string {
  return [
    "# Performance",
    "Written by `npm run bench -- --docs` from `bench/results`: change the benchmarks, not this file.",
    machineOf(results),
    "A figure beside a rival is a ratio of one run: the rounds are interleaved (ours, rival, rival, … and again), so that all of them meet the machine's moods alike, and a ratio is the median of the rounds' ratios, with the least and the most in brackets. On another machine the absolute figures differ; the ratios should not, much.",
    "## Targets",
    targetTable(results.flatMap(({ verdicts }) => verdicts)),
    ...sizesOf(results),
    "## How to repeat it",
    HOW,
    ...results.map(sectionOf),
  ].join("\n\n");
}

const HOW = `\`\`\`sh
npm run bench                          # everything, within ten minutes
npm run bench -- throughput latency    # some suites
npm run bench -- backlog --size full   # the large sizes: up to 1,000,000 waiting
npm run bench -- --docs                # writes this file, docs/scale.md and the charts from the last results
\`\`\`

It runs from a clean clone and needs a Redis on the machine. The rivals on PostgreSQL take part where \`initdb\` is installed (a private cluster in a temporary folder); the rivals themselves are the dependencies of \`bench/package.json\`, installed at the first run. \`--contenders taglane,bullmq\` measures fewer, \`--profiles FOLDER\` leaves CPU profiles of Taglane's processes.`;

function machineOf(results: readonly Kept[]): string {
  const [first] = results;
  if (first === undefined) return "Nothing has been measured yet.";
  const { model, cores, memoryGiB, system, node, redis } = first.machine;
  const days = [...new Set(results.map(({ at }) => at.slice(0, 10)))].toSorted();
  return `Measured on ${days.join(" and ")}: ${model}, ${String(cores)} cores, ${String(memoryGiB)} GiB, ${system}; Node ${node}, Redis ${redis}. Producer, worker, Redis and the stub in Graph's place share those cores, so that a message a second is also a measure of the processor time that a message takes.`;
}

/** What a default run does not reach. */
function sizesOf(results: readonly Kept[]): string[] {
  const large = results.filter(({ size }) => size === "full").map(({ suite }) => `\`${suite}\``);
  return large.length === 0 ? [] : [`Measured with \`--size full\`: ${large.join(", ")}.`];
}

function targetTable(verdicts: readonly Verdict[]): string {
  return table(
    ["what", "target", "measured", "met"],
    verdicts.map(({ what, target, measured, met }) => [what, target, measured, met ? "yes" : "**no**"]),
  );
}

function sectionOf({ suite, about, sheets, charts }: Kept): string {
  return [
    `## ${TITLES[suite] ?? suite}`,
    about.join(" "),
    ...sheets.map(sheetTable),
    ...charts.map(({ name, title }) => `![${title}](charts/${name}.svg)`),
  ].join("\n\n");
}

/** Between its two marks, where the README has them. */
async function writeReadme(results: readonly Kept[]): Promise<void> {
  const readme = readFileSync(README, "utf8");
  const [before, rest] = readme.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) return;
  const verdicts = results.flatMap((it) => it.verdicts);
  await writeMarkdown(README, `${before}${BEGIN}\n\n${targetTable(verdicts)}\n\n${END}${after}`);
}
