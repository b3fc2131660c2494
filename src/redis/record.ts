/**
 * How a message's record stands in Redis: a hash with few, short fields, because there is one for every message of a week.
 *
 *   s      status, by its letter                     r, dl   why it was given up, and as which dead letter
 *   m      page, person, acceptance, type            c       when it was cancelled
 *   f      fingerprint; of what may be repeated      ro, rp  what it is a replay of, and by which replay
 *   d, d1… decision                                  rb      what it was replayed as
 *   x      the attempt that sent it, or the time     hi      its earlier lives
 *   g, g1  Graph's id                                af      the one before it
 *   n, a1… the attempts that did not                 z       snoozes
 *                                                    b       the job that it shares
 */
import type { KeptDecision } from "../core/decision.ts";
import { STORED_STATUSES, type StoredStatus } from "../core/lifecycle.ts";
import { isReason, type GraphError, type Outcome, type Reason } from "../core/outcome.ts";
import { base36, fromBase36 } from "./base36.ts";
import { packDecision, unpackDecision } from "./packed-decision.ts";

/** One POST to Graph, as the record keeps it. */
export interface Attempt {
  /** Epoch ms at which it began. */
  readonly at: number;
  readonly durationMs: number;
  readonly outcome: Outcome["kind"];
  readonly error?: GraphError;
}

/** A death before this life: of which message, and what an operator saw of it. Times are epoch ms. */
export interface PastDeath {
  readonly messageId: string;
  readonly reason: Reason;
  readonly detail: string;
  readonly graphError: GraphError | null;
  readonly attempts: number;
  readonly acceptedAt: number;
  readonly deadAt: number;
  readonly replayedBy: string;
  readonly replayedAt: number;
  /** As it was, when it was replayed with another content. */
  readonly message?: unknown;
}

export interface MessageRecord {
  readonly id: string;
  readonly status: StoredStatus;
  /** Null: it was accepted without a key, and so cannot be repeated. */
  readonly fingerprint: string | null;
  readonly page: string;
  readonly psid: string;
  readonly type: string;
  /** Epoch ms, in thousandths. */
  readonly acceptedAt: number;
  readonly decision: KeptDecision | null;
  readonly attempts: readonly Attempt[];
  readonly graphMessageId: string | null;
  readonly sentAt: number | null;
  readonly cancelledAt: number | null;
  readonly reason: Reason | null;
  readonly deadLetterId: string | null;
  readonly replayOf: string | null;
  /** The replay that made it. */
  readonly replay: string | null;
  /** Oldest first. */
  readonly history: readonly PastDeath[];
  /** The message that it became when it was replayed. */
  readonly replayedAs: string | null;
  /** How often a sender took it up and let it go with no attempt, so that a crash can be told from a snooze. */
  readonly snoozes: number;
  /** The message of the same person that was accepted before it and must have ended first. */
  readonly after: string | null;
  /** The job that it shares, until it is judged, with others of its batch or of its moment; null: it has, or had, its own. */
  readonly shared: string | null;
}

export interface Acceptance extends Pick<
  MessageRecord,
  "id" | "page" | "psid" | "type" | "acceptedAt" | "replayOf" | "replay" | "history" | "shared"
> {
  /** Of the whole message: tells a repeat of a key from another message under the same key. Null: it has no key. */
  readonly fingerprint: string | null;
  readonly sendAt: number | null;
}

type Fields = Readonly<Record<string, string | undefined>>;

export const LETTERS: Readonly<Record<StoredStatus, string>> = {
  accepted: "a",
  queued: "q",
  sent: "s",
  dead: "d",
  cancelled: "c",
};

export function statusIn(letter: string | undefined): StoredStatus {
  return STORED_STATUSES.find((status) => LETTERS[status] === letter) ?? "accepted";
}

/** Name, value, name, value …, as all of these. */
export function acceptanceFields(it: Acceptance): string[] {
  return [
    "m",
    `${it.page},${it.psid},${base36(it.acceptedAt * 1_000)},${it.type}`,
    ...(it.fingerprint === null ? [] : ["f", it.fingerprint]),
    ...(it.shared === null ? [] : ["b", it.shared]),
    ...(it.replayOf === null ? [] : ["ro", it.replayOf]),
    ...(it.replay === null ? [] : ["rp", it.replay]),
    ...(it.history.length === 0 ? [] : ["hi", JSON.stringify(it.history)]),
  ];
}

