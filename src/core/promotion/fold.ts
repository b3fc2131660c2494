import { foldLetter } from "./letters.ts";

/**
 * A text without its disguises, and the way back: unit `i` of `text` stands for the original's units
 * `from[i]` up to (not including) `to[i]`. `odd[i]` is 1 where a disguise was taken off.
 */
export type Folded = {
  readonly text: string;
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly odd: readonly number[];
};

/** The same, while it is being written. */
export type Folding = { text: string; from: number[]; to: number[]; odd: number[] };

/**
 * Lower case, plain letters, one kind of quotation mark, dash and currency sign. White space shrinks to one unit: a line
 * end if there is one in it, a tab for two or more spaces (a receipt's column, a gap between s p a c e d words), or a space.
 */
export function fold(original: string): Folding {
  const folding: Folding = { text: "", from: [], to: [], odd: [] };
  for (let index = 0; index < original.length; ) {
    const codePoint = original.codePointAt(index) ?? 0;
    const end = index + (codePoint > 0xffff ? 2 : 1);
    const letter = foldLetter(codePoint);
    if (letter.folded === " " || letter.folded === "\n") appendSpace(folding, letter.folded, index, end);
    else append(folding, letter.folded, index, end, letter.odd ? 1 : 0);
    index = end;
  }
  return folding;
}

/** A few words of a rule, folded as a text would be. */
export function foldWords(words: string): string {
  return fold(words).text.trim();
}

/** Writes the units of `letters`, all of which stand for the same stretch of the original. */
export function append(folding: Folding, letters: string, from: number, to: number, odd: number): void {
  folding.text += letters;
  for (let unit = 0; unit < letters.length; unit++) {
    folding.from.push(from);
    folding.to.push(to);
    folding.odd.push(odd);
  }
}

/** Copies the unit at `index` of another folding. */
export function copy(target: Folding, source: Folded, index: number, letter = source.text.charAt(index), odd = 0): void {
  append(target, letter, source.from[index] ?? 0, source.to[index] ?? 0, odd || (source.odd[index] ?? 0));
}

function appendSpace(folding: Folding, space: " " | "\n", from: number, to: number): void {
  const last = folding.text.length - 1;
  const before = folding.text.charAt(last);
  if (before !== " " && before !== "\n" && before !== "\t") return append(folding, space, from, to, 0);
  if (before !== "\n") folding.text = folding.text.slice(0, last) + (space === "\n" ? "\n" : "\t");
  folding.to[last] = to;
}
