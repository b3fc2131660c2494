/** What went on: counts by the minute for two hours, of everything and of each page, and counts since the beginning. */
import type { RedisClient } from "./connection.ts";
import type { Keys } from "./keys.ts";

export const MINUTE_KINDS = ["accepted", "sent", "dead"] as const;
export type MinuteKind = (typeof MINUTE_KINDS)[number];

/** One minute; `at` is its beginning in epoch ms. */
export type Minute = { readonly at: number } & Readonly<Record<MinuteKind, number>>;

export interface Activity {
  /** Adds to a minute since the epoch, and to the counts since the beginning. All of it or nothing is added. */
  add(minute: number, counts: ReadonlyMap<string, number>): Promise<void>;
  /** Adds to the minute of pages. @param counts  by page */
  addOfPages(minute: number, counts: ReadonlyMap<string, PageCounts>): Promise<void>;
  /** The last so many, oldest first, the present one included. */
  minutes(now: number, count: number): Promise<Minute[]>;
  minutesOf(page: string, now: number, count: number): Promise<Minute[]>;
  /** Since the beginning, by the names that `add` was given. */
  totals(): Promise<Readonly<Record<string, number>>>;
}

export type PageCounts = Partial<Record<MinuteKind, number>>;

const MINUTE_MS = 60_000;
const HOUR_MIN = 60;
const KEPT_MS = 2 * 3_600_000;

export function createActivity(client: RedisClient, keys: Keys): Activity {
  /** The hour whose pages have their time to live from this process. */
  let dated = { hour: -1, pages: new Set<string>() };

  /** A small hash an hour: of a page few enough fields to stay packed, about 1 KB. */
  async function minutesIn(keyOf: (hour: number) => string, now: number, count: number): Promise<Minute[]> {
    const last = Math.floor(now / MINUTE_MS);
    const first = last - count + 1;
    const hours = new Set([hourOf(first), hourOf(last)]);
    const hashes = await Promise.all([...hours].map((hour) => client.hgetall(keyOf(hour))));
    const fields: Readonly<Record<string, string>> = Object.assign({}, ...hashes);
    return Array.from({ length: count }, (_, i) => minuteIn(fields, first + i));
  }

  async function addOf(page: string, minute: number, counts: PageCounts): Promise<void> {
    const key = keys.pageActivity(page, hourOf(minute));
    const adding = kindsIn(counts).map(([kind, by]) => client.hincrby(key, fieldOf(minute, kind), by));
    if (!dated.pages.has(page)) {
      dated.pages.add(page);
      adding.push(client.pexpire(key, KEPT_MS));
    }
    await Promise.all(adding);
  }

  return {
    async add(minute, counts) {
      const key = keys.activity(hourOf(minute));
      const changes = client.multi();
      for (const [name, by] of counts) changes.hincrby(keys.totals, name, by);
      for (const [kind, by] of kindsIn(Object.fromEntries(counts)))
        changes.hincrby(key, fieldOf(minute, kind), by);
      await changes.pexpire(key, KEPT_MS).exec();
    },
    async addOfPages(minute, counts) {
      if (dated.hour !== hourOf(minute)) dated = { hour: hourOf(minute), pages: new Set() };
      await Promise.all([...counts].map(([page, it]) => addOf(page, minute, it)));
    },
    minutes: (now, count) => minutesIn((hour) => keys.activity(hour), now, count),
    minutesOf: (page, now, count) => minutesIn((hour) => keys.pageActivity(page, hour), now, count),
    async totals() {
      const fields = Object.entries(await client.hgetall(keys.totals));
      return Object.fromEntries(fields.map(([name, count]) => [name, Number(count)]));
    },
  };
}

function hourOf(minute: number): number {
  return Math.floor(minute / HOUR_MIN);
}

function fieldOf(minute: number, kind: MinuteKind): string {
  return `${String(minute)}${kind.charAt(0)}`;
}

function kindsIn(counts: PageCounts): [MinuteKind, number][] {
  return MINUTE_KINDS.map((kind): [MinuteKind, number] => [kind, counts[kind] ?? 0]).filter(
    ([, by]) => by > 0,
  );
}

function minuteIn(fields: Readonly<Record<string, string>>, minute: number): Minute {
  const count = (kind: MinuteKind): number => Number(fields[fieldOf(minute, kind)] ?? 0);
  return {
    at: minute * MINUTE_MS,
    accepted: count("accepted"),
    sent: count("sent"),
    dead: count("dead"),
  };
}
