import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { aNotice, DAY, openConsole, SHOP, type ConsoleStage } from "./console-stage.ts";

const ANA = "24680001";
let stage: ConsoleStage;
beforeAll(async () => {
  stage = await openConsole();
  await stage.register(SHOP, "Lotus Market");
  await stage.wrote(SHOP, ANA, 60_000);
});
afterAll(() => stage.close());
afterEach(() => stage.leave());

test("a message is looked up by its number, and its story told from accepted to read", async () => {
  const id = await stage.submit(aNotice(SHOP, ANA));
  await stage.ended(id);
  const page = await stage.visit({}, "/messages");
  await page.getByRole("textbox", { name: "Message number" }).fill(id);
  await page.getByRole("button", { name: "Find" }).click();
  const timeline = page.getByRole("list", { name: "Timeline" });
  await timeline.getByText("Sent", { exact: true }).waitFor();
  await stage.simulate("POST", "/read", { page: SHOP, psid: ANA });
  await timeline.getByText("Read", { exact: true }).waitFor({ timeout: 15_000 });
  const steps = await timeline.locator("b").allTextContents();
  expect(steps).toEqual(["Accepted", "Judged: may go", "Attempt 1: sent", "Sent", "Delivered", "Read"]);
  await page.getByRole("heading", { name: "Messaging window" }).waitFor();
  const exact = await timeline.locator("time").first().getAttribute("title");
  expect(exact).toMatch(/\d{2}:\d{2}:\d{2}/);
});

test("a person's messages are found by page and PSID", async () => {
  const id = await stage.submit(aNotice(SHOP, "24680002"));
  await stage.ended(id);
  const page = await stage.visit({}, "/messages");
  await page.getByText("By person").click();
  await page
    .getByRole("textbox", { name: "Page" })
    .or(page.getByRole("combobox", { name: "Page" }))
    .first()
    .click();
  await page.getByRole("option", { name: /Lotus Market/ }).click();
  await page.getByLabel("Person (PSID)").fill("24680002");
  await page.getByRole("button", { name: "Find" }).click();
  await page.getByText(id).click();
  await page.getByText("Given up: template missing").waitFor();
});

test("what is no number is said before anything is asked, and what is unknown after", async () => {
  const page = await stage.visit({ answers: false }, "/messages");
  await page.getByRole("textbox", { name: "Message number" }).fill("1001");
  await page.getByRole("button", { name: "Find" }).click();
  await page.getByText("A message's number is an m and 24 characters.").waitFor();
  await page.getByRole("textbox", { name: "Message number" }).fill(`m${"x".repeat(24)}`);
  await page.getByRole("button", { name: "Find" }).click();
  await page.getByText("No message of this number is on record.").waitFor();
});

test("one that still waits is cancelled when that is confirmed", async () => {
  const id = await stage.submit(aNotice(SHOP, ANA, { sendAt: new Date(Date.now() + DAY).toISOString() }));
  const page = await stage.visit({}, `/messages?id=${id}`);
  await page.getByRole("button", { name: "Cancel it" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel it" }).click();
  await page.getByText("The message is cancelled.").waitFor();
  await page.locator(".pill").getByText("Cancelled").waitFor();
  expect((await stage.house.tellMessage(id))?.status).toBe("cancelled");
});
