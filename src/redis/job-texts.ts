/**
 * The texts of BullMQ's scripts, fitted to the way in which they are run: they are told the queue instead of each of its
 * keys, begin with what is done once for all calls that travel together, and for a lane leave out what no lane needs.
 */
import { addPrioritizedJob, moveToActive, moveToFinished } from "./bullmq.ts";
import { LOCK_MS } from "./caretaker.ts";
import { EACH_CALL } from "./scripts.ts";

/**
 * A script of BullMQ's begins with dozens of functions: they are made once for all calls that travel together, and what
 * BullMQ's client would pack is not packed at all.
 */
const UNPACKED = `
local packed = cmsgpack
local cmsgpack = { unpack = function(it) return type(it) == "string" and packed.unpack(it) or it end }
local rcall = redis.call`;
/** As BullMQ writes them: from the beginning of one line to that of another. */
const FUNCTIONS = /^local (?:function \w+|\w+ = function)[\s\S]*?^end$/gm;

type Text = { readonly content: string };

/** By BullMQ's names. ARGV of each: what its method in job-scripts.ts says; what BullMQ packs is made in Redis. */
const textsOf = (fitted: (script: Text) => string) => ({
  /** ARGV: id, name, ms of now, data, priority. */
  addPrioritizedJob: forQueue(
    fitted(addPrioritizedJob),
    "marker meta id prioritized delayed completed active events pc",
    `{ { KEYS[1], ARGV[1], ARGV[2], tonumber(ARGV[3]) }, ARGV[4], { priority = tonumber(ARGV[5]) } }`,
  ),
  /** ARGV: token, ms of now. */
  moveToActive: forQueue(
    fitted(moveToActive),
    "wait active prioritized events stalled limiter delayed paused meta pc marker",
    `{ KEYS[1], ARGV[2], { token = ARGV[1], lockDuration = ${String(LOCK_MS)} } }`,
  ),
  /** ARGV: id, token, ms of now, 1 to take the next. Nothing of the job is kept. */
  moveToFinished: forQueue(
    fitted(moveToFinished),
    "wait active prioritized events stalled limiter delayed paused meta pc completed $1 metrics:completed marker",
    `{ ARGV[1], ARGV[3], "returnvalue", "null", "completed", ARGV[4], KEYS[1],
       { token = ARGV[2], lockDuration = ${String(LOCK_MS)}, keepJobs = { count = 0 }, maxMetricsSize = "" }, "" }`,
  ),
});

/**
 * A lane's jobs are ours alone: they have an id, no parents, no logs; nobody listens to its events, and whoever waits for
 * work waits for the doorbell, not for BullMQ's marker. What BullMQ may word otherwise one day stays in.
 */
export const NOT_IN_LANES: readonly (readonly [text: RegExp, instead: string])[] = [
  [/rcall\("X(?:ADD|TRIM)",[^()]*\)/g, ""],
  [/(?<=local maxEvents) = getOrSetMaxEvents\(metaKey\)/g, ""],
  [/rcall\("ZADD", markerKey, 0, "0"\)/g, ""],
  [/(?<=local isPausedOrMaxed = )isQueuePausedOrMaxed\(metaKey, activeKey\)/g, "true"],
  [/(?<=local jobCounter = )rcall\("INCR", idKey\)/g, `""`],
  [/rcall\("EXISTS", jobIdKey\) == 1(?= then -- Make sure)/g, "true"],
  [/if ARGV\[5\] == "completed" then\s+if rcall\("SCARD"[\s\S]*?return -9\s+end\s+end/g, ""],
  [/rcall\("HMGET", jobIdKey, "parentKey", "parent", "deid"\)/g, "{}"],
  [/rcall\("HEXISTS", jobKey, "defa"\) == 1/g, "false"],
  [/rcall\("HINCRBY", jobIdKey, "atm", 1\)/g, "0"],
  [/(?<=rcall\("DEL", jobKey),[^()]*(?=\))/g, ""],
];

export const JOB_SCRIPTS = textsOf(({ content }) => content);

export const LANE_SCRIPTS: typeof JOB_SCRIPTS = textsOf(({ content }) =>
  NOT_IN_LANES.reduce((text, [unwanted, instead]) => text.replace(unwanted, instead), content),
);

/**
 * KEYS: the queue.
 * @param keys  in BullMQ's order, what follows the queue in each; $1: the first argument
 * @param args  Lua: BullMQ's arguments, made of ours; what it packs may be a table
 */
function forQueue(content: string, keys: string, args: string): string {
  const names = keys.split(" ").map((it) => (it === "$1" ? "KEYS[1] .. ARGV[1]" : `KEYS[1] .. "${it}"`));
  return `${UNPACKED}
${(content.match(FUNCTIONS) ?? []).join("\n")}
${EACH_CALL}
local KEYS, ARGV = { ${names.join(", ")} }, ${args}
${content.replace(FUNCTIONS, "")}`;
}
