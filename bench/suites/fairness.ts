/**
 * One page floods at its full rate; does another page's message, one now and then, come later for it? From acceptance over
 * HTTP to arrival at Graph: without the flood, while it is accepted and judged, and while it waits for its page's rate.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { waitingOutbound } from "../../src/pipeline/outbound-job.ts";
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
    const accepted = { yet: false };
    const flooding = floodPage(roles, house.conversations, flood).then(() => (accepted.yet = true));
    const isJudged = async () => accepted.yet && (await waitingOutbound(house)) === 0;
    const arriving = await sample(roles, house.conversations, { ...pace, samples: Infinity }, isJudged);
    await flooding;
    tell(`${said(flood)} messages wait on the other page`);
    const flooded = roles.arrivals.size;
    const began = performance.now();
    const waiting = await sample(roles, house.conversations, pace);
    const floodRate = (roles.arrivals.size - flooded - pace.samples) / ((performance.now() - began) / 1_000);
    const measured = { without: figures(without), arriving: figures(arriving), waiting: figures(waiting) };
    return reportOf({ flood, floodRate, ...measured });
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
  isOver: () => Promise<boolean> = () => Promise.resolve(false),
): Promise<number[]> {
  const times: number[] = [];
  const start = performance.now();
  for (let nth = 0; nth < samples && !(await isOver()); nth += 1) {
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
  readonly samples: number;
  readonly p50: number;
  readonly p99: number;
}

function figures(values: readonly number[]): Figures {
  return { samples: values.length, p50: percentile(values, 0.5), p99: percentile(values, 0.99) };
}

function reportOf(measured: {
  readonly flood: number;
  readonly floodRate: number;
  readonly without: Figures;
  readonly arriving: Figures;
  readonly waiting: Figures;
}): Report {
  const { flood, floodRate, without, arriving, waiting } = measured;
  const shown = { "without the flood": without, "while it arrives": arriving, "while it waits": waiting };
  return {
    suite: "fairness",
    about: [
      `Single messages of a quiet page, from the HTTP call to Graph, beside ${said(flood)} messages of another page that arrive at once and then go out at ${said(floodRate)} a second, its full rate.`,
    ],
    sheets: [
      {
        title: "A quiet page beside a flooded one: ms to Graph",
        columns: ["", "messages", "p50", "p99", "ratio of p99"],
        rows: Object.entries(shown).map(([when, { samples, p50, p99 }]) => [
          when,
          said(samples),
          said(p50),
          said(p99),
          said(p99 / without.p99),
        ]),
      },
    ],
    verdicts: [
      atMost("A quiet page's latency beside a flood (p99)", MOST_RATIO, waiting.p99 / without.p99, " ×"),
    ],
    charts: [],
    figures: measured,
  };
}
