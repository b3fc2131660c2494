import type { Sentence } from "./evidence.ts";
import { visitNgrams } from "./ngrams.ts";
import { unpack } from "./packed.ts";
import type { Hit } from "./rules.ts";
import { countedHits, strengthsOf } from "./strengths.ts";
import { WEIGHTS } from "./weights.ts";

/** What one sentence weighs, as log-odds, and what it is made of. */
export type Weighed = {
  readonly sentence: Sentence;
  readonly logit: number;
  readonly hits: readonly WeighedHit[];
};

export type WeighedHit = Hit & { readonly weight: number };

/** A linear model: a bias, a weight a family of rules, a weight a bucket of n-grams. */
export function weigh(text: string, sentence: Sentence): Weighed {
  const hits = weighedHits(sentence);
  const rules = hits.reduce((sum, { weight }) => sum + weight, 0);
  return { sentence, hits, logit: WEIGHTS.bias + rules + ngramLogit(text, sentence) };
}

/**
 * How sharply the heaviest sentence decides: 1 would add the odds of all sentences up, so that a long receipt looked
 * suspicious by its length; infinity would hear one sentence only. Chosen by cross-validation on the tuning half.
 */
const SHARPNESS = 2;

/** The message's log-odds: a soft maximum of its sentences', and the share that each has in it. */
export function pool(logits: readonly number[]): {
  readonly logit: number;
  readonly shares: readonly number[];
} {
  const heaviest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(SHARPNESS * (logit - heaviest)));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return { logit: heaviest + Math.log(total) / SHARPNESS, shares: powers.map((power) => power / total) };
}

export function probability(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

/** What each unit of the sentence adds through the n-grams that it is part of. */
export function ngramWeights(text: string, sentence: Sentence): Float64Array {
  const length = sentence.end - sentence.start;
  const changes = new Float64Array(length + 1);
  let count = 0;
  visitNgrams(text, sentence, (bucket, start, end) => {
    count++;
    const each = (NGRAMS[bucket] ?? 0) / (end - start);
    changes[start - sentence.start] = (changes[start - sentence.start] ?? 0) + each;
    changes[end - sentence.start] = (changes[end - sentence.start] ?? 0) - each;
  });
  return levels(changes, length, 1 / Math.sqrt(Math.max(1, count)));
}

/** From the changes at each place to the level there. */
function levels(changes: Float64Array, length: number, scale: number): Float64Array {
  let level = 0;
  for (let unit = 0; unit < length; unit++) {
    level += changes[unit] ?? 0;
    changes[unit] = level * scale;
  }
  return changes.subarray(0, length);
}

function ngramLogit(text: string, sentence: Sentence): number {
  let sum = 0;
  let count = 0;
  visitNgrams(text, sentence, (bucket) => {
    sum += NGRAMS[bucket] ?? 0;
    count++;
  });
  return sum / Math.sqrt(Math.max(1, count));
}

/** A family's weight times its strength, shared by its hits. */
function weighedHits(sentence: Sentence): WeighedHit[] {
  const counted = countedHits(sentence.hits);
  const strengths = strengthsOf(counted);
  return counted.map((hit) => {
    const { strength, hits } = strengths.get(hit.family) ?? { strength: 0, hits: 1 };
    return { ...hit, weight: (WEIGHTS.families[hit.family] * strength) / hits };
  });
}

const NGRAMS: Float32Array = unpack(WEIGHTS.ngrams, WEIGHTS.ngramStep);
