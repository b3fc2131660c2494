/** `taglane doctor`: is everything here that sending needs; one line each. */
import { Command } from "commander";
import type { Config } from "../config.ts";
import { createLogger } from "../log.ts";
import { redisFacts, writeFault, type RedisFacts } from "../redis/checkup.ts";
import { openHouse, type House } from "../runtime.ts";
import { commandConfig } from "./house.ts";
import { printJson, printLine } from "./terminal.ts";

export function doctorCommand(): Command {
  return new Command("doctor")
    .description("checks settings, Redis, clock, Graph and each page's token; one line each")
    .option("--json", "as JSON")
    .action(run);
}

type Mark = "ok" | "warn" | "fail";

interface Finding {
  readonly mark: Mark;
  readonly what: string;
  readonly words: string;
}

async function run(options: { json?: true }): Promise<void> {
  const findings: Finding[] = [];
  for await (const finding of findingsOf()) {
    findings.push(finding);
    if (!options.json) printLine(`${finding.mark.padEnd(4)}  ${finding.what}: ${finding.words}`);
  }
  if (options.json) printJson(findings);
  if (findings.some(({ mark }) => mark === "fail")) process.exitCode = 1;
}

async function* findingsOf(): AsyncGenerator<Finding> {
  let config: Config;
  try {
    config = commandConfig();
  } catch (error) {
    yield fail("settings", wordsOf(error));
    return;
  }
  yield* settingFindings(config);
  const log = createLogger("silent", "cli", 2);
  let house: House;
  try {
    house = await openHouse({ config, log, profile: "producer" });
  } catch (error) {
    yield fail("Redis", wordsOf(error));
    return;
  }
  try {
    yield* redisFindings(house);
    yield await graphFinding(house);
    yield* pageFindings(house);
  } finally {
    await house.close();
  }
}

function* settingFindings(config: Config): Generator<Finding> {
  const lacks = [
    ...(config.ENCRYPTION_KEY === undefined ? ["ENCRYPTION_KEY (serve and sender do not start)"] : []),
    ...(config.META_APP_SECRET === undefined ? ["META_APP_SECRET (webhooks are refused)"] : []),
    ...(config.META_VERIFY_TOKEN === undefined ? ["META_VERIFY_TOKEN (webhooks cannot be subscribed)"] : []),
    ...(config.API_KEYS.length === 0 ? ["API_KEYS (nobody may call /v1)"] : []),
  ];
  yield lacks.length === 0
    ? ok("settings", "all that a deployment needs are set")
    : warn("settings", `not set: ${lacks.join(", ")}`);
}

async function* redisFindings({ client, config }: House): AsyncGenerator<Finding> {
  const asked = Date.now();
  const facts = await redisFacts(client);
  const answered = Date.now();
  yield versionFinding(facts);
  yield policyFinding(facts);
  yield facts.isAppendOnly
    ? ok("Redis persistence", "append-only file")
    : warn("Redis persistence", "no append-only file: what waits is lost when Redis restarts; set appendonly yes");
  const fault = await writeFault(client, config.REDIS_PREFIX);
  yield fault === null ? ok("Redis write", "works") : fail("Redis write", `does not work: ${fault}`);
  yield clockFinding(facts.now - (asked + answered) / 2);
}

/** BullMQ wants 6.2 (its `redis-connection.ts`: recommendedMinimumVersion), for commands that the queues use. */
const LEAST_VERSION = [6, 2] as const;

function versionFinding({ version }: RedisFacts): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [leastMajor, leastMinor] = LEAST_VERSION;
  return major > leastMajor || (major === leastMajor && minor >= leastMinor)
    ? ok("Redis version", version)
    : fail("Redis version", `${version} is too old; it must be 6.2 or newer`);
}

function policyFinding({ maxmemoryPolicy: policy }: RedisFacts): Finding {
  if (policy === null)
    return warn("Redis memory", "does not tell its maxmemory-policy; make sure that it is noeviction");
  return policy === "noeviction"
    ? ok("Redis memory", "noeviction")
    : fail("Redis memory", `maxmemory-policy is ${policy}, so a full Redis would drop messages; set it to noeviction`);
}

/** Delays are counted by the clock of each process: a second's difference is noise, half a minute a fault. */
const CLOCK_WARN_MS = 1_000;
const CLOCK_FAIL_MS = 30_000;

function clockFinding(aheadMs: number): Finding {
  const off = Math.abs(aheadMs);
  const words = `${(off / 1_000).toFixed(1)} s ${aheadMs < 0 ? "ahead of" : "behind"} the clock of Redis`;
  if (off < CLOCK_WARN_MS) return ok("clock", "agrees with the clock of Redis");
  return off < CLOCK_FAIL_MS ? warn("clock", words) : fail("clock", `${words}; set one of them right`);
}

async function graphFinding({ graph, config }: House): Promise<Finding> {
  const fault = await graph.unreachable();
  return fault === null
    ? ok("Graph API", `${config.GRAPH_API_URL} answers`)
    : fail("Graph API", `${config.GRAPH_API_URL} does not answer: ${fault}`);
}

async function* pageFindings({ pages, office, config }: House): AsyncGenerator<Finding> {
  const ids = await pages.list();
  if (ids.length === 0)
    return yield warn("pages", "none is registered; taglane pages set <id> --name <name> --token-stdin adds one");
  if (config.ENCRYPTION_KEY === undefined)
    return yield warn("pages", `the tokens of ${String(ids.length)} cannot be checked without ENCRYPTION_KEY`);
  for (const id of ids) yield await tokenFinding(id, office);
}

async function tokenFinding(id: string, office: House["office"]): Promise<Finding> {
  try {
    const named = await office.checkToken(id);
    return named.ok
      ? ok(`page ${id}`, `its token opens ${named.name}`)
      : fail(`page ${id}`, `cannot be sent from: ${named.error}`);
  } catch (error) {
    return fail(`page ${id}`, wordsOf(error));
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function ok(what: string, words: string): Finding {
  return { mark: "ok", what, words };
}

function warn(what: string, words: string): Finding {
  return { mark: "warn", what, words };
}

function fail(what: string, words: string): Finding {
  return { mark: "fail", what, words };
}
