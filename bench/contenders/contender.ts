/** What is compared: each accepts a message, takes it through two queues and ends it with one POST. */
import { z } from "zod";
import type { BenchMessage } from "../support/workload.ts";

export const surroundingsSchema = z.object({
  redisUrl: z.string(),
  /** Null: there is none on this machine. */
  postgresUrl: z.string().nullable(),
  /** With the version, as GRAPH_API_URL. */
  graphUrl: z.string(),
  /** Of the product; rivals have none. */
  settings: z.record(z.string(), z.string()),
  /** What the product's worker process does; rivals do both hops. */
  stations: z.array(z.enum(["classifier", "sender"])).default(["classifier", "sender"]),
});

export type Surroundings = z.output<typeof surroundingsSchema>;

/** The side that accepts. */
export interface Producer {
  /** What must be known before these messages may come; not measured. */
  prepare(messages: readonly BenchMessage[], pages: number): Promise<void>;
  /** Resolves when it is accepted. */
  submit(message: BenchMessage): Promise<void>;
  /** As one bulk: whatever the contender offers for that. */
  submitAll(messages: readonly BenchMessage[]): Promise<void>;
  /** The product's: nothing of its first so many pages is sent, until it is opened again. */
  setOpen?(pages: number, isOpen: boolean): Promise<void>;
  close(): Promise<void>;
}

/** The side that works: both hops in one process. */
export interface Worker {
  close(): Promise<void>;
}

export interface Contender {
  openProducer(surroundings: Surroundings): Promise<Producer>;
  openWorker(surroundings: Surroundings): Promise<Worker>;
}

/** In hand at once in each of a rival's two workers. */
export const CONCURRENCY = 50;
/** Rows of a bulk that go to a rival's queue at once. */
export const CHUNK = 500;

export const CONTENDERS: Readonly<Record<string, () => Promise<Contender>>> = {
  taglane: async () => (await import("./taglane.ts")).taglane,
  bullmq: async () => (await import("./bullmq.ts")).bullmq,
  "bee-queue": async () => (await import("./bee-queue.ts")).beeQueue,
  "pg-boss": async () => (await import("./pg-boss.ts")).pgBoss,
  "graphile-worker": async () => (await import("./graphile-worker.ts")).graphileWorker,
};

export const ON_POSTGRES: readonly string[] = ["pg-boss", "graphile-worker"];

/** @throws when there is none of that name */
export async function contenderNamed(name: string): Promise<Contender> {
  const load = CONTENDERS[name];
  if (load === undefined) throw new Error(`There is no contender ${name}.`);
  return load();
}

export function chunksOf<T>(rows: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, nth) =>
    rows.slice(nth * size, (nth + 1) * size),
  );
}
