/** What the last run of each suite found, as JSON under `bench/results`. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import type { Size } from "../suites/suite.ts";
import type { Machine } from "./machine.ts";
import type { Report } from "./report.ts";

const RESULTS = new URL("../results/", import.meta.url);

const texts = z.array(z.string());
const keptSchema = z.object({
  at: z.string(),
  size: z.string(),
  machine: z.object({
    cores: z.number(),
    model: z.string(),
    memoryGiB: z.number(),
    system: z.string(),
    node: z.string(),
    redis: z.string(),
  }),
  suite: z.string(),
  about: texts,
  sheets: z.array(z.object({ title: z.string(), columns: texts, rows: z.array(texts) })),
  verdicts: z.array(
    z.object({ what: z.string(), target: z.string(), measured: z.string(), met: z.boolean() }),
  ),
  charts: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      kind: z.enum(["bar", "line"]),
      unit: z.string(),
      categories: texts,
      series: z.array(
        z.object({ name: z.string(), values: z.array(z.number().nullable().transform(known)) }),
      ),
    }),
  ),
  figures: z.unknown(),
});

export type Kept = z.output<typeof keptSchema>;

export function keepResult(report: Report, machine: Machine, size: Size): void {
  mkdirSync(RESULTS, { recursive: true });
  const kept = { at: new Date().toISOString(), size, machine, ...report };
  writeFileSync(fileOf(report.suite), `${JSON.stringify(kept, rounded, 2)}\n`);
}

/** Null: that suite has never been run to its end here. */
export function resultOf(suite: string): Kept | null {
  const file = fileOf(suite);
  return existsSync(file) ? keptSchema.parse(JSON.parse(readFileSync(file, "utf8"))) : null;
}

function fileOf(suite: string): URL {
  return new URL(`${suite}.json`, RESULTS);
}

/** JSON has no NaN. */
function known(value: number | null): number {
  return value ?? Number.NaN;
}

function rounded(_key: string, value: unknown): unknown {
  return typeof value === "number" ? Number(value.toPrecision(5)) : value;
}
