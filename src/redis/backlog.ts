/**
 * What waits in the queues, at a glance: one small script a page instead of a dozen commands, so that thousands of pages
 * can be told at once. It reads the lists of BullMQ 6 by their names, and changes none.
 */
import { Cluster } from "ioredis";
import { LANE_KINDS } from "../core/pace.ts";
import type { RedisClient } from "./connection.ts";
import { laneOf, type Lane } from "./doorbell.ts";
import type { Keys } from "./keys.ts";
import { scriptRunner } from "./scripts.ts";

/** Both lanes of a page together. */
export interface LaneLook {
  readonly waiting: number;
  readonly delayed: number;
  readonly active: number;
  /** Ms until the slower of them may start something; a rate's own windows count too. */
  readonly restMs: number;
  /** Jobs at the head of each priority: the one that was accepted first is among them. */
  readonly heads: readonly string[];
}

export interface Backlog {
  of(page: string): Promise<LaneLook>;
  /** Of each page whose lanes may have work: of all others there is nothing to tell. */
  ofAll(): Promise<ReadonlyMap<string, LaneLook>>;
  /** Epoch ms at which the oldest job that waits to be classified was added; null: none waits. */
  outboundSince(): Promise<number | null>;
}

/** BullMQ scores a job by its priority times this, and a counter (its `addJobWithPriority.lua`). */
const PRIORITY_STEP = 2 ** 32;
/** From and below which score the jobs of each priority stand: those of `redis/queues.ts`. */
const CLASSES = [1, 2, 3].map(
  (it) => `{ "${String(it * PRIORITY_STEP)}", "(${String((it + 1) * PRIORITY_STEP)}" }`,
);

/** One queue's prioritized jobs: the first of each class. */
const HEADS = `
local classes = { ${CLASSES.join(", ")} }
local function heads(key)
  local found = {}
  for _, class in ipairs(classes) do
    found[#found + 1] = redis.call("ZRANGEBYSCORE", key, class[1], class[2], "LIMIT", 0, 1)[1]
  end
  return found
end`;

/** KEYS: what the keys of each lane begin with. Returns of each waiting, delayed, active, rest, heads … */
const LOOK = `${HEADS}
local looks = {}
for i, lane in ipairs(KEYS) do
  local prioritized = redis.call("ZCARD", lane .. "prioritized")
  local first = {}
  if prioritized > 0 then first = heads(lane .. "prioritized") end
  looks[i] = {
    prioritized + redis.call("LLEN", lane .. "wait"),
    redis.call("ZCARD", lane .. "delayed"),
    redis.call("LLEN", lane .. "active"),
    redis.call("PTTL", lane .. "limiter"),
    unpack(first),
  }
end
return looks`;

/** KEYS: what the queue's keys begin with. */
const SINCE = `${HEADS}
local times = {}
for _, id in ipairs(heads(KEYS[1] .. "prioritized")) do
  times[#times + 1] = redis.call("HGET", KEYS[1] .. id, "timestamp")
end
return times`;

/** Short enough that nobody waits for a script: about 2 ms. */
const TOGETHER = 200;

export const NOTHING: LaneLook = { waiting: 0, delayed: 0, active: 0, restMs: 0, heads: [] };

export function createBacklog(client: RedisClient, keys: Keys): Backlog {
  const run = scriptRunner(client);
  // The pages of a cluster are in different places, and a script stays in one.
  const together = client instanceof Cluster ? 1 : TOGETHER;

  async function look(lanes: readonly Lane[]): Promise<LaneLook[]> {
    const bases = lanes.map(({ kind, page }) => `${keys.lanePrefix(page)}:${kind}:`);
    const told: unknown = await run(LOOK, bases, []);
    return (Array.isArray(told) ? told : []).map(lookIn);
  }

  async function lookAll(lanes: readonly Lane[]): Promise<LaneLook[]> {
    const starts = Array.from({ length: Math.ceil(lanes.length / together) }, (_, i) => i * together);
    return (await Promise.all(starts.map((from) => look(lanes.slice(from, from + together))))).flat();
  }

  return {
    async of(page) {
      const looks = await lookAll(LANE_KINDS.map((kind) => ({ kind, page })));
      return looks.reduce(both, NOTHING);
    },
    async ofAll() {
      const names = await client.zrange(keys.lanes, "0", "-1");
      const lanes = names.map(laneOf).filter((lane) => lane !== null);
      const looks = await lookAll(lanes);
      const byPage = new Map<string, LaneLook>();
      for (const [i, { page }] of lanes.entries())
        byPage.set(page, both(byPage.get(page) ?? NOTHING, looks[i] ?? NOTHING));
      return byPage;
    },
    async outboundSince() {
      const told: unknown = await run(SINCE, [`${keys.outboundPrefix}:outbound:`], []);
      const times = (Array.isArray(told) ? told : []).map(Number).filter((at) => at > 0);
      return times.length === 0 ? null : Math.min(...times);
    },
  };
}

function both(one: LaneLook, other: LaneLook): LaneLook {
  return {
    waiting: one.waiting + other.waiting,
    delayed: one.delayed + other.delayed,
    active: one.active + other.active,
    restMs: Math.max(one.restMs, other.restMs),
    heads: [...one.heads, ...other.heads],
  };
}

function lookIn(told: unknown): LaneLook {
  const [waiting, delayed, active, restMs, ...heads]: unknown[] = Array.isArray(told) ? told : [];
  return {
    waiting: Number(waiting),
    delayed: Number(delayed),
    active: Number(active),
    restMs: Math.max(0, Number(restMs)),
    heads: heads.map(String),
  };
}
