/**
 * The kinds of evidence. A family, not a single phrase, carries a weight: so a phrase that the training corpus never
 * used still speaks as loudly as the others of its family, in every language.
 */
export const FAMILIES = [
  "price-cut",
  "percent-off",
  "discount",
  "sale",
  "offer",
  "coupon",
  "freebie",
  "multi-buy",
  "low-price",
  "money",
  "call-to-buy",
  "urgency",
  "period",
  "cross-sell",
  "upsell",
  "referral",
  "reward",
  "novelty",
  "abandoned-cart",
  "membership",
  "credit-offer",
  "win-back",
  "temptation",
  "praise",
  "hype",
  "disguise",
  "quoted",
  "settled",
  "ended",
  "refund",
  "warning",
  "no-charge",
  "origin",
  "named",
  "agreed",
  "balance",
  "entitlement",
  "invoice",
] as const;

export type Family = (typeof FAMILIES)[number];

/**
 * The families that speak against a promotion. A promotional phrase inside one of their matches is not heard at all:
 * the "discount" of "discount code was applied" says nothing.
 */
export const HONEST_FAMILIES: ReadonlySet<Family> = new Set<Family>([
  "settled",
  "ended",
  "refund",
  "warning",
  "no-charge",
  "origin",
  "named",
  "agreed",
  "balance",
  "entitlement",
  "invoice",
]);

/** What an operator reads for a family. */
export const FAMILY_MEANING: Readonly<Record<Family, string>> = {
  "price-cut": "a lowered price",
  "percent-off": "a percentage off",
  discount: "a discount",
  sale: "a sale",
  offer: "an offer",
  coupon: "a coupon or code",
  freebie: "something free",
  "multi-buy": "more for the price of less",
  "low-price": "a price as a lure",
  money: "an amount of money",
  "call-to-buy": "a call to buy",
  urgency: "urgency",
  period: "a period",
  "cross-sell": "a further product",
  upsell: "a bigger product",
  referral: "a reward for bringing friends",
  reward: "a reward or prize",
  novelty: "news of products",
  "abandoned-cart": "a cart left behind",
  membership: "an invitation to join",
  "credit-offer": "an offer of credit",
  "win-back": "an invitation to come back",
  temptation: "a temptation",
  praise: "praise",
  hype: "hype",
  disguise: "letters in disguise",
  quoted: "words in a title",
  settled: "already applied or charged",
  ended: "already over",
  refund: "a refund",
  warning: "a warning",
  "no-charge": "nothing to pay",
  origin: "where an order came from",
  named: "a name",
  agreed: "as agreed",
  balance: "a balance",
  entitlement: "a right of the person",
  invoice: "a line of an invoice",
};

/** Phrases by family, written as people write them and separated by `|`. `word*` has an open end, `*word` an open beginning. */
export type Lexicon = Readonly<Partial<Record<Family, string>>>;
