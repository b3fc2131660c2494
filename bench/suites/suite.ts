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
  /** No round more: its time is used up. */
  readonly isLate: () => boolean;
  /** Tells how far it is. */
  readonly tell: (line: string) => void;
}

export type Suite = (wanted: Wanted) => Promise<Report>;

/** Calls it for each round, from 1: so often as is wanted, or as time allows, but once at the least. @returns how often */
export async function inRounds(
  wanted: Pick<Wanted, "isLate">,
  most: number,
  round: (nth: string) => Promise<void>,
): Promise<number> {
  for (let nth = 1; nth <= most; nth += 1) {
    if (nth > 1 && wanted.isLate()) return nth - 1;
    await round(`${String(nth)}/${String(most)}`);
  }
  return most;
}

/** Of those that a suite compares, the ones that are wanted. */
export function wantedOf(names: readonly string[], { contenders }: Wanted): string[] {
  return names.filter((name) => contenders.length === 0 || contenders.includes(name));
}

export function bySize<T>(size: Size, values: Readonly<Record<Size, T>>): T {
  return values[size];
}
