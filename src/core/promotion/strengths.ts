import type { Family } from "./families.ts";
import type { Hit } from "./rules.ts";

/** Three mentions say more than one, but not three times as much: the square root, up to about three. */
const STRONGEST = 1.75;

/** The hits that count: of overlapping ones of a family, the first and longest. `hits` are in the order of the text. */
export function countedHits(hits: readonly Hit[]): Hit[] {
  const reach = new Map<Family, number>();
  return hits.filter(({ family, start, end }) => {
    if (start < (reach.get(family) ?? 0)) return false;
    reach.set(family, end);
    return true;
  });
}

/** How strongly a family speaks in a sentence: 1 for one hit, at most 1.75. This is what the family's weight is multiplied by. */
export type Strength = { readonly hits: number; readonly strength: number };

export function strengthsOf(counted: readonly Hit[]): Map<Family, Strength> {
  const strengths = new Map<Family, Strength>();
  for (const { family } of counted) {
    const hits = (strengths.get(family)?.hits ?? 0) + 1;
    strengths.set(family, { hits, strength: Math.min(STRONGEST, Math.sqrt(hits)) });
  }
  return strengths;
}
