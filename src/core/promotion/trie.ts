import type { Phrase } from "./phrases.ts";

/** A tree of letters; `ends` are the phrases whose last letter this is. */
export type Trie = { readonly next: Map<number, Trie>; readonly ends: Phrase[] };

export function trieOf(phrases: readonly Phrase[]): Trie {
  const root: Trie = { next: new Map(), ends: [] };
  for (const phrase of phrases) plant(root, phrase);
  return root;
}

/**
 * The longest phrase that begins at `start`, or undefined. Any white space matches a space.
 * Work is bounded by the longest phrase, whatever the text.
 */
export function longestAt(root: Trie, text: string, start: number, mayEnd: (phrase: Phrase, end: number) => boolean): Match | undefined {
  let node = root.next.get(spaceless(text.charCodeAt(start)));
  let longest: Match | undefined;
  for (let end = start + 1; node !== undefined; end++) {
    const phrase = node.ends.length === 0 ? undefined : endingAt(node, end, mayEnd);
    if (phrase !== undefined) longest = { phrase, end };
    node = end < text.length ? node.next.get(spaceless(text.charCodeAt(end))) : undefined;
  }
  return longest;
}

function endingAt(node: Trie, end: number, mayEnd: (phrase: Phrase, end: number) => boolean): Phrase | undefined {
  return node.ends.find((phrase) => mayEnd(phrase, end));
}

export type Match = { readonly phrase: Phrase; readonly end: number };

const SPACE = 0x20;

function plant(root: Trie, phrase: Phrase): void {
  let node = root;
  for (let index = 0; index < phrase.words.length; index++) {
    const code = phrase.words.charCodeAt(index);
    const next = node.next.get(code) ?? { next: new Map<number, Trie>(), ends: [] };
    node.next.set(code, next);
    node = next;
  }
  node.ends.push(phrase);
}

/** Tab and line end count as a space. */
function spaceless(code: number): number {
  return code === 0x09 || code === 0x0a ? SPACE : code;
}
