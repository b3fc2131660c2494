/**
 * Lists, summaries and counts of dead letters from 10,000 to 1,000,000, over HTTP, and what one of them costs in Redis.
 * `BENCH_SIZES=10000,100000` measures less.
 */
import { randomBytes } from "node:crypto";
import { Agent } from "undici";
import { configFrom } from "../../src/config.ts";
import type { Reason } from "../../src/core/outcome.ts";
import { startHttp } from "../../src/http/server.ts";
import { createLogger } from "../../src/log.ts";
import { openHouse, type House } from "../../src/runtime.ts";
import { localRedisProgram, startLocalRedis } from "../../test/support/redis-server.ts";

const SIZES = (process.env["BENCH_SIZES"] ?? "10000,100000,1000000").split(",").map(Number);
const CALLS = 200;
const SECRET = "the secret of the benchmark";
const REASONS: readonly Reason[] = ["window_closed", "template_missing", "attempts_exhausted", "expired"];
const TYPES = ["order_shipped", "order_delivered", "rsvp_reminder", "announcement", "agent_reply"];
const PAGES = 200;
const TOGETHER = 500;

const program = localRedisProgram();
if (program === undefined) throw new Error("A redis-server is needed on the PATH.");
const redis = await startLocalRedis(program);
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

try {
  const empty = await usedMemory(house);
  let filled = 0;
  const results: Record<string, unknown>[] = [];
  for (const size of SIZES) {
    const start = performance.now();
    await fill(filled, size);
    const perSecond = Math.round((size - filled) / ((performance.now() - start) / 1_000));
    filled = size;
    const bytes = Math.round(((await usedMemory(house)) - empty) / size);
    process.stdout.write(
      `${size.toLocaleString("en")} dead letters: ${String(bytes)} bytes each, buried at ${String(perSecond)}/s\n`,
    );
    for (const [label, path] of Object.entries(CALLS_OF)) {
      const { p50, p95 } = await measure(path);
      process.stdout.write(`  ${label.padEnd(34)} p50 ${p50.toFixed(1)} ms  p95 ${p95.toFixed(1)} ms\n`);
      results.push({ size, label, p50, p95, bytes });
    }
  }
  process.stdout.write(`${JSON.stringify(results)}\n`);
} finally {
  await agent.close();
  await server.close();
  await house.close();
  await redis.stop();
}

async function fill(from: number, to: number): Promise<void> {
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

async function measure(path: string): Promise<{ p50: number; p95: number }> {
  const times: number[] = [];
  for (let nth = 0; nth < CALLS; nth += 1) {
    const start = performance.now();
    const answer = await agent.request({
      origin: server.url,
      path,
      method: "GET",
      headers: { authorization: `Bearer ${SECRET}` },
    });
    const text = await answer.body.text();
    if (answer.statusCode !== 200) throw new Error(`${path}: ${text}`);
    times.push(performance.now() - start);
  }
  const sorted = times.toSorted((a, b) => a - b);
  return { p50: sorted[CALLS / 2] ?? 0, p95: sorted[Math.floor(CALLS * 0.95)] ?? 0 };
}

async function usedMemory({ client }: House): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await client.info("memory"))?.[1]);
}
