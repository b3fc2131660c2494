/** What a suite brings back, the same for all: a table to print, targets to hold, figures to keep. */
import Table from "cli-table3";
import type { Spread } from "./stats.ts";

/** One line of the list of targets. */
export interface Verdict {
  readonly what: string;
  readonly target: string;
  readonly measured: string;
  readonly met: boolean;
}

export interface Sheet {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** `categories` along the bottom; each series a value for each of them. */
export interface Chart {
  readonly name: string;
  readonly title: string;
  readonly kind: "bar" | "line";
  readonly unit: string;
  readonly categories: readonly string[];
  readonly series: readonly { readonly name: string; readonly values: readonly number[] }[];
}

export interface Report {
  readonly suite: string;
  /** How it was measured, in sentences. */
  readonly about: readonly string[];
  readonly sheets: readonly Sheet[];
  readonly verdicts: readonly Verdict[];
  readonly charts: readonly Chart[];
  /** The figures themselves, for programs. */
  readonly figures: unknown;
}

export function printSheet({ title, columns, rows }: Sheet): void {
  const table = new Table({ head: [...columns], style: { head: [], border: [] } });
  for (const row of rows) table.push([...row]);
  process.stdout.write(`\n${title}\n${table.toString()}\n`);
}

export function verdictSheet(verdicts: readonly Verdict[]): Sheet {
  return {
    title: "Targets",
    columns: ["what", "target", "measured", "met"],
    rows: verdicts.map(({ what, target, measured, met }) => [what, target, measured, met ? "yes" : "no"]),
  };
}

/** A target of which more is better. */
export function atLeast(what: string, target: number, measured: Spread | number, unit = ""): Verdict {
  const value = typeof measured === "number" ? measured : measured.median;
  return { what, target: `≥ ${said(target)}${unit}`, measured: toldOf(measured, unit), met: value >= target };
}

/** A target of which less is better. */
export function atMost(what: string, target: number, measured: Spread | number, unit = ""): Verdict {
  const value = typeof measured === "number" ? measured : measured.median;
  return { what, target: `≤ ${said(target)}${unit}`, measured: toldOf(measured, unit), met: value <= target };
}

/** The median, and between which values it lay. */
export function toldOf(measured: Spread | number, unit = ""): string {
  if (typeof measured === "number") return `${said(measured)}${unit}`;
  const { median, least, most } = measured;
  return `${said(median)}${unit} (${said(least)}–${said(most)})`;
}

/** Three digits that count. */
export function said(value: number): string {
  if (!Number.isFinite(value)) return "–";
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en");
  return String(Number(value.toPrecision(3)));
}
