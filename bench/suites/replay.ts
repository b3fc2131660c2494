/**
 * A bulk replay while live messages go on: how much slower the live ones get, and how fast the replay is.
 * `BENCH_KILLS`: so often the classifier, which drives the replay, is killed on the way; then every message is waited for,
 * to see that each went once.
 */
import type { ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import type { House } from "../../src/runtime.ts";
import { cpuSeconds } from "../support/processor.ts";
import { product } from "../support/product.ts";
import { said, type Report } from "../support/report.ts";
import { openRoles, type Roles } from "../support/roles.ts";
import { percentile } from "../support/stats.ts";
import { bySize, type Suite } from "./suite.ts";

const PAGES = 10;
const KILLS = Number(process.env["BENCH_KILLS"] ?? 0);
const RATE = KILLS > 0 ? 200 : 30;
const LIVE_EVERY_MS = 50;
const LIVE_PAGE = "2000000000";
const LIVE_PERSON = 77_000_000_000;
const TOGETHER = 500;

interface Stage {
  readonly roles: Roles;
  readonly house: House;
}

export const replay: Suite = async ({ size, tell }) => {
  const entries = bySize(size, { quick: 300, default: 4_000, full: 100_000 });
  const baselineMs = bySize(size, { quick: 1_000, default: 8_000, full: 60_000 });
  const { createLogger, openHouse } = await product();
  const roles = await openRoles({ PAGE_RATE: String(RATE) });
  const log = createLogger("silent", "bench", 2);
  const house = await openHouse({ config: roles.config, log, profile: "producer" });
  const stage = { roles, house };
  try {
    const serve = await roles.start("serve");
    const drivers = { classifier: await roles.start("classifier") };
    const sender = await roles.start("sender");
    await prepare(stage, entries);
    // The first ones warm up.
    await live(stage, () => Promise.resolve(false), 2_000);
    const before = KILLS > 0 ? [] : await live(stage, () => Promise.resolve(false), baselineMs);
    tell("the replay begins");

    const spent = () => [serve, drivers.classifier, sender].map(({ pid }) => cpuSeconds(pid));
    const spentBefore = spent();
    const began = performance.now();
    const { replayId } = await roles.call("POST", "/v1/dead-letters/replay", { filter: {} });
    const isOver = overseer(stage, String(replayId), entries, drivers);
    const during = await live(stage, isOver, Infinity);
    const seconds = (performance.now() - began) / 1_000;
    const cores = spent().map((cpu, nth) => (cpu - (spentBefore[nth] ?? 0)) / seconds);
    if (KILLS > 0) tell(JSON.stringify(await allOnce(stage, entries)));
    return reportOf({ entries, perSecond: entries / seconds, cores, before, during });
  } finally {
    await house.close();
    await roles.close();
  }
};

/** Says whether it is over; on the way it sees that progress never goes back, and kills as often as it is to. */
function overseer(
  { roles }: Stage,
  replayId: string,
  entries: number,
  drivers: { classifier: ChildProcess },
): () => Promise<boolean> {
  let doneBefore = 0;
  let killed = 0;
  return async () => {
    const told = await roles.call("GET", `/v1/replays/${replayId}`);
    const done = Number(told["done"]);
    if (done < doneBefore)
      throw new Error(`Progress went back from ${String(doneBefore)} to ${String(done)}.`);
    doneBefore = done;
    if (killed < KILLS && done > (entries * (killed + 1)) / (KILLS + 1)) {
      killed += 1;
      await roles.kill(drivers.classifier);
      drivers.classifier = await roles.start("classifier");
    }
    return told["state"] === "done";
  };
}

async function prepare({ roles, house }: Stage, entries: number): Promise<void> {
  for (let nth = 0; nth < PAGES; nth += 1)
    await roles.call("PUT", `/v1/pages/${pageOf(nth)}`, { name: "A shop", accessToken: `EAA${String(nth)}` });
  await roles.call("PUT", `/v1/pages/${LIVE_PAGE}`, { name: "A live shop", accessToken: "EAAlive" });
  for (let at = 0; at < entries; at += TOGETHER) {
    await Promise.all(
      Array.from({ length: Math.min(TOGETHER, entries - at) }, async (_, i) => {
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
async function live(
  { roles, house }: Stage,
  isOver: () => Promise<boolean>,
  forMs: number,
): Promise<number[]> {
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

async function allOnce({ roles, house }: Stage, entries: number) {
  const ids = Array.from({ length: entries }, (_, nth) => `m${String(nth).padStart(24, "0")}.1`);
  for (const id of ids) while (!roles.arrivals.has(id)) await sleep(20);
  const twice = ids.filter((id) => (roles.arrivals.get(id)?.length ?? 0) > 1).length;
  return { arrived: ids.length, twice, leftDead: await house.deadLetters.count({}) };
}

function reportOf(measured: {
  readonly entries: number;
  readonly perSecond: number;
  readonly cores: readonly number[];
  readonly before: readonly number[];
  readonly during: readonly number[];
}): Report {
  const { entries, perSecond, cores, before, during } = measured;
  const figures = Object.fromEntries(
    (["p50", "p99"] as const).map((name) => {
      const share = name === "p50" ? 0.5 : 0.99;
      return [name, { before: percentile(before, share), during: percentile(during, share) }];
    }),
  );
  const [serve = 0, classifier = 0, sender = 0] = cores;
  return {
    suite: "replay",
    about: [
      `${said(entries)} dead letters of ${String(PAGES)} pages are replayed, ${said(perSecond)} a second (their pages' rate is ${String(RATE * PAGES)} a second), while another page sends ${String(1_000 / LIVE_EVERY_MS)} live messages a second.`,
      `Cores used meanwhile: API ${said(serve)}, classifier ${said(classifier)}, sender ${said(sender)}.`,
    ],
    sheets: [
      {
        title: "Live messages during a replay: ms to Graph",
        columns: ["", "before", "during", "ratio"],
        rows: Object.entries(figures).map(([name, it]) => [
          name,
          said(it.before),
          said(it.during),
          said(it.during / it.before),
        ]),
      },
    ],
    verdicts: [],
    charts: [],
    figures: { entries, perSecond, cores: { serve, classifier, sender }, ...figures },
  };
}
