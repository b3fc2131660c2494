/** Every setting: its name, type, default and help. The only reader of the environment. */
import { readFileSync } from "node:fs";
import { z } from "zod";
import { isRedisUrl } from "./redis/connection.ts";
import { HIGHEST_RATE, TAG_POLICIES } from "./core/page.ts";

export const SCOPES = ["send", "read", "ops", "admin"] as const;
export type Scope = (typeof SCOPES)[number];

export interface ApiKey {
  readonly name: string;
  readonly secret: string;
  readonly scopes: readonly Scope[];
}

/** A setting that stops the start; the message is one sentence and never holds a secret. */
export class BadSetting extends Error {
  readonly code = "BAD_SETTING";
  constructor(message: string) {
    super(message);
    this.name = "BadSetting";
  }
}

const whole = (min: number, max: number) =>
  z.coerce
    .number({ error: `a whole number from ${String(min)} to ${String(max)}` })
    .int(`a whole number from ${String(min)} to ${String(max)}`)
    .min(min, `a whole number from ${String(min)} to ${String(max)}`)
    .max(max, `a whole number from ${String(min)} to ${String(max)}`);
const choice = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: `one of ${values.join(", ")}` });
const httpUrl = z.url({
  protocol: /^https?$/,
  error: "an http or https URL with the API version, such as https://graph.facebook.com/v26.0",
});

const API_KEYS_FORM = `name:secret:scope+scope, comma between keys; scopes are ${SCOPES.join(", ")}; a secret has at least 16 characters`;
const apiKeys = z.string().transform((value, context): ApiKey[] => {
  const keys = value
    .split(",")
    .filter((it) => it.trim() !== "")
    .map(apiKeyIn);
  if (keys.every((key) => key !== null)) return keys;
  context.addIssue({ code: "custom", message: API_KEYS_FORM });
  return z.NEVER;
});

const KEY_FORM = "32 bytes in base64, such as `openssl rand -base64 32` prints";
const encryptionKey = z
  .string()
  .transform((value) => Buffer.from(value, "base64"))
  .refine((key) => key.length === 32, { error: KEY_FORM });

interface Setting<T extends z.ZodType> {
  readonly schema: T;
  readonly help: string;
  readonly secret?: true;
}

function setting<T extends z.ZodType>(schema: T, help: string, secret?: true): Setting<T> {
  return { schema, help, ...(secret && { secret }) };
}

