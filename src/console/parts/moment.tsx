/** A time, as its distance from now; the exact one in the viewer's zone on hover. */
import { useSyncExternalStore } from "react";
import { words } from "../words.ts";
import { dayAndTime, exact, spanOf } from "./figures.ts";

const watchers = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

/** One clock for the whole page; it ticks each second while anything on the page shows it. */
export function useNow(): number {
  return useSyncExternalStore(watch, () => now);
}

function watch(tell: () => void): () => void {
  watchers.add(tell);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const it of watchers) it();
  }, 1_000);
  return () => {
    watchers.delete(tell);
    if (watchers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

export function Moment({
  at,
  as = "distance",
}: {
  readonly at: string | null;
  readonly as?: "distance" | "time";
}) {
  const present = useNow();
  if (at === null) return <span className="soft">{words.common.never}</span>;
  return (
    <time dateTime={at} title={exact(at)}>
      {as === "time" ? dayAndTime(at) : distance(Date.parse(at) - present)}
    </time>
  );
}

/** After so long the date says more than the number of days. */
const LONG_AGO_MS = 60 * 86_400_000;

function distance(ms: number): string {
  if (Math.abs(ms) < 1_000) return words.common.now;
  if (ms < -LONG_AGO_MS) return words.common.ago(`${String(Math.round(-ms / 86_400_000))} d`);
  return ms < 0 ? words.common.ago(spanOf(-ms)) : words.common.ahead(spanOf(ms));
}
