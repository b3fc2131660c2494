import { type Folding, copy } from "./fold.ts";

/** A letter as it stands between separators; a Thai consonant keeps its vowels and tone marks. */
const UNIT = /[a-z0-9]|[\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46][\u0e31\u0e34-\u0e3a\u0e45\u0e47-\u0e4e]*/y;
const LETTER = /[a-z\u0e01-\u0e4e]/;
const LETTER_OR_DIGIT = /[a-z0-9\u0e01-\u0e4e]/;

/** "s a l e" is four letters, "U.S.A" three: spaces need more before they are a disguise. */
const FEWEST_WITH_SPACES = 4;
const FEWEST_WITH_MARKS = 3;

/** Marks a unit that came out of a run of single letters: words may begin and end anywhere in it. */
export const SPACED = 2;

/** Joins runs of single letters: "d i s c o u n t", "s.a.l.e", "ล ด ร า ค า". One separator a run, so that the gap between words stays. */
export function joinSpaced(source: Folding): Folding {
  if (!MAYBE_SPACED.test(source.text)) return source;
  const target: Folding = { text: "", from: [], to: [], odd: [] };
  for (let index = 0; index < source.text.length; ) {
    const run = runAt(source.text, index);
    if (run === undefined) copy(target, source, index++);
    else index = joinRun(target, source, run);
  }
  return target;
}

/** Three single letters in a row: most texts have none, and are not walked through. */
const MAYBE_SPACED =
  /(?:^|[^a-z0-9\u0e01-\u0e4e])(?:[a-z0-9]|[\u0e01-\u0e46][\u0e31-\u0e4e]{0,3})([^a-z0-9\u0e01-\u0e4e\n])(?:[a-z0-9]|[\u0e01-\u0e46][\u0e31-\u0e4e]{0,3})\1[a-z0-9\u0e01-\u0e46]/;

type Run = { readonly end: number; readonly units: readonly (readonly [number, number])[] };

function runAt(text: string, start: number): Run | undefined {
  if (start > 0 && LETTER_OR_DIGIT.test(text.charAt(start - 1))) return undefined;
  const units: [number, number][] = [];
  let separator = "";
  let end = start;
  for (let next = unitEnd(text, start); next !== undefined; next = unitEnd(text, end + 1)) {
    const begin = units.length === 0 ? start : end + 1;
    units.push([begin, next]);
    end = next;
    const after = text.charAt(end);
    if (separator === "") separator = after;
    if (after === "" || after !== separator || after === "\n" || LETTER_OR_DIGIT.test(after)) break;
  }
  return isRun(text, units, separator, end) ? { end, units } : undefined;
}

/** The last unit may turn out to be the first letter of a word ("s a l e today"): then the run ends before it. */
function isRun(text: string, units: [number, number][], separator: string, end: number): boolean {
  if (LETTER_OR_DIGIT.test(text.charAt(end))) units.pop();
  const letters = units.filter(([begin]) => LETTER.test(text.charAt(begin))).length;
  return letters >= (/\s/.test(separator) ? FEWEST_WITH_SPACES : FEWEST_WITH_MARKS);
}

function unitEnd(text: string, start: number): number | undefined {
  UNIT.lastIndex = start;
  return UNIT.test(text) ? UNIT.lastIndex : undefined;
}

function joinRun(target: Folding, source: Folding, run: Run): number {
  for (const [begin, end] of run.units) {
    for (let index = begin; index < end; index++) copy(target, source, index, undefined, SPACED);
  }
  return run.units.at(-1)?.[1] ?? run.end;
}
