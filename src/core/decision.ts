/** What the classifier answers: send as what and until when, or reject for which reason. */
import type { Alternative } from "./alternatives.ts";
import type { Tag } from "./catalogue.ts";
import type { TemplateContent } from "./content.ts";
import type { Reason } from "./outcome.ts";
import type { TagPolicy } from "./page.ts";
import type { Window } from "./window.ts";

export type PolicyName = Exclude<TagPolicy, "auto">;
export type MessagingType = "RESPONSE" | "UPDATE" | "MESSAGE_TAG" | "UTILITY";

export interface CarriedAs {
  readonly messagingType: MessagingType;
  readonly tag: Tag | null;
  /** With the values of its variables; null when the message's own content is sent. */
  readonly template: TemplateContent | null;
}

interface Ground {
  readonly policy: PolicyName;
  readonly window: Window;
  /** The allowed tag of the type, however it is carried. */
  readonly tag: Tag | null;
  /** Sentences for the person who asks why. */
  readonly because: readonly string[];
}

export interface SendDecision extends Ground {
  readonly verdict: "send";
  readonly carriedAs: CarriedAs;
  /** Epoch ms from which it must be judged again; null: it stays right. */
  readonly validUntil: number | null;
}

export interface RejectDecision extends Ground {
  readonly verdict: "reject";
  readonly reason: Reason;
  readonly alternatives: readonly Alternative[];
}

export type Decision = SendDecision | RejectDecision;

/** The decision as it is told outside: ISO times, and of a template its name and language. */
export type ToldDecision = ReturnType<typeof tellDecision>;

export function tellDecision(decision: Decision) {
  const { policy, tag, because } = decision;
  const window = {
    state: decision.window.state,
    lastInboundAt: isoOrNull(decision.window.lastInboundAt),
    closesAt: isoOrNull(decision.window.closesAt),
    humanAgentUntil: isoOrNull(decision.window.humanAgentUntil),
  };
  if (decision.verdict === "reject") {
    const { verdict, reason, alternatives } = decision;
    return { verdict, policy, window, reason, tag, because, alternatives };
  }
  const { verdict, carriedAs } = decision;
  const template = carriedAs.template && {
    name: carriedAs.template.name,
    language: carriedAs.template.language,
  };
  const validUntil = isoOrNull(decision.validUntil);
  return { verdict, policy, window, tag, carriedAs: { ...carriedAs, template }, validUntil, because };
}

export function isoOrNull(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
