import { type Folded, type Folding, append, copy, emptyFolding, finished } from "./fold.ts";

/** Signs that are drawn like a letter. Two readings of 1: "sa1e" and "fr1day". */
const LEET: readonly Readonly<Record<string, string>>[] = [
  {
    "0": "o",
    "1": "i",
    "3": "e",
    "4": "a",
    "5": "s",
    "7": "t",
    "8": "b",
    "9": "g",
    "@": "a",
    $: "s",
    "!": "i",
    "|": "i",
  },
  {
    "0": "o",
    "1": "l",
    "3": "e",
    "4": "a",
    "5": "s",
    "7": "t",
    "8": "b",
    "9": "g",
    "@": "a",
    $: "s",
    "!": "i",
    "|": "l",
  },
];

/** A word with signs in it (a mark behind it is punctuation), or a mark between two Thai letters. */
const TOKEN =
  /[a-z0-9@$|](?:[a-z0-9@$!|.*_~-]{0,40}[a-z0-9@$|])?|(?<=[\u0e01-\u0e4e])[.·*_~-](?=[\u0e01-\u0e4e])/g;
const SIGN = /[0-9@$!|.*_~-]|([a-z])\1\1/;
const MARK = /^[.·*_~-]$/;

/** "re-order": another way to write it, and no disguise. */
const HYPHENATED = /^[a-z]{2,}-[a-z]{2,}$/;

/** Longer tokens are links and numbers, not words. */
const LONGEST_TOKEN = 24;

/**
 * Unmasks the words that `isKnown` knows: d1sc0unt, $ale, dis-count, saaale. Only those: so an order number such as
 * A1B2 is left as it is.
 */
export function unmask(source: Folded, isKnown: (word: string) => boolean): Folded {
  const unmasked = unmaskedTokens(source.text, isKnown);
  if (unmasked.length === 0) return source;
  const target = emptyFolding();
  let copied = 0;
  for (const token of unmasked) {
    copy(target, source, copied, token.start);
    write(target, source, token);
    copied = token.start + token.length;
  }
  copy(target, source, copied, source.text.length);
  return finished(target);
}

/** `kept[i]` is where in the token the i-th letter of the word stood. */
type Unmasked = {
  readonly start: number;
  readonly length: number;
  readonly word: string;
  readonly kept: readonly number[];
};

function unmaskedTokens(text: string, isKnown: (word: string) => boolean): Unmasked[] {
  const found: Unmasked[] = [];
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    const reading = MARK.test(token) ? NOTHING : readToken(token, isKnown);
    if (reading !== undefined) found.push({ ...reading, start: index, length: token.length });
  }
  return found;
}

type Reading = Pick<Unmasked, "word" | "kept">;

const NOTHING: Reading = { word: "", kept: [] };

function readToken(token: string, isKnown: (word: string) => boolean): Reading | undefined {
  if (token.length > LONGEST_TOKEN || !SIGN.test(token) || isNumber(token) || isKnown(token))
    return undefined;
  for (const kept of plainReadings(token)) {
    for (const leet of LEET) {
      const word = kept.map((at) => leet[token.charAt(at)] ?? token.charAt(at)).join("");
      if (isWord(token, word) && isKnown(word)) return { word, kept };
    }
  }
  return undefined;
}

/** A token that is mostly figures is a number, a date or a code, whatever it could be read as. */
function isNumber(token: string): boolean {
  const letters = token.match(/[a-z]/g)?.length ?? 0;
  return letters === 0 || letters * 2 < token.length - (token.match(/[.*_~-]/g)?.length ?? 0);
}

/** Which characters count: without marks; and "saaale" with one and with two of the repeated ones. */
function plainReadings(token: string): readonly (readonly number[])[] {
  return /(.)\1\1/.test(token)
    ? [withoutMarks(token), withoutRepeats(token, 1), withoutRepeats(token, 2)]
    : [withoutMarks(token)];
}

/** Three letters are too few to be sure of ("1st" is not the German "ist"), unless the sign stands among them. */
function isWord(token: string, word: string): boolean {
  return word !== token && (word.length >= 4 || /^[a-z][0-9@$!|][a-z]$/.test(token));
}

function withoutMarks(token: string): number[] {
  return Array.from(token).flatMap((char, at) => (/[.*_~-]/.test(char) ? [] : [at]));
}

/** Of three or more of a kind, `most` are kept. */
function withoutRepeats(token: string, most: number): number[] {
  let run = 0;
  return Array.from(token).flatMap((char, at) => {
    run = char === token.charAt(at - 1) ? run + 1 : 1;
    return run > most ? [] : [at];
  });
}

function write(target: Folding, source: Folded, { start, length, word, kept }: Unmasked): void {
  const odd = HYPHENATED.test(source.text.slice(start, start + length)) ? 0 : 1;
  kept.forEach((at, letter) =>
    append(target, word.charAt(letter), source.from[start + at] ?? 0, source.to[start + at] ?? 0, odd),
  );
}