export const SETTINGS = {
  PORT: setting(whole(0, 65_535).default(3000), "HTTP port; 0 takes any that is free"),
  HOST: setting(z.string().min(1).default("127.0.0.1"), "Address to listen on"),
  REDIS_URL: setting(
    z
      .string()
      .refine(isRedisUrl, "redis://, rediss://, redis-cluster://h:p,h:p or redis-sentinel://h:p,h:p/name")
      .default("redis://127.0.0.1:6379"),
    "Where Redis is",
    true,
  ),
  REDIS_PREFIX: setting(
    z
      .string()
      .regex(/^[\w-]{1,40}$/, "1 to 40 letters, digits, - or _")
      .default("taglane"),
    "First part of every key",
  ),
  GRAPH_API_URL: setting(
    httpUrl.default("https://graph.facebook.com/v26.0"),
    "Graph API, with its version; in dev the simulator",
  ),
  META_APP_SECRET: setting(
    z.string().min(1, "the app secret").optional(),
    "Checks webhook signatures and proves calls; without it webhooks are refused",
    true,
  ),
  META_VERIFY_TOKEN: setting(
    z.string().min(1, "any text").optional(),
    "What Meta must show when it verifies the webhook",
    true,
  ),
  API_KEYS: setting(apiKeys.default([]), `Who may call /v1: ${API_KEYS_FORM}`, true),
  ENCRYPTION_KEY: setting(
    encryptionKey.optional(),
    `Seals page tokens at rest: ${KEY_FORM}; required outside dev`,
    true,
  ),
  TAG_POLICY: setting(
    choice(TAG_POLICIES).default("auto"),
    "auto follows Meta's dates; the others pin one policy",
  ),
  JOB_TYPES_FILE: setting(z.string().min(1).optional(), "JSON file with job types of your own"),
  PAGES_FILE: setting(z.string().min(1).optional(), "JSON file with pages to register at start"),
  PAGE_RATE: setting(
    z.coerce
      .number({ error: `a number from 0.1 to ${String(HIGHEST_RATE)}` })
      .min(0.1, `a number from 0.1 to ${String(HIGHEST_RATE)}`)
      .max(HIGHEST_RATE, `a number from 0.1 to ${String(HIGHEST_RATE)}`)
      .default(30),
    "Messages a second a page, where the page sets none; above 40 Meta stalls the page's inbox",
  ),
  CLASSIFIER_CONCURRENCY: setting(whole(1, 1_000).default(50), "Messages classified at once in a process"),
  SENDER_CONCURRENCY: setting(whole(1, 1_000).default(20), "Calls in flight a page"),
  SEND_TIMEOUT_MS: setting(whole(100, 14_000).default(10_000), "How long Graph may take to answer"),
  MAX_ATTEMPTS: setting(whole(1, 100).default(6), "Failed attempts before a message is given up"),
  ON_UNKNOWN: setting(
    choice(["resend", "bury"]).default("resend"),
    "What to do when an answer was lost and no echo came",
  ),
  STATUS_RETENTION_HOURS: setting(
    whole(1, 24 * 365).default(168),
    "How long a finished message is remembered",
  ),
  DATA_DIR: setting(z.string().min(1).default(".taglane"), "Where dev keeps its Redis data and keys"),
  LOG_LEVEL: setting(
    choice(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),
    "Least level that is logged",
  ),
  NODE_ENV: setting(
    choice(["development", "test", "production"]).default("development"),
    "development reads .env",
  ),
} as const;

export type SettingName = keyof typeof SETTINGS;
export type Config = { readonly [K in SettingName]: z.output<(typeof SETTINGS)[K]["schema"]> };
export type Environment = Readonly<Record<string, string | undefined>>;

const schema = z.object(Object.fromEntries(Object.entries(SETTINGS).map(([name, it]) => [name, it.schema])));

/** The process's environment, with `.env` beneath it unless this is production. */
export function readEnvironment(): Environment {
  if (process.env["NODE_ENV"] !== "production") {
    try {
      process.loadEnvFile(".env");
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    }
  }
  return process.env;
}

/** @throws BadSetting with one sentence for the first value that will not do. An empty value counts as not set. */
export function configFrom(environment: Environment): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = schema.safeParse(given);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the schema is made of these very settings
  if (parsed.success) return parsed.data as unknown as Config;
  const [issue] = parsed.error.issues;
  const name = String(issue?.path[0]);
  throw new BadSetting(
    `${name} is ${shown(name, given[name])}, but must be ${issue?.message ?? "something else"}.`,
  );
}

/** The value as it may be shown: secrets masked. */
export function shown(name: string, value: string | undefined): string {
  if (value === undefined) return "not set";
  return isSetting(name) && "secret" in SETTINGS[name]
    ? "set to a value not shown here"
    : JSON.stringify(value);
}

/** @throws BadSetting when the file is missing or is no JSON. */
export function readJsonFile(name: SettingName, path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new BadSetting(
      `${name} names ${path}, which cannot be read as JSON: ${error instanceof Error ? error.message : ""}`,
    );
  }
}

function isSetting(name: string): name is SettingName {
  return Object.hasOwn(SETTINGS, name);
}

function apiKeyIn(text: string): ApiKey | null {
  const [name = "", secret = "", scopes = "", ...rest] = text.trim().split(":");
  const named = scopes.split("+").map((it) => SCOPES.find((scope) => scope === it));
  const isWhole = rest.length === 0 && /^[\w.-]{1,60}$/.test(name) && secret.length >= 16;
  if (!isWhole || !named.every((scope) => scope !== undefined)) return null;
  return { name, secret, scopes: named };
}
