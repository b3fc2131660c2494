import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { DAY, HOUR, openConsole, SHOP, type ConsoleStage } from "./console-stage.ts";

const ANA = "24680001";
const BEN = "24680002";
let stage: ConsoleStage;
beforeAll(async () => {
  stage = await openConsole();
  await stage.register(SHOP, "Lotus Market", { humanAgent: true, tagPolicy: "message_tags" });
  await stage.wrote(SHOP, ANA, HOUR);
  await stage.wrote(SHOP, BEN, 2 * DAY);
});
afterAll(() => stage.close());
afterEach(() => stage.leave());

async function choose(page: Page, field: string, option: RegExp): Promise<void> {
  await page
    .locator(`input:not([type=hidden])`)
    .and(page.getByLabel(field, { exact: true }))
    .click();
  await page.getByRole("option", { name: option }).click();
}

async function write(page: Page, psid: string, type: RegExp, text: string): Promise<void> {
  await choose(page, "Page", /Lotus Market/);
  await page.getByLabel("Person (PSID)").fill(psid);
  await choose(page, "Type", type);
  await page.getByLabel("Text", { exact: true }).fill(text);
}

test("says what is missing, then what may go, as what and until when; and sends it", async () => {
  const page = await stage.visit({ answers: false }, "/compose");
  await write(page, ANA, /Order shipped/, "Your order 7 is on its way.");
  await page.getByRole("heading", { name: "Not a whole message yet" }).waitFor();
  await page.getByLabel("Order number").fill("7");
  await page.getByLabel("Ordered at").fill("2026-11-20T10:00");
  await page.getByRole("heading", { name: "May go" }).waitFor();
  const answer = page.getByRole("region", { name: "What would become of it" });
  expect(await answer.textContent()).toMatch(/POST_PURCHASE_UPDATE.*UPDATE/);
  const timer = page.getByRole("timer");
  const before = await timer.textContent();
  expect(before).toMatch(/^22:59:\d\d$/);
  await expect.poll(() => timer.textContent()).not.toBe(before);
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Send" }).click();
  await page.getByText("Accepted. It is on its way.").waitFor();
  const id = new URL(page.url().replace("#/", "")).searchParams.get("id") ?? "";
  await stage.ended(id);
  expect((await stage.house.tellMessage(id))?.type).toBe("order_shipped");
});

test("marks inside the text what reads as a promotion, and lets nothing of it go", async () => {
  const page = await stage.visit({ answers: false }, "/compose");
  await write(
    page,
    BEN,
    /Order delivered/,
    "Order 7 has arrived. Get 20% off your next order with code SAVE20!",
  );
  await page.getByLabel("Order number").fill("7");
  await page.getByLabel("Ordered at").fill("2026-11-20T10:00");
  await page.getByRole("heading", { name: "May not go: promotional content" }).waitFor();
  await page.locator(".said mark").first().waitFor();
  const marked = await page.locator(".said mark").allTextContents();
  expect(marked.join(" ")).toMatch(/20%/);
  expect(await page.locator(".said").textContent()).toBe(
    "Order 7 has arrived. Get 20% off your next order with code SAVE20!",
  );
  expect(await page.getByRole("button", { name: "Send", exact: true }).isDisabled()).toBe(true);
});

test("tells what could be done instead, and takes it up", async () => {
  const page = await stage.visit({ answers: false }, "/compose");
  await write(page, BEN, /Announcement/, "We found what you asked for.");
  await page.getByRole("heading", { name: "May not go: window closed" }).waitFor();
  const instead = page.locator(".alternatives li").filter({ hasText: "Agent reply" });
  await instead.getByRole("button", { name: "Use this type" }).click();
  await page.getByLabel("Who writes").fill("maria");
  await page.getByRole("heading", { name: "May go" }).waitFor();
  await page.getByText("HUMAN_AGENT").first().waitFor();
});
