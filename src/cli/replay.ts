/** `taglane dead-letters replay`: look first, ask, then follow it to its end. */
import { setTimeout as sleep } from "node:timers/promises";
import { Option, type Command } from "commander";
import { PRIORITIES, type Priority } from "../core/catalogue.ts";
import { replayIdSchema, tellReplay, tellSkips } from "../http/dead-letter-view.ts";
import type { Preview } from "../pipeline/replay.ts";
import type { DeadLetterFilter } from "../redis/dead-letter-index.ts";
import type { Replay, Selection } from "../redis/replays.ts";
import type { House } from "../runtime.ts";
import { whole } from "../setting-forms.ts";
import { terminalActor } from "./actor.ts";
import { ask, needSomebody } from "./ask.ts";
import { withHouse } from "./house.ts";
import { startProgress } from "./progress.ts";
import { checkedSelection, idOption, selectionIn } from "./selection.ts";
import { printTable } from "./table.ts";
import { printJson, printLine } from "./terminal.ts";
import { BadUsage, checkedBy, inForm } from "./usage.ts";

interface ReplayOptions extends DeadLetterFilter {
  readonly id?: readonly string[];
  readonly limit?: number;
  readonly priority: Priority;
  readonly text?: string;
  readonly dryRun?: true;
  readonly detach?: true;
  readonly yes?: true;
  readonly json?: true;
}

export function replayCommand(filtered: Command): void {
  filtered
    .addOption(idOption())
    .option("--limit <n>", "at most so many, the earliest accepted", inForm(whole(1, 100_000_000)))
    .addOption(
      new Option("--priority <priority>", "how they stand in line").choices(PRIORITIES).default("bulk"),
    )
    .option("--text <text>", "with another text; for one --id")
    .option("--dry-run", "only says what would go and what would be refused again")
    .option("--detach", "does not wait for the end")
    .option("--yes", "asks nothing")
    .option("--json", "as JSON")
    .action(replay);
}

const OR_ELSE = "add --yes to replay them";

async function replay(options: ReplayOptions): Promise<void> {
  const typed = selectionIn(options);
  const { text } = options;
  const edited = text === undefined ? null : { id: onlyId(typed, options), text };
  if (edited === null && !options.dryRun && !options.yes) needSomebody(OR_ELSE);
  await withHouse(async (house) => {
    if (edited !== null) return replayEdited(house, edited, options);
    const asked = { selection: await checkedSelection(house, typed), limit: options.limit ?? null };
    if (options.dryRun || !options.yes) {
      const preview = await look(house, asked, options);
      if (options.json && options.dryRun) return printJson(preview);
      printPreview(preview);
      if (options.dryRun || preview.wouldSend === 0) return;
      const answer = await ask(`Replay ${String(preview.wouldSend)}? (y/N) `, OR_ELSE);
      if (!/^y(es)?$/i.test(answer)) return printLine("Nothing was replayed.");
    }
    const begun = await house.replayer.start({
      ...asked,
      priority: options.priority,
      actor: terminalActor(),
    });
    if (options.detach) {
      if (options.json) return printJson(tellReplay(begun));
      return printLine(`Replay ${begun.id} of ${String(begun.matched)} runs in the background.`);
    }
    const ended = await follow(house, begun);
    if (options.json) return printJson(tellReplay(ended));
    printEnd(ended);
  });
}

async function look(
  house: House,
  asked: { selection: Selection; limit: number | null },
  { json }: ReplayOptions,
): Promise<Preview> {
  const progress = json ? null : startProgress("judged");
  try {
    return await house.replayer.preview(asked, (judged) => progress?.to(judged));
  } finally {
    progress?.stop();
  }
}

function printPreview({ matched, wouldSend, wouldReject }: Preview): void {
  if (matched === 0) return printLine("No dead letter matches.");
  printTable(
    ["WOULD", "COUNT", ""],
    [
      ["go", String(wouldSend), ""],
      ...tellSkips(wouldReject).map((it) => [`stay: ${it.reason}`, String(it.count), it.sentence]),
    ],
  );
  printLine(`${String(matched)} matched`);
}

