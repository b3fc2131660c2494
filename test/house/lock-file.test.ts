import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";

const text = readFileSync(join(import.meta.dirname, "../../package-lock.json"), "utf8");
const names = z.record(z.string(), z.string()).default({});
const { packages } = z
  .object({ packages: z.record(z.string(), z.object({ optionalDependencies: names })) })
  .parse(JSON.parse(text));

// npm leaves a package out of the lock file when the registry does not carry it for a platform, and then `npm ci`
// refuses the whole file on each machine.
test("the lock file has each package that another one installs by platform", () => {
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies }]) =>
    Object.keys(optionalDependencies).filter((name) => !isLocked(path, name)),
  );
  expect(missing).toEqual([]);
});

/** Looks where Node would: beside the package's own packages, then in each folder above. */
function isLocked(path: string, name: string): boolean {
  const candidate = path === "" ? `node_modules/${name}` : `${path}/node_modules/${name}`;
  if (Object.hasOwn(packages, candidate)) return true;
  if (path === "") return false;
  return isLocked(path.slice(0, Math.max(0, path.lastIndexOf("/node_modules/"))), name);
}
