/** What is set for one Page, apart from its token. */
import { z } from "zod";
import { quietHours, zoneName } from "./quiet-hours.ts";
import { templateMapping, type TemplateSlots } from "./template.ts";

export const TAG_POLICIES = ["auto", "message_tags", "utility"] as const;
export type TagPolicy = (typeof TAG_POLICIES)[number];

/** Above this the Page's inbox stalls and it cannot send ("Rate limiting", 2026-03-23). */
export const SAFE_RATE = 40;
/** Meta's own limit for a Page's texts (same page). */
export const HIGHEST_RATE = 300;

export const pageSettings = z.strictObject({
  name: z.string().trim().min(1, "must not be empty").max(200),
  /** Messages a second; null: the service's PAGE_RATE. */
  ratePerSecond: z.number().min(0.1).max(HIGHEST_RATE).optional(),
  /** The least time between two messages to one person; Meta may limit who sends a thread too many ("Rate limiting", 2026-03-23). */
  recipientSpacingMs: z.number().int().min(0).max(60_000).default(1_000),
  /** Whether Meta has granted the app the Human Agent feature for this page. */
  humanAgent: z.boolean().default(false),
  /** Pins the page to one policy; `auto` follows the service's TAG_POLICY, and that the date. */
  tagPolicy: z.enum(TAG_POLICIES).default("auto"),
  promotionGuard: z.enum(["reject", "flag", "off"]).default("reject"),
  templates: z.record(z.string().min(1).max(100), templateMapping).default({}),
  /** ISO 3166 codes of the countries that the page's utility templates serve; empty: all. */
  countries: z
    .array(z.string().regex(/^[A-Z]{2}$/, "must be a two-letter country code"))
    .max(250)
    .default([]),
  /** How long a click-to-Messenger ad keeps the window open, hours; left out: as any message, 24. */
  adWindowHours: z.number().min(24).max(168).optional(),
  timeZone: zoneName.default("UTC"),
  /** When nothing goes out that can wait. */
  quietHours: quietHours.optional(),
});

/** A page as it is registered: its settings and, when it is new or changed, its token. */
export const pageInput = pageSettings.extend({
  accessToken: z.string().trim().min(1, "must not be empty").max(1_000).optional(),
});

/** PAGES_FILE. */
export const pageListSchema = z.array(
  pageInput.extend({ id: z.string().regex(/^\d{1,32}$/, "must be a string of digits") }),
);

export type PageSettings = z.output<typeof pageSettings>;

/** What Meta last told of one template: its approval, and the values it takes (null: not told). */
export interface KnownTemplate {
  readonly status: string;
  readonly slots: TemplateSlots | null;
}

/** What policy sees of a page: its settings, and Meta's word on its templates (by `name/language`; null: never asked). */
export interface Page extends PageSettings {
  readonly templateStatus: Readonly<Record<string, KnownTemplate>> | null;
}

export function templateKey(template: { readonly name: string; readonly language: string }): string {
  return `${template.name}/${template.language}`;
}
