/** The measured costs of a message, gathered from the results of several suites. */
import { median } from "simple-statistics";
import { z } from "zod";
import { resultOf } from "../support/results.ts";

/** µs of processor time a message, by part. */
export interface Cost {
  readonly accept: number;
  readonly work: number;
  readonly redis: number;
}

/** All that docs/scale.md is computed from. */
export interface Measured {
  readonly single: Cost;
  readonly bulk: Cost;
  /** µs of Node a message where the two stand in processes of their own. */
  readonly senderUs: number;
  readonly classifierUs: number;
  /** A message, single and bulk. */
  readonly scripts: Readonly<Record<"single" | "bulk", Asked>>;
  readonly bytes: { readonly waiting: number; readonly finished: number; readonly conversation: number };
  readonly deadLetterBytes: number;
  readonly eventsPerSecond: number;
  readonly idle: { readonly pages: number; readonly coreShare: number };
  readonly rssMb: Readonly<Record<string, number>>;
}

interface Asked {
  readonly scripts: number;
  readonly commands: number;
  /** Of the scripts, those on the outbound queue. */
  readonly onOutbound: number;
}

const roundsSchema = z.array(
  z.object({ cpu: z.object({ producer: z.number(), worker: z.number(), store: z.number() }) }),
);
const throughputSchema = z.object({
  single: z.object({ taglane: roundsSchema }),
  bulk: z.object({ taglane: roundsSchema }),
});
const scriptsSchema = z.array(
  z.object({
    name: z.string(),
    mode: z.enum(["single", "bulk"]),
    messages: z.number(),
    bullmqScripts: z.record(z.string(), z.number()),
    otherScripts: z.number(),
    commands: z.record(z.string(), z.number()),
    scriptsOnOutbound: z.number(),
  }),
);
const memorySchema = z.array(
  z.object({
    name: z.string(),
    waiting: z.number(),
    inLane: z.number().nullable(),
    finished: z.number(),
    conversation: z.number().nullable(),
  }),
);
const backlogSchema = z.object({
  classifierUs: z.number(),
  sizes: z.array(z.object({ all: z.array(z.number()), redis: z.array(z.number()) })),
});
const deadLettersSchema = z.array(z.object({ bytes: z.number() }));
const webhooksSchema = z.object({ taglane: z.object({ median: z.number() }) });
const idleSchema = z.object({ pages: z.number(), coreShare: z.number() });
const rolesSchema = z.object({ rssMb: z.record(z.string(), z.number()) });

/** Null: not every suite that is needed has been run. */
export function measuredSoFar(): Measured | null {
  const throughput = figuresOf("throughput", throughputSchema);
  const scripts = figuresOf("scripts", scriptsSchema);
  const memory = figuresOf("memory", memorySchema)?.find(({ name }) => name === "taglane");
  const backlog = figuresOf("backlog", backlogSchema);
  const full = backlog?.sizes.at(-1);
  const deadLetters = figuresOf("dead-letters", deadLettersSchema)?.at(-1);
  const webhooks = figuresOf("webhooks", webhooksSchema);
  const idle = figuresOf("idle", idleSchema);
  const roles = figuresOf("roles", rolesSchema);
  if (
    throughput === null ||
    scripts === null ||
    memory === undefined ||
    backlog === null ||
    full === undefined ||
    deadLetters === undefined ||
    webhooks === null ||
    idle === null ||
    roles === null
  )
    return null;
  return {
    single: costOf(throughput.single.taglane),
    bulk: costOf(throughput.bulk.taglane),
    senderUs: median(full.all.map((all, round) => all - (full.redis[round] ?? 0))),
    classifierUs: backlog.classifierUs,
    scripts: { single: askedOf(scripts, "single"), bulk: askedOf(scripts, "bulk") },
    bytes: {
      waiting: Math.max(memory.waiting, memory.inLane ?? 0),
      finished: memory.finished,
      conversation: memory.conversation ?? Number.NaN,
    },
    deadLetterBytes: deadLetters.bytes,
    eventsPerSecond: webhooks.taglane.median,
    idle,
    rssMb: roles.rssMb,
  };
}

function figuresOf<T extends z.ZodType>(suite: string, schema: T): z.output<T> | null {
  const result = resultOf(suite);
  return result === null ? null : schema.parse(result.figures);
}

function costOf(rounds: z.output<typeof roundsSchema>): Cost {
  const of = (part: "producer" | "worker" | "store") => median(rounds.map(({ cpu }) => cpu[part]));
  return { accept: of("producer"), work: of("worker"), redis: of("store") };
}

function askedOf(all: z.output<typeof scriptsSchema>, mode: "single" | "bulk"): Asked {
  const its = all.find((it) => it.name === "taglane" && it.mode === mode);
  if (its === undefined) return { scripts: Number.NaN, commands: Number.NaN, onOutbound: Number.NaN };
  const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((a, b) => a + b, 0);
  return {
    scripts: sum(its.bullmqScripts) / its.messages,
    commands: (sum(its.commands) + its.otherScripts) / its.messages,
    onOutbound: its.scriptsOnOutbound / its.messages,
  };
}
