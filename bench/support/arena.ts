/** Where contenders meet: one Redis, one PostgreSQL, one stub in Graph's place; of each contender two processes. */
import { randomBytes } from "node:crypto";
import { Redis } from "ioredis";
import { z } from "zod";
import { ON_POSTGRES, type Surroundings } from "../contenders/contender.ts";
import { localRedisProgram, startLocalRedis } from "../../test/support/redis-server.ts";
import { startChild, type Child } from "./child.ts";
import { startPostgres } from "./postgres.ts";
import { psidAt } from "./workload.ts";

export type Mode = "single" | "bulk";

/** One round of one contender. Seconds from the first message handed over to the last one at Graph. */
export interface Round {
  readonly count: number;
  readonly seconds: number;
  readonly perSecond: number;
  /** Microseconds of processor time a message. `store`: Redis or PostgreSQL. */
  readonly cpu: Readonly<Record<"producer" | "worker" | "store", number>>;
}

export interface Latencies {
  /** Ms from handing over to arrival at Graph, one a message. */
  readonly ms: readonly number[];
}

export interface Arena {
  /** The contenders that can run here. */
  readonly names: readonly string[];
  readonly postgres: string | null;
  readonly redis: Redis;
  readonly redisUrl: string;
  readonly settings: Readonly<Record<string, string>>;
  round(name: string, mode: Mode, count: number, pages?: number): Promise<Round>;
  latencies(name: string, count: number, perSecond: number): Promise<Latencies>;
  close(): Promise<void>;
}

/** Single messages under way to acceptance at once. */
export const IN_FLIGHT = 50;
/** The product's pages, and the rate of each, in messages a second: together far above what can be sent. */
export const PAGES = 100;
export const RATE = 300;

const PRODUCER = new URL("../processes/producer.ts", import.meta.url);
const WORKER = new URL("../processes/worker.ts", import.meta.url);

const timing = z.object({ startedAt: z.number(), acceptedAt: z.number() });
const reached = z.object({ at: z.number(), arrivals: z.array(z.tuple([z.string(), z.number()])) });

export interface ArenaOptions {
  /** Settings of the product, beside those that all benchmarks share. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly profiles?: string | undefined;
}

export async function openArena(
  wanted: readonly string[],
  { settings: more = {}, profiles }: ArenaOptions = {},
): Promise<Arena> {
  const program = localRedisProgram();
  if (program === undefined) throw new Error("A redis-server is needed on the PATH.");
  const server = await startLocalRedis(program);
  const postgres = wanted.some((name) => ON_POSTGRES.includes(name)) ? await startPostgres() : null;
  const names = wanted.filter((name) => postgres !== null || !ON_POSTGRES.includes(name));
  const redis = new Redis(server.url);
  const stub = await startChild(new URL("../processes/stub.ts", import.meta.url), null);
  const port = await stub.ask("port", null, z.number());
  const settings = {
    PAGE_RATE: String(RATE),
    ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    ...more,
  };
  const surroundings: Surroundings = {
    redisUrl: server.url,
    postgresUrl: postgres?.url ?? null,
    graphUrl: `http://127.0.0.1:${String(port)}/v26.0`,
    settings,
  };
  const crews = new Map<string, { readonly producer: Child; readonly worker: Child }>();
  let messages = 0;

  async function crewOf(name: string) {
    const known = crews.get(name);
    if (known !== undefined) return known;
    const argument = { name, surroundings };
    const options =
      profiles === undefined || name !== "taglane" ? [] : ["--cpu-prof", `--cpu-prof-dir=${profiles}`];
    // One after the other: both may have to create the same tables.
    const producer = await startChild(PRODUCER, argument, options);
    const worker = await startChild(WORKER, argument, options);
    const crew = { producer, worker };
    crews.set(name, crew);
    return crew;
  }

  /** Messages that nobody has had yet. */
  function next(count: number, pages: number) {
    const share = { from: messages, count, pages };
    messages += count;
    return share;
  }

  async function spent(name: string) {
    const { producer, worker } = await crewOf(name);
    const store =
      postgres !== null && ON_POSTGRES.includes(name) ? postgres.cpuSeconds() : await redisCpu(redis);
    return {
      producer: await producer.ask("cpu", null, z.number()),
      worker: await worker.ask("cpu", null, z.number()),
      store,
    };
  }

  return {
    names,
    postgres: postgres?.version ?? null,
    redis,
    redisUrl: server.url,
    settings,
    async round(name, mode, count, pages = PAGES) {
      const { producer } = await crewOf(name);
      const share = next(count, pages);
      await producer.ask("prepare", share, z.unknown());
      await stub.ask("arm", { count, noted: false }, z.unknown());
      const before = await spent(name);
      const arrived = stub.ask("reached", null, reached);
      const { startedAt } = await producer.ask(mode, { ...share, inFlight: IN_FLIGHT }, timing);
      const { at } = await arrived;
      const after = await spent(name);
      const seconds = (at - startedAt) / 1_000;
      const each = (of: keyof typeof before) => ((after[of] - before[of]) * 1e6) / count;
      const cpu = { producer: each("producer"), worker: each("worker"), store: each("store") };
      return { count, seconds, perSecond: count / seconds, cpu };
    },
    async latencies(name, count, perSecond) {
      const { producer } = await crewOf(name);
      const share = next(count, PAGES);
      await producer.ask("prepare", share, z.unknown());
      await stub.ask("arm", { count, noted: true }, z.unknown());
      const handedOverAt = await producer.ask("paced", { ...share, perSecond }, z.array(z.number()));
      const { arrivals } = await stub.ask("reached", null, reached);
      const at = new Map(arrivals);
      const ms = handedOverAt.map((from, nth) => (at.get(psidAt(share.from + nth)) ?? Number.NaN) - from);
      return { ms };
    },
    async close() {
      for (const { producer, worker } of crews.values()) await Promise.all([producer.stop(), worker.stop()]);
      await stub.stop();
      redis.disconnect();
      await Promise.all([server.stop(), postgres?.stop()]);
    },
  };
}

async function redisCpu(redis: Redis): Promise<number> {
  const told = await redis.info("cpu");
  const seconds = (name: string): number => Number(new RegExp(`${name}:([\\d.]+)`).exec(told)?.[1]);
  return seconds("used_cpu_user") + seconds("used_cpu_sys");
}
