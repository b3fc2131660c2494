import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { openConsole, SHOP, type ConsoleStage } from "./console-stage.ts";

let stage: ConsoleStage;
beforeAll(async () => {
  stage = await openConsole();
  await stage.register(SHOP, "Lotus Market");
});
afterAll(() => stage.close());
afterEach(() => stage.leave());

test("a lost connection is told, what was there stays, and all is fresh again when it is back", async () => {
  const page = await stage.visit({ answers: false }, "/pages");
  await page.getByText("1 page", { exact: true }).waitFor();
  await page.locator(".live:visible").getByText("Live", { exact: true }).waitFor();
  await page.context().setOffline(true);
  await page.evaluate(() => dispatchEvent(new Event("focus")));
  await expect.poll(() => page.getByText("Connection lost.").count(), { timeout: 15_000 }).toBe(1);
  await page.getByText("Lotus Market").waitFor();
  await stage.house.holds.hold(SHOP, { reason: "operator", detail: "while nobody looked", by: "test" });
  await page.context().setOffline(false);
  await page.locator(".live:visible").getByText("Live", { exact: true }).waitFor({ timeout: 15_000 });
  await page.getByText("while nobody looked").waitFor();
  expect(await page.getByText("Connection lost.").count()).toBe(0);
}, 60_000);
