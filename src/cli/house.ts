/** Opens the house for a short command: on the settings given, else on the Taglane that runs in this folder. */
import { configFrom, readEnvironment, type Config } from "../config.ts";
import { createLogger } from "../log.ts";
import { openHouse, type House } from "../runtime.ts";
import { runningHere } from "./dev-state.ts";

/** The settings in force: the environment, over what a running `npm start` of this folder uses. */
export function commandConfig(): Config {
  const environment = readEnvironment();
  if (environment["REDIS_URL"] !== undefined) return configFrom(environment);
  const dataDir = configFrom(environment).DATA_DIR;
  return configFrom({ ...runningHere(dataDir), ...environment });
}

/** Does the work and closes, whatever comes of it. Logs only warnings, to standard error. */
export async function withHouse<T>(work: (house: House) => Promise<T>): Promise<T> {
  const config = commandConfig();
  const log = createLogger("warn", "cli", 2);
  const house = await openHouse({ config, log, profile: "producer" });
  try {
    return await work(house);
  } finally {
    await house.close();
  }
}
