/** `taglane dev`: the whole pipeline in one process, on a Redis and a Graph API of its own, with a demo. */
import { closeSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { configFrom, readEnvironment, type Config, type Environment } from "../config.ts";
import { startHttp, type HttpServer } from "../http/server.ts";
import { createLogger, type Logger } from "../log.ts";
import { openHouse, type House } from "../runtime.ts";
import { policyInForce, watchApprovals } from "../roles.ts";
import { untilSignal } from "../shutdown.ts";
import { startSimulator, type Simulator } from "../simulator/simulator.ts";
import { demoPageIds, play, setStage, type Stage, type Told } from "./demo.ts";
import { forgetRunning, isAlive, keep, kept, noteRunning, running, type Kept } from "./dev-state.ts";
import { startRedis, stopOrphan, type RedisChild } from "./redis-child.ts";
import { printTable } from "./table.ts";
import { printLine } from "./terminal.ts";

interface Closable {
  close(): Promise<void>;
}

export async function runDev(options: { demo: boolean }): Promise<void> {
  const environment = withoutEmpty(readEnvironment());
  const { DATA_DIR: dataDir, LOG_LEVEL: level } = configFrom(environment);
  await clearFolder(dataDir);
  const opened: Closable[] = [];
  try {
    const log = openLog(dataDir, level, opened);
    // From here on Ctrl-C stops in order, however far we came.
    const signalled = untilSignal(log);
    const dev = await start(environment, dataDir, log, opened);
    await Promise.race([signalled, introduce(dev, dataDir, options)]);
    await signalled;
    printLine("\nStopping …");
  } finally {
    for (const it of opened.toReversed()) await it.close();
    forgetRunning(dataDir);
  }
}

async function introduce(dev: Dev, dataDir: string, options: { demo: boolean }): Promise<void> {
  if (options.demo && dev.simulator !== null) await tellDemo(dev, dataDir);
  greet(dev);
}

/** An empty value counts as not set. */
function withoutEmpty(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
}

function openLog(dataDir: string, level: string, opened: Closable[]): Logger {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = openSync(join(dataDir, "taglane.log"), "a", 0o600);
  opened.push({ close: () => Promise.resolve(closeSync(file)) });
  return createLogger(level, "dev", file);
}

interface Dev {
  readonly config: Config;
  readonly log: Logger;
  readonly kept: Kept;
  readonly server: HttpServer;
  readonly simulator: Simulator | null;
  /** Signs in at the console, once. */
  readonly link: string;
}

/** Opens everything in order; what is open stands in `opened`, also when a later step fails. */
async function start(
  environment: Environment,
  dataDir: string,
  log: Logger,
  opened: Closable[],
): Promise<Dev> {
  const secrets = withPageTokens(kept(dataDir));
  keep(dataDir, secrets);
  const redis = environment["REDIS_URL"] === undefined ? await startRedis(dataDir) : null;
  if (redis !== null) opened.push(redis);
  const simulator =
    environment["GRAPH_API_URL"] === undefined
      ? await startSimulator({ appSecret: secrets.appSecret, log: log.info })
      : null;
  if (simulator !== null) opened.push(simulator);

  const settings = devSettings(environment, secrets, redis, simulator);
  const config = configFrom(settings);
  const api = await openHouse({ config, log, profile: "producer" });
  opened.push(api);
  const server = await startHttp(api);
  opened.push(server);
  const approvals = watchApprovals(api);
  opened.push({ close: () => approvals.stop() });
  const { META_APP_SECRET: appSecret = "" } = config;
  await simulator?.setWebhook({ url: `${server.url}/webhooks/messenger`, appSecret });
  const works = await openHouse({ config, log, profile: "worker" });
  opened.push(works);
  opened.push(works.startClassifier());
  opened.push(await works.startSender());

  noteRunning(dataDir, {
    pid: process.pid,
    url: server.url,
    redisPid: redis?.pid ?? null,
    environment: settings,
  });
  return { config, log, kept: secrets, server, simulator, link: await linkTo(api, server, secrets) };
}

/** For the key that dev makes for itself: it may do everything. */
async function linkTo({ config, sessions }: House, server: HttpServer, { apiKey }: Kept): Promise<string> {
  const key = config.API_KEYS.find(({ secret }) => secret === apiKey);
  return key === undefined ? server.url : `${server.url}/#link=${await sessions.link(key)}`;
}

/** What is set, over what dev makes for itself. */
function devSettings(
  environment: Environment,
  secrets: Kept,
  redis: RedisChild | null,
  simulator: Simulator | null,
): Record<string, string> {
  const own = {
    META_APP_SECRET: secrets.appSecret,
    META_VERIFY_TOKEN: secrets.verifyToken,
    ENCRYPTION_KEY: secrets.encryptionKey,
    API_KEYS: `dev:${secrets.apiKey}:send+read+ops+admin`,
    ...(redis !== null && { REDIS_URL: redis.url }),
    ...(simulator !== null && { GRAPH_API_URL: simulator.graphUrl }),
  };
  const given = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const keys = [environment["API_KEYS"], own.API_KEYS].filter((it) => it !== undefined).join(",");
  return { ...own, ...Object.fromEntries(given), API_KEYS: keys };
}

/** Only one works in a folder. @throws when another is alive; what a dead one left behind is ended. */
async function clearFolder(dataDir: string): Promise<void> {
  const other = running(dataDir);
  if (other === null) return;
  if (isAlive(other.pid)) {
    const where = `process ${String(other.pid)}, ${other.url}`;
    throw new Error(
      `A Taglane runs here already (${where}); stop it first, or set DATA_DIR to another folder.`,
    );
  }
  const url = other.redisPid === null ? undefined : other.environment["REDIS_URL"];
  if (url !== undefined) await stopOrphan(url, dataDir);
  forgetRunning(dataDir);
}

function withPageTokens(secrets: Kept): Kept {
  const pageTokens = Object.fromEntries(
    demoPageIds().map((id) => [id, secrets.pageTokens[id] ?? `sim-${id}-${secrets.appSecret.slice(0, 12)}`]),
  );
  return { ...secrets, pageTokens };
}

/** After a day the same windows are no longer what the story tells of: then it is told anew. */
const SAME_STORY_MS = 20 * 3_600_000;

async function tellDemo(dev: Dev, dataDir: string): Promise<void> {
  const known =
    dev.kept.demoAt !== null && Date.now() - dev.kept.demoAt < SAME_STORY_MS ? dev.kept.demoAt : null;
  const monday = known ?? Date.now();
  const stage: Stage = {
    apiUrl: dev.server.url,
    apiKey: dev.kept.apiKey,
    simulatorUrl: dev.simulator?.url ?? "",
    pageTokens: dev.kept.pageTokens,
    monday,
  };
  printLine(
    known === null
      ? "Playing the demo …\n"
      : `The demo was played at ${new Date(known).toISOString()}; its messages are still known.\n`,
  );
  await setStage(stage);
  const told = await play(stage);
  keep(dataDir, { ...dev.kept, demoAt: monday });
  printDemo(told);
}

function printDemo(told: readonly Told[]): void {
  printTable(
    ["PAGE", "TYPE", "WINDOW", "ALLOWED TAG", "CARRIED AS", "OUTCOME"],
    told.map((it) => [it.page, it.type, it.window, it.tag, it.carriedAs, it.outcome]),
  );
  const dead = told.filter((it) => it.detail !== "");
  printLine(`\n${String(told.length - dead.length)} sent, ${String(dead.length)} dead letters:\n`);
  for (const it of dead) printLine(`  ${it.type} ${it.detail}`);
  printLine();
}

function greet({ config, kept: secrets, server, simulator, link }: Dev): void {
  const page = demoPageIds()[0] ?? "1029384756";
  const message = `{"page":"${page}","recipient":{"psid":"14680001"},"type":"order_shipped","content":{"text":"Your order 1001 is on its way."},"order":{"id":"1001","placedAt":"${new Date().toISOString()}"}}`;
  printLine(
    `Taglane is up at ${server.url}   (tag policy: ${policyInForce(config, Date.now())}; logs: ${join(config.DATA_DIR, "taglane.log")})`,
  );
  if (simulator !== null)
    printLine(
      `Graph API simulator: ${simulator.graphUrl}   (what it received: ${simulator.url}/_sim/requests)`,
    );
  printLine(`Console: ${link}   (signs you in once, within an hour)`);
  printLine(`API key: ${secrets.apiKey}`);
  printLine("\nTry:");
  printLine(
    `  curl -s ${server.url}/v1/messages -H 'Authorization: Bearer ${secrets.apiKey}' -H 'Content-Type: application/json' \\\n    -d '${message}'`,
  );
  printLine("  npx taglane dead-letters list");
  printLine("  npx taglane explain examples/shop.ndjson");
  printLine("\nCtrl-C stops all of it.");
}
