import type { Phrase } from "./phrases.ts";

/**
 * A tree of letters, kept as numbers: as objects its eighty thousand nodes were 25 MB. Nodes are numbered level by level
 * from the root, 0, so that the children of a node stand beside each other: those of `n` from `children[n]` to before
 * `children[n + 1]`, and in `phrases`, from `ends[n]` to before `ends[n + 1]`, those whose last letter it is.
 */
export type Trie = {
  /** The letter that leads to each node. */
  readonly letters: Uint16Array;
  readonly children: Uint32Array;
  readonly ends: Uint32Array;
  readonly phrases: readonly Phrase[];
  /** The letters with which phrases begin: a text has few of them. */
  readonly beginnings: ReadonlySet<number>;
};

/** A phrase that was found, and where it ends. */
export type Match = { readonly phrase: Phrase; readonly end: number };

export function trieOf(given: readonly Phrase[]): Trie {
  const sorted = given.toSorted((a, b) => (a.words < b.words ? -1 : a.words > b.words ? 1 : 0));
  const letters = [0];
  const children: number[] = [];
  const ends: number[] = [];
  const phrases: Phrase[] = [];
  let level: readonly Stretch[] = [{ from: 0, to: sorted.length }];
  for (let depth = 0; level.length > 0; depth++) {
    const below: Stretch[] = [];
    for (const { from, to } of level) {
      children.push(letters.length);
      ends.push(phrases.length);
      let at = from;
      // The shortest come first.
      for (let phrase = sorted[at]; at < to && phrase?.words.length === depth; phrase = sorted[++at])
        phrases.push(phrase);
      while (at < to) {
        const branch = branchAt(sorted, at, to, depth);
        letters.push(letterOf(sorted[at], depth));
        below.push(branch);
        at = branch.to;
      }
    }
    level = below;
  }
  return {
    letters: Uint16Array.from(letters),
    children: Uint32Array.from([...children, letters.length]),
    ends: Uint32Array.from([...ends, phrases.length]),
    phrases,
    beginnings: new Set(letters.slice(1, children[1])),
  };
}

/** A node while it is made: the sorted phrases that go through it. */
type Stretch = { readonly from: number; readonly to: number };

/** Those from `from` on that share the letter at `depth`. */
function branchAt(sorted: readonly Phrase[], from: number, last: number, depth: number): Stretch {
  const letter = letterOf(sorted[from], depth);
  let to = from + 1;
  while (to < last && letterOf(sorted[to], depth) === letter) to++;
  return { from, to };
}

function letterOf(phrase: Phrase | undefined, depth: number): number {
  return phrase?.words.charCodeAt(depth) ?? 0;
}

/**
 * The phrases that begin at `start`: of the plain ones the longest, of those that a pattern follows all. Any white space
 * matches a space. Work is bounded by the longest phrase, whatever the text.
 */
export function matchesAt(
  trie: Trie,
  text: string,
  start: number,
  mayEnd: (phrase: Phrase, end: number) => boolean,
): readonly Match[] {
  let node = childOf(trie, ROOT, letterAt(text, start));
  if (node === ROOT) return NONE;
  let longest: Match | undefined;
  const followed: Match[] = [];
  for (let end = start + 1; node !== ROOT; end++) {
    const last = trie.ends[node + 1] ?? 0;
    for (let nth = trie.ends[node] ?? 0; nth < last; nth++) {
      const phrase = trie.phrases[nth];
      if (phrase === undefined || !mayEnd(phrase, end)) continue;
      if (phrase.behind === undefined) longest = { phrase, end };
      else if (follows(phrase.behind, text, end)) followed.push({ phrase, end: phrase.behind.lastIndex });
    }
    node = end < text.length ? childOf(trie, node, letterAt(text, end)) : ROOT;
  }
  return longest === undefined ? followed : [longest, ...followed];
}

const NONE: readonly Match[] = [];
const SPACE = 0x20;
const ROOT = 0;

/** The root, which is nobody's child, when there is none. */
function childOf({ letters, children }: Trie, node: number, letter: number): number {
  const last = children[node + 1] ?? 0;
  for (let child = children[node] ?? 0; child < last; child++) if (letters[child] === letter) return child;
  return ROOT;
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
