/**
 * How fast a lane may go.
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

/**
 * Windows of about a tenth of a second, as many in a second as the rate holds whole ones: a second then has at most
 * the rate, and less than one window's worth on top when a burst at the end of one meets full ones. Shorter
 * windows lose a timer tick on each message (40/s as 1 per 25 ms gave 38.4/s, as 4 per 100 ms 40.3/s).
 */
export function rateWindow(ratePerSecond: number): RateWindow {
  const max = Math.max(1, Math.floor(ratePerSecond / 10));
  const windowsPerSecond = max === 1 ? ratePerSecond : Math.floor(ratePerSecond / max);
  return { max, durationMs: Math.ceil(1000 / windowsPerSecond) };
}

/** A page's rate in its two lanes, messages a second. Media never goes faster than Meta's own limit bears. */
export function laneRate(kind: LaneKind, pageRate: number): number {
  return kind === "media" ? Math.min(pageRate, MEDIA_RATE) : pageRate;
}

/** How much of Meta's hourly allowance is used, in percent, as the headers of an answer say; null: not said. */
export interface Usage {
  readonly app: number | null;
  readonly page: number | null;
}
