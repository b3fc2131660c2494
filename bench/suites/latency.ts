/** From handing over to arrival at Graph, at shares of what Taglane can do; at half of it beside the hand-written. */
import { openArena, type Arena } from "../support/arena.ts";
import { atMost, said, toldOf, type Report } from "../support/report.ts";
import { percentile, ratioOf, spreadOf } from "../support/stats.ts";
import { bySize, inRounds, wantedOf, type Suite } from "./suite.ts";

const SHARES = [0.1, 0.5, 0.8] as const;
const QUANTILES = { p50: 0.5, p99: 0.99, "p99.9": 0.999 } as const;
const COMPARED_AT = 0.5;
const MOST_P99_RATIO = 1.2;

/** One round of one contender at one share: ms. */
interface Sample {
  readonly name: string;
  readonly share: number;
  readonly ms: readonly number[];
}

export const latency: Suite = async (wanted) => {
  const { size, tell } = wanted;
  const rounds = bySize(size, { quick: 1, default: 5, full: 9 });
  const seconds = bySize(size, { quick: 1, default: 3, full: 10 });
  const arena = await openArena(wantedOf(["taglane", "bullmq"], wanted), wanted);
  try {
    const capacity = await capacityOf(arena);
    tell(`Taglane's capacity here: ${said(capacity)}/s`);
    const samples: Sample[] = [];
    await inRounds(wanted, rounds, async (nth) => {
      for (const share of SHARES) {
        const names = share === COMPARED_AT ? arena.names : arena.names.slice(0, 1);
        const perSecond = capacity * share;
        for (const name of names) {
          const ms = await arena.latencies(name, Math.ceil(perSecond * seconds), perSecond);
          samples.push({ name, share, ms });
          tell(`${nth} ${name} at ${String(share * 100)} %: p99 ${said(percentile(ms, 0.99))} ms`);
        }
      }
    });
    return reportOf(samples, capacity);
  } finally {
    await arena.close();
  }
};

/** Of three rounds the median, after one that warms up; the rival is warmed up likewise. */
async function capacityOf(arena: Arena): Promise<number> {
  const rates: number[] = [];
  for (let round = 0; round < 4; round += 1)
    for (const name of arena.names) {
      const { perSecond } = await arena.round(name, "single", 2_000);
      if (name === "taglane" && round > 0) rates.push(perSecond);
    }
  return spreadOf(rates).median;
}

function reportOf(samples: readonly Sample[], capacity: number): Report {
  const at = (name: string, share: number, quantile: number): number[] =>
    samples.filter((it) => it.name === name && it.share === share).map(({ ms }) => percentile(ms, quantile));
  const groups = SHARES.flatMap((share) =>
    [...new Set(samples.filter((it) => it.share === share).map(({ name }) => name))].map((name) => ({
      name,
      share,
    })),
  );
  const figures = groups.map(({ name, share }) => ({
    name,
    share,
    perSecond: capacity * share,
    ms: Object.fromEntries(
      Object.entries(QUANTILES).map(([label, quantile]) => [label, spreadOf(at(name, share, quantile))]),
    ),
  }));
  const ratio = ratioOf(at("taglane", COMPARED_AT, 0.99), at("bullmq", COMPARED_AT, 0.99));
  return {
    suite: "latency",
    about: [
      `Single messages handed over evenly, at shares of the ${said(capacity)} a second that Taglane does here; both contenders at the same number a second.`,
      "All processes share the cores: at 80 % a message also waits for a core.",
    ],
    sheets: [
      {
        title: "Milliseconds from handing over to Graph",
        columns: ["load", "messages/s", "", ...Object.keys(QUANTILES)],
        rows: figures.map(({ name, share, perSecond, ms }) => [
          `${String(share * 100)} %`,
          said(perSecond),
          name,
          ...Object.values(ms).map((spread) => toldOf(spread)),
        ]),
      },
    ],
    verdicts: samples.some(({ name }) => name === "bullmq")
      ? [atMost("Latency p99 at half load beside bullmq", MOST_P99_RATIO, ratio, " ×")]
      : [],
    charts: [
      {
        name: "latency",
        title: "Milliseconds from handing over to Graph, by load",
        kind: "bar",
        unit: " ms",
        categories: figures.map(({ name, share }) => `${name} ${String(share * 100)} %`),
        series: Object.keys(QUANTILES).map((label) => ({
          name: label,
          values: figures.map(({ ms }) => ms[label]?.median ?? Number.NaN),
        })),
      },
    ],
    figures: { capacity, loads: figures, ratio },
  };
}
