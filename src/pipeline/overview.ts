/** All of the pipeline at a glance: what stands at each station, how much went on lately, what needs a person. */
import { HOLD_REASONS } from "../core/outcome.ts";
import type { TagPolicy } from "../core/page.ts";
import { policyMoment, policyNameAt, policySince } from "../core/policy-table.ts";
import type { PolicyName } from "../core/decision.ts";
import type { Activity, Minute } from "../redis/activity.ts";
import type { Backlog, LaneLook } from "../redis/backlog.ts";
import type { DeadLetters } from "../redis/dead-letters.ts";
import type { Hold, Pages, StoredPage } from "../redis/pages.ts";
import type { JobQueue } from "../redis/queues.ts";
import { waitingOutbound } from "./outbound-job.ts";
import { firstAcceptedAt } from "./lane-message.ts";

/** Times are epoch ms. */
export interface Overview {
  readonly at: number;
  readonly policy: { readonly inForce: PolicyName; readonly since: number; readonly pinned: boolean };
  readonly outbound: { readonly waiting: number; readonly scheduled: number; readonly active: number };
  /** Of all pages together. */
  readonly lanes: { readonly waiting: number; readonly delayed: number; readonly active: number };
  readonly deadLetters: number;
  /** The last of them is the one that has just begun. */
  readonly minutes: readonly Minute[];
  /** When the oldest of those that wait was accepted; null: none waits. */
  readonly oldestWaitingAt: number | null;
  readonly pages: number;
  readonly held: readonly HeldPage[];
}

export interface HeldPage extends Pick<Hold, "reason" | "since"> {
  readonly id: string;
  readonly name: string;
  readonly sentence: string;
  /** Nothing ends it by itself. */
  readonly needsAPerson: boolean;
}

/** The same for all who ask within two seconds, or within twenty times of what it took to find out. */
export type LookOver = () => Promise<Overview>;

const MINUTES = 60;
const FRESH_MS = 2_000;
const SHARE_OF_TIME = 20;

export function createOverview(deps: {
  readonly pages: Pick<Pages, "all">;
  readonly backlog: Backlog;
  readonly outbound: Pick<JobQueue, "counts" | "dataOf" | "ids">;
  readonly batches: Pick<JobQueue, "counts" | "dataOf" | "ids">;
  readonly deadLetters: Pick<DeadLetters, "count">;
  readonly activity: Pick<Activity, "minutes">;
  readonly tagPolicy: TagPolicy;
  readonly now: () => number;
}): LookOver {
  const { pages, backlog, outbound, batches, deadLetters, activity, tagPolicy, now } = deps;

  async function look(): Promise<Overview> {
    const at = now();
    const [all, looks, queue, waiting, since, dead, minutes] = await Promise.all([
      pages.all(),
      backlog.ofAll(),
      outbound.counts(),
      waitingOutbound({ outbound, batches }),
      backlog.outboundSince(),
      deadLetters.count({}),
      activity.minutes(at, MINUTES),
    ]);
    const lanes = [...looks.values()];
    const inLanes = firstAcceptedAt(lanes.flatMap(({ heads }) => heads));
    return {
      at,
      policy: policyAt(at),
      outbound: { waiting, scheduled: queue.delayed, active: queue.active },
      lanes: { waiting: sum(lanes, "waiting"), delayed: sum(lanes, "delayed"), active: sum(lanes, "active") },
      deadLetters: dead,
      minutes,
      oldestWaitingAt: since === null || inLanes === null ? (since ?? inLanes) : Math.min(since, inLanes),
      pages: all.length,
      held: all.flatMap(heldPage).toSorted((a, b) => a.since - b.since),
    };
  }

  function policyAt(at: number): Overview["policy"] {
    const inForce = policyNameAt(policyMoment("auto", tagPolicy, at));
    return { inForce, since: policySince(inForce), pinned: tagPolicy !== "auto" };
  }

  return shared(look, now);
}

/** What is asked for often is found out once, and rarely enough to cost only a share of the time. */
function shared<T>(find: () => Promise<T>, now: () => number): () => Promise<T> {
  let kept: { readonly it: Promise<T>; until: number } | null = null;
  return () => {
    const began = now();
    if (kept !== null && began < kept.until) return kept.it;
    const mine = { it: find(), until: Infinity };
    kept = mine;
    mine.it.then(
      () => (mine.until = Math.max(began + FRESH_MS, now() + SHARE_OF_TIME * (now() - began))),
      () => (mine.until = 0),
    );
    return mine.it;
  };
}

function heldPage({ id, name, held }: StoredPage): HeldPage[] {
  if (held === null) return [];
  const { reason, since, probe } = held;
  return [{ id, name, reason, since, sentence: HOLD_REASONS[reason], needsAPerson: probe === null }];
}

function sum(looks: readonly LaneLook[], of: "waiting" | "delayed" | "active"): number {
  return looks.reduce((total, it) => total + it[of], 0);
}
