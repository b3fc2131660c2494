/**
 * The messaging window of one conversation.
 *
 * 24 hours from the person's last action, any content (Messenger Platform, "Send messages", 2026-05-05);
 * a human's answer within 7 days (Send API reference, "Message tags", HUMAN_AGENT, 2026).
 */
import type { Refused } from "./outcome.ts";

const HOUR_MS = 3_600_000;
const OPEN_WINDOW_MS = 24 * HOUR_MS;
const HUMAN_AGENT_WINDOW_MS = 7 * 24 * HOUR_MS;

export const WINDOW_STATES = ["open", "human_agent", "closed"] as const;
export type WindowState = (typeof WINDOW_STATES)[number];

/** All times are epoch milliseconds. */
export interface Window {
  readonly state: WindowState;
  readonly lastInboundAt: number | null;
  /** When the open window closes: the first millisecond at which it is no longer open. Null when it is not open. */
  readonly closesAt: number | null;
  /** Until when a person may still answer; null when that too is over, or they never wrote. */
  readonly humanAgentUntil: number | null;
}

/** When the window of one who wrote at that time closes, if nothing else is known. */
export function openLimit(lastInboundAt: number): number {
  return lastInboundAt + OPEN_WINDOW_MS;
}

/** Until when a person may answer one who wrote at that time. */
export function humanAgentLimit(lastInboundAt: number): number {
  return lastInboundAt + HUMAN_AGENT_WINDOW_MS;
}

/** What makes a window longer or shorter than the 24 hours. */
export interface WindowNews {
  /** Until when an ad keeps it open; null: no ad does. */
  readonly adOpenUntil?: number | null;
  /** Meta refused a message as outside the window that looked open from here. */
  readonly saidClosed?: boolean;
}

/** The window as it stands at `now`; spans are absolute, so time zones and daylight saving make no difference. */
export function windowAt(
  lastInboundAt: number | null,
  now: number,
  { adOpenUntil = null, saidClosed = false }: WindowNews = {},
): Window {
  if (lastInboundAt === null) return closed(null);
  const closesAt = saidClosed ? lastInboundAt : Math.max(openLimit(lastInboundAt), adOpenUntil ?? 0);
  const humanAgentUntil = Math.max(humanAgentLimit(lastInboundAt), closesAt);
  if (now < closesAt) return { state: "open", lastInboundAt, closesAt, humanAgentUntil };
  if (now < humanAgentUntil) return { state: "human_agent", lastInboundAt, closesAt: null, humanAgentUntil };
  return closed(lastInboundAt);
}

/** What is known of a person, as far as it bears on their window. Times are epoch ms; null: never, or not known. */
export interface KnownOfPerson {
  /** Their last action. */
  readonly lastInboundAt: number | null;
  /** Their last message that came by a click-to-Messenger ad. */
  readonly lastAdAt: number | null;
  /** What Meta refused them with since they last wrote. */
  readonly refused: Refused | null;
}

/**
 * The window of a person. "May last up to 7 days" after a click-to-Messenger ad (policy, 2026-09-28); the conditions
 * are not published, so a page that says nothing gives an ad no more than any message.
 * @param adWindowHours  the page's own; undefined: as any message
 */
export function windowOf(known: KnownOfPerson, adWindowHours: number | undefined, now: number): Window {
  const { lastInboundAt, lastAdAt, refused } = known;
  const adOpenUntil =
    lastAdAt === null || adWindowHours === undefined ? null : lastAdAt + adWindowHours * HOUR_MS;
  return windowAt(lastInboundAt, now, { adOpenUntil, saidClosed: refused?.kind === "window_closed" });
}

/** When the state next changes by itself; null: only when they write again. */
export function changesAt(window: Window): number | null {
  return window.closesAt ?? window.humanAgentUntil;
}

function closed(lastInboundAt: number | null): Window {
  return { state: "closed", lastInboundAt, closesAt: null, humanAgentUntil: null };
}
