/** Usable by everyone: axe finds nothing serious on any screen, in the light and in the dark, wide and narrow. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { aNotice, CAFE, DAY, openConsole, SHOP, type ConsoleStage } from "./console-stage.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let stage: ConsoleStage;
let dead = "";

beforeAll(async () => {
  stage = await openConsole();
  await stage.register(SHOP, "Lotus Market");
  await stage.register(CAFE, "Café Azul");
  await stage.wrote(SHOP, "24680001", 60_000);
  await stage.wrote(SHOP, "24680002", 30 * DAY);
  await stage.house.holds.hold(CAFE, {
    reason: "token_invalid",
    detail: "Session has expired",
    by: "sender",
  });
  await stage.ended(await stage.submit(aNotice(SHOP, "24680001")));
  dead = await stage.submit(aNotice(SHOP, "24680002", { type: "announcement", order: undefined }));
  await stage.ended(dead);
});
afterAll(() => stage.close());
afterEach(() => stage.leave());

const results = z.object({
  violations: z.array(
    z.object({
      id: z.string(),
      impact: z.string().nullable(),
      nodes: z.array(z.object({ html: z.string() })),
    }),
  ),
});

async function seriousIn(page: Page): Promise<string[]> {
  // Past the page's own policy, which lets no script in that the server does not serve.
  await page.evaluate(AXE);
  const found: unknown = await page.evaluate("axe.run(document, { resultTypes: ['violations'] })");
  return results
    .parse(found)
    .violations.filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .map((it) => it.html.slice(0, 160))
          .slice(0, 3)
          .join(" ⏎ ")}`,
    );
}

const SCREENS: readonly (readonly [name: string, path: () => string, sign: string])[] = [
  ["overview", () => "/", "Pages that need a person"],
  ["pages", () => "/pages", "2 pages"],
  ["a page", () => `/pages/${CAFE}`, "Session has expired"],
  ["dead letters", () => "/dead-letters", "1 dead letter"],
  ["a dead letter", () => `/dead-letters?id=d${dead.slice(1)}`, "What it says"],
  ["a message", () => `/messages?id=${dead}`, "Messaging window"],
  ["a person", () => `/messages?page=${SHOP}&recipient=24680001`, "Latest messages to this person"],
  ["compose", () => "/compose", "To whom"],
  ["audit", () => "/audit", "Who changed what"],
  ["settings", () => "/settings", "PAGE_RATE"],
];

describe.each(["light", "dark"] as const)("in the %s", (colorScheme) => {
  test("the door has nothing serious against it", async () => {
    const page = await stage.visit({ key: null, colorScheme });
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(await seriousIn(page)).toEqual([]);
  });

  test.each([1440, 390])(
    "no screen has anything serious against it, %i wide",
    async (width) => {
      const page = await stage.visit({ colorScheme, viewport: { width, height: 850 } });
      for (const [name, path, sign] of SCREENS) {
        await page.goto(`${stage.url}/#${path()}`);
        await page.reload();
        await page.getByText(sign).first().waitFor();
        expect(await seriousIn(page), name).toEqual([]);
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(wider, `${name} scrolls sideways`).toBeLessThanOrEqual(0);
      }
    },
    90_000,
  );
});

test("the keyboard goes everywhere: a skip link, a letter a screen, and help", async () => {
  const page = await stage.visit();
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("content");
  const screens = {
    p: "Pages",
    d: "Dead letters",
    m: "Messages",
    c: "Compose",
    a: "Audit",
    s: "Settings",
    o: "Overview",
  };
  for (const [key, name] of Object.entries(screens)) {
    await page.keyboard.press("g");
    await page.keyboard.press(key);
    await page.getByRole("heading", { name, level: 1 }).waitFor();
  }
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("t");
  await expect.poll(() => page.locator("html").getAttribute("data-mantine-color-scheme")).toBe("dark");
});
