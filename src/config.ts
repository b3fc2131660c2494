/** Every setting: its name, form, default and help. The only reader of the environment. */
import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { jsonFault } from "./core/json-fault.ts";
import { HIGHEST_RATE, TAG_POLICIES } from "./core/page.ts";
import {
  apiKeys,
  choice,
  decimal,
  encryptionKey,
  graphUrl,
  matching,
  redisUrl,
  text,
  whole,
  type Form,
} from "./setting-forms.ts";
import { misspelt } from "./setting-names.ts";

export type { ApiKey, Scope } from "./setting-forms.ts";

/** A setting that stops the start; the message is one sentence and never holds a secret. */
export class BadSetting extends Error {
  readonly code = "BAD_SETTING";
  constructor(message: string) {
    super(message);
    this.name = "BadSetting";
  }
}

/** `D`: what it is when it is not set. */
interface Setting<T, D> {
  readonly form: Form<T>;
  readonly fallback: D;
  readonly help: string;
  readonly isSecret: boolean;
}

function setting<T, D extends T | undefined>(form: Form<T>, fallback: D, help: string): Setting<T, D> {
  return { form, fallback, help, isSecret: false };
}

function secret<T, D extends T | undefined>(form: Form<T>, fallback: D, help: string): Setting<T, D> {
  return { form, fallback, help, isSecret: true };
}

const LEVELS = ["trace", "debug", "info", "warn", "error", "silent"] as const;

export const SETTINGS = {
  PORT: setting(whole(0, 65_535), 3000, "HTTP port; 0 takes any that is free"),
  HOST: setting(matching(/^[\w.:-]+$/, "a name or an address"), "127.0.0.1", "Address to listen on"),
  REDIS_URL: secret(redisUrl, "redis://127.0.0.1:6379", "Where Redis is"),
  REDIS_PREFIX: setting(
    matching(/^[\w-]{1,40}$/, "1 to 40 letters, digits, - or _"),
    "taglane",
    "First part of every key",
  ),
  GRAPH_API_URL: setting(
    graphUrl,
    "https://graph.facebook.com/v26.0",
    "Graph API, with its version; in dev the simulator",
  ),
  META_APP_SECRET: secret(
    text("your Meta app's secret"),
    undefined,
    "Checks webhook signatures and proves calls; without it webhooks are refused",
  ),
  META_VERIFY_TOKEN: secret(
    text("a word of your choice"),
    undefined,
    "What Meta must show when it verifies the webhook",
  ),
  API_KEYS: secret(apiKeys, [], "Who may call /v1, and what each may do"),
  ENCRYPTION_KEY: secret(encryptionKey, undefined, "Seals page tokens at rest; required outside dev"),
  TAG_POLICY: setting(choice(TAG_POLICIES), "auto", "auto follows Meta's dates; the others pin one policy"),
  JOB_TYPES_FILE: setting(text("a path"), undefined, "JSON file with job types of your own"),
  PAGES_FILE: setting(text("a path"), undefined, "JSON file with pages to register at start"),
  PAGE_RATE: setting(
    decimal(0.1, HIGHEST_RATE),
    30,
    "Messages a second a page, where the page sets none; above 40 Meta stalls the page's inbox",
  ),
  APP_RATE: setting(
    decimal(1, 100_000),
    undefined,
    "Messages a second of all pages together, shared evenly by the senders; left out: no ceiling",
  ),
  CLASSIFIER_CONCURRENCY: setting(
    whole(1, 1_000),
    50,
    "Jobs classified at once in a process; one may hold 50 messages",
  ),
  SENDER_CONCURRENCY: setting(whole(1, 1_000), 20, "Calls in flight a page"),
  SEND_TIMEOUT_MS: setting(whole(100, 14_000), 10_000, "How long Graph may take to answer"),
  MAX_ATTEMPTS: setting(whole(1, 100), 6, "Failed attempts before a message is given up"),
  ON_UNKNOWN: setting(
    choice(["resend", "bury"]),
    "resend",
    "What to do when an answer was lost and no echo came",
  ),
  STATUS_RETENTION_HOURS: setting(whole(1, 24 * 365), 168, "How long a finished message is remembered"),
  MAX_REPLAYS: setting(whole(1, 100), 5, "How often one message may be replayed"),
  DEAD_LETTER_RETENTION_DAYS: setting(whole(1, 3_650), 90, "How long a dead letter is kept"),
  DEAD_LETTER_MAX: setting(
    whole(1, 100_000_000),
    1_000_000,
    "How many dead letters are kept; beyond, the oldest go",
  ),
  AUDIT_RETENTION_DAYS: setting(whole(1, 3_650), 365, "How long it is kept who changed what"),
  DATA_DIR: setting(text("a path"), ".taglane", "Where dev keeps its Redis data and keys"),
  LOG_LEVEL: setting(choice(LEVELS), "info", "Least level that is logged"),
  NODE_ENV: setting(choice(["development", "test", "production"]), "development", "development reads .env"),
} as const;

export type SettingName = keyof typeof SETTINGS;
type ValueOf<S> = S extends Setting<infer T, infer D> ? (undefined extends D ? T | undefined : T) : never;
export type Config = { readonly [K in SettingName]: ValueOf<(typeof SETTINGS)[K]> };
export type Environment = Readonly<Record<string, string | undefined>>;

/** The process's environment, with `.env` beneath it unless this is production. @throws BadSetting */
export function readEnvironment(): Environment {
  if (process.env["NODE_ENV"] !== "production") loadEnvFile();
  return process.env;
}

/** What is set already stays. */
function loadEnvFile(): void {
  for (const [name, value] of Object.entries(parseEnv(envFileText()))) process.env[name] ??= value;
}

function envFileText(): string {
  try {
    return readFileSync(".env", "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return "";
    throw new BadSetting(`The file .env cannot be read (${codeOf(error)}).`);
  }
}

/** @throws BadSetting with one sentence for the first value that will not do. An empty value counts as not set. */
export function configFrom(environment: Environment): Config {
  const typo = misspelt(environment, settingNames());
  if (typo !== null) throw new BadSetting(`${typo.given} is not a setting; did you mean ${typo.meant}?`);
  const values = settingNames().map((name) => [name, valueOf(name, environment[name])]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- one value for each of these very settings
  return Object.fromEntries(values) as Config;
}

function valueOf(name: SettingName, given: string | undefined): unknown {
  const { form, fallback } = SETTINGS[name];
  if (given === undefined || given === "") return fallback;
  const parsed = form.schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new BadSetting(`${name} is ${shown(name, given)}, but must be ${form.words}.`);
}

export function settingNames(): SettingName[] {
  return Object.keys(SETTINGS).filter((name): name is SettingName => Object.hasOwn(SETTINGS, name));
}

/** A given value may be as long as it likes: only its beginning is said. */
const LONGEST_SHOWN = 100;

/** The value as it may be shown: secrets masked. */
export function shown(name: SettingName, value: string | undefined): string {
  if (value === undefined || value === "") return "not set";
  if (SETTINGS[name].isSecret) return "set to a value not shown here";
  return JSON.stringify(value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}…` : value);
}

/** @throws BadSetting when the file is missing or is no JSON. */
export function readJsonFile(name: SettingName, path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new BadSetting(`${name} names ${path}, which ${fileFault(error)}.`);
  }
}

function fileFault(error: unknown): string {
  if (error instanceof SyntaxError) return `is not valid JSON: ${jsonFault(error)}`;
  return codeOf(error) === "ENOENT" ? "does not exist" : `cannot be read (${codeOf(error)})`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
