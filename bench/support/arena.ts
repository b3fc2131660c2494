/** Where contenders meet: one Redis, one PostgreSQL, one stub in Graph's place; of each contender two processes. */
import { randomBytes } from "node:crypto";
import { Redis } from "ioredis";
import { z } from "zod";
import { ON_POSTGRES, type Surroundings } from "../contenders/contender.ts";
import { localRedisProgram, startLocalRedis } from "../../test/support/redis-server.ts";
import { startChild, type Child } from "./child.ts";
import { startPostgres } from "./postgres.ts";
import { redisCpuSeconds } from "./redis-figures.ts";
import { psidAt, type Share } from "./workload.ts";

export type Mode = "single" | "bulk";

/** One round of one contender. Seconds from the first message handed over to the last one at Graph. */
export interface Round {
  readonly count: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly cpu: Cpu;
}

/** Microseconds of processor time a message. `store`: Redis or PostgreSQL. */
export type Cpu = Readonly<Record<"producer" | "worker" | "store", number>>;

export interface RoundOptions {
  readonly pages?: number;
  /** Single messages handed over evenly, so many a second; left out: as fast as they are taken. */
  readonly perSecond?: number;
  /** Called when all is prepared and nothing has begun, and again when all has arrived. */
  readonly around?: { begin(): Promise<void>; end(): Promise<void> };
}

/** A message that came to the stub. Ms of the clock that all processes share. */
export interface Arrival {
  readonly psid: string;
  /** When it was read. */
  readonly at: number;
  /** It came no earlier: until then the stub had read all that was there. */
  readonly notBefore: number;
}

export interface Arena {
  /** The contenders that can run here. */
  readonly names: readonly string[];
  readonly postgres: string | null;
  readonly redis: Redis;
  readonly stub: Stub;
  /** The crew of a contender, started when it is first asked for. */
  crew(name: string): Promise<Crew>;
  /** One process more; it ends with the arena. */
  start(what: "producer" | "worker", name: string, stations?: Surroundings["stations"]): Promise<Child>;
  /** So many messages that nobody has had yet. */
  share(count: number, pages?: number): Share;
  round(name: string, mode: Mode, count: number, options?: RoundOptions): Promise<Round>;
  /** Ms from handing over to arrival at Graph, one a message. */
  latencies(name: string, count: number, perSecond: number): Promise<number[]>;
  close(): Promise<void>;
}

export interface Crew {
  readonly producer: Child;
  readonly worker: Child;
}

export interface Stub {
  /** From now on so many are expected; with `noted`, who got which when. */
  arm(count: number, noted?: boolean): Promise<void>;
  /** Resolves when the last of them has come. */
  reached(): Promise<{ readonly at: number; readonly arrivals: readonly Arrival[] }>;
  /** How many have come since it was armed. */
  arrived(): Promise<number>;
}

