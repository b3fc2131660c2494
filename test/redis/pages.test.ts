import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { pageSettings, type PageSettings } from "../../src/core/page.ts";
import { closeRedis, connectRedis, type RedisClient } from "../../src/redis/connection.ts";
import { createPages, type Hold, type Pages } from "../../src/redis/pages.ts";
import { createTokenSeal } from "../../src/redis/token-seal.ts";
import { NOW } from "../support/builders.ts";
import { freshRedis } from "../support/redis.ts";
import { openStore, type Store } from "./store.ts";

const TOKEN = "EAAB-token-of-the-page";
const keyOf = (name: string): Buffer => createHash("sha256").update(name).digest();

let store: Store;
/** A connection of another process. */
let elsewhere: RedisClient;
let pages: Pages;
let page = "1000";

/** A process of its own: nothing kept in memory. */
const openPages = (key = "a key"): Pages =>
  createPages(store.client, store.keys, createTokenSeal(keyOf(key)));
const settings = (fields: object = {}): PageSettings => pageSettings.parse({ name: "A Shop", ...fields });

beforeAll(async () => {
  store = await openStore();
  elsewhere = await connectRedis(store.url, "worker");
});
beforeEach(() => {
  page = String(Number(page) + 1);
  pages = openPages();
});
afterAll(async () => {
  await closeRedis(elsewhere);
  await store.close();
});

describe("a page", () => {
  test("comes back with everything that was set", async () => {
    const templates = { order_shipped: { name: "v1", language: "en", body: ["order.id"] } };
    const given = settings({ ratePerSecond: 12.5, humanAgent: true, tagPolicy: "utility", templates });
    await pages.put(page, given, TOKEN);
    expect(await openPages().get(page)).toEqual({
      ...given,
      id: page,
      hasToken: true,
      held: null,
      templateStatus: null,
      templatesSyncedAt: null,
      refusedAt: null,
    });
  });

  test("says when one of its persons was refused, if not each time, and learns it at once", async () => {
    await pages.put(page, settings(), TOKEN);
    const refusedAt = async () => (await pages.recent(page))?.refusedAt;
    expect(await refusedAt()).toBeNull();
    for (const [at, said] of [
      [NOW, NOW],
      [NOW + 9_999, NOW],
      [NOW + 10_000, NOW + 10_000],
      [NOW - 5_000, NOW + 10_000],
    ] as const) {
      await pages.refused(page, at);
      expect(await refusedAt()).toBe(said);
    }
    await pages.put(page, settings({ name: "Another" }), null);
    expect(await openPages().get(page)).toMatchObject({ name: "Another", refusedAt: NOW + 10_000 });
  });

  test("that is not registered is not made by a refusal", async () => {
    await pages.refused(page, NOW);
    expect(await openPages().get(page)).toBeNull();
    expect(await store.client.exists(store.keys.page(page))).toBe(0);
  });

  test("that was never registered is null", async () => {
    expect([await pages.get(page), await pages.recent(page), await pages.token(page)]).toEqual([
      null,
      null,
      null,
    ]);
  });

  test("registered again gets the new settings and keeps its token", async () => {
    await pages.put(page, settings({ name: "Old", humanAgent: true }), TOKEN);
    await pages.put(page, settings({ name: "New" }), null);
    expect(await pages.get(page)).toMatchObject({ name: "New", humanAgent: false, hasToken: true });
    expect(await pages.token(page)).toBe(TOKEN);
  });

  test("without a token says so", async () => {
    await pages.put(page, settings(), null);
    expect(await pages.get(page)).toMatchObject({ hasToken: false });
    expect(await pages.token(page)).toBeNull();
  });

  test("stands in the list, once", async () => {
    await pages.put(page, settings(), null);
    await pages.put(page, settings(), TOKEN);
    expect((await openPages().list()).filter((id) => id === page)).toEqual([page]);
  });

  test("gets a template for one type and keeps the others, and its token", async () => {
    const mapped = { name: "v1", language: "en", body: ["order.id"] };
    await pages.put(page, settings({ templates: { order_delayed: mapped } }), TOKEN);
    await pages.mapTemplate(page, "order_shipped", mapped);
    expect(await openPages().get(page)).toMatchObject({
      templates: { order_delayed: mapped, order_shipped: mapped },
      hasToken: true,
    });
  });

  test("keeps every template of many that processes give it at once", async () => {
    await pages.put(page, settings(), TOKEN);
    const types = Array.from({ length: 40 }, (_, i) => `type_${String(i)}`);
    const mapping = { name: "v1", language: "en", body: ["order.id"] };
    const others = createPages(elsewhere, store.keys, createTokenSeal(keyOf("a key")));
    await Promise.all(types.map((type, i) => (i % 2 ? pages : others).mapTemplate(page, type, mapping)));
    const known = (await openPages().get(page))?.templates;
    expect(known).toEqual(Object.fromEntries(types.map((type) => [type, mapping])));
  });

  test("that is not registered gets no template", async () => {
    await pages.mapTemplate(page, "order_shipped", { name: "v1", language: "en" });
    expect(await pages.get(page)).toBeNull();
  });

  test("never shows its token", async () => {
    await pages.put(page, settings(), TOKEN);
    expect(JSON.stringify([await pages.get(page), await pages.recent(page)])).not.toContain(TOKEN);
  });
});

