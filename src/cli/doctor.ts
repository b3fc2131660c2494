/** `taglane doctor`: is everything here that sending needs; one line each. */
import { Command } from "commander";
import type { Config } from "../config.ts";
import { isCompact, redisFacts, writeFault } from "../redis/checkup.ts";
import type { House } from "../runtime.ts";
import {
  appendOnlyFinding,
  clockFinding,
  compactFinding,
  fail,
  ok,
  policyFinding,
  settingFinding,
  versionFinding,
  warn,
  type Finding,
} from "./findings.ts";
import { commandConfig, openQuietly } from "./house.ts";
import { printJson, printLine } from "./terminal.ts";

export function doctorCommand(): Command {
  return new Command("doctor")
    .description("checks settings, Redis, clock, Graph and each page's token; one line each")
    .option("--json", "as JSON")
    .action(run);
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
  yield settingFinding(config);
  let house: House;
  try {
    house = await openQuietly(config);
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

async function* redisFindings({ client, config }: House): AsyncGenerator<Finding> {
  const asked = Date.now();
  const facts = await redisFacts(client);
  const answered = Date.now();
  yield versionFinding(facts);
  yield policyFinding(facts);
  yield appendOnlyFinding(facts);
  const fault = await writeFault(client, config.REDIS_PREFIX);
  yield fault === null ? ok("Redis write", "works") : fail("Redis write", `does not work: ${fault}`);
  if (fault === null) yield compactFinding(await isCompact(client, config.REDIS_PREFIX));
  yield clockFinding(facts.now - (asked + answered) / 2);
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
    return yield warn(
      "pages",
      "none is registered; taglane pages set <id> --name <name> --token-stdin adds one",
    );
  if (config.ENCRYPTION_KEY === undefined)
    return yield warn(
      "pages",
      `the tokens of ${String(ids.length)} cannot be checked without ENCRYPTION_KEY`,
    );
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
