/**
 * The three scripts of BullMQ's that each message costs: add, take, finish. Their text is BullMQ's (job-texts.ts); the
 * way there is ours: those of many queues travel together (scripts.ts), and of a job no more is read than is used. What a
 * message needs seldom goes by BullMQ's own class.
 */
import type { RedisClient } from "./connection.ts";
import { JOB_SCRIPTS } from "./job-texts.ts";
import type { Given, Taken } from "./queue-end.ts";
import { pairRunner, scriptRunner, type RunPair, type RunScript, type ScriptCall } from "./scripts.ts";

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
  readonly #texts: typeof JOB_SCRIPTS;

  /**
   * @param queue  prefix, name and a colon at the end: what the names of all its keys begin with
   * @param texts  those of a lane, if it is one
   */
  constructor(by: JobRunners, queue: string, texts: typeof JOB_SCRIPTS = JOB_SCRIPTS) {
    this.#by = by;
    this.#queue = queue;
    this.#texts = texts;
  }

  /** One whose id is there already is left as it is. @param provided  it is added only where this answers 1 */
  async add({ id, name, data, priority }: NewJob, provided?: ScriptCall): Promise<void> {
    const args = [id, name, String(Date.now()), data, String(priority)];
    const adding = { lua: this.#texts.addPrioritizedJob, keys: [this.#queue], args };
    await (provided === undefined
      ? this.#by.run(adding.lua, adding.keys, adding.args)
      : this.#by.runIf(provided, adding));
  }

  async take(token: string): Promise<Given> {
    const args = [token, String(Date.now())];
    return givenIn(await this.#by.run(this.#texts.moveToActive, [this.#queue], args));
  }

  /**
   * @param also  done in the same step, before it
   * @returns the next one, if it is asked for
   * @throws when it is not in hand under that token; what was to be done also is done
   */
  async finish(id: string, token: string, andTake: boolean, also?: ScriptCall): Promise<Given | null> {
    const args = [id, token, String(Date.now()), andTake ? "1" : "0"];
    const finishing = { lua: this.#texts.moveToFinished, keys: [this.#queue], args };
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
