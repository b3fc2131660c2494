/** What a message costs to send while more and more others wait in the lanes. */
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { openArena, PAGES, type Arena } from "../support/arena.ts";
import type { Child } from "../support/child.ts";
import { cpuSeconds } from "../support/processor.ts";
import { redisCpuSeconds } from "../support/redis-figures.ts";
import { atMost, said, toldOf, type Report } from "../support/report.ts";
import { ratioOf, spreadOf } from "../support/stats.ts";
import { pageAt } from "../support/workload.ts";
import { bySize, inRounds, type Suite } from "./suite.ts";

const MOST_RATIO = 1.2;
/** Sent at a time, and so often in a round: the smallest backlog is let through whole, and filled again. */
const SAMPLE = 1_000;
const TIMES = 3;
const WARM_UP = 8_000;
const AT_ONCE = 20_000;

/** µs a message. */
interface Cost {
  readonly sender: number;
  readonly redis: number;
}

/** A pipeline whose lanes are paused but for the rounds, so that they stay as full as they are meant to be. */
interface Dam {
  readonly waiting: number;
  readonly arena: Arena;
  readonly producer: Child;
  readonly classifier: Child;
  readonly sender: Child;
  readonly costs: Cost[];
  behind: number;
  /** So many were classified while nothing was sent, in so many seconds of the classifier's. */
  readonly classified: { count: number; cpuSeconds: number };
}

export const backlog: Suite = async (wanted) => {
  const { size, tell, profiles } = wanted;
  const rounds = bySize(size, { quick: 1, default: 5, full: 5 });
  const sizes = bySize(size, {
    quick: [1_000, 3_000],
    default: [1_000, 10_000, 50_000],
    full: [1_000, 10_000, 100_000, 1_000_000],
  });
  const dams: Dam[] = [];
  try {
    for (const waiting of sizes) {
      const dam = await openDam(waiting, profiles);
      dams.push(dam);
      await fill(dam);
      tell(`${said(waiting)} are waiting`);
    }
    await inRounds(wanted, rounds, async (nth) => {
      for (const dam of dams) {
        const cost = await round(dam);
        dam.costs.push(cost);
        tell(`${nth} ${said(dam.waiting)} waiting: ${said(cost.sender + cost.redis)} µs a message`);
      }
    });
    return reportOf(dams);
  } finally {
    await Promise.all(dams.map(({ arena }) => arena.close()));
  }
};

async function openDam(waiting: number, profiles: string | undefined): Promise<Dam> {
  const arena = await openArena(["taglane"], { profiles });
  const producer = await arena.start("producer", "taglane");
  const classifier = await arena.start("worker", "taglane", ["classifier"]);
  const sender = await arena.start("worker", "taglane", ["sender"]);
  const share = arena.share(WARM_UP);
  await producer.ask("prepare", share, z.unknown());
  await arena.stub.arm(WARM_UP);
  await producer.ask("bulk", share, z.unknown());
  await arena.stub.reached();
  await setOpen(producer, false);
  const classified = { count: 0, cpuSeconds: 0 };
  return { waiting, arena, producer, classifier, sender, costs: [], behind: 0, classified };
}

/** Up to what is to wait, all of it in the lanes. */
async function fill(dam: Dam): Promise<void> {
  const { arena, producer, classifier, classified } = dam;
  const [missing, before] = [dam.waiting - dam.behind, cpuSeconds(classifier.pid)];
  while (dam.behind < dam.waiting) {
    const share = arena.share(Math.min(AT_ONCE, dam.waiting - dam.behind));
    await producer.ask("prepare", share, z.unknown());
    await producer.ask("bulk", share, z.unknown());
    dam.behind += share.count;
  }
  while (await isClassifying(arena)) await sleep(20);
  classified.count += missing;
  classified.cpuSeconds += cpuSeconds(classifier.pid) - before;
}

