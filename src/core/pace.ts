/**
 * How fast a lane may go, and how long it rests.
 *
 * Meta allows 300 sends a second a Page, but above 40 a second the Page's inbox stalls and the Page cannot
 * send until the volume falls; audio and video have 10 a second of their own (Messenger Platform,
 * "Rate limiting", 2026-03-23).
 */

export const LANE_KINDS = ["text", "media"] as const;
export type LaneKind = (typeof LANE_KINDS)[number];

export function isLaneKind(kind: string): kind is LaneKind {
  return LANE_KINDS.some((known) => known === kind);
}

export const MEDIA_RATE = 8;

/** A fixed window of BullMQ's: at most `max` starts in each `durationMs`, which begins with its first start. */
export interface RateWindow {
  readonly max: number;
  readonly durationMs: number;
}

/** A window begins when it is asked for, which is a timer's tick and a round trip after the one before has ended. */
const LATE_MS = 10;

/**
 * What all processes together may take off a lane: windows of about a tenth of a second. They keep any number of
 * processes near the rate, and no more than that: each is a little shorter than the rate says, for what begins late
 * would be lost (40/s in windows of 100 ms gave 36/s on a busy machine), and a burst at the end of one beside full ones
 * makes a second with nearly a window's worth more. The lane's owner sees to the second with `createPace`.
 */
export function rateWindow(ratePerSecond: number): RateWindow {
  const max = Math.max(1, Math.floor(ratePerSecond / 10));
  const exactMs = (max * 1_000) / ratePerSecond;
  return { max, durationMs: Math.ceil(exactMs - Math.min(LATE_MS, exactMs / 10)) };
}

/** A page's rate in its two lanes, messages a second. Media never goes faster than Meta's own limit bears. */
export function laneRate(kind: LaneKind, pageRate: number): number {
  return kind === "media" ? Math.min(pageRate, MEDIA_RATE) : pageRate;
}

/** The starts of the last second; times are ms of one steady clock, and never go back. */
export interface Pace {
  /** Ms until one more may start at that rate; 0: now. */
  waitMs(now: number, ratePerSecond: number): number;
  started(now: number): void;
}

/** Never more starts than the rate in any second, whichever second one looks at; under 1/s: evenly spaced. */
export function createPace(): Pace {
  return new StartsOfASecond();
}

/** A class, not a closure, for a process has thousands of them. */
class StartsOfASecond implements Pace {
  #starts: number[] = [];

  waitMs(now: number, ratePerSecond: number): number {
    const most = Math.max(1, Math.floor(ratePerSecond));
    const spanMs = ratePerSecond < 1 ? 1_000 / ratePerSecond : SECOND_MS;
    const limiting = this.#starts.at(-most);
    return limiting === undefined ? 0 : Math.max(0, limiting + spanMs - now);
  }

  started(now: number): void {
    // Half of them at a time, once that half is too old to count in any second.
    const half = this.#starts.length >> 1;
    if (half >= FEW && (this.#starts[half] ?? now) < now - SECOND_MS) this.#starts = this.#starts.slice(half);
    this.#starts.push(now);
  }
}

/** A second as it arrives at Meta: of two starts the first may be longer on its way, by some milliseconds. */
const SECOND_MS = 1_015;
/** To forget so few would gain nothing. */
const FEW = 8;

/** How much of Meta's hourly allowance is used, in percent, as the headers of an answer say; null: not said. */
export interface Usage {
  readonly app: number | null;
  readonly page: number | null;
}

/** Meta refuses at 100 %; from here on the page slows down, so that it does not come to that. */
const FREE_PERCENT = 75;
const SLOWEST = 0.1;

/** The share of the rate that is left to a page that has used so much of its allowance: 1 down to a tenth. */
export function usageFactor(percent: number): number {
  const used = (percent - FREE_PERCENT) / (100 - FREE_PERCENT);
  return Math.min(1, Math.max(SLOWEST, 1 - used * (1 - SLOWEST)));
}

/** Meta: "stop calling; further calls extend the block". Where it does not say how long: a minute, two, four … */
const FIRST_REST_MS = 60_000;
const LONGEST_REST_MS = 30 * 60_000;

/** @param nth  how many rests in a row, this one included, with nothing sent between */
export function restMs(nth: number): number {
  return Math.min(FIRST_REST_MS * 2 ** (nth - 1), LONGEST_REST_MS);
}

/** A restriction of Meta's lasts hours or days; each probe is one message. */
const FIRST_PROBE_MS = 30 * 60_000;
const LONGEST_PROBE_MS = 4 * 3_600_000;

/** How long a restricted page is left alone before one message probes it. @param nth  probes made before */
export function probeDelayMs(nth: number): number {
  return Math.min(FIRST_PROBE_MS * 2 ** nth, LONGEST_PROBE_MS);
}
