/**
 * What Messenger accepts outside the open window, tag by tag, with dates. Meta's next change is one more row
 * here, and an end for the row that it replaces.
 */
import type { Tag } from "./catalogue.ts";
import type { PolicyName } from "./decision.ts";
import type { TagPolicy } from "./page.ts";

/** How a tag travels: as `messaging_type: MESSAGE_TAG`, or as an approved utility template of the page. */
export type Carrier = "message_tag" | "utility_template";

export interface PolicyRow {
  readonly tag: Tag;
  readonly carrier: Carrier;
  /** Epoch ms, inclusive. */
  readonly validFrom: number;
  /** Epoch ms, exclusive; null: no end is announced. */
  readonly validUntil: number | null;
  readonly replacedBy: Carrier | null;
  /** Where Meta says so, with the date of the page. */
  readonly source: string;
}

/** The four tags' own beginning. */
const TAGS_BEGAN_AT = Date.parse("2020-03-04T00:00:00Z");
/** "Every request with the three tags gets error code 100": changelog of 2026-03-27. */
export const TAGS_RETIRED_AT = Date.parse("2026-04-27T00:00:00Z");

const REFERENCE = 'Send API reference, "Message tags", 2026';
const CHANGELOG = "Messenger Platform changelog, 2026-03-27";
const UTILITY = 'Messenger Platform, "Utility messages", 2026-03-13';

export const POLICY_TABLE: readonly PolicyRow[] = [
  ...retired("POST_PURCHASE_UPDATE"),
  ...retired("CONFIRMED_EVENT_UPDATE"),
  ...retired("ACCOUNT_UPDATE"),
  {
    tag: "HUMAN_AGENT",
    carrier: "message_tag",
    validFrom: TAGS_BEGAN_AT,
    validUntil: null,
    replacedBy: null,
    source: REFERENCE,
  },
];

/** What carries the tag at that moment; null: nothing does any more. */
export function carrierAt(tag: Tag, moment: number): Carrier | null {
  return POLICY_TABLE.find((row) => row.tag === tag && isInForce(row, moment))?.carrier ?? null;
}

/**
 * The moment whose rules hold: the page's pin goes before the service's, and both before the date. A pin is a
 * moment too: `message_tags` the last one before the tags ended, `utility` now, or their end while that is to come.
 */
export function policyMoment(pagePin: TagPolicy, servicePin: TagPolicy, now: number): number {
  const pin = pagePin === "auto" ? servicePin : pagePin;
  switch (pin) {
    case "auto":
      return now;
    case "message_tags":
      return TAGS_RETIRED_AT - 1;
    case "utility":
      return Math.max(now, TAGS_RETIRED_AT);
  }
}

export function policyNameAt(moment: number): PolicyName {
  return moment < TAGS_RETIRED_AT ? "message_tags" : "utility";
}

const CHANGES = [
  ...new Set(POLICY_TABLE.flatMap((row) => [row.validFrom, row.validUntil ?? []].flat())),
].toSorted((a, b) => a - b);

/** When the table next changes what holds after that moment; null: nothing is announced. */
export function changeAfter(moment: number): number | null {
  return CHANGES.find((at) => at > moment) ?? null;
}

function isInForce(row: PolicyRow, moment: number): boolean {
  return row.validFrom <= moment && (row.validUntil === null || moment < row.validUntil);
}

function retired(tag: Tag): PolicyRow[] {
  return [
    {
      tag,
      carrier: "message_tag",
      validFrom: TAGS_BEGAN_AT,
      validUntil: TAGS_RETIRED_AT,
      replacedBy: "utility_template",
      source: CHANGELOG,
    },
    {
      tag,
      carrier: "utility_template",
      validFrom: TAGS_RETIRED_AT,
      validUntil: null,
      replacedBy: null,
      source: UTILITY,
    },
  ];
}

/** Epoch ms at which it came into force. */
export function policySince(name: PolicyName): number {
  return name === "message_tags" ? TAGS_BEGAN_AT : TAGS_RETIRED_AT;
}
