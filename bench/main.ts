// npm run bench -- [suite …]: runs the suites named, or all of them.
const SUITES: Readonly<Record<string, () => Promise<unknown>>> = {
  "dead-letters": () => import("./dead-letters/lists.ts"),
  replay: () => import("./dead-letters/replay.ts"),
  fairness: () => import("./fairness/main.ts"),
  idle: () => import("./idle/main.ts"),
  promotion: () => import("./promotion/report.ts"),
};

const named = process.argv.slice(2);
const unknown = named.filter((name) => !Object.hasOwn(SUITES, name));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no suite ${unknown.join(", ")}; known are ${Object.keys(SUITES).join(", ")}.\n`,
  );
  process.exitCode = 2;
} else {
  for (const name of named.length > 0 ? named : Object.keys(SUITES)) await SUITES[name]?.();
}
