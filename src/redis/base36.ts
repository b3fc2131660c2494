/** Whole numbers, such as epoch ms, in two thirds of the characters. */
export function base36(n: number): string {
  return Math.round(n).toString(36);
}

export function fromBase36(text: string): number {
  return Number.parseInt(text, 36);
}
