/**
 * A decision in some twenty characters, as the record keeps it: what it says in words follows from its facts.
 *
 * Seven digits, each the place of a value in a list below; then times in base 36, left out where they are what they
 * mostly are; then, in brackets, what only some have. `1101100rs,255s0` is: a second after its acceptance,
 * "They wrote 1 h ago, so …".
 */
import { CONDITIONS } from "../core/alternatives.ts";
import { TAGS } from "../core/catalogue.ts";
import { MESSAGING_TYPES, type KeptDecision, type PolicyName } from "../core/decision.ts";
import type { Reason } from "../core/outcome.ts";
import { humanAgentLimit, openLimit, WINDOW_STATES, type Window } from "../core/window.ts";
import { base36, fromBase36 } from "./base36.ts";

/** These lists, and those of core that are used here, grow at their end only: what was packed before must still be read. */
const VERDICTS = ["reject", "send"] as const;
const POLICIES = ["message_tags", "utility"] as const satisfies PolicyName[];
const ANY_TAG = [null, ...TAGS] as const;
const TRUTH = [false, true] as const;

/** What stands in brackets: the template's name and language, or 0; then the details. */
type SendRest = readonly [template: readonly [string, string] | 0, ...details: string[]];
/** The reason; of each alternative its type, tag and condition; then the details. */
type RejectRest = readonly [Reason, alternatives: readonly [string, number, number][], ...details: string[]];

/** @param since  epoch ms from which its times are counted, so that they are short */
export function packDecision(decision: KeptDecision, since: number): string {
  const { verdict, policy, window, tag } = decision;
  const ground = digit(VERDICTS, verdict) + digit(POLICIES, policy) + digit(WINDOW_STATES, window.state);
  if (decision.verdict === "reject") {
    const alternatives = decision.alternatives.map((it) => {
      return [it.type, ANY_TAG.indexOf(it.tag), CONDITIONS.indexOf(it.condition)];
    });
    const rest = [decision.reason, alternatives, ...decision.details];
    return `${ground}${digit(ANY_TAG, tag)}000${times(decision, since, null)}${json(rest)}`;
  }
  const { carriedAs, isApproved, details } = decision;
  const how =
    digit(MESSAGING_TYPES, carriedAs.messagingType) +
    digit(ANY_TAG, carriedAs.tag) +
    digit(TRUTH, isApproved);
  const { template } = carriedAs;
  const rest =
    template === null && details.length === 0
      ? ""
      : json([template === null ? 0 : [template.name, template.language], ...details]);
  return `${ground}${digit(ANY_TAG, tag)}${how}${times(decision, since, decision.validUntil)}${rest}`;
}

/** @param type  of the message that it is about, which the record tells elsewhere */
export function unpackDecision(packed: string, since: number, type: string): KeptDecision {
  const [verdict, policy, state, tag, messagingType, carriedTag, isApproved] = packed;
  const bracket = packed.indexOf("[");
  const end = bracket === -1 ? undefined : bracket;
  const clock = timesIn(packed.slice(7, end), since, at(WINDOW_STATES, state));
  const { judgedAt, window, validUntil } = clock;
  const ground = { judgedAt, policy: at(POLICIES, policy), window, type, tag: at(ANY_TAG, tag) };
  if (at(VERDICTS, verdict) === "reject") {
    const [reason, others, ...details]: RejectRest = JSON.parse(packed.slice(bracket));
    const alternatives = others.map(([name, nth, condition]) => {
      return { type: name, tag: at(ANY_TAG, nth), condition: at(CONDITIONS, condition) };
    });
    return { verdict: "reject", ...ground, reason, alternatives, details };
  }
  const [named, ...details]: SendRest = bracket === -1 ? [0] : JSON.parse(packed.slice(bracket));
  const carriedAs = {
    messagingType: at(MESSAGING_TYPES, messagingType),
    tag: at(ANY_TAG, carriedTag),
    template: named === 0 ? null : { name: named[0], language: named[1] },
  };
  return { verdict: "send", ...ground, carriedAs, isApproved: at(TRUTH, isApproved), validUntil, details };
}

function times({ judgedAt, window }: KeptDecision, since: number, validUntil: number | null): string {
  const { lastInboundAt, closesAt, humanAgentUntil } = window;
  const from = lastInboundAt ?? judgedAt;
  const usual = usualLimits(window.state, lastInboundAt);
  const list = [
    base36(judgedAt - since),
    lastInboundAt === null ? "" : base36(judgedAt - lastInboundAt),
    unlessUsual(closesAt, usual.closesAt, from),
    unlessUsual(humanAgentUntil, usual.humanAgentUntil, from),
    unlessUsual(validUntil, closesAt, from),
  ];
  return list.join(",").replace(/,+$/, "");
}

function timesIn(packed: string, since: number, state: Window["state"]) {
  const [judged = "", inbound = "", closes, human, valid] = packed.split(",");
  const judgedAt = since + fromBase36(judged);
  const lastInboundAt = inbound === "" ? null : judgedAt - fromBase36(inbound);
  const from = lastInboundAt ?? judgedAt;
  const usual = usualLimits(state, lastInboundAt);
  const closesAt = orUsual(closes, usual.closesAt, from);
  const humanAgentUntil = orUsual(human, usual.humanAgentUntil, from);
  const validUntil = orUsual(valid, closesAt, from);
  return { judgedAt, window: { state, lastInboundAt, closesAt, humanAgentUntil }, validUntil };
}

/** With no ad and no word of Meta's to the contrary. */
function usualLimits(state: Window["state"], lastInboundAt: number | null) {
  const isOpen = lastInboundAt !== null && state === "open";
  const isAnswerable = lastInboundAt !== null && state !== "closed";
  return {
    closesAt: isOpen ? openLimit(lastInboundAt) : null,
    humanAgentUntil: isAnswerable ? humanAgentLimit(lastInboundAt) : null,
  };
}

function unlessUsual(time: number | null, usual: number | null, from: number): string {
  if (time === usual) return "";
  return time === null ? NONE : base36(time - from);
}

function orUsual(packed: string | undefined, usual: number | null, from: number): number | null {
  if (packed === undefined || packed === "") return usual;
  return packed === NONE ? null : from + fromBase36(packed);
}

const NONE = "!";

function digit<T>(list: readonly T[], value: T): string {
  return String(list.indexOf(value));
}

function at<T>(list: readonly [T, ...T[]], place: string | number | undefined): T {
  return list[Number(place)] ?? list[0];
}

/** In ASCII, so that it may be cut anywhere. */
function json(value: unknown): string {
  return JSON.stringify(value).replace(NOT_ASCII, escaped);
}

const NOT_ASCII = /[\u0080-\uffff]/g;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
