/** Messages a second through two queues and one POST, one by one and as a bulk, beside every rival. */
import { CONTENDERS } from "../contenders/contender.ts";
import { IN_FLIGHT, openArena, PAGES, RATE, type Arena, type Mode, type Round } from "../support/arena.ts";
import { atLeast, said, toldOf, type Report, type Sheet, type Verdict } from "../support/report.ts";
import { ratioOf, spreadOf } from "../support/stats.ts";
import { bySize, inRounds, wantedOf, type Suite, type Wanted } from "./suite.ts";

const MODES: readonly Mode[] = ["single", "bulk"];
const OURS = "taglane";
/** How much more than that rival. */
const TARGETS: Readonly<Record<Mode, Readonly<Record<string, number>>>> = {
  single: { bullmq: 1, "pg-boss": 2, "graphile-worker": 4 },
  bulk: { bullmq: 1.5, "bee-queue": 1, "pg-boss": 2, "graphile-worker": 4 },
};
const MOST_A_ROUND = 40_000;

type Rounds = Readonly<Record<string, readonly Round[]>>;

export const throughput: Suite = async (wanted) => {
  const { size, profiles } = wanted;
  const rounds = bySize(size, { quick: 1, default: 5, full: 9 });
  const seconds = bySize(size, { quick: 0.5, default: 2, full: 6 });
  const measured: Partial<Record<Mode, Rounds>> = {};
  let where: Pick<Arena, "names" | "postgres"> = { names: [], postgres: null };
  for (const mode of MODES) {
    // Each mode has processes of its own: bulk gives way to single messages for some time after the last.
    const arena = await openArena(wantedOf(Object.keys(CONTENDERS), wanted), { profiles });
    try {
      measured[mode] = await interleaved(arena, mode, { ...wanted, rounds, seconds });
      where = arena;
    } finally {
      await arena.close();
    }
  }
  return reportOf(measured, where);
};

interface Plan extends Wanted {
  readonly rounds: number;
  /** What a round is to take. */
  readonly seconds: number;
}

/** Ours, rival, rival, … and then again, so that all meet the machine's moods alike. */
async function interleaved(arena: Arena, mode: Mode, plan: Plan): Promise<Rounds> {
  const counts = new Map<string, number>();
  for (const name of arena.names) counts.set(name, await countFor(arena, name, mode, plan.seconds));
  const all: Record<string, Round[]> = Object.fromEntries(arena.names.map((name) => [name, []]));
  await inRounds(plan, plan.rounds, async (nth) => {
    for (const name of arena.names) {
      const it = await arena.round(name, mode, counts.get(name) ?? 0);
      all[name]?.push(it);
      plan.tell(`${mode} ${nth} ${name}: ${said(it.perSecond)}/s`);
    }
  });
  return all;
}

/** Warms it up, and says how many messages will take it about that long. */
async function countFor(arena: Arena, name: string, mode: Mode, seconds: number): Promise<number> {
  await arena.round(name, mode, 500);
  const { perSecond } = await arena.round(name, mode, 1_500);
  return Math.min(MOST_A_ROUND, Math.ceil((perSecond * seconds) / 100) * 100);
}

function reportOf(
  measured: Readonly<Partial<Record<Mode, Rounds>>>,
  arena: Pick<Arena, "names" | "postgres">,
): Report {
  const of = (mode: Mode): Rounds => measured[mode] ?? {};
  return {
    suite: "throughput",
    about: [
      "A message is accepted by one process, goes through two queues in another and ends with one POST to a stub in a third.",
      `Single messages: ${String(IN_FLIGHT)} under way to acceptance at once. Bulk: as each library adds many.`,
      `Taglane: ${String(PAGES)} pages at ${String(RATE)} messages a second each, all windows open, LOG_LEVEL warn; rivals log nothing.`,
      "Taglane's worker is the library in one process; a role of its own also keeps its heap small, which costs it up to a tenth (docs/decisions.md).",
      "Redis without an append-only file, PostgreSQL without fsync: no contender waits for a disk.",
      arena.postgres === null
        ? "PostgreSQL is not installed here: pg-boss and graphile-worker are left out."
        : `pg-boss and graphile-worker on PostgreSQL ${arena.postgres}.`,
    ],
    sheets: MODES.map((mode) => sheetOf(mode, of(mode))),
    verdicts: MODES.flatMap((mode) => verdictsOf(mode, of(mode))),
    charts: [
      {
        name: "throughput",
        title: "Messages a second, from acceptance to Graph",
        kind: "bar",
        unit: "/s",
        categories: arena.names,
        series: MODES.map((mode) => ({
          name: mode,
          values: arena.names.map((name) => spreadOf(rates(of(mode), name)).median),
        })),
      },
    ],
    figures: measured,
  };
}

function sheetOf(mode: Mode, rounds: Rounds): Sheet {
  return {
    title: mode === "single" ? "Single messages" : "Bulk rows",
    columns: ["", "messages/s", "Taglane is … times", "CPU µs/message: accept", "work", "store"],
    rows: Object.entries(rounds).map(([name, those]) => [
      name,
      toldOf(spreadOf(rates(rounds, name))),
      name === OURS ? "" : toldOf(ratioOf(rates(rounds, OURS), rates(rounds, name))),
      ...(["producer", "worker", "store"] as const).map((of) =>
        said(spreadOf(those.map((it) => it.cpu[of])).median),
      ),
    ]),
  };
}

function verdictsOf(mode: Mode, rounds: Rounds): Verdict[] {
  return Object.entries(TARGETS[mode])
    .filter(([name]) => rounds[name] !== undefined)
    .map(([name, target]) =>
      atLeast(
        `${mode === "bulk" ? "Bulk rows" : "Single messages"} a second beside ${name}`,
        target,
        ratioOf(rates(rounds, OURS), rates(rounds, name)),
        " ×",
      ),
    );
}

function rates(rounds: Rounds, name: string): number[] {
  return (rounds[name] ?? []).map((it) => it.perSecond);
}
