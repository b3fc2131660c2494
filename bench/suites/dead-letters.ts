/** Lists, summaries and counts of dead letters, over HTTP, with more and more of them; and what one costs in Redis. */
import { randomBytes } from "node:crypto";
import { Agent } from "undici";
import type { Reason } from "../../src/core/outcome.ts";
import type { House } from "../../src/runtime.ts";
import { localRedisProgram, startLocalRedis } from "../../test/support/redis-server.ts";
import { product } from "../support/product.ts";
import { said, toldOf, type Report } from "../support/report.ts";
import { percentile } from "../support/stats.ts";
import { bySize, type Suite } from "./suite.ts";

const SECRET = "the secret of the benchmark";
const REASONS: readonly Reason[] = ["window_closed", "template_missing", "attempts_exhausted", "expired"];
const TYPES = ["order_shipped", "order_delivered", "rsvp_reminder", "announcement", "agent_reply"];
const PAGES = 200;
const TOGETHER = 500;

const began = Date.now() - 30 * 86_400_000;
const middle = new Date(began + 15 * 86_400_000).toISOString();
const CALLS_OF: Readonly<Record<string, string>> = {
  "list, newest 50": "/v1/dead-letters",
  "list by reason": "/v1/dead-letters?reason=expired",
  "list by reason, page and type": "/v1/dead-letters?reason=expired&page=1000000003&type=announcement",
  "list by type and time": `/v1/dead-letters?type=rsvp_reminder&until=${middle}`,
  "count by page (a list of 1)": "/v1/dead-letters?page=1000000003&limit=1",
  summary: "/v1/dead-letters/summary",
  "summary by reason": "/v1/dead-letters/summary?reason=window_closed",
  "summary by page and time": `/v1/dead-letters/summary?page=1000000003&since=${middle}`,
};

interface Shelf {
  readonly size: number;
  /** In Redis, each. */
  readonly bytes: number;
  readonly buriedPerSecond: number;
  /** Ms by call. */
  readonly calls: Readonly<Record<string, { readonly p50: number; readonly p95: number }>>;
}

export const deadLetters: Suite = async ({ size, tell }) => {
  const sizes = bySize(size, {
    quick: [1_000],
    default: [10_000, 50_000],
    full: [10_000, 100_000, 1_000_000],
  });
  const calls = bySize(size, { quick: 20, default: 100, full: 200 });
  const program = localRedisProgram();
  if (program === undefined) throw new Error("A redis-server is needed on the PATH.");
  const redis = await startLocalRedis(program);
  const { configFrom, createLogger, openHouse, startHttp } = await product();
  const config = configFrom({
    NODE_ENV: "test",
    PORT: "0",
    REDIS_URL: redis.url,
    ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    API_KEYS: `bench:${SECRET}:read+ops`,
  });
  const house = await openHouse({ config, log: createLogger("silent", "bench", 2), profile: "producer" });
  const server = await startHttp(house);
  const agent = new Agent();
  try {
    const empty = await usedMemory(house);
    const shelves: Shelf[] = [];
    for (const wanted of sizes) {
      const from = shelves.at(-1)?.size ?? 0;
      const start = performance.now();
      await fill(house, from, wanted);
      const buriedPerSecond = (wanted - from) / ((performance.now() - start) / 1_000);
      const bytes = ((await usedMemory(house)) - empty) / wanted;
      const times: Record<string, { p50: number; p95: number }> = {};
      for (const [label, path] of Object.entries(CALLS_OF))
        times[label] = await measure(agent, server.url, path, calls);
      shelves.push({ size: wanted, bytes, buriedPerSecond, calls: times });
      tell(`${said(wanted)} dead letters: ${said(bytes)} bytes each, buried at ${said(buriedPerSecond)}/s`);
    }
    return reportOf(shelves);
  } finally {
    await agent.close();
    await server.close();
    await house.close();
    await redis.stop();
  }
};

async function fill(house: House, from: number, to: number): Promise<void> {
  for (let at = from; at < to; at += TOGETHER) {
    await Promise.all(
      Array.from({ length: Math.min(TOGETHER, to - at) }, (_, i) => house.deadLetters.bury(entry(at + i))),
    );
  }
}

function entry(nth: number) {
  const suffix = String(nth).padStart(24, "0");
  const page = String(1_000_000_000 + (nth % PAGES));
  const recipient = String(24_000_000_000 + nth);
  const reason = REASONS[nth % REASONS.length] ?? "expired";
  const type = TYPES[Math.floor(nth / PAGES) % TYPES.length] ?? "announcement";
  const at = began + nth * 2;
  const graphError = {
    status: 400,
    code: 10,
    subcode: 2018278,
    message: "(#10) This message is sent outside.",
  };
  const content = { text: "x".repeat(200) };
  return {
    id: `d${suffix}`,
    messageId: `m${suffix}`,
    page,
    recipient,
    type,
    reason,
    detail: "They last wrote two days ago; it can go once they write again.",
    graphError: null,
    attempts: [{ at, durationMs: 120, outcome: "rejected" as const, error: graphError }],
    acceptedAt: at,
    deadAt: at + 50,
    replays: 0,
    replayOf: null,
    history: [],
    decision: null,
    message: { page, recipient: { psid: recipient }, type, content },
  };
}

async function measure(
  agent: Agent,
  origin: string,
  path: string,
  calls: number,
): Promise<{ p50: number; p95: number }> {
  const times: number[] = [];
  for (let nth = 0; nth < calls; nth += 1) {
    const start = performance.now();
    const headers = { authorization: `Bearer ${SECRET}` };
    const answer = await agent.request({ origin, path, method: "GET", headers });
    const text = await answer.body.text();
    if (answer.statusCode !== 200) throw new Error(`${path}: ${text}`);
    times.push(performance.now() - start);
  }
  return { p50: percentile(times, 0.5), p95: percentile(times, 0.95) };
}

async function usedMemory({ client }: House): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await client.info("memory"))?.[1]);
}

function reportOf(shelves: readonly Shelf[]): Report {
  return {
    suite: "dead-letters",
    about: [
      `Over HTTP, one call at a time; dead letters of ${String(PAGES)} pages, each with a message of 200 characters.`,
      ...shelves.map(
        ({ size, bytes, buriedPerSecond }) =>
          `${said(size)}: ${said(bytes)} bytes each, buried at ${said(buriedPerSecond)} a second.`,
      ),
    ],
    sheets: [
      {
        title: "Dead letters: ms, p50 and p95",
        columns: ["call", ...shelves.map(({ size }) => said(size))],
        rows: Object.keys(CALLS_OF).map((label) => [
          label,
          ...shelves.map(
            ({ calls }) =>
              `${toldOf(calls[label]?.p50 ?? Number.NaN)}, ${toldOf(calls[label]?.p95 ?? Number.NaN)}`,
          ),
        ]),
      },
    ],
    verdicts: [],
    charts: [],
    figures: shelves,
  };
}
