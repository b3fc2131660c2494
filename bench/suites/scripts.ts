/** Scripts and commands that Redis runs for a message: counted, not timed. */
import { openArena, PAGES, type Arena, type Mode } from "../support/arena.ts";
import { atMost, said, type Report, type Sheet } from "../support/report.ts";
import { openScriptCounter, totalOf, type Counted } from "../support/script-counter.ts";
import { bySize, wantedOf, type Suite } from "./suite.ts";

const MODES: readonly Mode[] = ["single", "bulk"];
const MOST = { single: 4.0, bulk: 2.2 };

interface Cost extends Counted {
  readonly name: string;
  readonly mode: Mode;
  readonly messages: number;
  readonly redisUs: number;
}

export const scripts: Suite = async (wanted) => {
  const messages = bySize(wanted.size, { quick: 500, default: 3_000, full: 10_000 });
  const costs: Cost[] = [];
  for (const mode of MODES) {
    // Each mode has processes of its own: bulk gives way to single messages for some time after the last.
    const arena = await openArena(wantedOf(["taglane", "bullmq", "bee-queue"], wanted), wanted);
    try {
      for (const name of arena.names) costs.push(await costOf(arena, name, mode, messages));
    } finally {
      await arena.close();
    }
  }
  return reportOf(costs);
};

async function costOf(arena: Arena, name: string, mode: Mode, messages: number): Promise<Cost> {
  // The first ones load the scripts and open the lanes.
  await arena.round(name, mode, messages);
  const { cpu } = await arena.round(name, mode, messages);
  const counter = await openScriptCounter(arena.redis);
  await arena.round(name, mode, messages, { around: counter });
  return { name, mode, messages, ...counter.counted, redisUs: cpu.store };
}

function reportOf(costs: readonly Cost[]): Report {
  const ours = costs.filter(({ name }) => name === "taglane");
  return {
    suite: "scripts",
    about: [
      `Every command that Redis got while messages went through at full speed, over ${String(PAGES)} pages: BullMQ's scripts are known by their SHA-1.`,
      "A script counts as often as it runs; Taglane sends those of one turn of the event loop together, so the round trips are fewer.",
      "Commands that a script calls are inside Redis and cost no round trip. Redis µs are measured in a round that nobody listens to.",
    ],
    sheets: [sheetOf(costs), ...ours.map(namesOf)],
    verdicts: ours.map((it) =>
      atMost(
        it.mode === "single" ? "BullMQ scripts a single message" : "BullMQ scripts a bulk row",
        MOST[it.mode],
        totalOf(it.bullmqScripts) / it.messages,
      ),
    ),
    charts: [],
    figures: costs,
  };
}

function sheetOf(costs: readonly Cost[]): Sheet {
  return {
    title: "Asked of Redis a message",
    columns: [
      "",
      "",
      "BullMQ scripts",
      "other scripts",
      "in round trips",
      "commands",
      "calls inside scripts",
      "Redis µs",
    ],
    rows: costs.map((it) => [
      it.mode,
      it.name,
      ...[totalOf(it.bullmqScripts), it.otherScripts, it.scriptTrips, totalOf(it.commands), it.inside].map(
        (count) => said(count / it.messages),
      ),
      said(it.redisUs),
    ]),
  };
}

function namesOf({ mode, messages, bullmqScripts, commands }: Cost): Sheet {
  const rows = Object.entries({ ...bullmqScripts, ...commands })
    .toSorted(([, a], [, b]) => b - a)
    .filter(([, count]) => count / messages >= LEAST_SHOWN);
  return {
    title: `Taglane, ${mode}: by name, a message`,
    columns: ["script or command", "a message"],
    rows: rows.map(([name, count]) => [name, said(count / messages)]),
  };
}

const LEAST_SHOWN = 0.005;
