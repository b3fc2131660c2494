import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { aToken } from "../support/recorder.ts";
import { aNotice, CAFE, openConsole, SHOP, type ConsoleStage } from "./console-stage.ts";

let stage: ConsoleStage;
beforeAll(async () => {
  stage = await openConsole();
  await stage.simulate("PUT", `/pages/${SHOP}`, { token: aToken(SHOP), name: "Lotus Market" });
});
beforeEach(async () => {
  await stage.register(SHOP, "Lotus Market", { timeZone: "Europe/Madrid" });
  await stage.register(CAFE, "Café Azul");
  await stage.house.holds.release(SHOP, "test");
  await stage.house.holds.release(CAFE, "test");
});
afterAll(() => stage.close());
afterEach(() => stage.leave());

test("a page is found by its name, and by what is the matter with it", async () => {
  const page = await stage.visit({}, "/pages");
  await page.getByText("2 pages", { exact: true }).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("azul");
  await page.getByText("1 of 2 pages").waitFor();
  expect(await page.getByRole("row").nth(1).textContent()).toContain("Café Azul");
  await page.getByLabel("Find a page").fill("");
  await page.getByText("Held", { exact: true }).click();
  await page.getByText("No page fits.").waitFor();
});

test("is paused with a reason, which everyone sees at once, and resumed", async () => {
  const page = await stage.visit({}, "/pages");
  const other = await stage.visit({}, "/pages");
  await other.getByText("2 pages", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Pause: Lotus Market" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Pause" }).click();
  await page.getByText("Say why, in a few words.").waitFor();
  await page.getByLabel("Why?").fill("Stock is being counted");
  await page.getByRole("dialog").getByRole("button", { name: "Pause" }).click();
  await page.getByText("Lotus Market is paused.").waitFor();
  await page.getByText("Stock is being counted").waitFor();
  await other.getByText("Stock is being counted").waitFor();
  expect((await stage.house.pages.get(SHOP))?.held).toMatchObject({ reason: "operator", by: "all-key" });
  await page.getByRole("button", { name: "Resume: Lotus Market" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Resume" }).click();
  await page.getByText("Lotus Market flows again.").waitFor();
  await expect.poll(async () => (await stage.house.pages.get(SHOP))?.held).toBe(null);
});

test("what waits while it is held is counted, with its age", async () => {
  await stage.wrote(SHOP, "24680001", 60_000);
  await stage.house.holds.hold(SHOP, { reason: "operator", detail: "a test", by: "test" });
  const ids = await Promise.all(
    [1, 2, 3].map((it) => stage.submit(aNotice(SHOP, "24680001", { metadata: { it } }))),
  );
  const page = await stage.visit({}, `/pages/${SHOP}`);
  await page.locator(".figure").getByText("3 messages").waitFor();
  await page.locator(".figures time").first().waitFor();
  await page.getByText("Held", { exact: false }).first().waitFor();
  await stage.house.holds.release(SHOP, "test");
  for (const id of ids) await stage.ended(id);
});

test("its rate is changed, and nothing else of it", async () => {
  const page = await stage.visit({ answers: false }, `/pages/${SHOP}`);
  await page.getByRole("button", { name: "Change the rate" }).click();
  await page.getByLabel("Messages a second").fill("500");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Give a number from 0.1 to 300.").waitFor();
  await page.getByLabel("Messages a second").fill("12");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("The rate is now 12 /s.").waitFor();
  expect(await stage.house.pages.get(SHOP)).toMatchObject({ ratePerSecond: 12, timeZone: "Europe/Madrid" });
});

test("its token is renewed, and the page flows again once Meta takes it", async () => {
  await stage.house.holds.hold(SHOP, {
    reason: "token_invalid",
    detail: "Error validating access token",
    by: "sender",
  });
  const page = await stage.visit({}, `/pages/${SHOP}`);
  await page.getByText("Error validating access token").waitFor();
  await page.getByRole("button", { name: "Renew the token" }).click();
  await page.getByRole("textbox", { name: "New access token" }).fill(aToken(SHOP));
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("The new token is in use.").waitFor();
  await page.getByText("Flows", { exact: true }).waitFor();
  expect(await page.content()).not.toContain(aToken(SHOP));
});

test("its templates are had from Meta, with their approval and what they stand for", async () => {
  const mapping = { name: "order_shipped_v1", language: "en", body: ["order.id"] };
  await stage.simulate("PUT", `/templates/${SHOP}`, {
    items: [
      {
        name: mapping.name,
        language: "en",
        category: "UTILITY",
        status: "APPROVED",
        components: [
          { type: "BODY", text: "Your order {{1}} is on its way.", example: { body_text: [["1001"]] } },
        ],
      },
    ],
  });
  await stage.register(SHOP, "Lotus Market", { templates: { order_shipped: mapping } });
  const page = await stage.visit({}, `/pages/${SHOP}`);
  await page.getByRole("button", { name: "Ask Meta again" }).click();
  await page.getByText("Templates and their approval are up to date.").waitFor();
  const row = page.getByRole("row").filter({ hasText: "order_shipped_v1" });
  expect(await row.textContent()).toMatch(/approved.*order_shipped/);
});

test("that is not registered is said to be none", async () => {
  const page = await stage.visit({ answers: false }, "/pages/4711");
  await page.getByText("This page is not registered here").waitFor();
});
