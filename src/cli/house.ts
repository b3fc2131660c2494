/** Opens the house for a short command: on the settings given, else on the Taglane that runs in this folder. */
import { configFrom, readEnvironment, type Config } from "../config.ts";
import { createLogger } from "../log.ts";
import type { House } from "../runtime.ts";
import { runningHere } from "./dev-state.ts";

/** The settings in force: the environment, over what a running `npm start` of this folder uses. */
export function commandConfig(): Config {
  const environment = readEnvironment();
  const own = configFrom(environment);
  if (isSet(environment["REDIS_URL"])) return own;
  const given = Object.entries(environment).filter(([, value]) => isSet(value));
  return configFrom({ ...runningHere(own.DATA_DIR), ...Object.fromEntries(given) });
}

/** Does the work and closes, whatever comes of it. Logs nothing: a command says what it did, and what went wrong. */
export async function withHouse<T>(work: (house: House) => Promise<T>): Promise<T> {
  const house = await openQuietly(commandConfig());
  try {
    return await work(house);
  } finally {
    await house.close();
  }
}

/** Loaded only now: queues and policy take most of a second, which `--help` and a slip on the way need not wait for. */
export async function openQuietly(config: Config): Promise<House> {
  const { openHouse } = await import("../runtime.ts");
  return openHouse({ config, log: createLogger("silent", "cli", 2), profile: "producer" });
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "";
}
