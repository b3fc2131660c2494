/**
 * The rows of a list of any length that are looked at, asked for as they come into sight.
 *
 * The server lists by cursor: from the newest on, or on from where a list ended. Rows further down are found by the
 * one thing that can be asked for at any place: how many died before a given time. That number is the place of the
 * first of them, so a few such questions lead to the time at which row 600,000 died, and a list begins there. What
 * dies after the list was opened stands above it and moves nothing.
 */
import { call } from "../../api/call.ts";
import { search } from "../../api/queries.ts";
import type { DeadLetterList, DeadLetterRow, Filter } from "../../api/shapes.ts";

export interface LetterWindow {
  readonly filter: Filter;
  readonly watch: (tell: () => void) => () => void;
  /** Changes with every change of what follows. */
  readonly version: () => number;
  /** Null: not known yet. */
  total(): number | null;
  error(): Error | null;
  at(index: number): DeadLetterRow | undefined;
  /** What is in sight now. `end` is exclusive. */
  want(first: number, end: number): void;
  readonly retry: () => void;
  /** The filter that names what this list holds, and nothing that died since. */
  fixed(): Filter;
}

const CHUNK = 100;
/** Further down than this it is quicker to look for the place than to list all that is between. */
const FAR = 400;
const MOST_CHUNKS = 60;
const MOST_PROBES = 40;

interface Anchor {
  readonly rank: number;
  readonly query: Readonly<Record<string, string | undefined>>;
}

/** At that time the list begins at that place: `rank` of its rows died at it or later. */
interface Point {
  readonly at: number;
  readonly rank: number;
}

export function createLetterWindow(filter: Filter): LetterWindow {
  const watchers = new Set<() => void>();
  const chunks = new Map<number, readonly DeadLetterRow[]>();
  const anchors: Anchor[] = [{ rank: 0, query: { ...filter } }];
  let points: Point[] = [];
  let wanted = { first: 0, end: CHUNK };
  let total: number | null = null;
  let error: Error | null = null;
  let newest: string | null = null;
  let isFilling = false;
  let versionNow = 0;

  function changed(): void {
    versionNow += 1;
    for (const tell of watchers) tell();
  }

  function at(index: number): DeadLetterRow | undefined {
    return chunks.get(startOf(index))?.[index - startOf(index)];
  }

  /** The chunk that holds the row; chunks begin anywhere, for a place that was looked for is seldom a round one. */
  function startOf(index: number): number {
    let best = -1;
    for (const [start, rows] of chunks)
      if (start <= index && index < start + rows.length && start > best) best = start;
    return best;
  }

  function missing(): number | null {
    const end = Math.min(wanted.end, total ?? wanted.end);
    for (let index = wanted.first; index < end; index += 1) if (startOf(index) < 0) return index;
    return null;
  }

  async function fill(): Promise<void> {
    if (isFilling) return;
    isFilling = true;
    try {
      for (let index = missing(); index !== null; index = missing()) await load(index);
      error = null;
    } catch (failed) {
      error = failed instanceof Error ? failed : new Error(String(failed));
    } finally {
      isFilling = false;
      changed();
    }
  }

  async function load(index: number): Promise<void> {
    const near = anchors.findLast((it) => it.rank <= index);
    if (near !== undefined && index - near.rank < FAR) return list(near);
    await list(await anchorAt(index));
  }

  async function list({ rank, query }: Anchor): Promise<void> {
    const answer = await ask({ ...query, limit: String(CHUNK) });
    total ??= answer.total;
    newest ??= answer.items[0]?.deadAt ?? null;
    if (answer.items.length === 0) total = Math.min(total, rank);
    chunks.set(rank, answer.items);
    const next = rank + answer.items.length;
    if (answer.nextCursor !== null) remember({ rank: next, query: { ...query, cursor: answer.nextCursor } });
    else total = next;
    forgetFar();
    changed();
  }

  function remember(anchor: Anchor): void {
    if (anchors.some((it) => it.rank === anchor.rank)) return;
    anchors.push(anchor);
    anchors.sort((a, b) => a.rank - b.rank);
  }

  function forgetFar(): void {
    if (chunks.size <= MOST_CHUNKS) return;
    const far = [...chunks.keys()].toSorted(
      (a, b) => Math.abs(b - wanted.first) - Math.abs(a - wanted.first),
    );
    for (const start of far.slice(0, chunks.size - MOST_CHUNKS)) chunks.delete(start);
  }

  /** Narrows down the time between two that are known, guessing by their places and now and then halving. */
  async function anchorAt(index: number): Promise<Anchor> {
    if (points.length === 0) points = await ends();
    for (let probes = 0; probes < MOST_PROBES; probes += 1) {
      const above = points.findLast((it) => it.rank <= index);
      const below = points.find((it) => it.rank > index);
      if (above === undefined || below === undefined) break;
      if (index - above.rank < CHUNK / 2 || above.at - below.at <= 1) return begin(above);
      const share = (index - CHUNK / 4 - above.rank) / (below.rank - above.rank);
      const guess = probes % 3 === 2 ? 0.5 : Math.min(0.98, Math.max(0.02, share));
      const time = Math.round(above.at - (above.at - below.at) * guess);
      points.push({ at: time, rank: await rankAt(time) });
      points.sort((a, b) => b.at - a.at);
    }
    return begin(points.findLast((it) => it.rank <= index) ?? { at: Date.now(), rank: 0 });
  }

  function begin({ at: time, rank }: Point): Anchor {
    const anchor = { rank, query: { ...filter, until: new Date(time).toISOString() } };
    remember(anchor);
    return anchor;
  }

  /** The newest, and a time before which there is none. */
  async function ends(): Promise<Point[]> {
    const start = Date.parse(newest ?? new Date().toISOString()) + 1;
    if (filter.since !== undefined)
      return [
        { at: start, rank: 0 },
        { at: Date.parse(filter.since), rank: total ?? 0 },
      ];
    const found: Point[] = [{ at: start, rank: 0 }];
    for (let back = 3_600_000; ; back *= 8) {
      const time = Math.max(EARLIEST, start - back);
      const rank = await rankAt(time);
      found.push({ at: time, rank });
      if (rank >= (total ?? 0) || time === EARLIEST) return found;
    }
  }

  async function rankAt(time: number): Promise<number> {
    const { total: older } = await ask({ ...filter, until: new Date(time).toISOString(), limit: "1" });
    return Math.max(0, (total ?? 0) - older);
  }

  return {
    filter,
    watch(tell) {
      watchers.add(tell);
      return () => watchers.delete(tell);
    },
    version: () => versionNow,
    total: () => total,
    error: () => error,
    at,
    want(first, end) {
      wanted = { first, end: Math.max(end, first + 1) };
      void fill();
    },
    retry: () => void fill(),
    fixed() {
      if (filter.until !== undefined || newest === null) return filter;
      return { ...filter, until: new Date(Date.parse(newest) + 1).toISOString() };
    },
  };
}

/** Earlier times the server does not take. */
const EARLIEST = Date.parse("2000-01-01T00:00:00Z");

function ask(query: object): Promise<DeadLetterList> {
  return call<DeadLetterList>("GET", `/v1/dead-letters${search(query)}`);
}
