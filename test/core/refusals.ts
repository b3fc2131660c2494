import { parseMessage } from "../../src/core/message.ts";
import { CATALOGUE } from "../support/builders.ts";

/** The paths of all faults; empty when the message is taken. */
export function faultsOf(input: unknown): string[] {
  const parsed = parseMessage(input, CATALOGUE);
  return parsed.ok ? [] : parsed.errors.map((it) => it.path);
}

/** The same as sentences: path and what is wrong there. */
export function sentencesOf(input: unknown): string[] {
  const parsed = parseMessage(input, CATALOGUE);
  return parsed.ok ? [] : parsed.errors.map((it) => `${it.path} ${it.message}`);
}
