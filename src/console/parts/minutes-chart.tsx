/** Messages a minute, sent over dead: drawn on a canvas, and told in a sentence for those who cannot see it. */
import { lazy, Suspense } from "react";
import type { Minute } from "../api/shapes.ts";
import { words } from "../words.ts";
import { full } from "./figures.ts";

import "./minutes-chart.css";

const Drawing = lazy(async () => ({ default: (await import("./minutes-drawing.tsx")).MinutesDrawing }));

export function MinutesChart({
  minutes,
  height = 190,
}: {
  readonly minutes: readonly Minute[];
  readonly height?: number;
}) {
  const sent = minutes.reduce((sum, it) => sum + it.sent, 0);
  const dead = minutes.reduce((sum, it) => sum + it.dead, 0);
  return (
    <figure className="chart">
      <figcaption className="legend">
        <span className="flow-ink">
          <i /> {words.overview.sent} <b>{full(sent)}</b>
        </span>
        <span className="stop-ink">
          <i /> {words.overview.dead} <b>{full(dead)}</b>
        </span>
        <span className="soft">{words.overview.perMinute}</span>
      </figcaption>
      <div style={{ height }} role="img" aria-label={words.overview.chartTable(full(sent), full(dead))}>
        <Suspense fallback={null}>
          <Drawing minutes={minutes} height={height} />
        </Suspense>
      </div>
    </figure>
  );
}
