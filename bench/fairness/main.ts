/**
 * One page floods at its full rate; does another page's message, one a second, come later for it? From acceptance to
 * arrival at Graph, without the flood and with it. `BENCH_FLOOD` (100,000 messages), `BENCH_SAMPLES` (120).
 */
import { setTimeout as sleep } from "node:timers/promises";
import { createLogger } from "../../src/log.ts";
import { openHouse } from "../../src/runtime.ts";
import { openRoles, percentile } from "../support/roles.ts";

const FLOOD = Number(process.env["BENCH_FLOOD"] ?? 100_000);
const SAMPLES = Number(process.env["BENCH_SAMPLES"] ?? 120);
const EVERY_MS = 1_000;
const BATCH = 5_000;
const FLOODED = "1000000001";
const QUIET = "1000000002";

const roles = await openRoles({ PAGE_RATE: "30" });
const house = await openHouse({
  config: roles.config,
  log: createLogger("silent", "bench", 2),
  profile: "producer",
});
try {
  for (const role of ["serve", "classifier", "sender"] as const) await roles.start(role);
  for (const page of [FLOODED, QUIET])
    await roles.call("PUT", `/v1/pages/${page}`, { name: "A shop", accessToken: `EAA${page}` });
  await sample(10);
  const without = await sample(SAMPLES);
  for (let at = 0; at < FLOOD; at += BATCH) {
    const size = Math.min(BATCH, FLOOD - at);
    const psids = Array.from({ length: size }, (_, i) => String(24_000_000_000 + at + i));
    await Promise.all(psids.map((psid) => house.conversations.inbound(FLOODED, psid, Date.now() - 60_000)));
    await roles.call(
      "POST",
      "/v1/messages/batch",
      psids.map((psid) => message(FLOODED, psid)),
    );
  }
  // All of it is classified, and only the page's rate holds it.
  const waiting = async (): Promise<number> => (await house.outbound.counts()).waiting;
  while ((await waiting()) > 0) await sleep(200);
  const flooded = roles.arrivals.size;
  const began = performance.now();
  const withFlood = await sample(SAMPLES);
  const floodRate = (roles.arrivals.size - flooded - SAMPLES) / ((performance.now() - began) / 1_000);
  const summary = {
    flood: FLOOD,
    floodRate,
    without: figures(without),
    withFlood: figures(withFlood),
    ratio: {
      p50: percentile(withFlood, 0.5) / percentile(without, 0.5),
      p99: percentile(withFlood, 0.99) / percentile(without, 0.99),
    },
  };
  process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
} finally {
  await house.close();
  await roles.close();
}

function message(page: string, psid: string) {
  return { page, recipient: { psid }, type: "announcement", content: { text: "x".repeat(100) } };
}

/** One message each second; ms from acceptance to arrival. */
async function sample(count: number): Promise<number[]> {
  const times: number[] = [];
  const start = performance.now();
  for (let nth = 0; nth < count; nth += 1) {
    const psid = String(77_000_000_000 + Math.floor(Math.random() * 1e9));
    await house.conversations.inbound(QUIET, psid, Date.now() - 60_000);
    const at = performance.now();
    const { id } = await roles.call("POST", "/v1/messages", message(QUIET, psid));
    while (!roles.arrivals.has(String(id))) await sleep(1);
    times.push((roles.arrivals.get(String(id))?.[0] ?? Number.NaN) - at);
    await sleep(Math.max(0, start + (nth + 1) * EVERY_MS - performance.now()));
  }
  return times;
}

function figures(values: readonly number[]) {
  return { p50: percentile(values, 0.5), p99: percentile(values, 0.99), most: Math.max(...values) };
}
