/** Questions before something that cannot be undone. */
import { createInterface } from "node:readline/promises";
import { BadUsage } from "./usage.ts";

/** @throws BadUsage when nobody is there to be asked: said before anything is looked up */
export function needSomebody(orElse: string): void {
  if (!process.stdin.isTTY) throw new BadUsage(`Nobody can be asked here: ${orElse}.`);
}

/** @throws BadUsage when nobody is there to be asked */
export async function ask(question: string, orElse: string): Promise<string> {
  needSomebody(orElse);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(question)).trim();
  } finally {
    terminal.close();
  }
}
