import { type Family, HONEST_FAMILIES } from "./families.ts";
import type { Folded } from "./fold.ts";
import { PATTERN_GROUPS, type Pattern, type PatternGroup } from "./patterns.ts";
import { GAPPED_PHRASES, PHRASES, type Phrase } from "./phrases.ts";
import type { Span } from "./sentences.ts";
import { SPACED } from "./spaced.ts";
import { longestAt, trieOf } from "./trie.ts";

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
  const hits = weighed(inOrder([...phraseHits(folded), ...patternHits(folded.text)]), folded.text);
  const disguises = folded.odd.includes(1) || folded.odd.includes(SPACED) ? hits.flatMap((hit) => disguiseOf(hit, folded)) : [];
  return inOrder([...hits, ...disguises]);
}

function inOrder(hits: readonly Hit[]): Hit[] {
  return hits.toSorted((a, b) => a.start - b.start || b.end - a.end);
}

/** The words of promotional phrases: what a disguise may hide. */
export function isPromotionalWord(word: string): boolean {
  return PROMOTIONAL_WORDS.has(word);
}

const PROMOTIONAL_WORDS: ReadonlySet<string> = new Set(
  PHRASES.filter(({ family }) => !HONEST_FAMILIES.has(family)).flatMap(({ words }) => [
    ...words.split(" ").filter((word) => word.length >= 3),
    ...(words.length >= 6 ? [words.replaceAll(" ", "")] : []),
  ]),
);

/** "giamgia" as a run of letters or a hashtag: the phrase without its spaces. */
const COMPACT: readonly Phrase[] = PHRASES.filter(
  ({ words, family }) => words.length >= 7 && words.includes(" ") && !HONEST_FAMILIES.has(family),
).map((phrase) => ({ ...phrase, words: phrase.words.replaceAll(" ", "") }));

const WORDS = trieOf([...PHRASES, ...COMPACT]);
const WORD_ENDINGS = trieOf(PHRASES.filter(({ openStart }) => openStart));

const GAPPED: readonly Pattern[] = GAPPED_PHRASES.map(({ family, rule, words }) => ({
  family,
  rule,
  source: new RegExp(words.replace(/[.+?()[\]\\]/g, "\\$&").replaceAll("#", "\\d[\\d.,]{0,12}").replaceAll(" * ", "[^.!?\\n]{1,30}?"), "gu"),
}));

const GROUPS: readonly PatternGroup[] = [...PATTERN_GROUPS, { needs: /(?:)/, patterns: GAPPED }];

function phraseHits(folded: Folded): Hit[] {
  const hits: Hit[] = [];
  const { text } = folded;
  const mayEndHere = (phrase: Phrase, end: number): boolean => phrase.openEnd || mayEnd(folded, end);
  for (let start = 0; start < text.length; start++) {
    const match = longestAt(mayStart(folded, start) ? WORDS : WORD_ENDINGS, text, start, mayEndHere);
    if (match === undefined) continue;
    hits.push({ family: match.phrase.family, rule: match.phrase.rule, kind: "word", start, end: match.end });
  }
  return hits;
}

function patternHits(text: string): Hit[] {
  const hits: Hit[] = [];
  for (const { needs, patterns } of GROUPS) {
    if (needs.test(text)) for (const one of patterns) addMatches(hits, one, text);
  }
  return hits;
}

/** `exec` and not `matchAll`, which copies the expression: there are fifty of them. */
function addMatches(hits: Hit[], { family, rule, source }: Pattern, text: string): void {
  source.lastIndex = 0;
  for (let match = source.exec(text); match !== null; match = source.exec(text)) {
    hits.push({ family, rule, kind: "pattern", start: match.index, end: source.lastIndex });
    if (match[0] === "") source.lastIndex++;
  }
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
const TITLE = /(?<=\p{L}{2}[^"\n]{0,40})"[^"\n]{2,60}"/gu;

function titlesIn(text: string): Span[] {
  if (!text.includes('"')) return [];
  return [...text.matchAll(TITLE)].map(({ 0: title, index }) => ({ start: index, end: index + title.length }));
}

function disguiseOf(hit: Hit, folded: Folded): Hit[] {
  const disguised = !HONEST_FAMILIES.has(hit.family) && folded.odd.slice(hit.start, hit.end).some((odd) => odd > 0);
  return disguised ? [{ ...hit, family: "disguise", rule: `letters in disguise: ${folded.text.slice(hit.start, hit.end)}` }] : [];
}

function mayStart({ text, odd }: Folded, at: number): boolean {
  return odd[at] === SPACED || !isLatin(text.charCodeAt(at)) || at === 0 || !isLatin(text.charCodeAt(at - 1));
}

function mayEnd({ text, odd }: Folded, at: number): boolean {
  return odd[at - 1] === SPACED || at === text.length || !isLatin(text.charCodeAt(at - 1)) || !isLatin(text.charCodeAt(at));
}

/** Thai has no spaces between words, so only Latin letters and digits hold a word together. */
function isLatin(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39);
}
