/** The drawing itself, with uPlot; a chunk of its own, for most of the page can be read before it is there. */
import { useComputedColorScheme } from "@mantine/core";
import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Minute } from "../api/shapes.ts";
import { short, timeOfDay } from "./figures.ts";

export function MinutesDrawing({
  minutes,
  height,
}: {
  readonly minutes: readonly Minute[];
  readonly height: number;
}) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const scheme = useComputedColorScheme();

  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    plot.current = new uPlot(optionsFor(element, height), dataOf([]), element);
    const observer = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
    // The colours are read when it is drawn anew.
  }, [height, scheme]);

  useEffect(() => {
    plot.current?.setData(dataOf(minutes));
  }, [minutes, height, scheme]);

  return <div ref={place} aria-hidden />;
}

/** Dead ones hang below the line that sent ones stand on: neither hides the other, whatever their sizes. */
function dataOf(minutes: readonly Minute[]): uPlot.AlignedData {
  return [
    minutes.map((it) => Date.parse(it.at) / 1_000),
    minutes.map((it) => it.sent),
    minutes.map((it) => -it.dead),
  ];
}

function optionsFor(element: HTMLElement, height: number): uPlot.Options {
  const style = getComputedStyle(element);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const bars = uPlot.paths.bars?.({ size: [0.68, 14], radius: 0.25, gap: 1 });
  const axis = { stroke: colour("--ink-faint"), font: `12px ${style.fontFamily}`, ticks: { show: false } };
  const drawn = (stroke: string, label: string): uPlot.Series => ({
    label,
    fill: stroke,
    stroke,
    width: 0,
    points: { show: false },
    ...(bars !== undefined && { paths: bars }),
  });
  return {
    width: Math.max(1, element.clientWidth),
    height,
    cursor: { show: false },
    legend: { show: false },
    scales: {
      // Half a bar of room at either end.
      x: { time: true, range: (_, from, to) => [from - 40, to + 40] },
      y: { range: (_, low, high) => [Math.min(low, 0), Math.max(high, 4)] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        space: 90,
        values: (_, at) => at.map((it) => timeOfDay(new Date(it * 1_000))),
      },
      {
        ...axis,
        size: 46,
        space: 34,
        grid: { stroke: colour("--line"), width: 1 },
        values: (_, at) => at.map((it) => (Number.isInteger(it) ? short(Math.abs(it)) : "")),
      },
    ],
    series: [{}, drawn(colour("--flow"), "sent"), drawn(colour("--stop"), "dead")],
  };
}
