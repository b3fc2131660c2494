/** The forms that a setting's value can have: how its text is read, and the words that say what is expected. */
import { z } from "zod";

/** `words` finish the sentence "… must be". */
export interface Form<T> {
  readonly schema: z.ZodType<T, string>;
  readonly words: string;
}

export const SCOPES = ["send", "read", "ops", "admin"] as const;
export type Scope = (typeof SCOPES)[number];

export interface ApiKey {
  readonly name: string;
  readonly secret: string;
  readonly scopes: readonly Scope[];
}

export function whole(min: number, max: number): Form<number> {
  const schema = z
    .string()
    .trim()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .refine((it) => it >= min && it <= max);
  return { schema, words: `a whole number from ${String(min)} to ${String(max)}` };
}

export function decimal(min: number, max: number): Form<number> {
  const schema = z
    .string()
    .trim()
    .regex(/^\d{1,15}(\.\d{1,15})?$/)
    .transform(Number)
    .refine((it) => it >= min && it <= max);
  return { schema, words: `a number from ${String(min)} to ${String(max)}` };
}

export function choice<const T extends readonly [string, ...string[]]>(values: T): Form<T[number]> {
  return { schema: z.enum(values), words: `one of ${values.join(", ")}` };
}

export function matching(pattern: RegExp, words: string): Form<string> {
  return { schema: z.string().regex(pattern), words };
}

export function text(words: string): Form<string> {
  return matching(/\S/, words);
}

/** Without a version Graph takes the oldest that still lives, whatever that does. */
export const graphUrl: Form<string> = {
  schema: z.string().refine(isGraphUrl),
  words: "an http or https URL that ends in the API version, such as https://graph.facebook.com/v26.0",
};

function isGraphUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, username, pathname, search } = new URL(value);
  const isPlain = /^https?:$/.test(protocol) && username === "" && search === "";
  return isPlain && /^\/(.+\/)?v\d+\.\d+\/?$/.test(pathname);
}

export const redisUrl: Form<string> = {
  schema: z.string().refine(isRedisUrl),
  words:
    "redis://host:port, redis-cluster://host:port,host:port or redis-sentinel://host:port,host:port/name, each with rediss in place of redis for TLS; in a password / is written as %2F",
};

function isRedisUrl(url: string): boolean {
  const [, kind, authority = "", path = ""] = /^rediss?((?:-[a-z]+)?):\/\/([^/?]+)\/?([^?]*)/.exec(url) ?? [];
  const hosts = authority.slice(authority.lastIndexOf("@") + 1).split(",");
  if (kind === undefined || !hosts.every(isHost)) return false;
  switch (kind) {
    case "":
      return hosts.length === 1 && URL.canParse(url) && /^\d*$/.test(path);
    case "-cluster":
      return path === "";
    case "-sentinel":
      return path !== "";
    default:
      return false;
  }
}

function isHost(pair: string): boolean {
  const port = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::(\d{1,5}))?$/i.exec(pair);
  return port !== null && Number(port[1] ?? 6379) <= 65_535;
}

/** 32 bytes: the key of AES-256. */
export const encryptionKey: Form<Buffer> = {
  schema: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9+/_-]+={0,2}$/)
    .transform((value) => Buffer.from(value, "base64"))
    .refine((key) => key.length === 32),
  words: "32 bytes in base64, such as `openssl rand -base64 32` prints",
};

export const apiKeys: Form<readonly ApiKey[]> = {
  schema: z
    .string()
    .transform(apiKeysIn)
    .refine((keys) => areDifferent(keys.map((it) => it.name)) && areDifferent(keys.map((it) => it.secret))),
  words: `name:secret:scope+scope, with a comma between keys; no two keys share a name or a secret; a secret has at least 16 characters and neither a colon nor a comma; the scopes are ${SCOPES.join(", ")}`,
};

/** A secret travels in a header: visible ASCII, spaces inside. */
const SECRET = /^[!-~][ -~]{14,}[!-~]$/;

function apiKeysIn(value: string, context: z.RefinementCtx): readonly ApiKey[] {
  const keys = value
    .split(",")
    .filter((it) => it.trim() !== "")
    .map(apiKeyIn);
  if (keys.every((key) => key !== null)) return keys;
  context.addIssue({ code: "custom", message: "holds a part that is no key" });
  return z.NEVER;
}

function areDifferent(values: readonly string[]): boolean {
  return new Set(values).size === values.length;
}

function apiKeyIn(value: string): ApiKey | null {
  const [name = "", secret = "", scopes = "", ...rest] = value.trim().split(":");
  const named = scopes.split("+").map((it) => SCOPES.find((scope) => scope === it));
  const isWhole = rest.length === 0 && /^[\w.-]{1,60}$/.test(name) && SECRET.test(secret);
  if (!isWhole || !named.every((scope) => scope !== undefined)) return null;
  return { name, secret, scopes: named };
}
