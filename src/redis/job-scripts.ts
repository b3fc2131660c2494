/**
 * The three scripts of BullMQ's that each message costs: add, take, finish. The text is BullMQ's; the way there is ours:
 * they are told the queue instead of each of its keys, those of many queues travel together (scripts.ts), and of a job no
 * more is read than is used. What a message needs seldom goes by BullMQ's own class.
 */
import { Packr } from "msgpackr";
import { addPrioritizedJob, moveToActive, moveToFinished } from "./bullmq.ts";
import { LOCK_MS } from "./caretaker.ts";
import type { Given, Taken } from "./job-loop.ts";
import type { RedisClient } from "./connection.ts";
import { conditionalRunner, scriptRunner, type RunIf, type RunScript, type ScriptCall } from "./scripts.ts";

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
  readonly runIf: RunIf;
}

export function jobRunners(client: RedisClient): JobRunners {
  return { run: scriptRunner(client), runIf: conditionalRunner(client) };
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
    const about = [this.#queue, id, name, Date.now(), null, null, null, null, null, null];
    const args = [packr.pack(about), data, packr.pack({ priority })];
    const adding = { lua: JOB_SCRIPTS.addPrioritizedJob, keys: [this.#queue], args };
    await (provided === undefined
      ? this.#by.run(adding.lua, adding.keys, adding.args)
      : this.#by.runIf(provided, adding));
  }

  async take(token: string): Promise<Given> {
    const opts = packr.pack({ token, lockDuration: LOCK_MS });
    const args = [this.#queue, String(Date.now()), opts];
    return givenIn(await this.#by.run(JOB_SCRIPTS.moveToActive, [this.#queue], args));
  }

  /** @returns the next one, if it is asked for. @throws when it is not in hand under that token */
  async finish(id: string, token: string, andTake: boolean): Promise<Given | null> {
    const opts = packr.pack({ token, lockDuration: LOCK_MS, keepJobs: KEEP_NONE, maxMetricsSize: "" });
    const next = andTake ? "1" : "0";
    const args = [id, String(Date.now()), "returnvalue", "null", "completed", next, this.#queue, opts, ""];
    const answer = await this.#by.run(JOB_SCRIPTS.moveToFinished, [this.#queue], args);
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

/** As BullMQ packs; Lua in Redis knows no records. */
const packr = new Packr({ useRecords: false });

/** Nothing of a job is kept when it is done. */
const KEEP_NONE = { count: 0 };

/** By BullMQ's names. */
export const JOB_SCRIPTS = {
  addPrioritizedJob: forQueue(
    addPrioritizedJob,
    "marker meta id prioritized delayed completed active events pc",
  ),
  moveToActive: forQueue(
    moveToActive,
    "wait active prioritized events stalled limiter delayed paused meta pc marker",
  ),
  moveToFinished: forQueue(
    moveToFinished,
    "wait active prioritized events stalled limiter delayed paused meta pc completed $1 metrics:completed marker",
  ),
};

/**
 * KEYS: the queue. ARGV: as BullMQ's.
 * @param keys  in BullMQ's order, what follows the queue in each; $1: the first argument
 */
function forQueue({ content }: { readonly content: string }, keys: string): string {
  const names = keys.split(" ").map((it) => (it === "$1" ? "KEYS[1] .. ARGV[1]" : `KEYS[1] .. "${it}"`));
  return `local KEYS = { ${names.join(", ")} }\n${content}`;
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
