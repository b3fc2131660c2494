/** Redis bytes a message and a conversation. */
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { IN_FLIGHT, openArena, type Arena } from "../support/arena.ts";
import type { Child } from "../support/child.ts";
import { redisBytes } from "../support/redis-figures.ts";
import { atMost, said, type Report } from "../support/report.ts";
import { bySize, wantedOf, type Suite } from "./suite.ts";

/** Few, so that each has as many conversations as a page that is in use. */
const PAGES = 10;
const WARM_UP = 1_500;
const MOST = { waiting: 1_200, finished: 250, conversation: 110 };

/** Bytes each. */
interface Bytes {
  readonly name: string;
  readonly conversation: number | null;
  readonly waiting: number;
  readonly waitingInBulk: number;
  readonly inLane: number | null;
  readonly finished: number;
}

export const memory: Suite = async (wanted) => {
  const count = bySize(wanted.size, { quick: 2_000, default: 5_000, full: 100_000 });
  const measured: Bytes[] = [];
  for (const name of wantedOf(["taglane", "bullmq", "bee-queue"], wanted)) {
    const it = await bytesOf(name, count);
    measured.push(it);
    wanted.tell(`${name}: ${said(it.waiting)} bytes a waiting message`);
  }
  return reportOf(measured, count);
};

async function bytesOf(name: string, count: number): Promise<Bytes> {
  const arena = await openArena([name]);
  try {
    const producer = await warmedUp(arena, name);
    const { waiting, finished, conversation } = await lifeOf(arena, producer, name, "single", count);
    const bulk = await lifeOf(arena, producer, name, "bulk", count);
    const isOurs = name === "taglane";
    return {
      name,
      conversation: isOurs ? conversation : null,
      waiting,
      waitingInBulk: bulk.waiting,
      inLane: isOurs ? await inLane(arena, producer, count) : null,
      finished,
    };
  } finally {
    await arena.close();
  }
}

/** With all that a page costs once, such as its queue's events, there already. */
async function warmedUp(arena: Arena, name: string): Promise<Child> {
  const producer = await arena.start("producer", name);
  const worker = await arena.start("worker", name);
  const share = arena.share(WARM_UP, PAGES);
  await producer.ask("prepare", share, z.unknown());
  await arena.stub.arm(share.count);
  await producer.ask("bulk", share, z.unknown());
  await arena.stub.reached();
  await settled(arena);
  await worker.stop();
  return producer;
}

async function lifeOf(arena: Arena, producer: Child, name: string, mode: "single" | "bulk", count: number) {
  const share = arena.share(count, PAGES);
  const empty = await redisBytes(arena.redis);
  await producer.ask("prepare", share, z.unknown());
  const prepared = await redisBytes(arena.redis);
  await producer.ask(mode, { ...share, inFlight: IN_FLIGHT }, z.unknown());
  const full = await redisBytes(arena.redis);

  await arena.stub.arm(count);
  const worker = await arena.start("worker", name);
  await arena.stub.reached();
  await settled(arena);
  const done = await redisBytes(arena.redis);
  await worker.stop();
  return {
    conversation: (prepared - empty) / count,
    waiting: (full - prepared) / count,
    finished: (done - prepared) / count,
  };
}

/** Classified, with no sender there. */
async function inLane(arena: Arena, producer: Child, count: number): Promise<number> {
  await arena.start("worker", "taglane", ["classifier"]);
  const share = arena.share(count, PAGES);
  await producer.ask("prepare", share, z.unknown());
  const prepared = await redisBytes(arena.redis);
  await producer.ask("single", { ...share, inFlight: IN_FLIGHT }, z.unknown());
  await settled(arena);
  return ((await redisBytes(arena.redis)) - prepared) / count;
}

/** The last answers are recorded, and what was freed is counted: it has not changed for half a second. */
async function settled({ redis }: Arena): Promise<void> {
  for (let before = Number.NaN; ; await sleep(500)) {
    const bytes = await redisBytes(redis);
    if (Math.abs(bytes - before) < 10_000) return;
    before = bytes;
  }
}

function reportOf(measured: readonly Bytes[], count: number): Report {
  const ours = measured.find(({ name }) => name === "taglane");
  const told = (bytes: number | null) => (bytes === null ? "" : said(Math.max(0, bytes)));
  return {
    suite: "memory",
    about: [
      `Redis' dataset, before and after ${said(count)} messages of 200 characters over ${String(PAGES)} pages, divided by them.`,
      "A finished message of Taglane's is remembered for a week; the rivals forget it.",
    ],
    sheets: [
      {
        title: "Redis bytes each",
        columns: [
          "",
          "waiting message",
          "waiting bulk row",
          "classified, in its lane",
          "finished",
          "conversation",
        ],
        rows: measured.map((it) => [
          it.name,
          ...[it.waiting, it.waitingInBulk, it.inLane, it.finished, it.conversation].map(told),
        ]),
      },
    ],
    verdicts:
      ours === undefined
        ? []
        : [
            atMost(
              "Redis bytes a waiting message of 200 characters",
              MOST.waiting,
              Math.max(ours.waiting, ours.inLane ?? 0),
            ),
            atMost("Redis bytes a finished message", MOST.finished, ours.finished),
            atMost("Redis bytes a conversation", MOST.conversation, ours.conversation ?? Number.NaN),
          ],
    charts: [],
    figures: measured,
  };
}
