/** `taglane dead-letters discard`: only what was counted, and only when that is said. */
import type { Command } from "commander";
import type { DeadLetterFilter } from "../redis/dead-letter-index.ts";
import { terminalActor } from "./actor.ts";
import { ask, needSomebody } from "./ask.ts";
import { withHouse } from "./house.ts";
import { startProgress } from "./progress.ts";
import { checkedSelection, idOption, selectionIn } from "./selection.ts";
import { printJson, printLine } from "./terminal.ts";

interface DiscardOptions extends DeadLetterFilter {
  readonly id?: readonly string[];
  readonly yes?: true;
  readonly json?: true;
}

const OR_ELSE = "add --yes to discard them";

export function discardCommand(filtered: Command): void {
  filtered.addOption(idOption()).option("--yes", "asks nothing").option("--json", "as JSON").action(discard);
}

async function discard({ yes, json, ...options }: DiscardOptions): Promise<void> {
  const asked = selectionIn(options);
  if (!yes) needSomebody(OR_ELSE);
  await withHouse(async (house) => {
    const selection = await checkedSelection(house, asked);
    const matched = await house.discards.count(selection);
    if (matched === 0) return json ? printJson({ discarded: 0 }) : printLine("No dead letter matches.");
    if (!yes) {
      const question = `${String(matched)} dead letters will be gone for good. Type ${String(matched)} to discard them: `;
      if ((await ask(question, OR_ELSE)) !== String(matched)) return printLine("Nothing was discarded.");
    }
    const progress = startProgress("discarded", matched);
    try {
      const actor = terminalActor();
      const done = await house.discards.discard({ selection, confirm: matched, actor }, (n) =>
        progress.to(n),
      );
      if (done.kind === "moved")
        throw new Error(
          `${String(done.matched)} match now, no longer ${String(matched)}; nothing was discarded.`,
        );
      if (json) printJson({ discarded: done.discarded });
      else printLine(`${String(done.discarded)} discarded`);
    } finally {
      progress.stop();
    }
  });
}
