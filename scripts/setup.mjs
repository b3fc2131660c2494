// Sets up whatever this checkout still lacks, and does nothing when it lacks nothing.
//
//   node scripts/setup.mjs start|test|check|bench|redis
//
// It runs before `npm start`, `npm test`, `npm run check` and `npm run bench`, so it uses Node's built-ins only and never asks a question.
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { statSync, utimesSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const inRoot = (...parts) => join(root, ...parts);

const steps = {
  start: [ensureDependencies, ensureBuild, ensureRedis],
  test: [ensureDependencies, ensureBuild, ensureRedis, ensureBrowser],
  check: [ensureDependencies, ensureBenchDependencies],
  bench: [ensureDependencies, ensureBuild, ensureRedis, ensureBenchDependencies],
  redis: [ensureRedis],
};

/** What is missing and cannot be set up from here: one sentence, with what to type. */
class SetupProblem extends Error {}

function main(command) {
  try {
    requireNode();
    if (!Object.hasOwn(steps, command ?? "")) {
      throw new SetupProblem(`Type: node scripts/setup.mjs ${Object.keys(steps).join("|")}`);
    }
    for (const step of steps[command]) step(command);
  } catch (problem) {
    if (!(problem instanceof SetupProblem)) throw problem;
    console.error(problem.message);
    process.exitCode = 1;
  }
}

// 20.19 is the first Node 20 that vitest and undici declare.
function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new SetupProblem(
    `Taglane needs Node.js 20.19 or newer and this is ${process.versions.node}: install a newer one from https://nodejs.org.`,
  );
}

// --- npm packages

function ensureDependencies() {
  ensureInstalled(root, "Installing dependencies (npm ci) …");
}

// The rivals that the benchmarks compare with; to check the benchmarks' types takes theirs.
function ensureBenchDependencies() {
  ensureInstalled(inRoot("bench"), "Installing the benchmarks' dependencies (npm ci in bench) …");
}

function ensureInstalled(folder, announcement) {
  const installed = join(folder, "node_modules", ".package-lock.json");
  if (modifiedAt(installed) >= modifiedAt(join(folder, "package-lock.json"))) return;
  // The development packages are needed to build, also where NODE_ENV=production is set.
  npm(["ci", "--include=dev", "--loglevel=error"], announcement, folder);
  touch(installed, Date.now());
}

function ensureBuild() {
  const stamp = inRoot("dist", ".build-stamp");
  const sources = [
    "src",
    "workers",
    "package.json",
    "tsconfig.json",
    "tsconfig.build.json",
    "vite.config.ts",
  ];
  if (modifiedAt(stamp) >= Math.max(...sources.map((name) => newestIn(inRoot(name))))) return;
  const startedAt = Date.now();
  npm(["run", "--silent", "build"], "Building (npm run build) …");
  // Only a build that passed leaves a stamp, and a file saved while it ran is newer than the stamp.
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, "");
  touch(stamp, startedAt);
}

function npm(args, announcement, folder = root) {
  console.log(announcement);
  const options = { cwd: folder, stdio: ["ignore", "inherit", "inherit"] };
  const npmScript = process.env.npm_execpath;
  const { status, error } = npmScript?.endsWith(".js")
    ? spawnSync(process.execPath, [npmScript, ...args], options)
    : spawnSync("npm", args, options);
  if (status === 0) return;
  const cause = error ? "npm could not be started" : "see its output above";
  throw new SetupProblem(`'npm ${args.join(" ")}' failed (${cause}): correct that and type it again.`);
}

/** Epoch ms of the last change, 0 when there is no such file. */
function modifiedAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** The same over a whole tree. Folders count: deleting a file changes its folder only. */
function newestIn(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isDirectory()) return stat?.mtimeMs ?? 0;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newestIn(join(path, name))));
}

function touch(path, atMs) {
  if (existsSync(path)) utimesSync(path, atMs / 1000, atMs / 1000);
}

// --- programs: a Redis, and a Chromium where there are browser tests

function ensureRedis(command) {
  if (process.env.REDIS_URL || (command === "start" && envFileNamesRedis())) return;
  if (onPath("redis-server", "valkey-server") || dockerAnswers()) return;
  installProgram("Redis", "redis", "or set REDIS_URL to a Redis that runs already", () =>
    onPath("redis-server", "valkey-server"),
  );
}

