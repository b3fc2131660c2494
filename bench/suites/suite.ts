/** What a suite is, and how much of it is wanted. */
import type { Report } from "../support/report.ts";

/** `quick`: does it work at all; `default`: all suites within ten minutes; `full`: the large sizes too. */
export type Size = "quick" | "default" | "full";
export const SIZES: readonly Size[] = ["quick", "default", "full"];

export interface Wanted {
  readonly size: Size;
  /** Who is measured, of those that the suite compares; empty: all of them. */
  readonly contenders: readonly string[];
  /** Where Taglane's processes leave their CPU profiles; undefined: they make none. */
  readonly profiles?: string | undefined;
  /** Tells how far it is. */
  readonly tell: (line: string) => void;
}

export type Suite = (wanted: Wanted) => Promise<Report>;

/** Of those that a suite compares, the ones that are wanted. */
export function wantedOf(names: readonly string[], { contenders }: Wanted): string[] {
  return names.filter((name) => contenders.length === 0 || contenders.includes(name));
}

export function bySize<T>(size: Size, values: Readonly<Record<Size, T>>): T {
  return values[size];
}
