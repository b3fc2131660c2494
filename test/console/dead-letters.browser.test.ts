import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { aNotice, CAFE, DAY, openConsole, SHOP, type ConsoleStage } from "./console-stage.ts";

/** Someone else in each test: who wrote once, wrote. */
let quiet = "24680000";
const HTML = `<img src=x onerror="document.title='owned'"><b>bold</b>`;
const HEBREW = "ההזמנה שלך בדרך";
const LONG = "Donaudampfschifffahrtsgesellschaft".repeat(20);

let stage: ConsoleStage;
beforeAll(async () => {
  stage = await openConsole();
  await stage.register(SHOP, "Lotus Market");
  await stage.register(CAFE, "Café Azul");
});
beforeEach(async () => {
  quiet = String(Number(quiet) + 1);
  await stage.wrote(SHOP, quiet, 30 * DAY);
  const { deadLetters } = stage.house;
  const { items } = await deadLetters.list({}, 1_000, null);
  await deadLetters.remove(
    items.map((it) => it.id),
    Date.now(),
  );
});
afterAll(() => stage.close());
afterEach(() => stage.leave());

/** An announcement to someone who did not write for long. */
async function bury(text: string, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const message = aNotice(SHOP, quiet, {
    type: "announcement",
    content: { text },
    order: undefined,
    ...more,
  });
  const id = await stage.submit(message);
  await stage.ended(id);
  return `d${id.slice(1)}`;
}

async function openRow(page: Page, index = 1): Promise<void> {
  await page.getByRole("row").nth(index).click();
  await page.getByRole("heading", { name: "What it says" }).waitFor();
}

async function inAll(total: number): Promise<void> {
  const reasons = async () =>
    (await stage.house.deadLetters.list({}, 1_000, null)).items.map((it) => it.reason);
  await expect.poll(reasons, { timeout: 10_000 }).toHaveLength(total);
}

