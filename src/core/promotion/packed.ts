/** Small numbers as text: one base64 letter each, -32 to 31 steps, so that 16,384 weights are 16 KB of source. */
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const ZERO = 32;

/** How many steps the largest weight is away from zero. */
export const MOST_STEPS = 31;

export function pack(weights: readonly number[], step: number): string {
  return weights.map((weight) => ALPHABET.charAt(Math.round(weight / step) + ZERO)).join("");
}

/** White space is layout. */
export function unpack(letters: string, step: number): Float32Array {
  const values = new Map(Array.from(ALPHABET, (letter, value) => [letter, (value - ZERO) * step] as const));
  return Float32Array.from(letters.replace(/\s/g, ""), (letter) => values.get(letter) ?? 0);
}
