/** One role a process: config, wire, run until a signal, then drain. `workers/` and the CLI start here. */
import { BadSetting, configFrom, readEnvironment, readJsonFile, type Config } from "./config.ts";
import { fieldErrors } from "./core/message.ts";
import { pageListSchema } from "./core/page.ts";
import { startHttp } from "./http/server.ts";
import { createLogger } from "./log.ts";
import { openHouse, type House } from "./runtime.ts";
import { untilSignal } from "./shutdown.ts";

export const runApi = () => runRole("api", startApi);
export const runClassifier = () => runRole("classifier", (house) => Promise.resolve(house.startClassifier()));
export const runSender = () => runRole("sender", startSender);

interface Started {
  close(): Promise<void>;
}

async function runRole(role: string, start: (house: House) => Promise<Started>): Promise<void> {
  const config = configFrom(readEnvironment());
  const log = createLogger(config.LOG_LEVEL, role);
  const house = await openHouse({ config, log, profile: role === "api" ? "producer" : "worker" });
  const started = await start(house).catch(async (error: unknown) => {
    await house.close();
    throw error;
  });
  log.info("process.started", { policy: config.TAG_POLICY });
  await untilSignal(log);
  await started.close();
  await house.close();
  log.info("process.stopped");
}

async function startApi(house: House): Promise<Started> {
  requireKey(house.config);
  await registerPages(house);
  const server = await startHttp(house);
  house.log.info("http.listening", { url: server.url });
  return server;
}

function startSender(house: House): Promise<Started> {
  requireKey(house.config);
  return house.startSender();
}

function requireKey(config: Config): void {
  if (config.ENCRYPTION_KEY !== undefined) return;
  throw new BadSetting(
    "ENCRYPTION_KEY is not set, but must be 32 bytes in base64; `openssl rand -base64 32` makes one.",
  );
}

/** PAGES_FILE: registered at each start, so that the file stays the truth for what it names. */
async function registerPages(house: House): Promise<void> {
  const { PAGES_FILE: path } = house.config;
  if (path === undefined) return;
  const parsed = pageListSchema.safeParse(readJsonFile("PAGES_FILE", path));
  if (!parsed.success) {
    const words = fieldErrors(parsed.error).map((it) => `${it.path} ${it.message}`);
    throw new BadSetting(`PAGES_FILE (${path}): ${words.join("; ")}.`);
  }
  for (const { id, accessToken = null, ...settings } of parsed.data) {
    await house.office.register(id, settings, accessToken, "PAGES_FILE");
  }
}
