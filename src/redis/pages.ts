/** The registered pages: settings, sealed token, Meta's word on their templates, and why they are held. */
import { hash } from "node:crypto";
import { z } from "zod";
import { pageSettings, type KnownTemplate, type Page, type PageSettings } from "../core/page.ts";
import { HOLD_REASONS, type HoldReason } from "../core/outcome.ts";
import type { TemplateMapping } from "../core/template.ts";
import type { RedisClient } from "./connection.ts";
import { fieldChanger } from "./fields.ts";
import type { Keys } from "./keys.ts";
import { createPageList } from "./page-list.ts";
import { scriptRunner } from "./scripts.ts";
import type { TokenSeal } from "./token-seal.ts";

export interface Hold {
  readonly reason: HoldReason;
  /** In the operator's or in Graph's words. */
  readonly detail: string;
  /** Epoch ms. */
  readonly since: number;
  /** Who paused it: an API key's name, `sender`, or `meta`. */
  readonly by: string;
  /** For what passes by itself, one message now and then finds out whether it has; null: it waits for a person. */
  readonly probe: Probe | null;
}

export interface Probe {
  /** Epoch ms of the next one. */
  readonly at: number;
  readonly made: number;
  /** Whether a message may go to find out, at this moment. */
  readonly underWay: boolean;
}

export interface StoredPage extends Page {
  readonly id: string;
  readonly hasToken: boolean;
  /** Epoch ms at which Graph last told of its templates; null: never. */
  readonly templatesSyncedAt: number | null;
  readonly held: Hold | null;
  /** Epoch ms, ten seconds too early at the most, at which Meta last refused one of its persons; null: it never did. */
  readonly refusedAt: number | null;
}

export interface Pages {
  put(id: string, settings: PageSettings, accessToken: string | null): Promise<void>;
  /** Changes what is named and leaves the rest, whoever else changes it at the same time. False: there is no such page. */
  change(
    id: string,
    next: (settings: PageSettings) => PageSettings,
    accessToken: string | null,
  ): Promise<boolean>;
  /** Lets a template stand for a job type; what else is set stays. */
  mapTemplate(id: string, type: string, mapping: TemplateMapping): Promise<void>;
  get(id: string): Promise<StoredPage | null>;
  /** As `get`, but up to a second old: for the hot path. */
  recent(id: string): Promise<StoredPage | null>;
  /** Null: the page has none. Kept opened for a second. */
  token(id: string): Promise<string | null>;
  list(): Promise<string[]>;
  /** All of them, as they are at this moment; kept in memory, so that asking often costs little. */
  all(): Promise<readonly StoredPage[]>;
  hold(id: string, hold: Hold): Promise<void>;
  release(id: string): Promise<void>;
  /** Notes that a person of the page was refused, by an attempt that began at that time. */
  refused(id: string, at: number): Promise<void>;
  /** Pages whose probe is due. */
  probesDue(now: number): Promise<string[]>;
  /** What was kept of it is read again at the next call. */
  forget(id: string): void;
  /** Replaces what is known of the page's templates, by `name/language`. */
  putTemplates(id: string, known: Readonly<Record<string, KnownTemplate>>): Promise<void>;
  /** News of one template's approval; what values it takes stays as it was told. */
  putTemplateStatus(id: string, key: string, status: string): Promise<void>;
}

const RECENT_MS = 1_000;
/** A page that is refused often need not say so each time. */
const REFUSALS_TOLD_MS = 10_000;

/** KEYS: page. ARGV: field, value. Only on a page that is there. */
const NOTE = `
if redis.call("EXISTS", KEYS[1]) == 0 then return 0 end
return redis.call("HSET", KEYS[1], ARGV[1], ARGV[2])`;

/** When the list was last had from Graph: so that "has none" differs from "never asked". */
const SYNCED = "";

const holdSchema = z.object({
  reason: z.custom<HoldReason>((it) => typeof it === "string" && Object.hasOwn(HOLD_REASONS, it)),
  detail: z.string(),
  since: z.number(),
  by: z.string(),
  probe: z.object({ at: z.number(), made: z.number(), underWay: z.boolean() }).nullable().default(null),
});