// `npm start` reads .env, the tests do not.
function envFileNamesRedis() {
  const file = inRoot(".env");
  return existsSync(file) && /^\s*(export\s+)?REDIS_URL\s*=\s*[^\s#]/m.test(readFileSync(file, "utf8"));
}

// Also Docker's own client waits for an engine that is starting, so the answer gets five seconds.
function dockerAnswers() {
  return onPath("docker") && spawnSync("docker", ["info"], { stdio: "ignore", timeout: 5000 }).status === 0;
}

function ensureBrowser() {
  if (!hasBrowserTest(inRoot("test")) || browserFound()) return;
  installProgram("Chromium", "chromium", "or set CHROMIUM_PATH to a Chrome or Chromium", browserFound);
}

function browserFound() {
  const named = process.env.CHROMIUM_PATH;
  if (named) return isExecutable(named);
  return onPath("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
}

function hasBrowserTest(folder) {
  if (!existsSync(folder)) return false;
  return readdirSync(folder, { recursive: true }).some((name) => name.endsWith(".browser.test.ts"));
}

function onPath(...names) {
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  return names.some((name) => folders.some((folder) => isExecutable(join(folder, name))));
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

// --- the machine's package manager

/** Packages are tried in order: distributions differ in which of Redis and Valkey they carry. */
const packageManagers = [
  {
    name: "apt-get",
    refresh: ["update", "-qq"],
    install: ["-o", "DPkg::Lock::Timeout=120", "install", "-y", "-qq", "--no-install-recommends"],
    packages: { redis: ["redis-server", "valkey-server"], chromium: ["chromium", "chromium-browser"] },
    needsRoot: true,
  },
  {
    name: "dnf",
    install: ["install", "-y", "-q"],
    packages: { redis: ["redis", "valkey"], chromium: ["chromium"] },
    needsRoot: true,
  },
  {
    name: "apk",
    install: ["add", "--no-cache", "--quiet"],
    packages: { redis: ["redis", "valkey"], chromium: ["chromium"] },
    needsRoot: true,
  },
  {
    name: "brew",
    install: ["install", "--quiet"],
    // Homebrew's browsers are applications that are not on the PATH.
    packages: { redis: ["redis", "valkey"], chromium: [] },
    needsRoot: false,
  },
];

// No questions from Debian's packages. In this run level System V starts no service that comes with one; systemd may, and
// then a Redis waits on the loopback address, which nothing here uses.
const quietly = { DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };

function installProgram(title, program, otherwise, isThere) {
  const manager = packageManagers.find(({ name, packages }) => packages[program].length > 0 && onPath(name));
  if (!manager) throw new SetupProblem(`${title} was not found: install it, ${otherwise}.`);
  const [first, ...others] = manager.packages[program];
  const byHand = `type '${manager.needsRoot ? "sudo " : ""}${manager.name} install ${first}', ${otherwise}`;
  const prefix = privilege(manager);
  if (!prefix)
    throw new SetupProblem(`${title} was not found and installing it needs a password: ${byHand}.`);

  if (manager.refresh) runQuietly([...prefix, manager.name, ...manager.refresh]);
  for (const name of [first, ...others]) {
    console.log(`Installing ${title} (${manager.name}: ${name}) …`);
    const failure = runQuietly([...prefix, manager.name, ...manager.install, name]);
    if (isThere()) return;
    if (failure) console.error(failure);
  }
  throw new SetupProblem(`${title} could not be installed: ${byHand}.`);
}

/** What to put before the command: nothing as root, sudo when it asks for no password, undefined when neither works. */
function privilege({ needsRoot }) {
  if (!needsRoot || process.getuid?.() === 0) return [];
  const sudoWorks = onPath("sudo") && spawnSync("sudo", ["-n", "true"], { stdio: "ignore" }).status === 0;
  if (!sudoWorks) return undefined;
  return ["sudo", "-n", "env", ...Object.entries(quietly).map(([name, value]) => `${name}=${value}`)];
}

/** The last lines of a command that failed, or undefined. */
function runQuietly([command, ...args]) {
  const result = spawnSync(command, args, {
    stdio: ["ignore", "pipe", "pipe"],
    encoding: "utf8",
    env: { ...process.env, ...quietly },
    maxBuffer: 64 * 1024 * 1024,
  });
  if (result.status === 0) return undefined;
  const output = `${result.stdout ?? ""}${result.stderr ?? ""}`.trimEnd();
  return output.split("\n").slice(-5).join("\n") || String(result.error ?? `${command} failed`);
}

main(process.argv[2]);
