import { type Folded, copy, emptyFolding, finished } from "./fold.ts";

/** A letter as it stands between separators; a Thai consonant keeps its vowels and tone marks. */
const UNIT = /[a-z0-9]|[\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46][\p{Mn}\u0e45]*/uy;
const LETTER = /[a-z\u0e01-\u0e4e]/;
const LETTER_OR_DIGIT = /[a-z0-9\u0e01-\u0e4e]/;

/** "s a l e" is four letters, "U.S.A" three: spaces need more before they are a disguise. */
const FEWEST_WITH_SPACES = 4;
const FEWEST_WITH_MARKS = 3;

/** Marks a unit that came out of a run of single letters: words may begin and end anywhere in it. */
export const SPACED = 2;

/** Joins runs of single letters: "d i s c o u n t", "s.a.l.e", "ล ด ร า ค า". One separator a run, so that the gap between words stays. */
export function joinSpaced(source: Folded): Folded {
  const runs = runsIn(source.text);
  if (runs.length === 0) return source;
  const target = emptyFolding();
  let copied = 0;
  for (const run of runs) {
    copy(target, source, copied, run[0]?.[0] ?? copied);
    for (const [begin, end] of run) copy(target, source, begin, end, SPACED);
    copied = run.at(-1)?.[1] ?? copied;
  }
  copy(target, source, copied, source.text.length);
  return finished(target);
}

/** Three single letters in a row, where a run may begin: most texts have none. */
const BEGINNING =
  /(?<![a-z0-9\u0e01-\u0e4e])(?:[a-z0-9]|[\u0e01-\u0e46][\u0e31-\u0e4e]{0,3})([^a-z0-9\u0e01-\u0e4e\n])(?:[a-z0-9]|[\u0e01-\u0e46][\u0e31-\u0e4e]{0,3})\1[a-z0-9\u0e01-\u0e46]/g;

function runsIn(text: string): Run[] {
  const runs: Run[] = [];
  BEGINNING.lastIndex = 0;
  for (let found = BEGINNING.exec(text); found !== null; found = BEGINNING.exec(text)) {
    const run = runAt(text, found.index);
    if (run !== undefined) runs.push(run);
    BEGINNING.lastIndex = run?.at(-1)?.[1] ?? found.index + 1;
  }
  return runs;
}

/** The letters of a run by their places. */
type Run = readonly (readonly [number, number])[];

function runAt(text: string, start: number): Run | undefined {
  const units: [number, number][] = [];
  const first = unitEnd(text, start);
  const separator = text.charAt(first ?? start);
  for (let begin = start, end: number | undefined = first; end !== undefined; end = unitEnd(text, begin)) {
    if (!LETTER_OR_DIGIT.test(text.charAt(end))) units.push([begin, end]);
    if (text.charAt(end) !== separator) break;
    begin = end + 1;
  }
  return isRun(text, units, separator) ? units : undefined;
}

function isRun(text: string, units: Run, separator: string): boolean {
  const letters = units.filter(([begin]) => LETTER.test(text.charAt(begin))).length;
  return letters >= (/\s/.test(separator) ? FEWEST_WITH_SPACES : FEWEST_WITH_MARKS);
}

function unitEnd(text: string, start: number): number | undefined {
  UNIT.lastIndex = start;
  return UNIT.test(text) ? UNIT.lastIndex : undefined;
}
