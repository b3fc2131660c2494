/** Quiet hours: the time of day at which a page rather keeps still. */
import { z } from "zod";

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time of day such as 22:00");

/** Wall clock times: `from` is the first quiet minute, `to` the first loud one; they may lie around midnight. */
export const quietHours = z
  .strictObject({ from: clockTime, to: clockTime })
  .refine((it) => it.from !== it.to, { error: "must not begin and end at the same time", path: ["to"] });

export type QuietHours = z.output<typeof quietHours>;

export const zoneName = z
  .string()
  .max(100)
  .refine(isTimeZone, { error: "must be an IANA time zone such as Europe/Madrid" });

function isTimeZone(name: string): boolean {
  try {
    clockOf(name);
    return true;
  } catch {
    return false;
  }
}

const MINUTE_MS = 60_000;
/** A quiet time of nearly a day, on a day of 25 hours. */
const MOST_MINUTES = 26 * 60;
const MOST_ZONES = 1_000;
const clocks = new Map<string, Intl.DateTimeFormat>();
/** The quiet time that was worked out last, by hours and zone; the next message mostly falls into the same. */
const lastFound = new Map<string, { readonly from: number; readonly until: number }>();

/**
 * When the quiet time in which `now` lies ends; null: it is not quiet. What the wall clock shows is what counts:
 * a skipped hour makes the night shorter, and an hour shown twice begins at its first showing.
 * @param now  epoch ms @returns epoch ms
 */
export function quietUntil(quiet: QuietHours, timeZone: string, now: number): number | null {
  if (!isQuietAt(quiet, timeZone, now)) return null;
  const key = `${quiet.from} ${quiet.to} ${timeZone}`;
  const known = lastFound.get(key);
  if (known !== undefined && now >= known.from && now < known.until) return known.until;
  let until = Math.floor(now / MINUTE_MS) * MINUTE_MS;
  for (let n = 0; n < MOST_MINUTES; n += 1) {
    until += MINUTE_MS;
    if (!isQuietAt(quiet, timeZone, until)) break;
  }
  if (lastFound.size >= MOST_ZONES) lastFound.clear();
  lastFound.set(key, { from: now, until });
  return until;
}

function isQuietAt({ from, to }: QuietHours, timeZone: string, at: number): boolean {
  const time = clockOf(timeZone).format(at);
  return from < to ? time >= from && time < to : time >= from || time < to;
}

/** Writes times as 08:05. Making one is costly, using it is not. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  if (clocks.size >= MOST_ZONES) clocks.clear();
  clocks.set(timeZone, made);
  return made;
}
