/** What the classifier answers: send as what and until when, or reject for which reason. */
import { tellAlternative, type Alternative } from "./alternatives.ts";
import type { JobType, Tag } from "./catalogue.ts";
import type { TemplateContent } from "./content.ts";
import { REASONS, type Reason } from "./outcome.ts";
import type { TagPolicy } from "./page.ts";
import { goesSentence } from "./sentences.ts";
import { openLimit, type Window } from "./window.ts";

export type PolicyName = Exclude<TagPolicy, "auto">;
export const MESSAGING_TYPES = ["RESPONSE", "UPDATE", "MESSAGE_TAG", "UTILITY"] as const;
export type MessagingType = (typeof MESSAGING_TYPES)[number];

/** `Template`: what is known of it. */
interface Carried<Template> {
  readonly messagingType: MessagingType;
  readonly tag: Tag | null;
  /** Null when the message's own content is sent. */
  readonly template: Template | null;
}

/** With the values of the template's variables. */
export type CarriedAs = Carried<TemplateContent>;

interface Ground {
  /** Epoch ms. */
  readonly judgedAt: number;
  readonly policy: PolicyName;
  readonly window: Window;
  /** The message's. */
  readonly type: string;
  /** The allowed tag of the type, however it is carried. */
  readonly tag: Tag | null;
  /** Sentences beyond the first one, which follows from the rest. */
  readonly details: readonly string[];
}

interface Send<Template> extends Ground {
  readonly verdict: "send";
  readonly carriedAs: Carried<Template>;
  /** Meta's approval of the template was seen, rather than hoped for. */
  readonly isApproved: boolean;
  /** Epoch ms from which it must be judged again; null: it stays right. */
  readonly validUntil: number | null;
}

export interface RejectDecision extends Ground {
  readonly verdict: "reject";
  readonly reason: Reason;
  readonly alternatives: readonly Alternative[];
}

export type SendDecision = Send<TemplateContent>;
export type Decision = SendDecision | RejectDecision;

/** A decision as it is kept: of a template its name and language, and nothing of its values. */
export type KeptDecision = Send<Pick<TemplateContent, "name" | "language">> | RejectDecision;

/** What a sender acts on, from whichever judgement. Times are epoch ms. */
export interface InForce {
  readonly carriedAs: CarriedAs;
  readonly validUntil: number | null;
  /** Of the person's last message that was known when it was judged; null: none. */
  readonly lastInboundAt: number | null;
}

/**
 * Whether nothing but a refusal of the person's can change it before `validUntil`: any content may go in the 24 hours
 * after they wrote ("Send messages", 2026-05-05), so no setting, approval or later message bears on it. An account change
 * is another matter: whether it was told before is asked in every window.
 */
export function staysRight({ carriedAs, validUntil, lastInboundAt }: InForce, type: JobType): boolean {
  if (carriedAs.tag !== null || carriedAs.template !== null || type.evidence.includes("account"))
    return false;
  return validUntil !== null && lastInboundAt !== null && validUntil <= openLimit(lastInboundAt);
}

/** The decision as it is told outside: ISO times, and sentences for the person who asks why. */
export type ToldDecision = ReturnType<typeof tellDecision>;

export function tellDecision(decision: KeptDecision) {
  const { policy, tag } = decision;
  const window = {
    state: decision.window.state,
    lastInboundAt: isoOrNull(decision.window.lastInboundAt),
    closesAt: isoOrNull(decision.window.closesAt),
    humanAgentUntil: isoOrNull(decision.window.humanAgentUntil),
  };
  if (decision.verdict === "reject") {
    const { verdict, reason } = decision;
    const because = [REASONS[reason], ...decision.details];
    const alternatives = decision.alternatives.map((it) => tellAlternative(it, decision.window));
    return { verdict, policy, window, reason, tag, because, alternatives };
  }
  const { verdict, carriedAs } = decision;
  const template = carriedAs.template && {
    name: carriedAs.template.name,
    language: carriedAs.template.language,
  };
  const because = [goesSentence(decision), ...decision.details];
  const validUntil = isoOrNull(decision.validUntil);
  return { verdict, policy, window, tag, carriedAs: { ...carriedAs, template }, validUntil, because };
}

export function isoOrNull(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