const LOOK_EVERY_MS = 200;
/** Nobody has taken it up by then: no classifier runs. */
const PATIENCE_MS = 5_000;

async function follow(house: House, begun: Replay): Promise<Replay> {
  process.stderr.write(
    `Replay ${begun.id} goes on by itself; taglane dead-letters abort ${begun.id} stops it.\n`,
  );
  const progress = startProgress("replayed", begun.matched);
  const since = Date.now();
  let hinted = false;
  try {
    for (;;) {
      const now = await house.replays.get(begun.id);
      if (now === null) throw new Error(`Replay ${begun.id} is gone.`);
      const { done } = tellReplay(now);
      progress.to(done);
      if (now.endedAt !== null) return now;
      if (!hinted && done === 0 && Date.now() - since > PATIENCE_MS) {
        process.stderr.write("Nothing has happened yet: a classifier does the work, once one runs.\n");
        hinted = true;
      }
      await sleep(LOOK_EVERY_MS);
    }
  } finally {
    progress.stop();
  }
}

function printEnd(ended: Replay): void {
  const { replayed, skipped, state } = tellReplay(ended);
  printLine(`${String(replayed)} replayed, ${String(skipped)} left${state === "aborted" ? "; aborted" : ""}`);
  if (skipped === 0) return;
  printTable(
    ["LEFT", "COUNT", ""],
    tellSkips(ended.skipped).map((it) => [it.reason, String(it.count), it.sentence]),
  );
}

/** @throws BadUsage */
function onlyId(selection: Selection, { dryRun, limit, detach }: ReplayOptions): string {
  const [id, another] = "ids" in selection ? selection.ids : [];
  if (id === undefined || another !== undefined)
    throw new BadUsage("--text needs exactly one --id: each message has a text of its own.");
  if (dryRun || detach || limit !== undefined)
    throw new BadUsage("--text replays one message at once: no --dry-run, --detach or --limit beside it.");
  return id;
}

async function replayEdited(
  house: House,
  { id, text }: { id: string; text: string },
  { priority, json }: ReplayOptions,
): Promise<void> {
  const done = await house.replayer.one(id, { content: { text }, priority, actor: terminalActor() });
  switch (done.kind) {
    case "replayed":
      if (json) return printJson({ id: done.id, replayOf: done.replayOf });
      return printLine(`Replayed with another text, as ${done.id}.`);
    case "gone":
      throw new Error(`There is no dead letter ${id}.`);
    case "by_another":
      throw new Error(`Dead letter ${id} was replayed already, as ${done.id}.`);
    case "refused":
      throw new Error(done.sentence);
    case "invalid":
      throw new Error(done.errors.map((it) => `${it.path} ${it.message}`).join("; "));
  }
}

export function replaysCommand(group: Command): void {
  group
    .command("replays")
    .description("replays under way, and those that ended lately")
    .option("--json", "as JSON")
    .action(async ({ json }: { json?: true }) => {
      const found = (await withHouse((house) => house.replays.list(LISTED))).map(tellReplay);
      if (json) return printJson(found);
      if (found.length === 0) return printLine("No replays.");
      printTable(
        ["STARTED", "BY", "STATE", "MATCHED", "REPLAYED", "LEFT", "ID"],
        found.map((it) => [
          it.startedAt,
          it.by,
          it.state,
          ...[it.matched, it.replayed, it.skipped].map(String),
          it.replayId,
        ]),
      );
    });
}

const LISTED = 50;

export function abortCommand(group: Command): void {
  group
    .command("abort")
    .description("stops a replay; what went is not called back")
    .argument("<id>", "the replay's id", checkedBy(replayIdSchema))
    .action(async (id: string) => {
      await withHouse(async (house) => {
        const found = await house.replays.get(id);
        if (found === null) throw new Error(`There is no replay ${id}.`);
        if (!(await house.replayer.abort(id, terminalActor())))
          throw new Error(`Replay ${id} has ended already: it is ${found.state}.`);
        printLine(`Replay ${id} stops; ${String(found.replayed)} of ${String(found.matched)} went.`);
      });
    });
}
