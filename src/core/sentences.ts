/** The sentences that explain a decision to someone who knows the customer and not the platform. */
import type { Window } from "./window.ts";

const HOUR_MS = 3_600_000;

/** What the sentence of a message that may go is made of. */
interface Going {
  readonly window: Window;
  readonly judgedAt: number;
  readonly type: string;
  readonly tag: string | null;
  readonly carriedAs: { readonly template: { readonly name: string } | null };
  readonly isApproved: boolean;
}

/** Why it may go: freely, or although the window is closed. */
export function goesSentence({ window, judgedAt, ...it }: Going): string {
  const { state, lastInboundAt, closesAt } = window;
  const wrote = ago(lastInboundAt, judgedAt);
  if (state === "open") return `They wrote ${wrote}, so the window is open until ${moment(closesAt)}.`;
  const last = lastInboundAt === null ? "They have never written here" : `They last wrote ${wrote}`;
  return `${last}; ${howItGoes(it)}`;
}

function howItGoes({ type, tag, carriedAs, isApproved }: Omit<Going, "window" | "judgedAt">): string {
  if (carriedAs.template === null) return `${type} may still go with the tag ${tag ?? ""}.`;
  const known = isApproved ? " approved" : "";
  return `${type} (${tag ?? ""}) goes as the page's${known} utility template ${carriedAs.template.name}.`;
}

/** When it could go. */
export function waitSentence(window: Window, now: number): string {
  if (window.lastInboundAt === null) return "They have never written to this page; it can go once they do.";
  const last = `They last wrote ${ago(window.lastInboundAt, now)}`;
  if (window.state !== "human_agent") return `${last}; it can go if they write again.`;
  return `${last}; a person may still answer until ${moment(window.humanAgentUntil)}, anything else can go if they write again.`;
}

export function moment(at: number | null): string {
  return at === null ? "–" : `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function ago(at: number | null, now: number): string {
  if (at === null) return "never";
  const hours = Math.floor((now - at) / HOUR_MS);
  if (hours < 1) return "within the last hour";
  return hours < 48 ? `${String(hours)} h ago` : `${String(Math.floor(hours / 24))} days ago`;
}
