import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { canaries } from "./canary.ts";

const project = join(import.meta.dirname, "../..");
const oxlint = join(project, "node_modules/.bin/oxlint");
const report = z.object({ diagnostics: z.array(z.object({ filename: z.string(), code: z.string() })) });

describe("the lint", () => {
  let tree: string;
  let spoken: Map<string, Set<string>>;

  beforeAll(async () => {
    tree = await plantCanaries();
    spoken = await lint(tree);
  });
  afterAll(() => rm(tree, { recursive: true, force: true }));

  test.each(Object.entries(canaries))("judges: %s", (_label, { path, rules }) => {
    expect([...(spoken.get(path) ?? [])]).toEqual(rules);
  });
});

/** The canaries under this project's own lint and type settings, outside its folder so that nothing else reads them. */
async function plantCanaries(): Promise<string> {
  const tree = await mkdtemp(join(tmpdir(), "taglane-canary-"));
  for (const name of [".oxlintrc.json", "tsconfig.json", "package.json"]) {
    await cp(join(project, name), join(tree, name));
  }
  await symlink(join(project, "node_modules"), join(tree, "node_modules"));
  for (const { path, source } of Object.values(canaries)) {
    await mkdir(dirname(join(tree, path)), { recursive: true });
    await writeFile(join(tree, path), `${source}\n`);
  }
  return tree;
}

/** The rules that spoke, by file. Its exit code is 1 by design here, so that only its report counts. */
function lint(tree: string): Promise<Map<string, Set<string>>> {
  const args = ["--type-aware", "--format", "json", "src", "workers"];
  return new Promise((resolve, reject) => {
    execFile(oxlint, args, { cwd: tree, maxBuffer: 16 * 1024 * 1024 }, (_exitCode, stdout, stderr) => {
      try {
        resolve(byFile(stdout));
      } catch (cause) {
        reject(new Error(`oxlint gave no report: ${stdout}${stderr}`, { cause }));
      }
    });
  });
}

function byFile(json: string): Map<string, Set<string>> {
  const rules = new Map<string, Set<string>>();
  for (const { filename, code } of report.parse(JSON.parse(json)).diagnostics) {
    rules.set(filename, (rules.get(filename) ?? new Set()).add(code));
  }
  return rules;
}