export function createPages(client: RedisClient, keys: Keys, seal: TokenSeal): Pages {
  const change = fieldChanger(client);
  const run = scriptRunner(client);
  const kept = new Map<string, Kept>();

  interface Kept {
    /** By a steady clock. */
    readonly readAt: number;
    readonly opened: Promise<Opened | null>;
    readonly page: Promise<StoredPage | null>;
    token: Promise<string | null> | null;
  }

  interface Opened {
    /** Of what stands in Redis. */
    readonly digest: string;
    readonly page: StoredPage;
    readonly sealed: string | null;
    token: string | null;
  }

  /** @param before  what was read before: a page that has not changed since is not made anew */
  async function read(id: string, before?: Promise<Opened | null>): Promise<Opened | null> {
    const [fields, templates, known] = await Promise.all([
      client.hgetall(keys.page(id)),
      client.hgetall(keys.templates(id)),
      // Whom an outage met before is asked anew.
      before?.catch(() => null),
    ]);
    if (fields["settings"] === undefined) return null;
    const digest = hash("sha256", JSON.stringify([fields, templates]), "base64");
    if (digest === known?.digest) return known;
    const settings = pageSettings.parse(JSON.parse(fields["settings"]));
    const held = fields["held"] === undefined ? null : holdSchema.parse(JSON.parse(fields["held"]));
    const sealed = fields["token"];
    const templateStatus = templates[SYNCED] === undefined ? null : knownTemplates(templates);
    const syncedAt = Number(templates[SYNCED] ?? 0);
    const templatesSyncedAt = syncedAt === 0 ? null : syncedAt;
    const refusedAt = fields["refusedAt"] === undefined ? null : Number(fields["refusedAt"]);
    const more = { id, templateStatus, templatesSyncedAt, held, refusedAt, hasToken: sealed !== undefined };
    // Not spread: V8 would give each of thousands of pages a hidden class of its own, larger than the page.
    const page = Object.assign(more, settings);
    return { digest, page, sealed: sealed ?? null, token: null };
  }

  function recent(id: string): Kept {
    const now = performance.now();
    const known = kept.get(id);
    if (known !== undefined && now - known.readAt < RECENT_MS) return known;
    kept.delete(id);
    // The oldest come first; in the second second they only spare the making of what has not changed.
    for (const [old, { readAt }] of kept) {
      if (now - readAt < 2 * RECENT_MS) break;
      kept.delete(old);
    }
    const opened = read(id, known?.opened);
    const it = { readAt: now, opened, page: opened.then((found) => found?.page ?? null), token: null };
    kept.set(id, it);
    // A page that is not there yet may be registered any moment: only what was found is kept.
    it.page.then(
      (found) => found ?? kept.delete(id),
      () => kept.delete(id),
    );
    return it;
  }

  const pageList = createPageList(client, keys, async (id) => (await read(id))?.page ?? null);

  async function changeSettings(
    id: string,
    next: (settings: PageSettings) => PageSettings,
  ): Promise<boolean> {
    let isThere = false;
    await change(keys.page(id), "settings", (json) => {
      isThere = json !== null;
      return json === null ? null : JSON.stringify(next(pageSettings.parse(JSON.parse(json))));
    });
    return isThere;
  }

  async function changed(id: string): Promise<void> {
    kept.delete(id);
    await pageList.changed(id);
  }

  return {
    all: () => pageList.all(),
    async put(id, settings, accessToken) {
      const token = accessToken === null ? {} : { token: seal.seal(id, accessToken) };
      await client.hset(keys.page(id), { settings: JSON.stringify(settings), ...token });
      await client.sadd(keys.pages, id);
      await changed(id);
    },
    async change(id, next, accessToken) {
      const isThere = await changeSettings(id, next);
      if (isThere && accessToken !== null)
        await client.hset(keys.page(id), { token: seal.seal(id, accessToken) });
      await changed(id);
      return isThere;
    },
    async mapTemplate(id, type, mapping) {
      await changeSettings(id, (it) => ({ ...it, templates: { ...it.templates, [type]: mapping } }));
      await changed(id);
    },
    get: async (id) => (await read(id))?.page ?? null,
    recent: (id) => recent(id).page,
    token(id) {
      const it = recent(id);
      return (it.token ??= it.opened.then((found) => {
        if (found === null || found.sealed === null) return null;
        return (found.token ??= seal.open(id, found.sealed));
      }));
    },
    list: async () => (await client.smembers(keys.pages)).toSorted(),
    async hold(id, hold) {
      await client.hset(keys.page(id), "held", JSON.stringify(hold));
      if (hold.probe === null) await client.zrem(keys.probes, id);
      else await client.zadd(keys.probes, hold.probe.at, id);
      await changed(id);
    },
    async release(id) {
      await client.hdel(keys.page(id), "held");
      await client.zrem(keys.probes, id);
      await changed(id);
    },
    async refused(id, at) {
      const known = (await recent(id).page)?.refusedAt ?? 0;
      if (at < known + REFUSALS_TOLD_MS) return;
      await run(NOTE, [keys.page(id)], ["refusedAt", String(at)]);
      kept.delete(id);
    },
    probesDue: (now) => client.zrangebyscore(keys.probes, "-inf", now, "LIMIT", 0, 100),
    forget: (id) => void kept.delete(id),
    async putTemplates(id, known) {
      const key = keys.templates(id);
      const fields = Object.entries(known).map(([name, it]) => [name, JSON.stringify(it)] as const);
      await client
        .multi()
        .del(key)
        .hset(key, { [SYNCED]: Date.now(), ...Object.fromEntries(fields) })
        .exec();
      await changed(id);
    },
    async putTemplateStatus(id, template, status) {
      await change(keys.templates(id), template, (json) => {
        const slots = json === null ? null : templateIn(json).slots;
        return JSON.stringify({ status, slots } satisfies KnownTemplate);
      });
      await changed(id);
    },
  };
}

function knownTemplates(fields: Readonly<Record<string, string>>): Record<string, KnownTemplate> {
  const named = Object.entries(fields).filter(([name]) => name !== SYNCED);
  return Object.fromEntries(named.map(([name, json]) => [name, templateIn(json)]));
}

/** Written by this module alone. */
function templateIn(json: string): KnownTemplate {
  return JSON.parse(json);
}

/** The settings alone, as `PUT /v1/pages/{id}` takes them. */
export function settingsOf(page: StoredPage): PageSettings {
  const { id: _id, hasToken: _token, held: _held, templateStatus: _status, ...more } = page;
  const { templatesSyncedAt: _syncedAt, refusedAt: _refusedAt, ...settings } = more;
  return settings;
}
