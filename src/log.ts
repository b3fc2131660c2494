/** The log: JSON lines with fixed event names. What may not be logged never reaches it; this is the last gate. */
import { destination, pino } from "pino";

/** An event name such as `message.attempted`, and its fields. Never a message's text, never a token. */
export type Log = (event: string, fields?: Readonly<Record<string, unknown>>) => void;

export interface Logger {
  readonly info: Log;
  readonly warn: Log;
  readonly error: Log;
}

/** In small letters. */
const SECRETS = new Set([
  "accesstoken",
  "access_token",
  "token",
  "authorization",
  "secret",
  "password",
  "text",
  "content",
]);
/** Fields are flat or nearly so; what stands deeper is left out, and so is what goes round in circles. */
const DEEPEST = 5;

/** @param to  a file descriptor: 1 standard output, 2 standard error */
export function createLogger(level: string, role: string, to = 1): Logger {
  const logger = pino(
    {
      level,
      base: { role },
      messageKey: "event",
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { log: (fields) => censored(fields, DEEPEST) },
    },
    destination({ fd: to, sync: true }),
  );
  return {
    info: (event, fields = {}) => logger.info(fields, event),
    warn: (event, fields = {}) => logger.warn(fields, event),
    error: (event, fields = {}) => logger.error(fields, event),
  };
}

/**
 * The same object where there is nothing to hide, as there mostly is not. By hand: pino's own redaction makes copies for
 * each of its paths, 97 KB a line, which was twice as much as all else of a message in a sender.
 */
function censored<It extends object>(fields: It, depth: number): It {
  let copy: It | null = null;
  for (const name of Object.keys(fields)) {
    const value: unknown = Reflect.get(fields, name);
    const told = SECRETS.has(name.toLowerCase()) ? "[redacted]" : censoredIn(value, depth - 1);
    if (told === value) continue;
    copy ??= Array.isArray(fields) ? Object.assign([], fields) : Object.assign({}, fields);
    Reflect.set(copy, name, told);
  }
  return copy ?? fields;
}

function censoredIn(value: unknown, depth: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  return depth > 0 ? censored(value, depth) : "[too deep]";
}
