/** Charts for the documents: SVG, drawn without a browser. */
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TitleComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { LabelLayout } from "echarts/features";
import { SVGRenderer } from "echarts/renderers";
import { said, type Chart } from "../support/report.ts";

use([BarChart, LineChart, GridComponent, LegendComponent, TitleComponent, LabelLayout, SVGRenderer]);

const SIZE = { width: 760, height: 360 };
/** Seen on white and on dark paper alike. */
const INK = "#7a7f87";
const COLOURS = ["#2f6fde", "#e08a1e", "#3a9d5d"];

export function svgOf({ title, kind, unit, categories, series }: Chart): string {
  const chart = init(null, null, { renderer: "svg", ssr: true, ...SIZE });
  const isLine = kind === "line";
  chart.setOption({
    animation: false,
    color: COLOURS,
    textStyle: { fontFamily: "system-ui, sans-serif", color: INK },
    title: { text: title, left: "center", textStyle: { fontSize: 15, color: INK } },
    legend: { bottom: 0, textStyle: { color: INK } },
    grid: { left: 72, right: 24, top: 56, bottom: 64 },
    xAxis: { type: "category", data: [...categories], axisLabel: { color: INK, interval: 0 } },
    yAxis: {
      type: "value",
      min: 0,
      axisLabel: { color: INK, formatter: (value: number) => `${said(value)}${unit}` },
      splitLine: { lineStyle: { color: INK, opacity: 0.25 } },
    },
    series: series.map(({ name, values }) => ({
      name,
      type: isLine ? "line" : "bar",
      symbolSize: 8,
      data: [...values],
      label: {
        show: true,
        position: "top",
        color: INK,
        formatter: ({ value }: { value: unknown }) => said(Number(value)),
      },
    })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return `${svg}\n`;
}
