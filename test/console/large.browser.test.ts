/** Thousands of pages and dead letters: the page stays at hand while one scrolls and filters. */
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { pageSettings } from "../../src/core/page.ts";
import { buryMany } from "./bury-many.ts";
import { openConsole, SHOP, type ConsoleStage } from "./console-stage.ts";
import { calmest } from "./calmest.ts";

/** A task that is longer is felt (the issue's own number). */
const LONGEST_MS = 200;
const LETTERS = 20_000;
const PAGES = 5_000;

let stage: ConsoleStage;
beforeAll(async () => {
  stage = await openConsole();
  await stage.register(SHOP, "Lotus Market");
  const settings = pageSettings.parse({ name: "x" });
  for (let at = 0; at < PAGES - 1; at += 500) {
    await Promise.all(
      Array.from({ length: Math.min(500, PAGES - 1 - at) }, (_, i) =>
        stage.house.pages.put(
          String(5_000_000 + at + i),
          { ...settings, name: `Page number ${String(at + i)}` },
          null,
        ),
      ),
    );
  }
  await buryMany(stage.house, LETTERS, SHOP);
}, 120_000);
afterAll(() => stage.close());
afterEach(() => stage.leave());

async function watchTasks(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const seen: number[] = [];
    Object.assign(globalThis, { longTasks: seen });
    new PerformanceObserver((list) => seen.push(...list.getEntries().map((it) => it.duration))).observe({
      type: "longtask",
    });
  });
  return () => page.evaluate("Math.max(0, ...longTasks)");
}

async function scrollThrough(page: Page, steps: number): Promise<void> {
  await page.evaluate(async (count) => {
    const table = document.querySelector("[role=grid]");
    if (table === null) throw new Error("there is no table");
    for (let i = 0; i < count; i += 1) {
      table.scrollBy(0, 700);
      await new Promise(requestAnimationFrame);
    }
  }, steps);
}

test("5,000 pages scroll and filter with no task that is felt", async () => {
  const longest = await calmest(LONGEST_MS, async () => {
    const page = await stage.visit({}, "/pages");
    await page.getByText("5,000 pages", { exact: true }).waitFor();
    const felt = await watchTasks(page);
    await scrollThrough(page, 60);
    await page.getByLabel("Find a page").fill("number 4711");
    await page.getByText("1 of 5,000 pages").waitFor();
    await page.getByText("Page number 4711").waitFor();
    return felt();
  });
  expect(longest).toBeLessThan(LONGEST_MS);
}, 120_000);

test("of a long list each row is found where the scroll bar says, in order, with no task that is felt", async () => {
  const longest = await calmest(LONGEST_MS, async () => {
    const page = await stage.visit({}, "/dead-letters");
    await page.locator("strong").getByText("20,000 dead letters", { exact: true }).waitFor();
    const felt = await watchTasks(page);
    await scrollThrough(page, 60);
    await page.getByRole("grid").focus();
    await page.keyboard.press("End");
    await page.locator(`[aria-rowindex="${String(LETTERS + 1)}"] .letter-why`).waitFor();
    const last = page.locator(`[aria-rowindex="${String(LETTERS + 1)}"]`);
    expect(await last.textContent()).toContain("letter 0 ");
    // Somewhere in the middle, by the scroll bar.
    await page.getByRole("grid").evaluate((it) => it.scrollTo(0, it.scrollHeight / 2));
    const middle = page.locator(`[aria-rowindex="${String(LETTERS / 2 + 2)}"]`);
    await middle.locator(".letter-why").waitFor();
    expect(await middle.textContent()).toContain(`letter ${String(LETTERS / 2 - 1)} `);
    return felt();
  });
  expect(longest).toBeLessThan(LONGEST_MS);
}, 120_000);