/** Which message; its times are kept as ms since it was accepted. */
export type Known = Pick<MessageRecord, "id" | "acceptedAt">;

export function decisionFields({ acceptedAt }: Known, decision: KeptDecision): string[] {
  return sliced("d", packDecision(decision, startOf(acceptedAt)));
}

/** Meta's ids have some 90 characters. */
export function graphIdFields(id: string): string[] {
  return sliced("g", id);
}

/** @param durationMs  of the attempt that began then; null: it is known from elsewhere that it was sent */
export function sentFields({ acceptedAt }: Known, at: number, durationMs: number | null): string[] {
  const since = base36(at - startOf(acceptedAt));
  return ["x", durationMs === null ? since : `${since},${base36(durationMs)}`];
}

/** The same whole ms before the acceptance is packed, in thousandths, and after. */
function startOf(acceptedAt: number): number {
  return Math.floor(Math.round(acceptedAt * 1_000) / 1_000);
}

export function recordOf(id: string, fields: Fields): MessageRecord {
  const about = aboutIn(fields["m"]);
  const since = startOf(about.acceptedAt);
  const decision = joined("d", fields);
  const { sentAt, attempts } = sentIn(fields["x"], since);
  return {
    id,
    status: statusIn(fields["s"]),
    fingerprint: fields["f"] ?? null,
    ...about,
    decision: decision === null ? null : unpackDecision(decision, since, about.type),
    attempts: [...attemptsIn(fields), ...attempts],
    graphMessageId: joined("g", fields),
    sentAt,
    cancelledAt: fields["c"] === undefined ? null : fromBase36(fields["c"]),
    reason: reasonIn(fields["r"]),
    deadLetterId: fields["dl"] ?? null,
    replayOf: fields["ro"] ?? null,
    replay: fields["rp"] ?? null,
    history: historyIn(fields["hi"]),
    replayedAs: fields["rb"] ?? null,
    snoozes: Number(fields["z"] ?? 0),
    after: fields["af"] ?? null,
    shared: fields["b"] ?? null,
  };
}

/** The type stands last, for it may hold a comma. */
export function aboutIn(
  field: string | undefined,
): Pick<MessageRecord, "page" | "psid" | "acceptedAt" | "type"> {
  const [page = "", psid = "", at = "0", ...type] = (field ?? "").split(",");
  return { page, psid, acceptedAt: fromBase36(at) / 1_000, type: type.join(",") };
}

function sentIn(field: string | undefined, since: number): Pick<MessageRecord, "sentAt" | "attempts"> {
  if (field === undefined) return { sentAt: null, attempts: [] };
  const [afterMs = 0, durationMs] = field.split(",").map(fromBase36);
  const at = since + afterMs;
  if (durationMs === undefined) return { sentAt: at, attempts: [] };
  return { sentAt: at + durationMs, attempts: [{ at, durationMs, outcome: "sent" }] };
}

function attemptsIn(fields: Fields): Attempt[] {
  return Array.from({ length: Number(fields["n"] ?? 0) }, (_, i) => fields[`a${String(i + 1)}`])
    .filter((it) => it !== undefined)
    .map(attemptIn);
}

/**
 * Redis keeps a hash in one piece of memory as long as no value is longer than `hash-max-listpack-value`, and takes three
 * times as much for it beyond. That is 64 where nobody has set it: so what may be longer is kept in slices.
 */
const SLICE = 64;

/** `name`, `name1`, `name2` …; a slice that is not full is the last. */
function sliced(name: string, text: string): string[] {
  if (text.length < SLICE) return [name, text];
  const slices = Array.from({ length: Math.floor(text.length / SLICE) + 1 }, (_, i) => [
    i === 0 ? name : name + String(i),
    text.slice(i * SLICE, (i + 1) * SLICE),
  ]);
  return slices.flat();
}

/** Null: it is not there. */
function joined(name: string, fields: Fields): string | null {
  let slice = fields[name];
  if (slice === undefined) return null;
  let text = slice;
  for (let i = 1; slice?.length === SLICE; i += 1) {
    slice = fields[name + String(i)];
    text += slice ?? "";
  }
  return text;
}

/** What this module wrote itself comes back as it was. */
function historyIn(json: string | undefined): readonly PastDeath[] {
  return json === undefined ? [] : JSON.parse(json);
}

function attemptIn(json: string): Attempt {
  return JSON.parse(json);
}

function reasonIn(name: string | undefined): Reason | null {
  return name !== undefined && isReason(name) ? name : null;
}
