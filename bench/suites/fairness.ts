/**
 * One page floods at its full rate; does another page's message, one now and then, come later for it? From acceptance over
 * HTTP to arrival at Graph, without the flood and with it.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { product } from "../support/product.ts";
import { atMost, said, type Report } from "../support/report.ts";
import { openRoles, type Roles } from "../support/roles.ts";
import { percentile } from "../support/stats.ts";
import { bySize, type Suite } from "./suite.ts";

const BATCH = 5_000;
const RATE = "30";
const FLOODED = "1000000001";
const QUIET = "1000000002";
const MOST_RATIO = 1.5;
const WARM_UP = 20;

interface Conversations {
  inbound(page: string, psid: string, at: number): Promise<void>;
}

interface Pace {
  readonly samples: number;
  readonly everyMs: number;
}

export const fairness: Suite = async ({ size, tell }) => {
  const flood = bySize(size, { quick: 1_000, default: 20_000, full: 100_000 });
  const pace: Pace = bySize(size, {
    quick: { samples: 20, everyMs: 50 },
    default: { samples: 100, everyMs: 100 },
    full: { samples: 120, everyMs: 1_000 },
  });
  const { createLogger, openHouse } = await product();
  const roles = await openRoles({ PAGE_RATE: RATE });
  const log = createLogger("silent", "bench", 2);
  const house = await openHouse({ config: roles.config, log, profile: "producer" });
  try {
    for (const role of ["serve", "classifier", "sender"] as const) await roles.start(role);
    for (const page of [FLOODED, QUIET])
      await roles.call("PUT", `/v1/pages/${page}`, { name: "A shop", accessToken: `EAA${page}` });
    await sample(roles, house.conversations, { ...pace, samples: WARM_UP });
    const without = await sample(roles, house.conversations, pace);
    await floodPage(roles, house.conversations, flood);
    // All of it is classified, and only the page's rate holds it.
    while ((await house.outbound.counts()).waiting > 0) await sleep(100);
    tell(`${said(flood)} messages wait on the other page`);
    const flooded = roles.arrivals.size;
    const began = performance.now();
    const withFlood = await sample(roles, house.conversations, pace);
    const floodRate = (roles.arrivals.size - flooded - pace.samples) / ((performance.now() - began) / 1_000);
    return reportOf({ flood, floodRate, without: figures(without), withFlood: figures(withFlood) });
  } finally {
    await house.close();
    await roles.close();
  }
};

async function floodPage(roles: Roles, conversations: Conversations, flood: number): Promise<void> {
  for (let at = 0; at < flood; at += BATCH) {
    const count = Math.min(BATCH, flood - at);
    const psids = Array.from({ length: count }, (_, i) => String(24_000_000_000 + at + i));
    await Promise.all(psids.map((psid) => conversations.inbound(FLOODED, psid, Date.now() - 60_000)));
    await roles.call(
      "POST",
      "/v1/messages/batch",
      psids.map((psid) => message(FLOODED, psid)),
    );
  }
}

function message(page: string, psid: string) {
  return { page, recipient: { psid }, type: "announcement", content: { text: "x".repeat(100) } };
}

/** One message each now and then; ms from acceptance to arrival. */
async function sample(
  roles: Roles,
  conversations: Conversations,
  { samples, everyMs }: Pace,
): Promise<number[]> {
  const times: number[] = [];
  const start = performance.now();
  for (let nth = 0; nth < samples; nth += 1) {
    const psid = String(77_000_000_000 + Math.floor(Math.random() * 1e9));
    await conversations.inbound(QUIET, psid, Date.now() - 60_000);
    const at = performance.now();
    const { id } = await roles.call("POST", "/v1/messages", message(QUIET, psid));
    while (!roles.arrivals.has(String(id))) await sleep(1);
    times.push((roles.arrivals.get(String(id))?.[0] ?? Number.NaN) - at);
    await sleep(Math.max(0, start + (nth + 1) * everyMs - performance.now()));
  }
  return times;
}

interface Figures {
  readonly p50: number;
  readonly p99: number;
}

function figures(values: readonly number[]): Figures {
  return { p50: percentile(values, 0.5), p99: percentile(values, 0.99) };
}

function reportOf(measured: {
  readonly flood: number;
  readonly floodRate: number;
  readonly without: Figures;
  readonly withFlood: Figures;
}): Report {
  const { flood, floodRate, without, withFlood } = measured;
  const ratio = { p50: withFlood.p50 / without.p50, p99: withFlood.p99 / without.p99 };
  return {
    suite: "fairness",
    about: [
      `Single messages of a quiet page, from the HTTP call to Graph, while ${said(flood)} messages wait on another page that sends ${said(floodRate)} a second, its full rate.`,
    ],
    sheets: [
      {
        title: "A quiet page beside a flooded one: ms to Graph",
        columns: ["", "without the flood", "with it", "ratio"],
        rows: (["p50", "p99"] as const).map((it) => [
          it,
          said(without[it]),
          said(withFlood[it]),
          said(ratio[it]),
        ]),
      },
    ],
    verdicts: [atMost("A quiet page's latency beside a flood (p99)", MOST_RATIO, ratio.p99, " ×")],
    charts: [],
    figures: { ...measured, ratio },
  };
}
