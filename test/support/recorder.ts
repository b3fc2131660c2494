/** A log that a test can wait on. */
import { createHash } from "node:crypto";
import { once, EventEmitter } from "node:events";
import type { Logger } from "../../src/log.ts";

export interface Logged {
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface Recorder {
  readonly log: Logger;
  readonly lines: readonly Logged[];
  /** Resolves with the first line, past or future, that will do. */
  until(isIt: (line: Logged) => boolean): Promise<Logged>;
  /** Resolves once so many lines have the event's name. */
  count(event: string, times: number): Promise<void>;
  /** Everything logged, as text: for a look for what must not be there. */
  text(): string;
}

export function createRecorder(): Recorder {
  const lines: Logged[] = [];
  const bell = new EventEmitter().setMaxListeners(0);
  const record = (event: string, fields: Readonly<Record<string, unknown>> = {}): void => {
    lines.push({ event, fields });
    bell.emit("line");
  };
  async function until(isIt: (line: Logged) => boolean): Promise<Logged> {
    for (;;) {
      const found = lines.find(isIt);
      if (found !== undefined) return found;
      await once(bell, "line");
    }
  }
  return {
    log: { info: record, warn: record, error: record },
    lines,
    until,
    async count(event, times) {
      while (lines.filter((line) => line.event === event).length < times) await once(bell, "line");
    },
    text: () => JSON.stringify(lines),
  };
}

/** A page token that is surely nowhere by chance. */
export function aToken(page: string): string {
  return `EAA${createHash("sha256").update(`token ${page}`).digest("hex")}`;
}
