import type { Refusal } from "./errors.ts";
import type { PageId } from "./ids.ts";
import { createRollingCount, createSlidingSecond, type RollingCount, type SlidingSecond } from "./rate.ts";
import type { Page } from "./world.ts";

/** https://developers.facebook.com/documentation/business-messaging/messenger-platform/overview/rate-limiting (2026-03-23) */
const TEXT_PER_SECOND = 300;
const MEDIA_PER_SECOND = 10;

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** What a call costs: the headers that tell how much is used up, and a refusal when it is too much. */
export type Toll = { headers?: Record<string, string>; refusal?: Refusal };

export type Limits = {
  /** Counts one call to a page's messages edge. A refused call counts too: Meta's block grows with every further call. */
  charge(page: Page, traffic: "text" | "media"): Toll;
  /** The app-wide quota of a rolling hour; `null`: none. */
  setAppCallsPerHour(calls: number | null): void;
  reset(): void;
};

type Meter = { text: SlidingSecond; media: SlidingSecond; day: RollingCount };
type Clocks = { now: () => number; steadyNow: () => number };

export function createLimits({ now, steadyNow }: Clocks): Limits {
  const meters = new Map<PageId, Meter>();
  let appHour = createRollingCount(MINUTE_MS, 60);
  let appCallsPerHour: number | null = null;

  function meterOf(id: PageId): Meter {
    const known = meters.get(id);
    if (known !== undefined) return known;
    const meter = {
      text: createSlidingSecond(),
      media: createSlidingSecond(),
      day: createRollingCount(HOUR_MS, 24),
    };
    meters.set(id, meter);
    return meter;
  }

  function chargeApp(): Toll {
    if (appCallsPerHour === null) return {};
    const used = percent(appHour.hit(now()), appCallsPerHour);
    const headers = {
      "X-App-Usage": JSON.stringify({ call_count: used, total_time: used, total_cputime: used }),
    };
    return used > 100 ? { headers, refusal: appLimitReached } : { headers };
  }

  function chargeDay(page: Page, day: RollingCount): Toll {
    if (page.callsPerDay === null) return {};
    const at = now();
    const used = percent(day.hit(at), page.callsPerDay);
    if (used <= 100) return { headers: pageUsage(page.id, used, 0) };
    const minutes = Math.ceil(day.reliefMs(at) / MINUTE_MS);
    return { headers: pageUsage(page.id, 100, minutes), refusal: dayLimitReached };
  }

  function chargeSecond(page: Page, meter: Meter, traffic: "text" | "media"): Toll {
    const isText = traffic === "text";
    const limit = isText
      ? (page.ratePerSecond ?? TEXT_PER_SECOND)
      : (page.mediaRatePerSecond ?? MEDIA_PER_SECOND);
    const calls = meter[traffic].hit(steadyNow());
    // The block ends within the second, so less than a minute is left.
    return calls > limit ? { headers: pageUsage(page.id, 100, 0), refusal: secondLimitReached } : {};
  }

  return {
    charge(page, traffic) {
      const meter = meterOf(page.id);
      return merge([chargeApp(), chargeDay(page, meter.day), chargeSecond(page, meter, traffic)]);
    },
    setAppCallsPerHour(calls) {
      appCallsPerHour = calls;
      appHour = createRollingCount(MINUTE_MS, 60);
    },
    reset() {
      meters.clear();
      this.setAppCallsPerHour(null);
    },
  };
}

const appLimitReached: Refusal = {
  code: 4,
  isTransient: true,
  message: "(#4) Application request limit reached",
};
const secondLimitReached: Refusal = {
  code: 613,
  message: "(#613) Calls to this api have exceeded the rate limit.",
};
const dayLimitReached: Refusal = {
  code: 80006,
  message: "(#80006) There have been too many calls to this Messenger account. Wait a bit and try again.",
};

function merge(tolls: readonly Toll[]): Toll {
  const toll: Toll = {};
  for (const { headers, refusal } of tolls) {
    if (headers !== undefined) toll.headers = { ...toll.headers, ...headers };
    if (refusal !== undefined) toll.refusal ??= refusal;
  }
  return toll;
}

/** https://developers.facebook.com/docs/graph-api/overview/rate-limiting: percentages, and minutes until access returns. */
function pageUsage(id: PageId, used: number, minutes: number): Record<string, string> {
  const usage = { type: "messenger", call_count: used, total_cputime: used, total_time: used };
  const entry = { ...usage, estimated_time_to_regain_access: minutes };
  return { "X-Business-Use-Case-Usage": JSON.stringify({ [id]: [entry] }) };
}

function percent(calls: number, limit: number): number {
  return calls > limit ? Math.max(101, Math.floor((100 * calls) / limit)) : Math.floor((100 * calls) / limit);
}
