import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";

const names = z.record(z.string(), z.string()).default({});
const lockFile = z.object({ packages: z.record(z.string(), z.object({ optionalDependencies: names })) });
type Packages = z.output<typeof lockFile>["packages"];

// npm leaves a package out of the lock file when the registry does not carry it for a platform, and then `npm ci`
// refuses the whole file on each machine.
test.each(["package-lock.json", "bench/package-lock.json"])(
  "%s has each package that another one installs by platform",
  (file) => {
    const text = readFileSync(join(import.meta.dirname, "../..", file), "utf8");
    const { packages } = lockFile.parse(JSON.parse(text));
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies }]) =>
      Object.keys(optionalDependencies).filter((name) => !isLocked(packages, path, name)),
    );
    expect(missing).toEqual([]);
    // Where a package was fetched from is the machine's affair, and would be asked by every other one.
    expect(text).not.toContain('"resolved"');
  },
);

/** Looks where Node would: beside the package's own packages, then in each folder above. */
function isLocked(packages: Packages, path: string, name: string): boolean {
  const candidate = path === "" ? `node_modules/${name}` : `${path}/node_modules/${name}`;
  if (Object.hasOwn(packages, candidate)) return true;
  if (path === "") return false;
  return isLocked(packages, path.slice(0, Math.max(0, path.lastIndexOf("/node_modules/"))), name);
}
