import type { Phrase } from "./phrases.ts";

/** A tree of letters; `ends` are the phrases whose last letter this is. Most nodes have one child, which is kept apart: it is found faster. */
export type Trie = {
  readonly next: Map<number, Trie>;
  readonly ends: Phrase[];
  onlyCode: number;
  only: Trie | undefined;
};

/** A phrase that was found, and where it ends. */
export type Match = { readonly phrase: Phrase; readonly end: number };

export function trieOf(phrases: readonly Phrase[]): Trie {
  const root = emptyTrie();
  for (const phrase of phrases) plant(root, phrase);
  return root;
}

/**
 * The phrases that begin at `start`: of the plain ones the longest, of those that a pattern follows all. Any white space
 * matches a space. Work is bounded by the longest phrase, whatever the text.
 */
export function matchesAt(
  root: Trie,
  text: string,
  start: number,
  mayEnd: (phrase: Phrase, end: number) => boolean,
): readonly Match[] {
  let node = childOf(root, letterAt(text, start));
  if (node === undefined) return NONE;
  let longest: Match | undefined;
  const followed: Match[] = [];
  for (let end = start + 1; node !== undefined; end++) {
    for (const phrase of node.ends) {
      if (!mayEnd(phrase, end)) continue;
      if (phrase.behind === undefined) longest = { phrase, end };
      else if (follows(phrase.behind, text, end)) followed.push({ phrase, end: phrase.behind.lastIndex });
    }
    node = end < text.length ? childOf(node, letterAt(text, end)) : undefined;
  }
  return longest === undefined ? followed : [longest, ...followed];
}

const NONE: readonly Match[] = [];
const SPACE = 0x20;

function emptyTrie(): Trie {
  return { next: new Map(), ends: [], onlyCode: -1, only: undefined };
}

function childOf(node: Trie, code: number): Trie | undefined {
  return node.only === undefined ? node.next.get(code) : code === node.onlyCode ? node.only : undefined;
}

function plant(root: Trie, phrase: Phrase): void {
  let node = root;
  for (let index = 0; index < phrase.words.length; index++) {
    const code = phrase.words.charCodeAt(index);
    const next = node.next.get(code) ?? emptyTrie();
    node.next.set(code, next);
    node.onlyCode = code;
    node.only = node.next.size === 1 ? next : undefined;
    node = next;
  }
  node.ends.push(phrase);
}

function follows(behind: RegExp, text: string, end: number): boolean {
  behind.lastIndex = end;
  return behind.test(text);
}

/** Tab and line end count as a space. */
function letterAt(text: string, index: number): number {
  const code = text.charCodeAt(index);
  return code === 0x09 || code === 0x0a ? SPACE : code;
}
