import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, cp, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const setupScript = join(import.meta.dirname, "../../scripts/setup.mjs");

/** A checkout with one source file, on a machine that has the programs in its `bin` folder and no others. */
let checkout: string;

beforeEach(async () => {
  checkout = await mkdtemp(join(tmpdir(), "taglane-setup-"));
  await cp(setupScript, join(checkout, "scripts/setup.mjs"));
  await write("package.json", "{}");
  await write("package-lock.json", "{}");
  await write("src/index.ts", "");
  // What the stand-ins below are made of.
  for (const name of ["sh", "mkdir", "touch", "chmod"]) await linkProgram(name);
  await program(
    "npm",
    'echo "npm $@"; case "$1" in ci) mkdir -p node_modules; touch node_modules/.package-lock.json;; esac',
  );
});
afterEach(() => rm(checkout, { recursive: true }));

describe("setup.mjs", () => {
  test("installs, builds and gets a Redis on a fresh machine, then has nothing more to do", async () => {
    await packageManager();
    expect(await setup("start")).toEqual({
      exitCode: 0,
      output: [
        "Installing dependencies (npm ci) …",
        "npm ci --include=dev --loglevel=error",
        "Building (npm run build) …",
        "npm run --silent build",
        "Installing Redis (apt-get: redis-server) …",
      ],
    });
    expect(await setup("start")).toEqual({ exitCode: 0, output: [] });
  });

  test("installs again when the lock file is newer than what is installed", async () => {
    await setup("check");
    await inTheFuture("package-lock.json");
    expect((await setup("check")).output).toContain("Installing dependencies (npm ci) …");
  });

  test.each(["src/index.ts", "src", "package.json", "tsconfig.json", "workers/sender.ts"])(
    "builds again when %s has changed",
    async (path) => {
      await program("redis-server", "");
      await write("workers/sender.ts", "");
      await write("tsconfig.json", "{}");
      await setup("start");
      await inTheFuture(path);
      expect((await setup("start")).output).toContain("Building (npm run build) …");
    },
  );

  test("builds again after a build that failed", async () => {
    await program("redis-server", "");
    await setup("check");
    await program("npm", "exit 2");
    const failed = {
      exitCode: 1,
      output: [
        "Building (npm run build) …",
        "'npm run --silent build' failed (see its output above): correct that and type it again.",
      ],
    };
    expect(await setup("start")).toEqual(failed);
    expect(await setup("start")).toEqual(failed);
  });

  test.each([
    ["redis-server is there", () => program("redis-server", "")],
    ["valkey-server is there", () => program("valkey-server", "")],
    ["a Docker engine answers", () => program("docker", "exit 0")],
  ])("installs no Redis when %s", async (_label, prepare) => {
    await packageManager();
    await prepare();
    expect(await setup("redis")).toEqual({ exitCode: 0, output: [] });
  });

  test("installs no Redis when REDIS_URL is set, for a start also in .env", async () => {
    expect(await setup("redis", { REDIS_URL: "redis://10.0.0.1" })).toEqual({ exitCode: 0, output: [] });
    await write(".env", "PORT=1\nREDIS_URL=redis://10.0.0.1\n");
    expect((await setup("start")).exitCode).toBe(0);
    expect((await setup("test")).exitCode).toBe(1);
  });

  test("installs Redis when Docker has no engine", async () => {
    await packageManager();
    await program("docker", "exit 1");
    expect((await setup("redis")).output).toEqual(["Installing Redis (apt-get: redis-server) …"]);
  });

  test("takes Valkey where the distribution has no Redis", async () => {
    await packageManager("valkey-server");
    expect(await setup("redis")).toEqual({
      exitCode: 0,
      output: [
        "Installing Redis (apt-get: redis-server) …",
        "Unable to locate package redis-server",
        "Installing Redis (apt-get: valkey-server) …",
      ],
    });
  });

  test("says what to type when it cannot get a Redis", async () => {
    expect(await setup("redis")).toEqual({
      exitCode: 1,
      output: ["Redis was not found: install it, or set REDIS_URL to a Redis that runs already."],
    });
    await packageManager("nothing");
    expect(await setup("redis")).toMatchObject({
      exitCode: 1,
      output: expect.arrayContaining([
        "Redis could not be installed: type 'sudo apt-get install redis-server', or set REDIS_URL to a Redis that runs already.",
      ]) as string[],
    });
  });

  test("gets a Chromium when there is a browser test, and only then", async () => {
    await program("redis-server", "");
    await packageManager();
    expect((await setup("test")).output).not.toContain("Installing Chromium (apt-get: chromium) …");
    await write("test/console/sign-in.browser.test.ts", "");
    expect((await setup("test")).output).toEqual(["Installing Chromium (apt-get: chromium) …"]);
    expect(await setup("test")).toEqual({ exitCode: 0, output: [] });
  });

  test("says how it is used", async () => {
    expect(await setup("begin")).toEqual({
      exitCode: 1,
      output: ["Type: node scripts/setup.mjs start|test|check|bench|redis"],
    });
  });
});

async function setup(command: string, environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, [join(checkout, "scripts/setup.mjs"), command], {
    cwd: checkout,
    env: { PATH: join(checkout, "bin"), ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (text: Buffer) => (output += text.toString()));
  child.stderr.on("data", (text: Buffer) => (output += text.toString()));
  const [exitCode] = (await once(child, "close")) as [number | null];
  return { exitCode, output: output.split("\n").filter(Boolean) };
}

async function write(path: string, text: string): Promise<string> {
  const target = join(checkout, path);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, text);
  return target;
}

async function program(name: string, script: string): Promise<void> {
  await chmod(await write(`bin/${name}`, `#!/bin/sh\n${script}\n`), 0o755);
}

async function linkProgram(name: string): Promise<void> {
  await mkdir(join(checkout, "bin"), { recursive: true });
  await symlink(join("/bin", name), join(checkout, "bin", name));
}

/** An apt-get that "installs" a program of the package's name, and a sudo that asks nothing, for a run without root. */
async function packageManager(only = ""): Promise<void> {
  await program("sudo", '[ "$2" = true ] && exit 0; shift; shift; exec env "$@"');
  await linkProgram("env");
  await program(
    "apt-get",
    `[ "$1" = update ] && exit 0
for name; do :; done
if [ -n "${only}" ] && [ "$name" != "${only}" ]; then echo "Unable to locate package $name"; exit 100; fi
echo "#!/bin/sh" > "${checkout}/bin/$name"
chmod +x "${checkout}/bin/$name"`,
  );
}

async function inTheFuture(path: string): Promise<void> {
  const soon = new Date(Date.now() + 60_000);
  await utimes(join(checkout, path), soon, soon);
}
