/** What a process keeps of the pages that it needs again and again. */
import { createHash } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { pageSettings, type PageSettings } from "../../src/core/page.ts";
import { createPages, type Hold, type Pages } from "../../src/redis/pages.ts";
import { createTokenSeal } from "../../src/redis/token-seal.ts";
import { NOW } from "../support/builders.ts";
import { openStore, type Store } from "./store.ts";

const TOKEN = "EAAB-token-of-the-page";
const SEAL = createTokenSeal(createHash("sha256").update("a key").digest());
const KNOWN = { status: "APPROVED", slots: null };
const HOLD: Hold = { reason: "token_invalid", detail: "No", since: NOW, by: "sender", probe: null };

let store: Store;
let pages: Pages;
let page = "2000";

/** A process of its own: nothing kept in memory. */
const openPages = (): Pages => createPages(store.client, store.keys, SEAL);
const settings = (fields: object = {}): PageSettings => pageSettings.parse({ name: "A Shop", ...fields });

beforeAll(async () => {
  store = await openStore();
});
beforeEach(() => {
  page = String(Number(page) + 1);
  pages = openPages();
});
afterAll(() => store.close());

describe("what was read lately", () => {
  test("is not read again at once", async () => {
    await pages.put(page, settings(), TOKEN);
    await pages.recent(page);
    await openPages().put(page, settings({ name: "Elsewhere" }), null);
    expect([(await pages.recent(page))?.name, (await pages.get(page))?.name]).toEqual([
      "A Shop",
      "Elsewhere",
    ]);
  });

  test("is not kept when there was nothing: a page may be registered any moment", async () => {
    expect(await pages.recent(page)).toBeNull();
    await openPages().put(page, settings(), TOKEN);
    expect(await pages.recent(page)).toMatchObject({ name: "A Shop" });
    expect(await pages.token(page)).toBe(TOKEN);
  });

  describe("is read again after a second", () => {
    const later = async () => {
      vi.advanceTimersByTime(1_000);
      return pages.recent(page);
    };
    beforeEach(async () => {
      vi.useFakeTimers({ toFake: ["performance"] });
      await pages.put(page, settings(), TOKEN);
    });
    afterEach(() => vi.useRealTimers());

    test("and not made anew where nothing has changed", async () => {
      const first = await pages.recent(page);
      expect(await later()).toBe(first);
      expect(await pages.token(page)).toBe(TOKEN);
      expect(await later()).toBe(first);
      // In the third second it is forgotten, as soon as any page is asked for.
      vi.advanceTimersByTime(2_000);
      await pages.recent("1");
      expect(await pages.recent(page)).not.toBe(first);
      expect(await pages.recent(page)).toEqual(first);
    });

    test.each<[label: string, change: (elsewhere: Pages) => Promise<void>, seen: object]>([
      ["its settings", (it) => it.put(page, settings({ name: "New" }), null), { name: "New" }],
      ["a hold", (it) => it.hold(page, HOLD), { held: HOLD }],
      ["a refusal", (it) => it.refused(page, NOW), { refusedAt: NOW }],
      [
        "its templates",
        (it) => it.putTemplates(page, { "v1/en": KNOWN }),
        { templateStatus: { "v1/en": KNOWN } },
      ],
    ])("with %s that another process changed", async (_, change, seen) => {
      expect(await pages.recent(page)).not.toMatchObject(seen);
      await change(openPages());
      expect(await pages.recent(page)).not.toMatchObject(seen);
      expect(await later()).toMatchObject(seen);
    });

    test("with a token that another process changed", async () => {
      expect(await pages.token(page)).toBe(TOKEN);
      await openPages().put(page, settings(), "another token");
      await later();
      expect(await pages.token(page)).toBe("another token");
    });
  });

  test.each<[label: string, change: (id: string) => Promise<void>, seen: object]>([
    ["its settings", (id) => pages.put(id, settings({ name: "New" }), null), { name: "New" }],
    ["a hold", (id) => pages.hold(id, HOLD), { held: HOLD }],
    ["a release", (id) => pages.release(id), { held: null }],
    ["its templates", (id) => pages.putTemplates(id, {}), { templateStatus: {} }],
    [
      "a template's approval",
      (id) => pages.putTemplateStatus(id, "v1/en", "APPROVED"),
      { templateStatus: null },
    ],
  ])("is dropped when this process changes %s", async (_, change, seen) => {
    await pages.put(page, settings(), TOKEN);
    await pages.recent(page);
    await change(page);
    expect(await pages.recent(page)).toMatchObject(seen);
  });
});
