/**
 * What a person changes by hand, each put on record with who did it and from where, whichever the door.
 *
 * On record first, then done: whoever dies between told of something that did not happen, rather than the other way
 * round. Where only the deed shows what comes of it, it goes first.
 */
import type { PageSettings } from "../core/page.ts";
import type { StarterTemplate } from "../core/template.ts";
import type { CreatedTemplate } from "../graph/client.ts";
import type { Actor, Audit } from "../redis/audit.ts";
import type { Conversations } from "../redis/conversations.ts";
import { settingsOf, type Pages } from "../redis/pages.ts";
import type { Cancel, Cancelled } from "./canceller.ts";
import type { Holds } from "./holds.ts";
import type { PageOffice } from "./pages.ts";
import type { People } from "./people.ts";
import type { Mended, Upkeep } from "./upkeep.ts";

export interface Operator {
  pause(page: string, reason: string, actor: Actor): Promise<void>;
  resume(page: string, actor: Actor): Promise<void>;
  /** @returns what went wrong beside it, in one sentence or more; null: nothing */
  register(
    page: string,
    settings: PageSettings,
    accessToken: string | null,
    actor: Actor,
  ): Promise<{ warning: string | null }>;
  /** The same of a page that is there, of which `next` says what changes. Null: there is none. */
  change(
    page: string,
    next: (settings: PageSettings) => PageSettings,
    accessToken: string | null,
    actor: Actor,
  ): Promise<{ warning: string | null } | null>;
  createTemplate(page: string, starter: StarterTemplate, actor: Actor): Promise<CreatedTemplate>;
  /** Lifts what Meta's refusals left against a person. */
  forgive(page: string, psid: string, actor: Actor): Promise<void>;
  /** When they last wrote, as another system knows it; epoch ms. */
  importInbound(page: string, psid: string, lastInboundAt: number, actor: Actor): Promise<void>;
  cancel(id: string, actor: Actor): Promise<Cancelled>;
  /** Compares the index of the dead letters with their queue, and mends it. */
  mend(actor: Actor): Promise<Mended>;
}

export function createOperator(deps: {
  readonly audit: Pick<Audit, "record">;
  readonly pages: Pick<Pages, "get">;
  readonly conversations: Pick<Conversations, "inbound">;
  readonly holds: Pick<Holds, "hold" | "release">;
  readonly office: Pick<PageOffice, "register" | "change" | "createTemplate">;
  readonly people: Pick<People, "forgive">;
  readonly upkeep: Pick<Upkeep, "mend">;
  readonly cancel: Cancel;
}): Operator {
  const { audit, pages, conversations, holds, office, people, upkeep, cancel } = deps;

  return {
    async pause(page, reason, actor) {
      await audit.record(actor, { action: "page.paused", target: page, details: { reason } });
      await holds.hold(page, { reason: "operator", detail: reason, by: actor.by });
    },
    async resume(page, actor) {
      const held = (await pages.get(page))?.held ?? null;
      const details = { held: held?.reason ?? null };
      await audit.record(actor, { action: "page.resumed", target: page, details });
      await holds.release(page, actor.by);
    },
    async register(page, settings, accessToken, actor) {
      const before = await pages.get(page);
      const changed = changesBetween(before, settings);
      // A file of pages is read again at each start; what it leaves as it was is nobody's deed.
      const details = { ...changed, ...(accessToken !== null && { accessToken: "set" }) };
      if (before === null || (Object.keys(details).length > 0 && !isUntouched(actor, changed))) {
        const action = before === null ? "page.registered" : "page.changed";
        await audit.record(actor, { action, target: page, details });
      }
      return office.register(page, settings, accessToken, actor.by);
    },
    async change(page, next, accessToken, actor) {
      const before = await pages.get(page);
      if (before === null) return null;
      const changed = changesBetween(before, next(settingsOf(before)));
      const details = { ...changed, ...(accessToken !== null && { accessToken: "set" }) };
      if (Object.keys(details).length > 0)
        await audit.record(actor, { action: "page.changed", target: page, details });
      return office.change(page, next, accessToken, actor.by);
    },
    async createTemplate(page, starter, actor) {
      const created = await office.createTemplate(page, starter);
      const { name, language } = starter.template;
      const came = created.ok ? { status: created.status } : { refused: created.error };
      const details = { type: starter.type, name, language, ...came };
      await audit.record(actor, { action: "template.created", target: page, details });
      return created;
    },
    async forgive(page, psid, actor) {
      if (await people.forgive(page, psid, actor.by))
        await audit.record(actor, { action: "conversation.forgiven", target: page, details: { psid } });
    },
    async importInbound(page, psid, lastInboundAt, actor) {
      const details = { psid, lastInboundAt: new Date(lastInboundAt).toISOString() };
      await audit.record(actor, { action: "conversation.imported", target: page, details });
      await conversations.inbound(page, psid, lastInboundAt);
    },
    async cancel(id, actor) {
      const cancelled = await cancel(id, actor.by);
      if (cancelled.kind === "cancelled")
        await audit.record(actor, { action: "message.cancelled", target: id, details: {} });
      return cancelled;
    },
    async mend(actor) {
      const mended = await upkeep.mend();
      const details = { ...mended };
      await audit.record(actor, { action: "dead_letters.repaired", target: null, details });
      return mended;
    },
  };
}

/** The same file as before: it names the token each time, changed or not. */
function isUntouched({ via }: Actor, changed: object): boolean {
  return via === "settings" && Object.keys(changed).length === 0;
}

/** By the name of the setting: what it was, and what it is now. Of templates only the types whose mapping changed. */
function changesBetween(before: PageSettings | null, after: PageSettings): Record<string, unknown> {
  const { templates, ...settings } = after;
  const was: ReadonlyMap<string, unknown> = new Map(Object.entries(before ?? {}));
  const names = new Set([...Object.keys(settings), ...SETTABLE.filter((name) => was.has(name))]);
  const now: ReadonlyMap<string, unknown> = new Map(Object.entries(settings));
  const changed = [...names]
    .filter((name) => !isSame(was.get(name), now.get(name)))
    .map((name) => [name, { from: was.get(name) ?? null, to: now.get(name) ?? null }] as const);
  const types = new Set([...Object.keys(before?.templates ?? {}), ...Object.keys(templates)]);
  const mapped = [...types].filter((type) => !isSame(before?.templates[type], templates[type]));
  return { ...Object.fromEntries(changed), ...(mapped.length > 0 && { templates: mapped }) };
}

/** What may be there or not: left out of the new settings, it is taken back. */
const SETTABLE = ["ratePerSecond", "adWindowHours", "quietHours"];

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
