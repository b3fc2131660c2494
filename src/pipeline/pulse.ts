/**
 * The pulse of a process: hears what its stations log, counts it, and passes it on to whoever looks on.
 *
 * The stations know nothing of it, and it works at any log level. A line costs a few map increments; Redis hears of them
 * all together, about once a second.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Log, Logger } from "../log.ts";
import type { Activity, MinuteKind, PageCounts } from "../redis/activity.ts";
import type { Live, LiveBatch } from "../redis/live.ts";

export interface Pulse {
  /** To be given to the stations in the other's place. */
  readonly log: Logger;
  /** Writes down what was not yet. */
  close(): Promise<void>;
}

interface Noted {
  readonly event: string;
  readonly fields: Fields;
  readonly at: number;
}

type Fields = Readonly<Record<string, unknown>>;

const EVERY_MS = 1_000;
/** While somebody looks on: quick enough to look live, and four commands a second at the most. */
const WATCHED_EVERY_MS = 250;
/** The minute of a page need not be known to the second. */
const PAGES_EVERY = 10;
/** More events of messages than this in one batch tell nobody anything: 100 a second. */
const MOST_OF_MESSAGES = 25;
const MOST_OF_OTHERS = 200;
const LAST_WORDS_MS = 1_000;
const MINUTE_MS = 60_000;

export function createPulse(deps: {
  readonly log: Logger;
  readonly activity: Pick<Activity, "add" | "addOfPages">;
  readonly live: Pick<Live, "isHeard" | "publish">;
  readonly now: () => number;
}): Pulse {
  const { log, activity, live, now } = deps;
  let counts = new Map<string, number>();
  let ofPages = new Map<string, PageCounts>();
  let pagesSince = 0;
  let rounds = 0;
  let events: Noted[] = [];
  let ofMessages = 0;
  let skipped = 0;
  let timer: NodeJS.Timeout | undefined;
  let flushing: Promise<void> | null = null;
  let everyMs = EVERY_MS;
  let isClosed = false;

  function count(name: string): void {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }

  function countOf(page: unknown, kind: MinuteKind): void {
    count(kind);
    if (typeof page !== "string") return;
    if (ofPages.size === 0) pagesSince = now();
    const known = ofPages.get(page);
    if (known === undefined) ofPages.set(page, { [kind]: 1 });
    else known[kind] = (known[kind] ?? 0) + 1;
  }

  function note(event: string, fields: Fields): void {
    const told = TOLD[event];
    if (told === undefined) return;
    switch (event) {
      case "message.accepted":
        countOf(fields["page"], "accepted");
        break;
      case "message.attempted":
        count(`outcome:${String(fields["outcome"])}`);
        if (fields["outcome"] === "sent") countOf(fields["page"], "sent");
        else if (typeof fields["code"] === "number" && fields["meaning"] === undefined)
          count(`unknown_code:${String(fields["code"])}`);
        break;
      case "message.buried":
        countOf(fields["page"], "dead");
        count(`buried:${String(fields["reason"])}`);
        break;
      case "page.held":
        count(`held:${String(fields["reason"])}`);
        break;
      case "page.rests":
        count(`rests:${String(fields["scope"])}`);
        break;
    }
    pass(told, event.startsWith("message."), fields);
    flushSoon();
  }

  function flushSoon(): void {
    if (!isClosed) timer ??= setTimeout(() => void flush(), everyMs).unref();
  }

  function pass(event: string, isOfMessage: boolean, fields: Fields): void {
    const isFull = isOfMessage
      ? ofMessages >= MOST_OF_MESSAGES
      : events.length - ofMessages >= MOST_OF_OTHERS;
    if (isFull) {
      skipped += 1;
      return;
    }
    if (isOfMessage) ofMessages += 1;
    events.push({ event, fields, at: now() });
  }

  function flush(): Promise<void> {
    flushing ??= write().finally(() => (flushing = null));
    return flushing;
  }

  async function write(isLast = false): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const [taken, batch] = [counts, { events, skipped }];
    [counts, events, ofMessages, skipped] = [new Map(), [], 0, 0];
    try {
      const [isHeard] = await Promise.all([live.isHeard(), addCounts(taken), addOfPages(isLast)]);
      everyMs = isHeard ? WATCHED_EVERY_MS : EVERY_MS;
      if (isHeard && batch.events.length > 0) await live.publish(tell(batch));
    } catch {
      // Redis is away, which its own users tell: counts wait for it, live events do not.
      for (const [name, by] of taken) counts.set(name, (counts.get(name) ?? 0) + by);
    }
    if (counts.size + ofPages.size > 0) flushSoon();
  }

  async function addCounts(taken: ReadonlyMap<string, number>): Promise<void> {
    if (taken.size > 0) await activity.add(minuteAt(now()), taken);
  }

  async function addOfPages(isLast: boolean): Promise<void> {
    if (ofPages.size === 0) return;
    rounds += 1;
    const minute = minuteAt(pagesSince);
    if (!isLast && rounds < PAGES_EVERY && minuteAt(now()) === minute) return;
    const taken = ofPages;
    [ofPages, rounds] = [new Map(), 0];
    await activity.addOfPages(minute, taken);
  }

  const tapped =
    (say: Log): Log =>
    (event, fields = {}) => {
      note(event, fields);
      say(event, fields);
    };

  return {
    log: { info: tapped(log.info), warn: tapped(log.warn), error: tapped(log.error) },
    async close() {
      isClosed = true;
      // While Redis is away a write waits for it; a process that stops does not.
      const lastWords = (flushing ?? Promise.resolve()).then(() => write(true));
      await Promise.race([lastWords, sleep(LAST_WORDS_MS, undefined, { ref: false })]);
    },
  };
}

function minuteAt(at: number): number {
  return Math.floor(at / MINUTE_MS);
}

/** What is counted or passed on, and the name that it has outside. */
const TOLD: Readonly<Record<string, string>> = {
  "message.accepted": "message.accepted",
  "message.classified": "message.classified",
  "message.attempted": "message.attempted",
  "message.buried": "message.buried",
  "message.cancelled": "message.cancelled",
  "page.held": "page.held",
  "page.released": "page.resumed",
  "page.registered": "page.changed",
  "page.rests": "page.changed",
  "template.created": "page.changed",
  "replay.started": "replay.started",
  "replay.ended": "replay.ended",
  "dead_letter.replayed": "dead_letters.changed",
  "dead_letters.discarded": "dead_letters.changed",
};

/** What a line may hold that a looker-on may know: names, numbers and reasons, and no words of anybody. */
const PASSED = [
  "id",
  "page",
  "psid",
  "type",
  "verdict",
  "window",
  "tag",
  "as",
  "template",
  "attempt",
  "outcome",
  "code",
  "subcode",
  "meaning",
  "next",
  "ms",
  "reason",
  "by",
  "replayOf",
  "matched",
  "replayed",
  "state",
  "discarded",
  "scope",
  "forMs",
];

function tell({ events, skipped }: { events: readonly Noted[]; skipped: number }): LiveBatch {
  const told = events.map(({ event, fields, at }) => {
    const passed = PASSED.flatMap((name) => (name in fields ? [[name, fields[name]] as const] : []));
    return { event, data: { ...Object.fromEntries(passed), at: new Date(at).toISOString() } };
  });
  return { events: told, skipped };
}
