/** The sentences that explain a decision to someone who knows the customer and not the platform. */
import type { Window } from "./window.ts";

const HOUR_MS = 3_600_000;

/** Why it may go freely. */
export function openSentence(window: Window, now: number): string {
  return `They wrote ${ago(window.lastInboundAt, now)}, so the window is open until ${moment(window.closesAt)}.`;
}

/** Why it may go although the window is closed. */
export function outsideSentence(window: Window, now: number, how: string): string {
  const last =
    window.lastInboundAt === null
      ? "They have never written here"
      : `They last wrote ${ago(window.lastInboundAt, now)}`;
  return `${last}; ${how}`;
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
