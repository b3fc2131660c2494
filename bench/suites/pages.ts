/** What a message costs when the same messages spread over more and more pages. */
import { openArena, type Arena, type Cpu } from "../support/arena.ts";
import { atMost, said, toldOf, type Report } from "../support/report.ts";
import { ratioOf, spreadOf } from "../support/stats.ts";
import { bySize, inRounds, type Suite } from "./suite.ts";

const MOST_RATIO = 1.5;
const JUDGED_UP_TO = 5_000;
const LEAST_MESSAGES = 2_000;
/**
 * A page may send 300 a second at the most, and whatever travels together costs less: so all send what one page can, or the
 * fewest pages would be the dearest.
 */
const PER_SECOND = 250;
const MESSAGES = 500;

interface Ring {
  readonly pages: number;
  readonly arena: Arena;
  readonly rounds: Cpu[];
}

export const pages: Suite = async (wanted) => {
  const { size, tell, profiles } = wanted;
  const rounds = bySize(size, { quick: 1, default: 5, full: 7 });
  const counts = bySize(size, {
    quick: [1, 100],
    default: [1, 100, 1_000, 5_000],
    full: [1, 10, 100, 1_000, 5_000, 10_000],
  });
  const rings: Ring[] = [];
  try {
    for (const count of counts) {
      const arena = await openArena(["taglane"], { profiles });
      rings.push({ pages: count, arena, rounds: [] });
      // Opens every lane, and warms up.
      await arena.round("taglane", "bulk", Math.max(count, LEAST_MESSAGES), { pages: Math.max(count, 10) });
      await arena.round("taglane", "single", MESSAGES, { pages: count, perSecond: PER_SECOND });
      tell(`${said(count)} pages are open`);
    }
    await inRounds(wanted, rounds, async (nth) => {
      for (const ring of rings) {
        const of = { pages: ring.pages, perSecond: PER_SECOND };
        const { cpu } = await ring.arena.round("taglane", "single", MESSAGES, of);
        ring.rounds.push(cpu);
        tell(`${nth} ${said(ring.pages)} pages: ${said(totalOf(cpu))} µs a message`);
      }
    });
    return reportOf(rings);
  } finally {
    await Promise.all(rings.map(({ arena }) => arena.close()));
  }
};

function totalOf({ producer, worker, store }: Cpu): number {
  return producer + worker + store;
}

function reportOf(rings: readonly Ring[]): Report {
  const rows = rings.map(({ pages: count, rounds }) => ({
    pages: count,
    total: rounds.map(totalOf),
    worker: rounds.map(({ worker }) => worker),
    store: rounds.map(({ store }) => store),
  }));
  const judged = rows.filter((it) => it.pages <= JUDGED_UP_TO);
  const byCost = judged.toSorted((a, b) => spreadOf(a.total).median - spreadOf(b.total).median);
  const ratio = ratioOf(byCost.at(-1)?.total ?? [], byCost[0]?.total ?? []);
  const most = said(judged.at(-1)?.pages ?? 0);
  return {
    suite: "pages",
    about: [
      `Processor time a message of all of Taglane's processes and Redis, ${String(PER_SECOND)} single messages a second in all, every lane open; idle work of open lanes is in it.`,
      "Each number of pages has a Redis and processes of its own; the rounds are interleaved.",
    ],
    sheets: [
      {
        title: "Processor µs a message, by pages",
        columns: ["pages", "all", "worker", "Redis", "beside the fewest"],
        rows: rows.map(({ pages: count, total, worker, store }) => [
          said(count),
          ...[total, worker, store].map((values) => toldOf(spreadOf(values))),
          toldOf(ratioOf(total, rows[0]?.total ?? [])),
        ]),
      },
    ],
    verdicts: [
      atMost(`Cost a message, 1 to ${most} pages: the dearest beside the cheapest`, MOST_RATIO, ratio, " ×"),
    ],
    charts: [
      {
        name: "pages",
        title: "Processor µs a message, by pages",
        kind: "line",
        unit: " µs",
        categories: rows.map((it) => said(it.pages)),
        series: [
          { name: "all", values: rows.map(({ total }) => spreadOf(total).median) },
          { name: "Redis", values: rows.map(({ store }) => spreadOf(store).median) },
        ],
      },
    ],
    figures: rows,
  };
}
