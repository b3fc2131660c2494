/** What the server answers, as far as the page reads it. Times are ISO 8601. */
import type { Priority, Tag } from "../../core/catalogue.ts";
import type { ToldDecision } from "../../core/decision.ts";
import type { GraphError, HoldReason, Reason } from "../../core/outcome.ts";
import type { PageSettings } from "../../core/page.ts";

export type Scope = "send" | "read" | "ops" | "admin";

export interface Session {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt: string;
}

export interface Minute {
  readonly at: string;
  readonly accepted?: number;
  readonly sent: number;
  readonly dead: number;
}

export interface NeedsAPerson {
  readonly id: string;
  readonly name: string;
  readonly reason: string;
  readonly sentence: string;
  readonly since: string | null;
}

export interface Overview {
  readonly at: string;
  readonly policy: { readonly inForce: string; readonly since: string | null; readonly pinned: boolean };
  readonly stations: {
    readonly outbound: { readonly waiting: number; readonly scheduled: number; readonly active: number };
    readonly lanes: { readonly waiting: number; readonly delayed: number; readonly active: number };
    readonly deadLetters: { readonly total: number };
    readonly lastMinute: { readonly accepted: number; readonly sent: number; readonly dead: number };
  };
  readonly oldestWaitingAt: string | null;
  readonly pages: { readonly total: number; readonly held: number };
  readonly needAPerson: readonly NeedsAPerson[];
  readonly minutes: readonly Minute[];
}

export interface Hold {
  readonly reason: HoldReason;
  readonly detail?: string | null;
  readonly since: string | null;
  readonly by?: string | null;
  readonly nextProbeAt: string | null;
}

export interface Page extends PageSettings {
  readonly id: string;
  readonly hasToken: boolean;
  readonly warning?: string;
  readonly lane: {
    readonly waiting: number;
    readonly delayed: number;
    readonly active: number;
    readonly ratePerSecond: number;
    readonly restsUntil: string | null;
    readonly held: Hold | null;
    readonly oldestWaitingAt: string | null;
  };
}

export interface PageTemplates {
  readonly items: readonly {
    readonly name: string;
    readonly language: string;
    readonly status: string | null;
    readonly types: readonly string[];
  }[];
  readonly syncedAt: string | null;
}

export interface Attempt {
  readonly at: string;
  readonly durationMs: number;
  readonly outcome: "sent" | "throttled" | "failed" | "rejected" | "unknown";
  readonly error?: GraphError;
}

export interface PastDeath {
  readonly messageId: string;
  readonly reason: Reason;
  readonly sentence?: string;
  readonly detail: string;
  readonly attempts: number;
  readonly acceptedAt: string;
  readonly deadAt: string;
  readonly replayedBy: string;
  readonly replayedAt: string;
}

export interface Message {
  readonly id: string;
  readonly status: string;
  readonly page: string;
  readonly recipient: { readonly psid: string };
  readonly type: string;
  readonly acceptedAt: string;
  readonly decision: ToldDecision | null;
  readonly attempts: readonly Attempt[];
  readonly graphMessageId?: string;
  readonly sentAt?: string;
  readonly deliveredAt?: string;
  readonly readAt?: string;
  readonly deadLetter?: {
    readonly id: string;
    readonly reason: Reason;
    readonly sentence: string;
    readonly detail: string;
  };
  readonly replayOf?: string;
  readonly replayedAs?: string;
  readonly history?: readonly PastDeath[];
}

export interface DeadLetterRow {
  readonly id: string;
  readonly messageId: string;
  readonly page: string | null;
  readonly recipient: string | null;
  readonly type: string | null;
  readonly reason: Reason;
  readonly sentence: string;
  readonly detail: string;
  readonly graphError: GraphError | null;
  readonly attempts: number;
  readonly acceptedAt: string;
  readonly deadAt: string;
  readonly replays: number;
  readonly replayOf: string | null;
}

export interface DeadLetter extends Omit<DeadLetterRow, "attempts"> {
  readonly attempts: readonly Attempt[];
  readonly history: readonly PastDeath[];
  readonly decision: ToldDecision | null;
  readonly message: unknown;
}

export interface DeadLetterList {
  readonly items: readonly DeadLetterRow[];
  readonly total: number;
  readonly nextCursor: string | null;
}

export interface Summary {
  readonly total: number;
  readonly reasons: readonly { readonly reason: Reason; readonly count: number; readonly sentence: string }[];
  readonly pages: readonly { readonly page: string; readonly count: number }[];
  readonly otherPages: number;
  readonly types: readonly { readonly type: string; readonly count: number }[];
  readonly otherTypes: number;
}

export interface Filter {
  readonly reason?: string;
  readonly page?: string;
  readonly type?: string;
  readonly since?: string;
  readonly until?: string;
}

export type Selection = Filter | { readonly ids: readonly string[] };

export interface Preview {
  readonly matched: number;
  readonly wouldSend: number;
  readonly wouldReject: Readonly<Record<string, number>>;
}

export interface Replay {
  readonly replayId: string;
  readonly state: "collecting" | "running" | "aborting" | "done" | "aborted";
  readonly filter: Selection;
  readonly by: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly matched: number;
  readonly done: number;
  readonly replayed: number;
  readonly skipped: number;
  readonly skippedBecause: Readonly<Record<string, number>>;
}

export interface Mark {
  readonly start: number;
  readonly end: number;
  readonly why: string;
  /** Negative: it speaks against a promotion. */
  readonly weight: number;
}

export type Explanation = ToldDecision & {
  readonly windowChangesAt: string | null;
  readonly quietUntil: string | null;
  readonly request: unknown;
  readonly promotion?: { readonly marks: readonly Mark[] } | null;
};

export interface JobType {
  readonly name: string;
  readonly tag: Tag | null;
  readonly evidence: readonly string[];
  readonly priority: Priority;
}

export interface Conversation {
  readonly page: string;
  readonly psid: string;
  readonly lastInboundAt: string | null;
  readonly window: {
    readonly state: "open" | "human_agent" | "closed";
    readonly closesAt: string | null;
    readonly humanAgentUntil: string | null;
  };
  readonly deliveredAt: string | null;
  readonly readAt: string | null;
  readonly suppressed: { readonly reason: Reason; readonly detail: string; readonly since: string } | null;
}

export interface Setting {
  readonly name: string;
  readonly form: string;
  readonly default: string | number | null;
  readonly help: string;
  readonly value: string | number | null;
  readonly isSecret: boolean;
}

export interface Deed {
  readonly id: string;
  readonly at: string;
  readonly by: string;
  readonly via: string;
  readonly from: string;
  readonly action: string;
  readonly target: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}
