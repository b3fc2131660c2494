/**
 * Trains the guard against promotional content: reads the tuning half of the corpus and writes src/core/promotion/weights.ts.
 *
 *     npx tsx scripts/train-promotion.ts            trains and writes
 *     npx tsx scripts/train-promotion.ts --check    cross-validates on the tuning half, writes nothing
 *
 * Nothing is drawn by chance: the same corpus and rules give the same bytes. The held-out half is never read here.
 */
import { writeFileSync } from "node:fs";
import { type Row, tuneHalf, tuneOnly } from "../bench/promotion/corpus.ts";
import { evidenceIn } from "../src/core/promotion/evidence.ts";
import { FAMILIES, type Family, HONEST_FAMILIES } from "../src/core/promotion/families.ts";
import { pool, probability } from "../src/core/promotion/model.ts";
import { BUCKETS, visitNgrams } from "../src/core/promotion/ngrams.ts";
import { MOST_STEPS, pack } from "../src/core/promotion/packed.ts";
import { countedHits, strengthsOf } from "../src/core/promotion/strengths.ts";

/** Where a family's weight begins and what it is drawn back to: what an expert would give it before seeing a message. */
const PRIOR: Readonly<Record<Family, number>> = {
  "price-cut": 2.2,
  "percent-off": 3,
  discount: 1.5,
  sale: 2.2,
  offer: 1.5,
  coupon: 1.8,
  freebie: 1.5,
  "multi-buy": 2.2,
  "low-price": 1.8,
  money: 0.3,
  "call-to-buy": 1.8,
  urgency: 1.5,
  period: 0.5,
  "cross-sell": 1.5,
  upsell: 1.5,
  referral: 2.5,
  reward: 1.8,
  novelty: 1.6,
  "abandoned-cart": 2,
  membership: 1.6,
  "credit-offer": 2,
  "win-back": 1.6,
  temptation: 1.4,
  praise: 0.8,
  hype: 1,
  disguise: 3,
  quoted: 0.3,
  settled: -1.8,
  ended: -2,
  refund: -1.8,
  warning: -3,
  "no-charge": -1.8,
  origin: -2,
  named: -1,
  agreed: -1.5,
  balance: -1.5,
  entitlement: -1.5,
  invoice: -1.5,
};

/** Chosen by cross-validation on the tuning half. */
const PRIOR_BIAS = -3;
const FAMILY_DECAY = 0.003;
const NGRAM_DECAY = 3e-4;
const EPOCHS = 200;
const RATE = 0.03;
const FOLDS = 4;

type Feature = { readonly index: number; readonly value: number };
type Example = { readonly row: Row; readonly sentences: readonly (readonly Feature[])[] };

/** One vector for all weights: the bias, the families, the buckets. */
const FIRST_FAMILY = 1;
const FIRST_BUCKET = FIRST_FAMILY + FAMILIES.length;
const SIZE = FIRST_BUCKET + BUCKETS;

main();

function main(): void {
  const tune = tuneHalf().map(exampleOf);
  const extra = tuneOnly().map(exampleOf);
  if (process.argv.includes("--check")) return crossValidate(tune, extra);
  const target = new URL("../src/core/promotion/weights.ts", import.meta.url);
  writeFileSync(target, moduleOf(train([...tune, ...extra])));
  console.log(`Wrote ${target.pathname} from ${tune.length + extra.length} messages.`);
}

function exampleOf(row: Row): Example {
  const { folded, sentences } = evidenceIn(row.text);
  return {
    row,
    sentences: sentences.map((sentence) => {
      const families = [...strengthsOf(countedHits(sentence.hits))];
      const rules = families.map(([family, { strength }]) => ({
        index: FIRST_FAMILY + FAMILIES.indexOf(family),
        value: strength,
      }));
      const buckets: number[] = [];
      visitNgrams(folded.text, sentence, (bucket) => void buckets.push(bucket));
      const value = 1 / Math.sqrt(Math.max(1, buckets.length));
      return [
        { index: 0, value: 1 },
        ...rules,
        ...buckets.map((bucket) => ({ index: FIRST_BUCKET + bucket, value })),
      ];
    }),
  };
}

/** Logistic regression through the soft maximum of a message's sentences, by Adam over the whole set. */
function train(examples: readonly Example[]): Float64Array {
  const prior = priorWeights();
  const weights = prior.slice();
  const moments = { mean: new Float64Array(SIZE), square: new Float64Array(SIZE) };
  for (let epoch = 1; epoch <= EPOCHS; epoch++) {
    const gradient = decay(weights, prior);
    for (const example of examples) addGradient(gradient, weights, example, examples.length);
    step(weights, gradient, moments, epoch);
    keepSigns(weights);
  }
  return weights;
}

function priorWeights(): Float64Array {
  const weights = new Float64Array(SIZE);
  weights[0] = PRIOR_BIAS;
  FAMILIES.forEach((family, index) => (weights[FIRST_FAMILY + index] = PRIOR[family]));
  return weights;
}

/** The pull back to the prior; the bias is free. */
function decay(weights: Float64Array, prior: Float64Array): Float64Array {
  return weights.map((weight, index) => {
    if (index === 0) return 0;
    return (index < FIRST_BUCKET ? FAMILY_DECAY : NGRAM_DECAY) * (weight - (prior[index] ?? 0));
  });
}

