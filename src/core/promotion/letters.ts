import { HONEST_LETTERS, LATIN_OF } from "./look-alikes.ts";

/** What one code point is folded to: nothing, a letter or a few, and whether that took a disguise off. */
export type Letter = { readonly folded: string; readonly odd: boolean };

/**
 * Folds one code point: lower case, without accents, without style. Zero-width characters, soft hyphens, variation
 * selectors and combining marks become nothing. Thai vowels and tone marks stay: they are letters there.
 */
export function foldLetter(codePoint: number): Letter {
  if (codePoint >= COMMON_UP_TO) return foldRare(codePoint);
  return (KNOWN[codePoint] ??= foldRare(codePoint));
}

const NOTHING: Letter = { folded: "", odd: false };

const THAI = /[\u0e00-\u0e7f]/;
const THAI_DIGIT = /[\u0e50-\u0e59]/;
const THAI_ZERO = 0x0e50;
const INVISIBLE = /[\p{Cf}\p{Mn}\p{Me}\u115f\u1160\u3164\uffa0]/u;
const NEWLINE = /[\n\r\u0085\u2028\u2029\v\f]/;
const SPACE = /[\s\p{Z}]/u;
const CURRENCY = /\p{Sc}/u;

const PUNCTUATION: ReadonlyMap<string, string> = new Map([
  ...Array.from("\u2018\u2019\u201b\u02bc\u0060\u00b4", (mark) => [mark, "'"] as const),
  ...Array.from("\u201c\u201d\u201e\u00ab\u00bb\u201f\u300c\u300d", (mark) => [mark, '"'] as const),
  ...Array.from("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d", (mark) => [mark, "-"] as const),
  ["\u00bf", "?"],
  ["\u00a1", "!"],
  ["\u2026", "..."],
]);

/** Honest compatibility forms: typesetting and units, not a disguise. */
const LIGATURES: ReadonlySet<string> = new Set("ªº²³¹½¼¾\ufb00\ufb01\ufb02\ufb03\ufb04\u2122\u2116ĳŀŉ");

/** Every code point below it is met in the seven languages. */
const COMMON_UP_TO = 0x2100;

/** The common ones are folded when first met, and never again. */
const KNOWN: Letter[] = [];

function foldRare(codePoint: number): Letter {
  const char = String.fromCodePoint(codePoint);
  if (NEWLINE.test(char)) return { folded: "\n", odd: false };
  if (INVISIBLE.test(char) && !THAI.test(char)) return NOTHING;
  if (SPACE.test(char)) return { folded: " ", odd: false };
  if (CURRENCY.test(char)) return { folded: "$", odd: false };
  if (THAI_DIGIT.test(char)) return { folded: String(codePoint - THAI_ZERO), odd: false };
  const mark = PUNCTUATION.get(char);
  return mark === undefined ? foldStyled(char, codePoint) : { folded: mark, odd: false };
}

/** Compatibility forms (full-width, circled, bold, script) and look-alikes are a disguise when a plain letter comes out. */
function foldStyled(char: string, codePoint: number): Letter {
  const boxed = boxedLetter(codePoint);
  if (boxed !== undefined) return { folded: boxed, odd: true };
  const plain = withoutMarks(char.normalize("NFKD"));
  const folded = withoutMarks(Array.from(plain, latinOf).join("").toLowerCase().normalize("NFKD"));
  const restyled = plain !== withoutMarks(char.normalize("NFD"));
  const lookedAlike = !HONEST_LETTERS.has(char) && Array.from(plain).some((one) => LATIN_OF.has(one));
  return { folded, odd: (restyled || lookedAlike) && /^[a-z0-9]+$/.test(folded) && !LIGATURES.has(char) };
}

function latinOf(char: string): string {
  if (char === "ß") return "ss";
  if (char === "œ" || char === "Œ") return "oe";
  if (char === "æ" || char === "Æ") return "ae";
  return LATIN_OF.get(char) ?? char;
}

function withoutMarks(text: string): string {
  return Array.from(text)
    .filter((char) => THAI.test(char) || !INVISIBLE.test(char))
    .join("");
}

/** 🅐 🅰 and the flag letters 🇦, which Unicode does not decompose. */
function boxedLetter(codePoint: number): string | undefined {
  const first = [0x1f150, 0x1f170, 0x1f1e6].find((start) => codePoint >= start && codePoint < start + 26);
  return first === undefined ? undefined : String.fromCharCode(0x61 + codePoint - first);
}
