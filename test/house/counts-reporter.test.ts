import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const project = join(import.meta.dirname, "../..");
const config = `export default { test: { include: ["*.case.ts"], globalSetup: ["setup.ts"],
  reporters: ["default", ${JSON.stringify(join(project, "test/support/counts-reporter.ts"))}] } };`;
const passing = `import { test } from "vitest"; test("a", () => {}); test("b", () => {});`;
const quietSetup = `export const setup = () => () => console.log("a teardown speaks last");`;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "taglane-counts-"));
  await symlink(join(project, "node_modules"), join(folder, "node_modules"));
  await writeFile(join(folder, "vitest.config.mjs"), config);
});
afterEach(() => rm(folder, { recursive: true }));

describe("the last line of a run", () => {
  test.each<[label: string, files: Record<string, string>, line: string]>([
    ["a run in which all is well", { "a.case.ts": passing }, "2 passed, 0 failed"],
    [
      // One that throws, a beforeAll, a file that cannot be read, an error that no test caught.
      "each way to fail once",
      {
        "a.case.ts": passing,
        "b.case.ts": `import { beforeAll, describe, test } from "vitest";
          test("throws", () => { throw new Error("x"); }); test.skip("skipped"); test.todo("to do");
          describe("x", () => { beforeAll(() => { throw new Error("x"); }); test("never runs", () => {}); });`,
        "c.case.ts": `import "./nothing.ts";`,
        "d.case.ts": `${passing} void Promise.reject(new Error("x"));`,
      },
      "4 passed, 4 failed, 3 skipped",
    ],
    [
      "a set-up that throws",
      { "a.case.ts": passing, "setup.ts": `export const setup = () => { throw new Error("x"); };` },
      "0 passed, 1 failed",
    ],
  ])("counts %s", async (_label, files, line) => {
    for (const [name, source] of Object.entries({ "setup.ts": quietSetup, ...files })) {
      await writeFile(join(folder, name), source);
    }
    expect(await lastLine()).toBe(line);
  });
});

async function lastLine(): Promise<string | undefined> {
  const vitest = join(project, "node_modules/vitest/vitest.mjs");
  const child = spawn(process.execPath, [vitest, "run", "--no-color"], {
    cwd: folder,
    env: { PATH: process.env["PATH"] },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (text: Buffer) => (output += text.toString()));
  child.stderr.on("data", (text: Buffer) => (output += text.toString()));
  await once(child, "close");
  return output.trimEnd().split("\n").at(-1);
}
