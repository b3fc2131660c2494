import { FAMILIES, type Family, type Lexicon } from "./families.ts";
import { foldWords } from "./fold.ts";
import { ENGLISH } from "./lexicon-en.ts";
import { FRENCH } from "./lexicon-fr.ts";
import { GERMAN } from "./lexicon-de.ts";
import { PORTUGUESE } from "./lexicon-pt.ts";
import { SPANISH } from "./lexicon-es.ts";
import { THAI } from "./lexicon-th.ts";
import { VIETNAMESE } from "./lexicon-vi.ts";
import { AFTER_WORDS } from "./patterns.ts";

/** A phrase as it is looked for: folded, its open ends apart; with `behind`, only where that (sticky) matches behind it. */
export type Phrase = {
  readonly family: Family;
  readonly rule: string;
  readonly words: string;
  readonly openStart: boolean;
  readonly openEnd: boolean;
  readonly behind?: RegExp;
};

/** Every phrase of every language. The language of a text is not guessed: advertising mixes them. */
export function allPhrases(): Phrase[] {
  return [ENGLISH, SPANISH, FRENCH, GERMAN, PORTUGUESE, VIETNAMESE, THAI].flatMap(phrasesOf);
}

/** The words at which patterns begin. */
export function allBeginnings(): Phrase[] {
  return AFTER_WORDS.flatMap(({ family, rule, words, behind }) =>
    words.split("|").map((written) => {
      const phrase = phraseOf(family, written);
      return { ...phrase, rule, behind: phrase.openEnd ? behindWord(behind) : behind };
    }),
  );
}

function phrasesOf(lexicon: Lexicon): Phrase[] {
  return FAMILIES.flatMap((family) =>
    (lexicon[family]?.split("|") ?? []).map((written) => phraseOf(family, written)),
  );
}

function phraseOf(family: Family, written: string): Phrase {
  const rule = written.trim().replace(/\s+/g, " ");
  const openStart = rule.startsWith("*");
  const openEnd = rule.endsWith("*");
  const words = foldWords(rule.slice(openStart ? 1 : 0, openEnd ? -1 : undefined));
  return { family, rule, words, openStart, openEnd };
}

/** Behind `spar*` the rest of the word comes first. */
function behindWord(behind: RegExp): RegExp {
  return new RegExp(`[a-z]{0,8}(?:${behind.source})`, behind.flags);
}
