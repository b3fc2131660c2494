import type { TemplateDefinition } from "./template-schema.ts";
import { variablesOf } from "./template-slots.ts";
import type { TemplateStatus } from "./template-shelf.ts";

/** How new templates are judged: `auto` reads them as Meta's reviewer would; anything else is the answer itself. */
export type ReviewRule = {
  outcome: "auto" | TemplateStatus;
  /** Given with an outcome of REJECTED. */
  reason: string;
  /** Lowercase phrases that make a body promotional under `auto`. */
  promotionalWords: readonly string[];
};

export type Verdict = { status: TemplateStatus; rejectedReason: string };

export const ordinaryReview: ReviewRule = {
  outcome: "auto",
  reason: "INCORRECT_PARAMS",
  promotionalWords: [
    "discount",
    "coupon",
    "promo",
    "% off",
    "special offer",
    "buy now",
    "limited time",
    "sale",
  ],
};

/** Rejection codes: the utility messages page (2026-03-13). NONE stands for no rejection, as in WhatsApp's API. */
export function review(definition: TemplateDefinition, rule: ReviewRule): Verdict {
  if (rule.outcome === "REJECTED") return rejected(rule.reason);
  if (rule.outcome !== "auto") return { status: rule.outcome, rejectedReason: "NONE" };
  const body = bodyOf(definition);
  if (isPromotional(body, rule.promotionalWords)) return rejected("TAG_SHOULD_BE_MARKETING");
  if (hasMoreVariablesThanWords(body)) return rejected("PARAMS_TO_WORD_RATIO_EXCEED_LIMIT");
  return { status: "APPROVED", rejectedReason: "NONE" };
}

function rejected(rejectedReason: string): Verdict {
  return { status: "REJECTED", rejectedReason };
}

function bodyOf(definition: TemplateDefinition): string {
  return definition.components.flatMap((part) => (part.type === "BODY" ? [part.text] : [])).join(" ");
}

function isPromotional(body: string, phrases: readonly string[]): boolean {
  const words = ` ${body.toLowerCase().replaceAll(/[^\p{L}\p{N}%]+/gu, " ")} `;
  return phrases.some((phrase) =>
    phrase.startsWith("%") ? words.includes(`${phrase} `) : words.includes(` ${phrase} `),
  );
}

/** Meta does not print the ratio; this takes the mildest reading, so that what it rejects Meta would too. */
function hasMoreVariablesThanWords(body: string): boolean {
  const words = body.replaceAll(/\{\{[^{}]*\}\}/g, " ").match(/[\p{L}\p{N}]+/gu) ?? [];
  return variablesOf(body).length > words.length;
}
