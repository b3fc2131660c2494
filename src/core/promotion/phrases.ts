import { FAMILIES, type Family, type Lexicon } from "./families.ts";
import { foldWords } from "./fold.ts";
import { ENGLISH } from "./lexicon-en.ts";
import { FRENCH } from "./lexicon-fr.ts";
import { GERMAN } from "./lexicon-de.ts";
import { PORTUGUESE } from "./lexicon-pt.ts";
import { SPANISH } from "./lexicon-es.ts";
import { THAI } from "./lexicon-th.ts";
import { VIETNAMESE } from "./lexicon-vi.ts";

/** A phrase as it is looked for: folded, its open ends apart. `rule` is what an operator reads. */
export type Phrase = {
  readonly family: Family;
  readonly rule: string;
  readonly words: string;
  readonly openStart: boolean;
  readonly openEnd: boolean;
};

/** Every phrase of every language. The language of a text is not guessed: advertising mixes them. */
const WRITTEN: readonly Phrase[] = [ENGLISH, SPANISH, FRENCH, GERMAN, PORTUGUESE, VIETNAMESE, THAI].flatMap(phrasesOf);

/** Words in a row. */
export const PHRASES: readonly Phrase[] = WRITTEN.filter(({ words }) => !isGapped(words));

/** Words with a gap (`*`) or a number (`#`) among them. */
export const GAPPED_PHRASES: readonly Phrase[] = WRITTEN.filter(({ words }) => isGapped(words));

function isGapped(words: string): boolean {
  return /[*#]/.test(words);
}

function phrasesOf(lexicon: Lexicon): Phrase[] {
  return FAMILIES.flatMap((family) => {
    const written = lexicon[family]?.split("|") ?? [];
    return written.map((phrase) => phraseOf(family, phrase.trim().replace(/\s+/g, " ")));
  });
}

function phraseOf(family: Family, rule: string): Phrase {
  const openStart = /^\*\S/.test(rule);
  const openEnd = /\S\*$/.test(rule);
  const words = foldWords(rule.slice(openStart ? 1 : 0, openEnd ? -1 : undefined));
  return { family, rule, words, openStart, openEnd };
}
