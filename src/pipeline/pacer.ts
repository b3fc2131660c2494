/** Holds each attempt until its lane may start one more: the page's rate, slowed by what Meta says is used up. */
import { setTimeout as sleep } from "node:timers/promises";
import { createPace, usageFactor, type Pace, type Usage } from "../core/pace.ts";
import { laneName, type Lane } from "../redis/doorbell.ts";

export interface Pacer {
  /** Whether the lane may start one more at this very moment: that turn is then taken, and the caller starts at once. */
  begins(lane: Lane, rate: number): boolean;
  /**
   * Resolves when the lane may start one more; the caller starts at once.
   * @param rate  messages a second, as they are now: asked again while it waits, for they may be changed. Null: the turn is given up
   * @returns whether it starts
   */
  turn(lane: Lane, rate: () => Promise<number | null>): Promise<boolean>;
  /** What the headers of an answer said. */
  heard(page: string, usage: Usage): void;
}

/** The headers stop when little is used; what they said then no longer counts. */
const USAGE_COUNTS_MS = 60_000;
/** A lane that has not started anything for longer than its slowest spacing needs no memory: 0.1 a second, a tenth of it. */
const FORGET_MS = 100_000;
/** Whoever waits longer than this for a slow rate looks again whether it still is so slow. */
const LOOK_AGAIN_MS = 1_000;
/** Not looked through more often, however many there are. */
const TIDY_EVERY_MS = 1_000;

const NOBODY = Promise.resolve();

interface PacedLane {
  readonly pace: Pace;
  /** Resolves when all before have started. */
  tail: Promise<unknown>;
  waiting: number;
  lastAt: number;
}

/** @param appRate  this process's share of what the whole app may send a second; null: no ceiling */
export function createPacer(appRate: () => number | null, clock: () => number): Pacer {
  const lanes = new Map<string, PacedLane>();
  const used = new Map<string, { percent: number; at: number }>();
  const app = createPace();
  let tidiedAt = -Infinity;

  function laneFor(name: string): PacedLane {
    const known = lanes.get(name);
    if (known !== undefined) return known;
    tidy();
    const made: PacedLane = { pace: createPace(), tail: NOBODY, waiting: 0, lastAt: clock() };
    lanes.set(name, made);
    return made;
  }

  function tidy(): void {
    const now = clock();
    if (now - tidiedAt < TIDY_EVERY_MS) return;
    tidiedAt = now;
    const before = now - FORGET_MS;
    for (const [name, it] of lanes) if (it.waiting === 0 && it.lastAt < before) lanes.delete(name);
  }

  function factorOf(scope: string): number {
    const known = used.get(scope);
    if (known === undefined) return 1;
    if (clock() - known.at < USAGE_COUNTS_MS) return usageFactor(known.percent);
    used.delete(scope);
    return 1;
  }

  /** Ms; at 0 it has started. */
  function startedOrWaits(lane: PacedLane, page: string, pageRate: number): number {
    const rate = pageRate * Math.min(factorOf(page), factorOf(APP));
    const now = clock();
    const ceiling = appRate();
    const waitMs = Math.max(lane.pace.waitMs(now, rate), ceiling === null ? 0 : app.waitMs(now, ceiling));
    if (waitMs > 0) return waitMs;
    lane.lastAt = now;
    lane.pace.started(now);
    app.started(now);
    return 0;
  }

  async function wait(lane: PacedLane, page: string, rateOf: () => Promise<number | null>): Promise<boolean> {
    for (;;) {
      const rate = await rateOf();
      if (rate === null) return false;
      const waitMs = startedOrWaits(lane, page, rate);
      if (waitMs <= 0) return true;
      await sleep(Math.min(Math.ceil(waitMs), LOOK_AGAIN_MS));
    }
  }

  return {
    begins(lane, rate) {
      const paced = laneFor(laneName(lane));
      return paced.waiting === 0 && startedOrWaits(paced, lane.page, rate) <= 0;
    },
    turn(lane, rate) {
      const paced = laneFor(laneName(lane));
      paced.waiting += 1;
      const turn = paced.tail.then(() => wait(paced, lane.page, rate)).finally(() => (paced.waiting -= 1));
      // Whom a fault of the connection meets fails alone.
      paced.tail = turn.catch(() => undefined);
      return turn;
    },
    heard(page, usage) {
      const at = clock();
      if (usage.page !== null) used.set(page, { percent: usage.page, at });
      if (usage.app !== null) used.set(APP, { percent: usage.app, at });
    },
  };
}

/** No page has this id. */
const APP = "";