function addGradient(
  gradient: Float64Array,
  weights: Float64Array,
  { row, sentences }: Example,
  total: number,
): void {
  const { logit, shares } = pool(sentences.map((features) => logitOf(features, weights)));
  const error = (probability(logit) - (row.label === "promotional" ? 1 : 0)) / total;
  sentences.forEach((features, sentence) => {
    const slope = error * (shares[sentence] ?? 0);
    for (const { index, value } of features) gradient[index] = (gradient[index] ?? 0) + slope * value;
  });
}

function logitOf(features: readonly Feature[], weights: Float64Array): number {
  return features.reduce((sum, { index, value }) => sum + (weights[index] ?? 0) * value, 0);
}

function step(
  weights: Float64Array,
  gradient: Float64Array,
  moments: { mean: Float64Array; square: Float64Array },
  epoch: number,
): void {
  const { mean, square } = moments;
  for (let index = 0; index < SIZE; index++) {
    const slope = gradient[index] ?? 0;
    const m = 0.9 * (mean[index] ?? 0) + 0.1 * slope;
    const s = 0.999 * (square[index] ?? 0) + 0.001 * slope * slope;
    mean[index] = m;
    square[index] = s;
    weights[index] =
      (weights[index] ?? 0) -
      (RATE * (m / (1 - 0.9 ** epoch))) / (Math.sqrt(s / (1 - 0.999 ** epoch)) + 1e-8);
  }
}

/** A family that speaks for a promotion never comes to speak against it, nor the other way round: else no one could explain it. */
function keepSigns(weights: Float64Array): void {
  FAMILIES.forEach((family, index) => {
    const at = FIRST_FAMILY + index;
    const bounded = HONEST_FAMILIES.has(family) ? Math.min : Math.max;
    weights[at] = bounded(0, weights[at] ?? 0);
  });
}

/** Situations, not rows, are divided: see the corpus. */
function crossValidate(tune: readonly Example[], extra: readonly Example[]): void {
  const situations = [...new Set(tune.map(situationOf))].toSorted();
  const judged = Array.from({ length: FOLDS }, (_, fold) => {
    const isLeftOut = (example: Example): boolean =>
      situations.indexOf(situationOf(example)) % FOLDS === fold;
    const weights = train([...tune.filter((one) => !isLeftOut(one)), ...extra]);
    return tune.filter(isLeftOut).map((example) => ({ row: example.row, score: scoreOf(example, weights) }));
  }).flat();
  for (const threshold of [0.4, 0.5, 0.55, 0.6, 0.7]) console.log(figures(judged, threshold));
  for (const { row, score } of judged.filter(
    ({ row: one, score: at }) => (one.label === "promotional") !== at >= 0.5,
  )) {
    console.log(score.toFixed(2), row.id, row.label, JSON.stringify(row.text));
  }
}

function situationOf({ row }: Example): string {
  return row.id.slice(3).replace("b", "");
}

function scoreOf({ sentences }: Example, weights: Float64Array): number {
  return probability(pool(sentences.map((features) => logitOf(features, weights))).logit);
}

function figures(judged: readonly { row: Row; score: number }[], threshold: number): string {
  const refused = judged.filter(({ score }) => score >= threshold);
  const right = refused.filter(({ row }) => row.label === "promotional").length;
  const all = judged.filter(({ row }) => row.label === "promotional").length;
  return `threshold ${threshold}: precision ${(right / refused.length).toFixed(3)}, recall ${(right / all).toFixed(3)}`;
}

/** The n-grams as one base64 letter each, 110 to a line: 16 KB. */
function moduleOf(weights: Float64Array): string {
  const buckets = Array.from(weights.subarray(FIRST_BUCKET));
  const stepSize = Number((Math.max(...buckets.map(Math.abs)) / MOST_STEPS).toPrecision(6));
  const lines = pack(buckets, stepSize).match(/.{1,110}/g) ?? [];
  const families = FAMILIES.map(
    (family, index) => `    ${keyOf(family)}: ${rounded(weights[FIRST_FAMILY + index])},`,
  );
  return [
    `import type { Family } from "./families.ts";`,
    ``,
    `/** Written by scripts/train-promotion.ts: change the corpus or the rules and train again, not this. */`,
    `export const WEIGHTS: Weights = {`,
    `  bias: ${rounded(weights[0])},`,
    `  families: {`,
    ...families,
    `  },`,
    `  ngramStep: ${stepSize},`,
    "  ngrams: `",
    ...lines,
    "`,",
    `};`,
    ``,
    `/** Log-odds. \`ngrams\` has one base64 letter a bucket: its value less 32, times \`ngramStep\`. */`,
    `export type Weights = {`,
    `  readonly bias: number;`,
    `  readonly families: Readonly<Record<Family, number>>;`,
    `  readonly ngramStep: number;`,
    `  readonly ngrams: string;`,
    `};`,
    ``,
  ].join("\n");
}

function rounded(weight = 0): number {
  return Number(weight.toFixed(3));
}

function keyOf(family: Family): string {
  return /^[a-z]+$/.test(family) ? family : `"${family}"`;
}
