import { type Sentence, evidenceIn } from "./promotion/evidence.ts";
import { FAMILY_MEANING } from "./promotion/families.ts";
import type { Folded } from "./promotion/fold.ts";
import { type Weighed, ngramWeights, pool, probability, weigh } from "./promotion/model.ts";
import type { Span } from "./promotion/sentences.ts";
import { heaviestStretch } from "./promotion/stretch.ts";

/**
 * One reason. `start` and `end` are UTF-16 offsets into the judged text and `text` is what stands there; `rule` is the
 * rule's name and `meaning` what an operator reads for its kind; a negative `weight` speaks against a promotion.
 */
export type Spoken = {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly kind: "word" | "pattern" | "model";
  readonly rule: string;
  readonly meaning: string;
  readonly weight: number;
};

/** `score` is 0 to 1 and `promotional` from 0.55; `spoke` is in the order of the text. */
export type PromotionJudgement = {
  readonly promotional: boolean;
  readonly score: number;
  readonly spoke: readonly Spoken[];
};

/**
 * The guard against promotional content under a tag or in a utility template: no deals, offers, coupons or discounts,
 * no cross- or up-sell (https://developers.facebook.com/docs/messenger-platform/reference/send-api, read 2026-05).
 * It hears English, Spanish, French, German, Portuguese, Vietnamese and Thai. Pure; its work grows with the length of
 * the text only.
 */
export function judgePromotion(text: string): PromotionJudgement {
  const { folded, sentences } = evidenceIn(text);
  if (sentences.length === 0) return { promotional: false, score: 0, spoke: [] };
  const weighed = sentences.map((sentence) => weigh(folded.text, sentence));
  const { logit, shares } = pool(weighed.map((one) => one.logit));
  const score = probability(logit);
  const spoke = weighed.flatMap((one, index) => spokenIn(one, shares[index] ?? 0, folded, text));
  return { promotional: score >= PROMOTIONAL_FROM, score, spoke: spoke.toSorted(inOrder) };
}

function inOrder(a: Spoken, b: Spoken): number {
  return a.start - b.start || a.end - b.end;
}

/** What an operator reads: the verdict and the words which spoke, the loudest first. */
export function promotionSentence({ promotional, score, spoke }: PromotionJudgement): string {
  const figure = `(score ${score.toFixed(2)})`;
  const against = quoted(spoke.filter(({ weight }) => weight < 0));
  const loudest = quoted(spoke.filter(({ weight }) => weight > 0));
  if (promotional) {
    return `Reads as a promotion ${figure}: ${loudest || "its wording"}. Tags and utility templates may not carry promotions.`;
  }
  if (loudest === "") return `Nothing in it reads as a promotion ${figure}.`;
  return `Does not read as a promotion ${figure}: ${loudest}${against && `, against ${against}`}.`;
}

/**
 * Chosen by cross-validation on the tuning half, on the side of the honest: a receipt that does not arrive costs a shop
 * more than a soft advertisement that slips through.
 */
const PROMOTIONAL_FROM = 0.55;

/** A sentence with less of a share in the verdict than this is not worth showing. */
const LEAST_SHARE = 0.1;

/** Only the sentence that leads the verdict is asked for its wording. */
const LEADING_SHARE = 0.5;

/** What the n-grams of a sentence add is shown from these log-odds on. */
const LEAST_MODEL_WEIGHT = 0.25;

const MOST_QUOTES = 4;

function spokenIn({ sentence, hits }: Weighed, share: number, folded: Folded, text: string): Spoken[] {
  if (share < LEAST_SHARE) return [];
  const rules = hits.map((hit): Spoken => {
    return {
      ...place(hit, folded, text),
      kind: hit.kind,
      rule: hit.rule,
      meaning: FAMILY_MEANING[hit.family],
      weight: hit.weight,
    };
  });
  return share < LEADING_SHARE ? rules : [...rules, ...modelIn(sentence, folded, text)];
}

function modelIn(sentence: Sentence, folded: Folded, text: string): Spoken[] {
  const stretch = heaviestStretch(folded.text, sentence, ngramWeights(folded.text, sentence));
  if (stretch.weight < LEAST_MODEL_WEIGHT) return [];
  const meaning = "worded like an advertisement";
  return [
    { ...place(stretch, folded, text), kind: "model", rule: "n-grams", meaning, weight: stretch.weight },
  ];
}

/** From the folded text back to the original. */
function place({ start, end }: Span, folded: Folded, text: string): Pick<Spoken, "start" | "end" | "text"> {
  const from = folded.from[start] ?? 0;
  const to = folded.to[end - 1] ?? text.length;
  return { start: from, end: to, text: text.slice(from, to) };
}

/** “20% off” (a percentage off), “order yours” (a call to buy): the weightiest, each text once. */
function quoted(spoke: readonly Spoken[]): string {
  const byWeight = spoke.toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  const once = byWeight.filter((one, index) => byWeight.findIndex(({ text }) => text === one.text) === index);
  return once
    .slice(0, MOST_QUOTES)
    .map(({ text, meaning }) => `“${text.trim()}” (${meaning})`)
    .join(", ");
}
