/** Medians with their spread. */
import { max, median, min, quantile } from "simple-statistics";

export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const those = [...values];
  return { median: median(those), least: min(those), most: max(those) };
}

/** The value below which that share of them lies. */
export function percentile(values: readonly number[], share: number): number {
  return values.length === 0 ? Number.NaN : quantile([...values], share);
}

/** Of two runs of rounds, round by round: what was measured at about the same time is compared. */
export function ratioOf(ours: readonly number[], theirs: readonly number[]): Spread {
  return spreadOf(ours.map((value, round) => value / (theirs[round] ?? Number.NaN)));
}
