import { type Family, HONEST_FAMILIES } from "./families.ts";
import type { Folded } from "./fold.ts";
import { ANYWHERE, AT_FIGURES } from "./patterns-at-figures.ts";
import { allBeginnings, allPhrases, type Phrase } from "./phrases.ts";
import type { Span } from "./sentences.ts";
import { SPACED } from "./spaced.ts";
import { type Trie, matchesAt, trieOf } from "./trie.ts";

/** A rule that matched, by its place in the folded text. */
export type Hit = {
  readonly family: Family;
  readonly rule: string;
  readonly kind: "word" | "pattern";
  readonly start: number;
  readonly end: number;
};

/** Everything that the rules have to say about a folded text, in the order of the text. */
export function hitsIn(folded: Folded): Hit[] {
  const hits = weighed(
    inOrder([...phraseHits(folded), ...figureHits(folded.text), ...hitsAnywhere(folded.text)]),
    folded.text,
  );
  const disguises =
    folded.odd.includes(1) || folded.odd.includes(SPACED)
      ? hits.flatMap((hit) => disguiseOf(hit, folded))
      : [];
  return inOrder([...hits, ...disguises]);
}

function inOrder(hits: readonly Hit[]): Hit[] {
  return hits.toSorted((a, b) => a.start - b.start || b.end - a.end);
}

/** The words of promotional phrases: what a disguise may hide. */
export function isPromotionalWord(word: string): boolean {
  return phraseIndex().promotionalWords.has(word);
}

interface PhraseIndex {
  readonly promotionalWords: ReadonlySet<string>;
  readonly atWord: readonly Trie[];
  readonly insideWord: readonly Trie[];
  /** In a run of joined letters and behind a # the phrases have no spaces: "giamgia". */
  readonly inRun: readonly Trie[];
}

let built: PhraseIndex | undefined;

/** Built at the first text: it takes a quarter of a second, which a process that judges nothing need not spend. */
function phraseIndex(): PhraseIndex {
  return (built ??= buildIndex());
}

function buildIndex(): PhraseIndex {
  const phrases = allPhrases();
  const everything = [...phrases, ...allBeginnings()];
  const promotional = phrases.filter(({ family }) => !HONEST_FAMILIES.has(family));
  const byWord = trieOf(everything);
  const byEnding = trieOf(everything.filter(({ openStart }) => openStart));
  const byRun = trieOf(promotional.map((phrase) => ({ ...phrase, words: phrase.words.replaceAll(" ", "") })));
  return {
    promotionalWords: new Set(promotional.flatMap(({ words }) => wordsIn(words))),
    atWord: [byWord],
    insideWord: [byEnding],
    inRun: [byWord, byRun],
  };
}

function wordsIn(words: string): string[] {
  const long = words.split(" ").filter((word) => word.length >= 3);
  return words.length >= 6 ? [...long, words.replaceAll(" ", "")] : long;
}

function phraseHits(folded: Folded): Hit[] {
  const hits: Hit[] = [];
  const { text } = folded;
  const mayEndHere = (phrase: Phrase, end: number): boolean => phrase.openEnd || mayEnd(folded, end);
  for (let start = 0; start < text.length; start++) {
    for (const trie of triesFor(folded, start)) {
      if (!trie.beginnings.has(text.charCodeAt(start))) continue;
      for (const { phrase, end } of matchesAt(trie, text, start, mayEndHere)) {
        hits.push({
          family: phrase.family,
          rule: phrase.rule,
          kind: phrase.behind === undefined ? "word" : "pattern",
          start,
          end,
        });
      }
    }
  }
  return hits;
}

/** Thai has no spaces between words, so only Latin letters and digits hold a word together. */
function triesFor({ text, odd }: Folded, at: number): readonly Trie[] {
  if (odd[at] === SPACED || text.charAt(at - 1) === "#") return phraseIndex().inRun;
  return isLatin(text.charCodeAt(at)) && isLatin(text.charCodeAt(at - 1))
    ? phraseIndex().insideWord
    : phraseIndex().atWord;
}

/** `$12`, `r$ 12`, `12`: a figure begins at its currency. */
const FIGURE = /(?:[a-z]{0,3}\$ ?)?\d[\d.,]*/g;

function figureHits(text: string): Hit[] {
  const hits: Hit[] = [];
  FIGURE.lastIndex = 0;
  for (let found = FIGURE.exec(text); found !== null; found = FIGURE.exec(text)) {
    for (const { family, rule, at } of AT_FIGURES) {
      at.lastIndex = found.index;
      if (at.test(text)) hits.push({ family, rule, kind: "pattern", start: found.index, end: at.lastIndex });
    }
  }
  return hits;
}

function hitsAnywhere(text: string): Hit[] {
  return ANYWHERE.filter(({ needs }) => needs.test(text)).flatMap(({ family, rule, source }) =>
    [...text.matchAll(source)].map(({ 0: matched, index }): Hit => {
      return { family, rule, kind: "pattern", start: index, end: index + matched.length };
    }),
  );
}

/** A promotional phrase inside an honest one is not heard; one inside a title counts as a title. */
function weighed(hits: readonly Hit[], text: string): Hit[] {
  const covers = hits.filter(({ family }) => HONEST_FAMILIES.has(family));
  const isCovered = within(covers);
  const isQuoted = within(titlesIn(text));
  return hits.flatMap((hit): Hit[] => {
    if (HONEST_FAMILIES.has(hit.family)) return [hit];
    if (isCovered(hit)) return [];
    return [isQuoted(hit) ? { ...hit, family: "quoted" } : hit];
  });
}

/** Answers, for spans asked in order of their start, whether one of `covers` (in the same order) holds them. */
function within(covers: readonly Span[]): (span: Span) => boolean {
  let next = 0;
  let reach = -1;
  return ({ start, end }) => {
    for (let cover = covers[next]; cover !== undefined && cover.start <= start; cover = covers[++next]) {
      reach = Math.max(reach, cover.end);
    }
    return end <= reach;
  };
}

/**
 * "MEGA DEALS ONLINE": the name of a shop, an event, a book. Titles are short, and something is said before them in
 * the same line; a quotation that is the whole line is what the message says.
 */
const TITLE = /"[^"\n]{2,60}"/g;

function titlesIn(text: string): Span[] {
  if (!text.includes('"')) return [];
  return [...text.matchAll(TITLE)]
    .filter(({ index }) => /\p{L}{2}[^"\n]*$/u.test(text.slice(Math.max(0, index - 40), index)))
    .map(({ 0: title, index }) => ({ start: index, end: index + title.length }));
}

function disguiseOf(hit: Hit, folded: Folded): Hit[] {
  const disguised =
    !HONEST_FAMILIES.has(hit.family) && folded.odd.slice(hit.start, hit.end).some((odd) => odd > 0);
  return disguised
    ? [{ ...hit, family: "disguise", rule: `letters in disguise: ${folded.text.slice(hit.start, hit.end)}` }]
    : [];
}

function mayEnd({ text, odd }: Folded, at: number): boolean {
  return (
    odd[at - 1] === SPACED ||
    at === text.length ||
    !isLatin(text.charCodeAt(at - 1)) ||
    !isLatin(text.charCodeAt(at))
  );
}

function isLatin(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39);
}
