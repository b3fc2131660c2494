import { type Folding, copy } from "./fold.ts";

/** Signs that are drawn like a letter. Two readings of 1: "sa1e" and "fr1day". */
const LEET: readonly Readonly<Record<string, string>>[] = [
  { "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g", "@": "a", $: "s", "!": "i", "|": "i" },
  { "0": "o", "1": "l", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g", "@": "a", $: "s", "!": "i", "|": "l" },
];

/** A word with signs in it; a mark behind it is punctuation. */
const TOKEN = /[a-z0-9@$|](?:[a-z0-9@$!|.*_~-]{0,40}[a-z0-9@$|])?/g;
const SUSPECT = /[0-9@$!|.*_~-]|([a-z])\1\1/;
const BETWEEN_THAI = /([\u0e01-\u0e4e])[.·*_~-](?=[\u0e01-\u0e4e])/;

/** "re-order": another way to write it, and no disguise. */
const HYPHENATED = /^[a-z]{2,}-[a-z]{2,}$/;

/** Longer tokens are links and numbers, not words. */
const LONGEST_TOKEN = 24;

/**
 * Unmasks the words that `isKnown` knows: d1sc0unt, $ale, dis-count, saaale. Only those: so an order number such as
 * A1B2 is left as it is.
 */
export function unmask(source: Folding, isKnown: (word: string) => boolean): Folding {
  const replacements = maskedTokens(source.text, isKnown);
  const dotted = BETWEEN_THAI.test(source.text);
  if (replacements.length === 0 && !dotted) return source;
  const target: Folding = { text: "", from: [], to: [], odd: [] };
  let index = 0;
  for (const token of [...replacements, undefined]) {
    const end = token?.start ?? source.text.length;
    for (; index < end; index++) if (!dotted || !isDotBetweenThai(source.text, index)) copy(target, source, index);
    if (token !== undefined) index = writeUnmasked(target, source, token);
  }
  return target;
}

/** `kept[i]` is where in the token the i-th letter of the word stood. */
type Unmasked = { readonly start: number; readonly length: number; readonly word: string; readonly kept: readonly number[] };

function maskedTokens(text: string, isKnown: (word: string) => boolean): Unmasked[] {
  const found: Unmasked[] = [];
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (token.length > LONGEST_TOKEN || !SUSPECT.test(token)) continue;
    const reading = readToken(token, isKnown);
    if (reading !== undefined) found.push({ ...reading, start: index, length: token.length });
  }
  return found;
}

function readToken(token: string, isKnown: (word: string) => boolean): Pick<Unmasked, "word" | "kept"> | undefined {
  const letters = token.replace(/[^a-z]/g, "").length;
  if (isKnown(token) || letters * 2 < token.replace(/[.*_~-]/g, "").length) return undefined;
  for (const kept of [withoutMarks(token), withoutRepeats(token, 1), withoutRepeats(token, 2)]) {
    for (const leet of LEET) {
      const word = kept.map((at) => leet[token.charAt(at)] ?? token.charAt(at)).join("");
      if (isWord(token, word) && isKnown(word)) return { word, kept };
    }
  }
  return undefined;
}

/** Three letters are too few to be sure of ("1st" is not the German "ist"), unless the sign stands among them. */
function isWord(token: string, word: string): boolean {
  return word !== token && (word.length >= 4 || /^[a-z][0-9@$!|][a-z]$/.test(token));
}

function withoutMarks(token: string): number[] {
  return [...token].flatMap((char, at) => (/[.*_~-]/.test(char) ? [] : [at]));
}

/** "saaale": of three or more of a kind, `most` are kept. */
function withoutRepeats(token: string, most: number): number[] {
  let run = 0;
  const longRun = /(.)\1\1/.test(token);
  return [...token].flatMap((char, at) => {
    run = char === token.charAt(at - 1) ? run + 1 : 1;
    return longRun && run > most ? [] : [at];
  });
}

function writeUnmasked(target: Folding, source: Folding, token: Unmasked): number {
  const odd = HYPHENATED.test(source.text.slice(token.start, token.start + token.length)) ? 0 : 1;
  token.kept.forEach((at, letter) => copy(target, source, token.start + at, token.word.charAt(letter), odd));
  return token.start + token.length;
}

function isDotBetweenThai(text: string, index: number): boolean {
  return /[.·*_~-]/.test(text.charAt(index)) && BETWEEN_THAI.test(text.slice(index - 1, index + 2));
}
