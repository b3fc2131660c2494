/** How much of its allowed rate a page gets, and whether any second ever had more: two senders, five pages. */
import { z } from "zod";
import type { Child } from "../support/child.ts";
import { openArena, type Arena, type Arrival } from "../support/arena.ts";
import { atLeast, atMost, said, toldOf, type Report } from "../support/report.ts";
import { spreadOf } from "../support/stats.ts";
import { psidAt } from "../support/workload.ts";
import { bySize, type Suite } from "./suite.ts";

const PAGES = 5;
const WARM_UP_S = 2;
/** Two requests that start a second apart may arrive closer to each other by so much: two busy cores, five processes. */
const WAY_DIFFERS_MS = 20;
const LEAST_SHARE = 0.95;

interface Pace {
  readonly rate: number;
  /** Achieved over allowed, one a page. */
  readonly shares: readonly number[];
  /** The most that came within one second, one a page. */
  readonly peaks: readonly number[];
}

export const pace: Suite = async ({ size, tell }) => {
  const seconds = bySize(size, { quick: 3, default: 10, full: 60 });
  const rates = bySize(size, { quick: [40], default: [30, 40], full: [10, 30, 40, 100] });
  const paces: Pace[] = [];
  for (const rate of rates) {
    const it = await measure(rate, seconds);
    paces.push(it);
    tell(
      `${said(rate)}/s: ${toldOf(spreadOf(it.shares))} of it, at most ${said(Math.max(...it.peaks))} in a second`,
    );
  }
  const violations = paces.flatMap(({ rate, peaks }) => peaks.filter((peak) => peak > rate));
  return reportOf(paces, violations.length, seconds);
};

async function measure(rate: number, seconds: number): Promise<Pace> {
  const arena = await openArena(["taglane"], { settings: { PAGE_RATE: String(rate) } });
  try {
    const producer = await arena.start("producer", "taglane");
    for (const station of ["classifier", "sender", "sender"] as const)
      await arena.start("worker", "taglane", [station]);
    await send(arena, producer, rate * WARM_UP_S);
    const { share, arrivals } = await send(arena, producer, rate * seconds);
    const nthOf = new Map(Array.from({ length: share.count }, (_, nth) => [psidAt(share.from + nth), nth]));
    const byPage = Array.from({ length: PAGES }, (_, page) =>
      arrivals.filter(({ psid }) => (share.from + (nthOf.get(psid) ?? 0)) % PAGES === page),
    );
    return { rate, shares: byPage.map((those) => shareOf(those, rate)), peaks: byPage.map(peakOf) };
  } finally {
    await arena.close();
  }
}

/** So many a page. */
async function send(arena: Arena, producer: Child, aPage: number) {
  const share = arena.share(aPage * PAGES, PAGES);
  await producer.ask("prepare", share, z.unknown());
  await arena.stub.arm(share.count, true);
  await producer.ask("bulk", share, z.unknown());
  return { share, ...(await arena.stub.reached()) };
}

/** From its first message to its last, by which one less than there are may have come. */
function shareOf(arrivals: readonly Arrival[], rate: number): number {
  const tookS = ((arrivals.at(-1)?.at ?? 0) - (arrivals[0]?.at ?? 0)) / 1_000;
  return (arrivals.length - 1) / tookS / rate;
}

/** Of any second, less what the way to Graph may differ by: what surely came within it. */
function peakOf(arrivals: readonly Arrival[]): number {
  let peak = 0;
  let from = 0;
  for (const [to, { at }] of arrivals.entries()) {
    while (at - (arrivals[from]?.notBefore ?? at) >= 1_000 - WAY_DIFFERS_MS) from += 1;
    peak = Math.max(peak, to - from + 1);
  }
  return peak;
}

function reportOf(paces: readonly Pace[], violations: number, seconds: number): Report {
  const least = Math.min(...paces.map(({ shares }) => spreadOf(shares).median));
  return {
    suite: "pace",
    about: [
      `A backlog of ${String(seconds)} seconds' worth on each of ${String(PAGES)} pages, two senders; counted where Graph stands, granting ${String(WAY_DIFFERS_MS)} ms for what the way there may differ by, and the time for which the stub itself stood still.`,
    ],
    sheets: [
      {
        title: "Pace of a page",
        columns: ["allowed a second", "achieved / allowed", "most in any second"],
        rows: paces.map(({ rate, shares, peaks }) => [
          said(rate),
          toldOf(spreadOf(shares)),
          said(Math.max(...peaks)),
        ]),
      },
    ],
    verdicts: [
      atLeast("Pace achieved of the allowed rate", LEAST_SHARE, least),
      atMost("Seconds on a page with more than its rate", 0, violations),
    ],
    charts: [],
    figures: paces,
  };
}
