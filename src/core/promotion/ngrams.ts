import type { Span } from "./sentences.ts";

/** Weights are kept for this many buckets: few enough to be small, enough that few n-grams share one. */
export const BUCKETS = 1 << 14;

const SHORTEST = 3;
const LONGEST = 5;
const SPACE = 0x20;
const DIGIT = 0x30;

/** Called for each n-gram with its bucket and where it stands in the text. */
export type Visit = (bucket: number, start: number, end: number) => void;

/**
 * Character 3- to 5-grams and word 1- and 2-grams of one sentence. A run of digits counts as one `0`: the figures say
 * nothing, their place does.
 */
export function visitNgrams(text: string, sentence: Span, visit: Visit): void {
  const { codes, at } = lettersOf(text, sentence);
  visitCharacters(codes, at, visit);
  visitWords(codes, at, visit);
}

type Letters = { readonly codes: readonly number[]; readonly at: readonly number[] };

/** The sentence's characters with a space before and behind; `at[i]` is where character `i` stands. */
function lettersOf(text: string, { start, end }: Span): Letters {
  const codes = [SPACE];
  const at = [start];
  for (let index = start; index < end; index++) {
    const code = plain(text.charCodeAt(index));
    if ((code === DIGIT || code === SPACE) && code === codes[codes.length - 1]) continue;
    codes.push(code);
    at.push(index);
  }
  codes.push(SPACE);
  at.push(end, end);
  return { codes, at };
}

function visitCharacters(codes: readonly number[], at: readonly number[], visit: Visit): void {
  for (let first = 0; first + SHORTEST <= codes.length; first++) {
    let hash = START_OF_CHARACTERS;
    const last = Math.min(first + LONGEST, codes.length);
    for (let index = first; index < last; index++) {
      hash = mix(hash, codes[index] ?? 0);
      if (index - first + 1 >= SHORTEST) visit(bucketOf(hash), at[first] ?? 0, at[index + 1] ?? 0);
    }
  }
}

function visitWords(codes: readonly number[], at: readonly number[], visit: Visit): void {
  let previous = START_OF_WORDS;
  let previousAt = at[0] ?? 0;
  let hash = START_OF_WORDS;
  let wordAt = previousAt;
  codes.forEach((code, index) => {
    if (isWordCode(code)) {
      if (hash === START_OF_WORDS) wordAt = at[index] ?? 0;
      hash = mix(hash, code);
      return;
    }
    if (hash === START_OF_WORDS) return;
    const end = at[index] ?? 0;
    visit(bucketOf(hash), wordAt, end);
    visit(bucketOf(mix(previous, hash)), previousAt, end);
    previous = hash;
    previousAt = wordAt;
    hash = START_OF_WORDS;
  });
}

/** FNV-1a, 32 bits; two starts keep a word apart from the same letters as characters. */
const START_OF_CHARACTERS = 0x811c9dc5 | 0;
const START_OF_WORDS = 0x2f0b4a27;

function mix(hash: number, code: number): number {
  return Math.imul(hash ^ code, 0x01000193);
}

function bucketOf(hash: number): number {
  return (hash ^ (hash >>> 15)) & (BUCKETS - 1);
}

function plain(code: number): number {
  if (code >= 0x30 && code <= 0x39) return DIGIT;
  return code === 0x09 || code === 0x0a ? SPACE : code;
}

/** Letters, digits and Thai; punctuation ends a word. */
function isWordCode(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || code === DIGIT || code > 0x7f;
}