/** Rows go by a queue of their own on the way to their classification. */
async function isClassifying({ redis }: Arena): Promise<boolean> {
  const counts = await Promise.all(
    ["outbound", "batch"].flatMap((queue) => {
      const key = (list: string) => `taglane:{outbound}:${queue}:${list}`;
      return [redis.zcard(key("prioritized")), redis.llen(key("wait")), redis.llen(key("active"))];
    }),
  );
  return counts.some((count) => count > 0);
}

async function round(dam: Dam): Promise<Cost> {
  const costs: Cost[] = [];
  for (let time = 0; time < TIMES; time += 1) {
    await fill(dam);
    costs.push(await letThrough(dam));
  }
  const mean = (of: keyof Cost) => costs.reduce((sum, cost) => sum + cost[of], 0) / costs.length;
  return { sender: mean("sender"), redis: mean("redis") };
}

async function letThrough(dam: Dam): Promise<Cost> {
  const { arena, producer, sender } = dam;
  await arena.stub.arm(SAMPLE);
  const before = { sender: cpuSeconds(sender.pid), redis: await redisCpuSeconds(arena.redis) };
  await setOpen(producer, true);
  await arena.stub.reached();
  await setOpen(producer, false);
  while (await isSending(arena)) await sleep(5);
  const after = { sender: cpuSeconds(sender.pid), redis: await redisCpuSeconds(arena.redis) };
  const sent = await arena.stub.arrived();
  dam.behind -= sent;
  const each = (of: keyof Cost) => ((after[of] - before[of]) * 1e6) / sent;
  return { sender: each("sender"), redis: each("redis") };
}

async function setOpen(producer: Child, isOpen: boolean): Promise<void> {
  await producer.ask("setOpen", { pages: PAGES, isOpen }, z.unknown());
}

/** Whether anything that was taken off a lane has not ended. */
async function isSending({ redis }: Arena): Promise<boolean> {
  const active = Array.from({ length: PAGES }, (_, nth) =>
    redis.llen(`taglane:{${pageAt(nth)}}:text:active`),
  );
  return (await Promise.all(active)).some((count) => count > 0);
}

function reportOf(dams: readonly Dam[]): Report {
  const rows = dams.map(({ waiting, costs }) => ({
    waiting,
    all: costs.map(({ sender, redis }) => sender + redis),
    redis: costs.map(({ redis }) => redis),
  }));
  const least = rows[0]?.all ?? [];
  const { classified } = dams.at(-1) ?? { classified: { count: Number.NaN, cpuSeconds: Number.NaN } };
  const classifierUs = (classified.cpuSeconds * 1e6) / classified.count;
  return {
    suite: "backlog",
    about: [
      `Processor time of the sender and Redis for each of ${String(TIMES)} × ${said(SAMPLE)} messages a round, sent while that many others wait in the lanes of 100 pages.`,
      `The classifier takes ${said(classifierUs)} µs for each of the bulk rows that it puts there.`,
      "Between the rounds the lanes are paused, so that the backlog stays. Each size has a Redis and processes of its own.",
    ],
    sheets: [
      {
        title: "Processor µs a message sent, by backlog",
        columns: ["waiting", "sender and Redis", "Redis", "beside the smallest"],
        rows: rows.map(({ waiting, all, redis }) => [
          said(waiting),
          toldOf(spreadOf(all)),
          toldOf(spreadOf(redis)),
          toldOf(ratioOf(all, least)),
        ]),
      },
    ],
    verdicts: [
      atMost(
        `Cost a message, ${said(rows[0]?.waiting ?? 0)} to ${said(rows.at(-1)?.waiting ?? 0)} waiting`,
        MOST_RATIO,
        ratioOf(rows.at(-1)?.all ?? [], least),
        " ×",
      ),
    ],
    charts: [
      {
        name: "backlog",
        title: "Processor µs a message sent, by how many wait",
        kind: "line",
        unit: " µs",
        categories: rows.map(({ waiting }) => said(waiting)),
        series: [{ name: "sender and Redis", values: rows.map(({ all }) => spreadOf(all).median) }],
      },
    ],
    figures: { sizes: rows, classifierUs },
  };
}