describe("a token", () => {
  test("is sealed at rest: nothing in Redis contains it", async () => {
    await pages.put(page, settings(), TOKEN);
    const raw = await store.client.hgetall(store.keys.page(page));
    expect(Object.keys(raw)).toContain("token");
    expect(JSON.stringify(raw)).not.toContain(TOKEN);
    expect(Buffer.from(raw["token"] ?? "", "base64").toString("latin1")).not.toContain(TOKEN);
  });

  test("is opened again by another process with the same key", async () => {
    await pages.put(page, settings(), TOKEN);
    expect(await openPages().token(page)).toBe(TOKEN);
  });

  test("is not opened with another key, and the sentence says what to do", async () => {
    await pages.put(page, settings(), TOKEN);
    await expect(openPages("another key").token(page)).rejects.toThrow("ENCRYPTION_KEY");
  });

  test("cannot be put in another page's place", async () => {
    const other = `9${page}`;
    await pages.put(page, settings(), TOKEN);
    await pages.put(other, settings(), null);
    const sealed = await store.client.hget(store.keys.page(page), "token");
    await store.client.hset(store.keys.page(other), "token", sealed ?? "");
    await expect(pages.token(other)).rejects.toThrow(`The token of page ${other} cannot be opened`);
  });

  test("that cannot be opened is tried again once it was replaced", async () => {
    await openPages("another key").put(page, settings(), TOKEN);
    await expect(pages.token(page)).rejects.toThrow("cannot be opened");
    await pages.put(page, settings(), "a new token");
    expect(await pages.token(page)).toBe("a new token");
  });
});

describe("a hold", () => {
  test("stands on the page until it is released", async () => {
    await pages.put(page, settings(), TOKEN);
    await pages.hold(page, aHold());
    expect((await openPages().get(page))?.held).toEqual(aHold());
    await pages.release(page);
    expect((await openPages().get(page))?.held).toBeNull();
  });

  test("survives new settings", async () => {
    await pages.put(page, settings(), TOKEN);
    await pages.hold(page, aHold());
    await pages.put(page, settings({ name: "New" }), null);
    expect(await pages.get(page)).toMatchObject({ name: "New", held: { reason: "token_invalid" } });
  });

  test("gives way to the next", async () => {
    await pages.put(page, settings(), TOKEN);
    await pages.hold(page, aHold());
    await pages.hold(page, aHold({ reason: "operator", by: "ops" }));
    expect((await pages.get(page))?.held).toMatchObject({ reason: "operator", by: "ops" });
  });

  test("on a page that is not registered makes none of it", async () => {
    await pages.hold(page, aHold());
    expect(await pages.get(page)).toBeNull();
    expect(await pages.list()).not.toContain(page);
  });
});

