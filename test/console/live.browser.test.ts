import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { layCable } from "./cable.ts";
import { openConsole, SHOP, signIn, type ConsoleStage } from "./console-stage.ts";

let stage: ConsoleStage;
beforeAll(async () => {
  stage = await openConsole();
  await stage.register(SHOP, "Lotus Market");
});
afterAll(() => stage.close());
afterEach(() => stage.leave());

test("a lost connection is told, what was there stays, and all is fresh again when it is back", async () => {
  const cable = await layCable(stage.url);
  // While the cable is out, the browser complains of every call by itself.
  const page = await stage.visit({ key: null, answers: false });
  await page.goto(`${cable.url}/#/pages`);
  await signIn(page, "all");
  await page.getByText("1 page", { exact: true }).waitFor();
  await page.locator(".live:visible").getByText("Live", { exact: true }).waitFor();
  cable.pull();
  await page.getByText("Connection lost.").waitFor({ timeout: 15_000 });
  await page.getByText("Lotus Market").waitFor();
  await stage.house.holds.hold(SHOP, { reason: "operator", detail: "while nobody looked", by: "test" });
  cable.mend();
  await page.locator(".live:visible").getByText("Live", { exact: true }).waitFor({ timeout: 20_000 });
  await page.getByText("while nobody looked").waitFor();
  expect(await page.getByText("Connection lost.").count()).toBe(0);
  await cable.close();
}, 60_000);