export interface ArenaOptions {
  /** Settings of the product, beside those that all benchmarks share. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly profiles?: string | undefined;
}

/** Single messages under way to acceptance at once. */
export const IN_FLIGHT = 50;
/** The product's pages, and the rate of each, in messages a second: together far above what can be sent. */
export const PAGES = 100;
export const RATE = 300;

const MODULES = {
  producer: new URL("../processes/producer.ts", import.meta.url),
  worker: new URL("../processes/worker.ts", import.meta.url),
  stub: new URL("../processes/stub.ts", import.meta.url),
};
const timing = z.object({ startedAt: z.number() });
const arrival = z
  .tuple([z.string(), z.number(), z.number()])
  .transform(([psid, at, notBefore]) => ({ psid, at, notBefore }));
const reached = z.object({ at: z.number(), arrivals: z.array(arrival) });

export async function openArena(
  wanted: readonly string[],
  { settings = {}, profiles }: ArenaOptions = {},
): Promise<Arena> {
  const program = localRedisProgram();
  if (program === undefined) throw new Error("A redis-server is needed on the PATH.");
  const server = await startLocalRedis(program);
  const postgres = wanted.some((name) => ON_POSTGRES.includes(name)) ? await startPostgres() : null;
  const redis = new Redis(server.url);
  const children = [await startChild(MODULES.stub, null)];
  const stub = stubOf(children[0]);
  const surroundings = {
    redisUrl: server.url,
    postgresUrl: postgres?.url ?? null,
    graphUrl: `http://127.0.0.1:${String(await stub.port())}/v26.0`,
    settings: {
      PAGE_RATE: String(RATE),
      ENCRYPTION_KEY: randomBytes(32).toString("base64"),
      ...settings,
    },
  };
  const crews = new Map<string, Crew>();
  let given = 0;

  async function start(
    what: "producer" | "worker",
    name: string,
    stations: Surroundings["stations"] = ["classifier", "sender"],
  ): Promise<Child> {
    const argument = { name, surroundings: { ...surroundings, stations } };
    const profiling = profiles !== undefined && name === "taglane";
    const options = profiling ? ["--cpu-prof", `--cpu-prof-dir=${profiles}`] : [];
    const child = await startChild(MODULES[what], argument, options);
    children.push(child);
    return child;
  }

  async function crew(name: string): Promise<Crew> {
    // One after the other: both may have to create the same tables.
    const known = crews.get(name) ?? {
      producer: await start("producer", name),
      worker: await start("worker", name),
    };
    crews.set(name, known);
    return known;
  }

  function share(count: number, pages: number = PAGES): Share {
    given += count;
    return { from: given - count, count, pages };
  }

  async function spent(name: string, { producer, worker }: Crew): Promise<Cpu> {
    const isOnPostgres = postgres !== null && ON_POSTGRES.includes(name);
    const store = isOnPostgres ? postgres.cpuSeconds() : await redisCpuSeconds(redis);
    const [accepting, working] = await Promise.all([
      producer.ask("cpu", null, z.number()),
      worker.ask("cpu", null, z.number()),
    ]);
    return { producer: accepting, worker: working, store };
  }

  return {
    names: wanted.filter((name) => postgres !== null || !ON_POSTGRES.includes(name)),
    postgres: postgres?.version ?? null,
    redis,
    stub,
    crew,
    start,
    share,
    async round(name, mode, count, { pages, perSecond: pace, around } = {}) {
      const its = await crew(name);
      const messages = share(count, pages);
      await its.producer.ask("prepare", messages, z.unknown());
      await stub.arm(count);
      const before = await spent(name, its);
      await around?.begin();
      const arrived = stub.reached();
      const startedAt =
        pace === undefined
          ? (await its.producer.ask(mode, { ...messages, inFlight: IN_FLIGHT }, timing)).startedAt
          : ((await its.producer.ask("paced", { ...messages, perSecond: pace }, z.array(z.number())))[0] ??
            0);
      const { at } = await arrived;
      await around?.end();
      const cpu = perMessage(before, await spent(name, its), count);
      const seconds = (at - startedAt) / 1_000;
      return { count, seconds, perSecond: count / seconds, cpu };
    },
    async latencies(name, count, perSecond) {
      const { producer } = await crew(name);
      const messages = share(count);
      await producer.ask("prepare", messages, z.unknown());
      await stub.arm(count, true);
      const handedOverAt = await producer.ask("paced", { ...messages, perSecond }, z.array(z.number()));
      const { arrivals } = await stub.reached();
      const at = new Map(arrivals.map((it) => [it.psid, it.at]));
      return handedOverAt.map((from, nth) => (at.get(psidAt(messages.from + nth)) ?? Number.NaN) - from);
    },
    async close() {
      await Promise.all(children.toReversed().map((child) => child.stop()));
      redis.disconnect();
      await Promise.all([server.stop(), postgres?.stop()]);
    },
  };
}

function stubOf(child: Child | undefined): Stub & { port(): Promise<number> } {
  if (child === undefined) throw new Error("The stub was not started.");
  return {
    port: () => child.ask("port", null, z.number()),
    async arm(count, noted = false) {
      await child.ask("arm", { count, noted }, z.unknown());
    },
    reached: () => child.ask("reached", null, reached),
    arrived: () => child.ask("arrived", null, z.number()),
  };
}

function perMessage(before: Cpu, after: Cpu, count: number): Cpu {
  const of = (part: keyof Cpu) => ((after[part] - before[part]) * 1e6) / count;
  return { producer: of("producer"), worker: of("worker"), store: of("store") };
}