describe("what Meta said of the templates", () => {
  const approved = { status: "APPROVED", slots: null };
  const known = async () => (await openPages().get(page))?.templateStatus;
  beforeEach(() => pages.put(page, settings(), TOKEN));

  test("is null while it was never asked, whatever news came", async () => {
    await pages.putTemplateStatus(page, "v1/en", "APPROVED");
    expect(await known()).toBeNull();
  });

  test("may be that there are none", async () => {
    await pages.putTemplates(page, {});
    expect(await known()).toEqual({});
  });

  test("is replaced as a whole", async () => {
    await pages.putTemplates(page, { "v1/en": approved, "v1/de": approved });
    await pages.putTemplates(page, { "v2/en": { status: "PENDING", slots: null } });
    expect(await known()).toEqual({ "v2/en": { status: "PENDING", slots: null } });
  });

  test("is brought up to date one by one, each keeping the values that it takes", async () => {
    const slots = { header: null, body: { kind: "positional", count: 1 }, buttons: 0 } as never;
    await pages.putTemplates(page, { "v1/en": { status: "PENDING", slots }, "v1/de": approved });
    await pages.putTemplateStatus(page, "v1/en", "REJECTED");
    await pages.putTemplateStatus(page, "v9/en", "APPROVED");
    expect(await known()).toEqual({
      "v1/en": { status: "REJECTED", slots },
      "v1/de": approved,
      "v9/en": approved,
    });
  });
});

function aHold(fields: Partial<Hold> = {}): Hold {
  return {
    reason: "token_invalid",
    detail: "Error validating access token",
    since: NOW,
    by: "sender",
    probe: null,
    ...fields,
  };
}

describe("all pages", () => {
  const names = async (of: Pages) => (await of.all()).map((it) => [it.id, it.name]);

  test("are told as each is told by itself, in the order of their ids", async () => {
    await pages.put(page, settings(), TOKEN);
    await pages.put("0500", settings({ name: "First" }), null);
    const all = await pages.all();
    expect(all.map((it) => it.id)).toEqual(await pages.list());
    expect(all.find((it) => it.id === page)).toEqual(await pages.get(page));
    expect(all[0]).toEqual(await pages.get("0500"));
  });

  test("tell at once what another process changed, whatever it was", async () => {
    const mine = openPages();
    const theirs = createPages(elsewhere, store.keys, createTokenSeal(keyOf("a key")));
    await mine.all();
    const hold: Hold = { reason: "operator", detail: "x", since: NOW, by: "y", probe: null };
    const changes: readonly (() => Promise<unknown>)[] = [
      () => theirs.put(page, settings({ name: "New" }), null),
      () => theirs.put(page, settings({ name: "Changed" }), TOKEN),
      () => theirs.change(page, (it) => ({ ...it, ratePerSecond: 3 }), null),
      () => theirs.mapTemplate(page, "order_shipped", { name: "v1", language: "en" }),
      () => theirs.putTemplates(page, { "v1/en": { status: "PENDING", slots: null } }),
      () => theirs.putTemplateStatus(page, "v1/en", "APPROVED"),
      () => theirs.hold(page, hold),
      () => theirs.release(page),
    ];
    for (const change of changes) {
      await change();
      expect((await mine.all()).find((it) => it.id === page)).toEqual(await theirs.get(page));
    }
    expect(await names(mine)).toEqual(await names(openPages()));
  });

  test("are read anew of a Redis that has forgotten", async () => {
    const mine = openPages();
    await pages.put(page, settings({ name: "Kept" }), null);
    await mine.all();
    await store.client.del(store.keys.page(page), store.keys.pageVersion, store.keys.pageChanges);
    await store.client.srem(store.keys.pages, page);
    expect((await mine.all()).some((it) => it.id === page)).toBe(false);
  });

  test("cost no command a page, once they were read", async () => {
    const redis = await freshRedis();
    const client = await connectRedis(redis.url, "worker");
    const mine = createPages(client, store.keys, createTokenSeal(keyOf("a key")));
    for (let i = 0; i < 300; i += 1) await mine.put(String(i), settings(), null);
    await mine.all();
    await mine.release("7");
    const commands = async () =>
      Number(/total_commands_processed:(\d+)/.exec(await client.info("stats"))?.[1]);
    const before = await commands();
    expect(await mine.all()).toHaveLength(300);
    expect((await commands()) - before).toBeLessThan(10);
    await closeRedis(client);
    await redis.stop();
  });

  test("are read once by many who ask at once", async () => {
    const mine = openPages();
    const [first, ...others] = await Promise.all(Array.from({ length: 20 }, () => mine.all()));
    for (const other of others) expect(other).toBe(first);
  });
});