describe("the list", () => {
  test("says so when there is nothing", async () => {
    const page = await stage.visit({}, "/dead-letters");
    await page.getByText("No dead letters.").waitFor();
  });

  test("is narrowed down by reason, page, type and time, and widened again", async () => {
    await bury("One");
    await bury("Two");
    await bury("", {
      type: "order_shipped",
      content: { text: "Your order." },
      order: { id: "7", placedAt: new Date().toISOString() },
    });
    await stage.wrote(CAFE, quiet, 30 * DAY);
    await bury("Three", { page: CAFE });
    const page = await stage.visit({ answers: false }, "/dead-letters");
    await page.locator("strong").getByText("4 dead letters").waitFor();
    await page.getByRole("button", { name: "Template missing 1 dead letter" }).click();
    await page.locator("strong").getByText("1 dead letter", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Clear the filter" }).click();
    await page.getByRole("button", { name: "Café Azul 1 dead letter" }).click();
    await page.locator("strong").getByText("1 dead letter", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Clear the filter" }).click();
    await page.getByRole("button", { name: "Announcement 3 dead letters" }).click();
    await page.locator("strong").getByText("3 dead letters", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Clear the filter" }).click();
    await page.getByRole("button", { name: "Last hour" }).click();
    await page.locator("strong").getByText("4 dead letters", { exact: true }).waitFor();
    await page.getByLabel("Until").fill("2026-01-01T10:00");
    await page
      .getByText(/must be before until|No dead letter fits/)
      .first()
      .waitFor();
  });

  test("tells of newer ones, and shows them when asked", async () => {
    await bury("One");
    const page = await stage.visit({}, "/dead-letters");
    await page.locator("strong").getByText("1 dead letter", { exact: true }).waitFor();
    await bury("Two");
    await page.getByRole("button", { name: "1 newer: show them" }).click();
    await page.locator("strong").getByText("2 dead letters", { exact: true }).waitFor();
  });
});

describe("one dead letter", () => {
  test("shows markup as text, in whichever direction and however long it is", async () => {
    await bury(HTML);
    await bury(HEBREW);
    await bury(LONG);
    const page = await stage.visit({ viewport: { width: 390, height: 844 } }, "/dead-letters");
    await openRow(page, 3);
    expect(await page.locator(".said").textContent()).toBe(HTML);
    expect(await page.title()).not.toBe("owned");
    await page.keyboard.press("Escape");
    await openRow(page, 2);
    expect(await page.locator(".said").evaluate((it) => getComputedStyle(it).direction)).toBe("rtl");
    await page.keyboard.press("Escape");
    await openRow(page, 1);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wider).toBeLessThanOrEqual(0);
    const box = await page.locator(".said").boundingBox();
    expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThanOrEqual(390);
  });

  test("tells Meta's own words, the attempts, and the lives before", async () => {
    await stage.wrote(SHOP, quiet, 60_000);
    await stage.simulate("POST", "/faults", {
      page: SHOP,
      error: { status: 400, code: 100, subcode: 2018001, message: "No matching user found" },
      times: 1,
    });
    const id = await stage.submit(aNotice(SHOP, quiet));
    await stage.ended(id);
    const page = await stage.visit({}, `/dead-letters?id=d${id.slice(1)}`);
    await page.getByRole("heading", { name: "Meta's own words" }).waitFor();
    const told = await page.getByRole("dialog").textContent();
    for (const words of [
      "Recipient unknown",
      "100/2018001",
      "Attempt 1: refused",
      "This is its first death.",
    ])
      expect(told).toContain(words);
  });

  test("is replayed when it may go now", async () => {
    await bury("Good news");
    await stage.wrote(SHOP, quiet, 60_000);
    const page = await stage.visit({}, "/dead-letters");
    await openRow(page);
    await page.getByRole("button", { name: "Replay it" }).click();
    await page.getByText("Replay of an earlier message").waitFor();
    await inAll(0);
  });

  test("is edited and replayed; what policy forbids is said beside the text", async () => {
    await stage.wrote(SHOP, quiet, 30 * DAY);
    await stage.register(CAFE, "Café Azul", { tagPolicy: "message_tags" }, { tagsRetiredAt: null });
    await stage.wrote(CAFE, quiet, 30 * DAY);
    await bury("", {
      page: CAFE,
      type: "order_shipped",
      content: { text: "Get 20% off everything, order now!" },
      order: { id: "7", placedAt: new Date().toISOString() },
    });
    const page = await stage.visit({ answers: false }, "/dead-letters");
    await openRow(page);
    await page.getByRole("button", { name: "Edit and replay" }).click();
    const text = page.getByRole("textbox", { name: "Text" });
    expect(await text.inputValue()).toBe("Get 20% off everything, order now!");
    await text.fill("Buy one, get one free, only today!");
    await page
      .getByRole("dialog", { name: "Edit and replay" })
      .getByRole("button", { name: "Replay it" })
      .click();
    await page.getByText("The text looks promotional").last().waitFor();
    await text.fill("Your order 7 is on its way.");
    await page
      .getByRole("dialog", { name: "Edit and replay" })
      .getByRole("button", { name: "Replay it" })
      .click();
    await page.getByText("Replay of an earlier message").waitFor();
    await inAll(0);
  });

  test("that another has replayed meanwhile is told, and leaves the list", async () => {
    const id = await bury("Good news");
    await stage.wrote(SHOP, quiet, 60_000);
    const page = await stage.visit({ answers: false }, "/dead-letters");
    await openRow(page);
    expect((await stage.call("POST", `/v1/dead-letters/${id}/replay`)).status).toBe(202);
    await page.getByRole("button", { name: "Replay it" }).click();
    await page.getByRole("alert").getByText("Somebody else was quicker").waitFor();
    await page.keyboard.press("Escape");
    await page.getByText("No dead letters.").waitFor();
  });
});

describe("many", () => {
  test("picked by hand are replayed: what would become of them first, then the progress", async () => {
    await bury("One");
    await bury("Two");
    await stage.wrote(CAFE, "24680002", 30 * DAY);
    await bury("Three", { page: CAFE, recipient: { psid: "24680002" } });
    await stage.wrote(SHOP, quiet, 60_000);
    const page = await stage.visit({}, "/dead-letters");
    await page.getByRole("checkbox").nth(0).check();
    await page.getByRole("checkbox").nth(1).check();
    await page.getByText("2 selected").waitFor();
    await page.getByRole("button", { name: "Replay …" }).click();
    await page.getByRole("img", { name: "1 would go, 1 would be refused" }).waitFor();
    await page.getByText("would be refused: window closed").waitFor();
    await page.getByRole("button", { name: "Replay 1", exact: true }).click();
    await page.getByText("Done", { exact: true }).waitFor();
    await page.getByText("on their way again").waitFor();
    await page.getByRole("button", { name: "Close", exact: true }).last().click();
    await page.locator("strong").getByText("2 dead letters", { exact: true }).waitFor();
    await inAll(2);
  });

  test("that match are replayed all, and the replay is stopped half-way", async () => {
    await Promise.all(Array.from({ length: 300 }, (_, i) => bury(`Note ${String(i)}`)));
    await stage.wrote(SHOP, quiet, 60_000);
    await stage.house.holds.hold(SHOP, { reason: "operator", detail: "a test", by: "test" });
    const page = await stage.visit({ answers: false }, "/dead-letters");
    await page.getByRole("button", { name: "Select all 300 that match" }).click();
    await page.getByText("300 selected").waitFor();
    await page.getByRole("button", { name: "Replay …" }).click();
    await page.getByRole("button", { name: "Replay 300", exact: true }).click();
    await page.getByRole("button", { name: "Stop", exact: true }).click();
    await page.getByText(/^(Stopped|Done)$/).waitFor();
    const left = await stage.house.deadLetters.count({});
    await page.getByRole("button", { name: "Close", exact: true }).last().click();
    await (
      left === 0 ? page.getByText("No dead letters.") : page.getByText(/\d+ dead letters?$/).first()
    ).waitFor();
    await stage.house.holds.release(SHOP, "test");
  }, 60_000);

  test("are discarded only when their number is typed, and still right", async () => {
    await bury("One");
    await bury("Two");
    const page = await stage.visit({ answers: false }, "/dead-letters");
    await page.getByRole("button", { name: "Select all 2 that match" }).click();
    await bury("Three");
    await page.getByRole("button", { name: "Discard …" }).click();
    const dialog = page.getByRole("dialog");
    const discard = dialog.getByRole("button", { name: "Discard for good" });
    expect(await discard.isDisabled()).toBe(true);
    await dialog.getByLabel("Type 2 to confirm").fill("3");
    expect(await discard.isDisabled()).toBe(true);
    await dialog.getByLabel("Type 2 to confirm").fill("2");
    await discard.click();
    await page.getByText("2 discarded.").waitFor();
    await page.locator("strong").getByText("1 dead letter", { exact: true }).waitFor();
    await inAll(1);
  });

  test("whose number changed meanwhile are not discarded", async () => {
    await bury("One");
    const second = await bury("Two");
    const page = await stage.visit({ answers: false }, "/dead-letters");
    await page.getByRole("button", { name: "Select all 2 that match" }).click();
    await page.getByRole("button", { name: "Discard …" }).click();
    await stage.house.deadLetters.remove([second], Date.now());
    await page.getByLabel("Type 2 to confirm").fill("2");
    await page.getByRole("button", { name: "Discard for good" }).click();
    await page.getByText("The number has changed meanwhile").waitFor();
    await page.getByLabel("Type 1 to confirm").waitFor();
    await inAll(1);
  });
});

test("everything in the list can be done by keyboard", async () => {
  await bury("One");
  await bury("Two");
  const page = await stage.visit({}, "/dead-letters");
  await page.locator("strong").getByText("2 dead letters", { exact: true }).waitFor();
  await page.getByRole("grid").focus();
  await page.keyboard.press("x");
  await page.getByText("1 selected").waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "What it says" }).waitFor();
  expect(await page.locator(".said").textContent()).toBe("One");
});
