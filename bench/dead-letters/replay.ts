/**
 * A bulk replay while live messages go on: how much slower the live ones get, and how fast the replay is.
 * `BENCH_ENTRIES` (100,000), `BENCH_PAGES` (10), `BENCH_KILLS` (0): so often the classifier, which drives the replay, is
 * killed on the way; then every message is waited for, to see that each went once.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { createLogger } from "../../src/log.ts";
import { openHouse } from "../../src/runtime.ts";
import { cpuSeconds } from "../support/processor.ts";
import { openRoles, percentile } from "../support/roles.ts";

const ENTRIES = Number(process.env["BENCH_ENTRIES"] ?? 100_000);
const PAGES = Number(process.env["BENCH_PAGES"] ?? 10);
const KILLS = Number(process.env["BENCH_KILLS"] ?? 0);
const RATE = KILLS > 0 ? 200 : 30;
const LIVE_EVERY_MS = 50;
const BASELINE_MS = Number(process.env["BENCH_BASELINE_MS"] ?? 60_000);
const LIVE_PAGE = "2000000000";
const LIVE_PERSON = 77_000_000_000;
const TOGETHER = 500;

const roles = await openRoles({ PAGE_RATE: String(RATE) });
const log = createLogger("silent", "bench", 2);
const house = await openHouse({ config: roles.config, log, profile: "producer" });
try {
  const serve = await roles.start("serve");
  let classifier = await roles.start("classifier");
  const sender = await roles.start("sender");
  await prepare();

  const before = KILLS > 0 ? [] : await live(() => Promise.resolve(false), BASELINE_MS);
  const spent = async () => ({
    redis: Number(/used_cpu_user:([\d.]+)/.exec(await house.client.info("cpu"))?.[1]),
    serve: cpuSeconds(serve.pid),
    classifier: cpuSeconds(classifier.pid),
    sender: cpuSeconds(sender.pid),
  });
  const spentBefore = await spent();
  const began = performance.now();
  const { replayId } = await roles.call("POST", "/v1/dead-letters/replay", { filter: {} });
  let doneBefore = 0;
  let killed = 0;
  const isOver = async (): Promise<boolean> => {
    const told = await roles.call("GET", `/v1/replays/${String(replayId)}`);
    const done = Number(told["done"]);
    if (done < doneBefore)
      throw new Error(`Progress went back from ${String(doneBefore)} to ${String(done)}.`);
    doneBefore = done;
    if (killed < KILLS && done > (ENTRIES * (killed + 1)) / (KILLS + 1)) {
      killed += 1;
      await roles.kill(classifier);
      classifier = await roles.start("classifier");
    }
    return told["state"] === "done";
  };
  const during = await live(isOver, Infinity);
  const seconds = (performance.now() - began) / 1_000;
  const told = await roles.call("GET", `/v1/replays/${String(replayId)}`);
  const spentAfter = await spent();
  const cores = Object.entries(spentAfter).map(([role, cpu]) => [
    role,
    ((cpu - (new Map(Object.entries(spentBefore)).get(role) ?? 0)) / seconds).toFixed(2),
  ]);
  const summary = {
    entries: ENTRIES,
    pages: PAGES,
    kills: killed,
    perSecond: Math.round(ENTRIES / seconds),
    told: { matched: told["matched"], replayed: told["replayed"], skipped: told["skipped"] },
    cores: Object.fromEntries(cores),
    before: figures(before),
    during: figures(during),
    ratio: { p50: quotient(0.5), p99: quotient(0.99) },
    ...(KILLS > 0 && (await allOnce())),
  };
  process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);

  function quotient(share: number): number {
    return percentile(during, share) / percentile(before, share);
  }
} finally {
  await house.close();
  await roles.close();
}

async function prepare(): Promise<void> {
  for (let nth = 0; nth < PAGES; nth += 1)
    await roles.call("PUT", `/v1/pages/${pageOf(nth)}`, { name: "A shop", accessToken: `EAA${String(nth)}` });
  await roles.call("PUT", `/v1/pages/${LIVE_PAGE}`, { name: "A live shop", accessToken: "EAAlive" });
  for (let at = 0; at < ENTRIES; at += TOGETHER) {
    await Promise.all(
      Array.from({ length: Math.min(TOGETHER, ENTRIES - at) }, async (_, i) => {
        const it = entry(at + i);
        await house.conversations.inbound(it.page, it.recipient, Date.now() - 3_600_000);
        await house.deadLetters.bury(it);
      }),
    );
  }
}

function pageOf(nth: number): string {
  return String(1_000_000_000 + (nth % PAGES));
}

function entry(nth: number) {
  const suffix = String(nth).padStart(24, "0");
  const page = pageOf(nth);
  const recipient = String(24_000_000_000 + nth);
  const at = Date.now() - 3_600_000 + nth;
  const nothing = { graphError: null, attempts: [], replayOf: null, history: [], decision: null };
  const type = "announcement";
  const message = { page, recipient: { psid: recipient }, type, content: { text: "x".repeat(200) } };
  const its = {
    id: `d${suffix}`,
    messageId: `m${suffix}`,
    page,
    recipient,
    type,
    acceptedAt: at,
    deadAt: at,
  };
  return { ...its, reason: "attempts_exhausted" as const, detail: "", replays: 0, ...nothing, message };
}

/** Sends single messages evenly, and returns for each the ms from the call to its arrival at Graph. */
async function live(isOver: () => Promise<boolean>, forMs: number): Promise<number[]> {
  const sent = new Map<string, number>();
  const start = performance.now();
  const calls: Promise<void>[] = [];
  let over = false;
  for (let nth = 0; !over && performance.now() - start < forMs; nth += 1) {
    const psid = String(LIVE_PERSON + Math.floor(Math.random() * 1_000_000));
    await house.conversations.inbound(LIVE_PAGE, psid, Date.now() - 60_000);
    const at = performance.now();
    const body = { page: LIVE_PAGE, recipient: { psid }, type: "announcement", content: { text: "Hello." } };
    calls.push(roles.call("POST", "/v1/messages", body).then(({ id }) => void sent.set(String(id), at)));
    if (nth % 10 === 0) over = await isOver();
    await sleep(Math.max(0, start + (nth + 1) * LIVE_EVERY_MS - performance.now()));
  }
  await Promise.all(calls);
  for (const id of sent.keys()) while (!roles.arrivals.has(id)) await sleep(5);
  return [...sent].map(([id, at]) => (roles.arrivals.get(id)?.[0] ?? Number.NaN) - at);
}

function figures(values: readonly number[]) {
  return { count: values.length, p50: percentile(values, 0.5), p99: percentile(values, 0.99) };
}

async function allOnce() {
  const ids = Array.from({ length: ENTRIES }, (_, nth) => `m${String(nth).padStart(24, "0")}.1`);
  for (const id of ids) while (!roles.arrivals.has(id)) await sleep(20);
  const twice = ids.filter((id) => (roles.arrivals.get(id)?.length ?? 0) > 1).length;
  return { arrived: ids.length, twice, leftDead: await house.deadLetters.count({}) };
}
