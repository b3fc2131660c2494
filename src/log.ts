/** The log: JSON lines with fixed event names. What may not be logged never reaches it; this is the last gate. */
import { destination, pino } from "pino";

/** An event name such as `message.attempted`, and its fields. Never a message's text, never a token. */
export type Log = (event: string, fields?: Readonly<Record<string, unknown>>) => void;

export interface Logger {
  readonly info: Log;
  readonly warn: Log;
  readonly error: Log;
}

const SECRETS = ["accessToken", "token", "authorization", "secret", "password", "text", "content"];

/** @param to  a file descriptor: 1 standard output, 2 standard error */
export function createLogger(level: string, role: string, to = 1): Logger {
  const paths = SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  const logger = pino(
    {
      level,
      base: { role },
      messageKey: "event",
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths, censor: "[redacted]" },
    },
    destination({ fd: to, sync: true }),
  );
  return {
    info: (event, fields = {}) => logger.info(fields, event),
    warn: (event, fields = {}) => logger.warn(fields, event),
    error: (event, fields = {}) => logger.error(fields, event),
  };
}
