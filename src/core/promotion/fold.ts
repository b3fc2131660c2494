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

/** The same while it is being written: units as numbers, since a string that grows and is read in turns is slow. */
export type Folding = {
  readonly codes: number[];
  readonly from: number[];
  readonly to: number[];
  readonly odd: number[];
};

const TAB = 0x09;
const LINE_END = 0x0a;
const SPACE = 0x20;

/**
 * Lower case, plain letters, one kind of quotation mark, dash and currency sign. White space shrinks to one unit: a line
 * end if there is one in it, a tab for two or more spaces (a receipt's column, a gap between s p a c e d words), or a space.
 */
export function fold(original: string): Folded {
  const folding = emptyFolding();
  for (let index = 0; index < original.length;) {
    const codePoint = original.codePointAt(index) ?? 0;
    const end = index + (codePoint > 0xffff ? 2 : 1);
    const { folded, odd } = foldLetter(codePoint);
    if (folded === " " || folded === "\n") appendSpace(folding, folded.charCodeAt(0), index, end);
    else if (folded !== "") append(folding, folded, index, end, odd ? 1 : 0);
    index = end;
  }
  return finished(folding);
}

/** A few words of a rule, folded as a text would be. */
export function foldWords(words: string): string {
  return fold(words).text.trim();
}

export function emptyFolding(): Folding {
  return { codes: [], from: [], to: [], odd: [] };
}

export function finished({ codes, from, to, odd }: Folding): Folded {
  let text = "";
  for (let start = 0; start < codes.length; start += CHUNK)
    text += String.fromCharCode(...codes.slice(start, start + CHUNK));
  return { text, from, to, odd };
}

/** As many arguments as a call can surely take. */
const CHUNK = 4096;

/** Writes the units of `letters`, all of which stand for the same stretch of the original. */
export function append(folding: Folding, letters: string, from: number, to: number, odd: number): void {
  for (let unit = 0; unit < letters.length; unit++) push(folding, letters.charCodeAt(unit), from, to, odd);
}

/** Copies the units from `start` up to `end` of another text; with `odd`, they are marked so. */
export function copy(target: Folding, source: Folded, start: number, end: number, odd = 0): void {
  for (let unit = start; unit < end; unit++) {
    push(
      target,
      source.text.charCodeAt(unit),
      source.from[unit] ?? 0,
      source.to[unit] ?? 0,
      odd || (source.odd[unit] ?? 0),
    );
  }
}

function push(folding: Folding, code: number, from: number, to: number, odd: number): void {
  folding.codes.push(code);
  folding.from.push(from);
  folding.to.push(to);
  folding.odd.push(odd);
}

function appendSpace(folding: Folding, code: number, from: number, to: number): void {
  const last = folding.codes.length - 1;
  const before = folding.codes[last];
  if (before !== SPACE && before !== LINE_END && before !== TAB) return push(folding, code, from, to, 0);
  if (before !== LINE_END) folding.codes[last] = code === LINE_END ? LINE_END : TAB;
  folding.to[last] = to;
}
