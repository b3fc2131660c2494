import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { openConsole, SHOP, type ConsoleStage } from "./console-stage.ts";

let stage: ConsoleStage;
beforeAll(async () => {
  stage = await openConsole();
  await stage.register(SHOP, "Lotus Market");
});
afterAll(() => stage.close());
afterEach(() => stage.leave());

test("the audit tells who did what, and is filtered", async () => {
  await stage.call("POST", `/v1/pages/${SHOP}/pause`, { key: "ops", body: { reason: "counting stock" } });
  await stage.call("POST", `/v1/pages/${SHOP}/resume`, { key: "all" });
  const page = await stage.visit({}, "/audit");
  await page.getByRole("row").filter({ hasText: "ops-key" }).first().waitFor();
  await page.getByLabel("By").fill("all-key");
  await expect.poll(() => page.getByRole("row").filter({ hasText: "ops-key" }).count()).toBe(0);
  await page.getByLabel("By").fill("nobody");
  await page.getByText("Nothing fits this filter.").waitFor();
});

test("settings are listed with their help, and secrets are not", async () => {
  const page = await stage.visit({}, "/settings");
  await page.getByText("PAGE_RATE", { exact: true }).waitFor();
  const told = await page.locator("main").textContent();
  expect(told).toContain("META_APP_SECRET");
  expect(told).not.toContain("an app secret of the test");
  await page.getByLabel("Find a setting").fill("page_rate");
  await expect.poll(() => page.locator(".settings > div").count()).toBe(1);
});

test("the raw queues are a click away for who may operate", async () => {
  const page = await stage.visit({ key: "ops", answers: false });
  const link = page.getByRole("link", { name: "Raw queues" });
  expect(await link.getAttribute("href")).toBe("/queues");
});
