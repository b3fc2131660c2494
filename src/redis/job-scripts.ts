/**
 * The three scripts of BullMQ's that each message costs: add, take, finish. The text is BullMQ's; the way there is ours:
 * they are told the queue instead of each of its keys, those of many queues travel together (scripts.ts), and of a job no
 * more is read than is used. What a message needs seldom goes by BullMQ's own class.
 */
import { addPrioritizedJob, moveToActive, moveToFinished } from "./bullmq.ts";
import { LOCK_MS } from "./caretaker.ts";
import type { Given, Taken } from "./job-loop.ts";
import type { RedisClient } from "./connection.ts";
import {
  EACH_CALL,
  pairRunner,
  scriptRunner,
  type RunPair,
  type RunScript,
  type ScriptCall,
} from "./scripts.ts";

export interface NewJob {
  readonly id: string;
  readonly name: string;
  /** JSON. */
  readonly data: string;
  /** BullMQ's: 1 goes first. */
  readonly priority: number;
}

export interface JobRunners {
  readonly run: RunScript;
  /** The second only where the first answers 1. */
  readonly runIf: RunPair;
  readonly runBoth: RunPair;
}

export function jobRunners(client: RedisClient): JobRunners {
  return {
    run: scriptRunner(client),
    runIf: pairRunner(client, "if1"),
    runBoth: pairRunner(client, "always"),
  };
}

/** Of one queue. A class, not a closure, for a process has thousands of them. */
export class JobScripts {
  readonly #by: JobRunners;
  readonly #queue: string;

  /** @param queue  prefix, name and a colon at the end: what the names of all its keys begin with */
  constructor(by: JobRunners, queue: string) {
    this.#by = by;
    this.#queue = queue;
  }

  /** One whose id is there already is left as it is. @param provided  it is added only where this answers 1 */
  async add({ id, name, data, priority }: NewJob, provided?: ScriptCall): Promise<void> {
    const args = [id, name, String(Date.now()), data, String(priority)];
    const adding = { lua: JOB_SCRIPTS.addPrioritizedJob, keys: [this.#queue], args };
    await (provided === undefined
      ? this.#by.run(adding.lua, adding.keys, adding.args)
      : this.#by.runIf(provided, adding));
  }

  async take(token: string): Promise<Given> {
    const args = [token, String(Date.now())];
    return givenIn(await this.#by.run(JOB_SCRIPTS.moveToActive, [this.#queue], args));
  }

  /**
   * @param also  done in the same step, before it
   * @returns the next one, if it is asked for
   * @throws when it is not in hand under that token; what was to be done also is done
   */
  async finish(id: string, token: string, andTake: boolean, also?: ScriptCall): Promise<Given | null> {
    const args = [id, token, String(Date.now()), andTake ? "1" : "0"];
    const finishing = { lua: JOB_SCRIPTS.moveToFinished, keys: [this.#queue], args };
    const answer = await (also === undefined
      ? this.#by.run(finishing.lua, finishing.keys, finishing.args)
      : this.#by.runBoth(also, finishing));
    if (typeof answer === "number" && answer < 0) throw new NotInHand(id, answer);
    return andTake ? givenIn(answer) : null;
  }
}

/** Another has it by now, or it is gone. */
export class NotInHand extends Error {
  constructor(id: string, code: number) {
    super(`Job ${id} is not in hand any more (BullMQ's code ${String(code)}).`);
    this.name = "NotInHand";
  }
}

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

/** By BullMQ's names. ARGV of each: what its method here says; what BullMQ packs is made in Redis. */
export const JOB_SCRIPTS = {
  /** ARGV: id, name, ms of now, data, priority. */
  addPrioritizedJob: forQueue(
    addPrioritizedJob,
    "marker meta id prioritized delayed completed active events pc",
    `{ { KEYS[1], ARGV[1], ARGV[2], tonumber(ARGV[3]) }, ARGV[4], { priority = tonumber(ARGV[5]) } }`,
  ),
  /** ARGV: token, ms of now. */
  moveToActive: forQueue(
    moveToActive,
    "wait active prioritized events stalled limiter delayed paused meta pc marker",
    `{ KEYS[1], ARGV[2], { token = ARGV[1], lockDuration = ${String(LOCK_MS)} } }`,
  ),
  /** ARGV: id, token, ms of now, 1 to take the next. Nothing of the job is kept. */
  moveToFinished: forQueue(
    moveToFinished,
    "wait active prioritized events stalled limiter delayed paused meta pc completed $1 metrics:completed marker",
    `{ ARGV[1], ARGV[3], "returnvalue", "null", "completed", ARGV[4], KEYS[1],
       { token = ARGV[2], lockDuration = ${String(LOCK_MS)}, keepJobs = { count = 0 }, maxMetricsSize = "" }, "" }`,
  ),
};

/**
 * KEYS: the queue.
 * @param keys  in BullMQ's order, what follows the queue in each; $1: the first argument
 * @param args  Lua: BullMQ's arguments, made of ours; what it packs may be a table
 */
function forQueue({ content }: { readonly content: string }, keys: string, args: string): string {
  const names = keys.split(" ").map((it) => (it === "$1" ? "KEYS[1] .. ARGV[1]" : `KEYS[1] .. "${it}"`));
  return `${UNPACKED}
${(content.match(FUNCTIONS) ?? []).join("\n")}
${EACH_CALL}
local KEYS, ARGV = { ${names.join(", ")} }, ${args}
${content.replace(FUNCTIONS, "")}`;
}

/** BullMQ answers with an array: the next job, its id, ms of a limit, when the next delayed one is due. */
function givenIn(answer: unknown): Given {
  const [job, id, limitMs, dueAt] = Array.isArray(answer) ? (answer as readonly unknown[]) : [];
  return {
    job: Array.isArray(job) ? takenOf(String(id), job) : null,
    limitMs: above0(limitMs),
    dueAt: above0(dueAt),
  };
}

/** @param fields  field, value … */
function takenOf(id: string, fields: readonly unknown[]): Taken {
  const taken = { id, name: "", data: undefined as unknown, addedAt: 0, attemptsMade: 0, attemptsStarted: 0 };
  for (let i = 0; i < fields.length; i += 2) {
    const value = String(fields[i + 1]);
    switch (fields[i]) {
      case "name":
        taken.name = value;
        break;
      case "data":
        taken.data = dataIn(value);
        break;
      case "timestamp":
        taken.addedAt = Number(value);
        break;
      case "atm":
      case "attemptsMade":
        taken.attemptsMade = Number(value);
        break;
      case "ats":
        taken.attemptsStarted = Number(value);
        break;
    }
  }
  return taken;
}

/** What is no JSON was put there by no BullMQ client; the station says what is wrong with it. */
function dataIn(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}

function above0(it: unknown): number {
  return typeof it === "number" && it > 0 ? it : 0;
}
