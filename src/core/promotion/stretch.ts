import type { Span } from "./sentences.ts";

/** A part of a sentence and what its n-grams add up to. */
export type Stretch = Span & { readonly weight: number };

/**
 * The words of a sentence that its n-grams weigh most, found in one walk (Kadane's), widened to whole words.
 * `weights[i]` belongs to the sentence's i-th unit.
 */
export function heaviestStretch(text: string, sentence: Span, weights: Float64Array): Stretch {
  let best: Stretch = { start: sentence.start, end: sentence.start, weight: 0 };
  let start = sentence.start;
  let weight = 0;
  for (let unit = sentence.start; unit < sentence.end; unit++) {
    weight += weights[unit - sentence.start] ?? 0;
    if (weight <= 0) {
      weight = 0;
      start = unit + 1;
    } else if (weight > best.weight) best = { start, end: unit + 1, weight };
  }
  return inWords(text, sentence, best);
}

function inWords(text: string, sentence: Span, stretch: Stretch): Stretch {
  let { start, end } = stretch;
  while (start < end && !/[^\s\p{P}]/u.test(text.charAt(start))) start++;
  while (start > sentence.start && goesOn(text, start)) start--;
  while (end < sentence.end && goesOn(text, end)) end++;
  while (end > start && !/[^\s\p{P}]/u.test(text.charAt(end - 1))) end--;
  return { start, end, weight: stretch.weight };
}

/** Whether the unit at `index` belongs to what is before it: a letter to a letter, a Thai vowel or tone mark, half of a pair. */
function goesOn(text: string, index: number): boolean {
  const here = text.charAt(index);
  if (/[a-z0-9]/.test(here)) return /[a-z0-9]/.test(text.charAt(index - 1));
  return /[\p{Mn}\u0e45\udc00-\udfff]/u.test(here);
}
