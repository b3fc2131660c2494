/** Someone who never saw it, by clicking alone: no address typed, no command, no help. */
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { aToken } from "../support/recorder.ts";
import { aNotice, CAFE, DAY, HOUR, openConsole, SHOP, type ConsoleStage } from "./console-stage.ts";

const ANA = "24680001";
const BEN = "24680002";
let stage: ConsoleStage;
let order = "";

beforeAll(async () => {
  stage = await openConsole();
  await stage.register(SHOP, "Lotus Market");
  await stage.register(CAFE, "Café Azul");
  await stage.wrote(SHOP, ANA, 3 * DAY);
  await stage.wrote(SHOP, BEN, HOUR);
  order = await stage.submit(aNotice(SHOP, ANA));
  await stage.ended(order);
  await stage.ended(
    await stage.submit(aNotice(SHOP, BEN, { order: { id: "1002", placedAt: new Date().toISOString() } })),
  );
});
afterAll(() => stage.close());
afterEach(() => stage.leave());

test("finds why order 1001's notice did not go out", async () => {
  const page = await stage.visit();
  await page.getByRole("link", { name: "Dead letters" }).first().click();
  await page.getByRole("button", { name: /^Order shipped/ }).click();
  await page.getByRole("row").nth(1).click();
  await page.locator(".said").getByText("Your order 1001 is on its way.").waitFor();
  await page.getByText("this type needs a utility template, and the page has none for it").first().waitFor();
});

test("holds a page", async () => {
  const page = await stage.visit();
  await page.getByRole("link", { name: "Pages" }).first().click();
  await page.getByRole("button", { name: "Pause: Café Azul" }).click();
  await page.getByLabel("Why?").fill("Closed for the holidays");
  await page.getByRole("dialog").getByRole("button", { name: "Pause" }).click();
  await page.getByText("Closed for the holidays").waitFor();
  expect((await stage.house.pages.get(CAFE))?.held?.reason).toBe("operator");
});

test("renews a dead token and replays everything that failed for it", async () => {
  const bury = async (n: number): Promise<void> => {
    const psid = `3468000${String(n)}`;
    await stage.wrote(SHOP, psid, HOUR);
    const at = Date.now();
    const id = `d${"deadtokendeadtokendead".slice(0, 23)}${String(n)}`;
    await stage.house.deadLetters.bury({
      id,
      messageId: `m${id.slice(1)}`,
      page: SHOP,
      recipient: psid,
      type: "order_shipped",
      reason: "attempts_exhausted",
      detail: "Error validating access token: the session has been invalidated.",
      graphError: { status: 400, code: 190, subcode: 460, message: "Error validating access token." },
      attempts: [{ at, durationMs: 12, outcome: "failed" }],
      acceptedAt: at,
      deadAt: at,
      replays: 0,
      replayOf: null,
      history: [],
      decision: null,
      message: aNotice(SHOP, psid),
    });
  };
  await Promise.all([1, 2, 3].map(bury));
  await stage.house.holds.hold(SHOP, {
    reason: "token_invalid",
    detail: "Error validating access token.",
    by: "sender",
  });

  const page = await stage.visit();
  await page.getByRole("region", { name: "Pages that need a person" }).getByText("Lotus Market").click();
  await page.getByRole("button", { name: "Renew the token" }).click();
  await page.getByRole("textbox", { name: "New access token" }).fill(aToken(SHOP));
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Flows", { exact: true }).waitFor();
  await page.getByRole("link", { name: "Its dead letters" }).click();
  await page.getByRole("button", { name: /^Attempts exhausted/ }).click();
  await page.getByRole("button", { name: "Select all 3 that match" }).click();
  await page.getByRole("button", { name: "Replay …" }).click();
  await page.getByRole("img", { name: "3 would go, 0 would be refused" }).waitFor();
  await page.getByRole("button", { name: "Replay 3", exact: true }).click();
  await page.getByText("Done", { exact: true }).waitFor();
  await expect.poll(() => stage.house.deadLetters.count({ reason: "attempts_exhausted" })).toBe(0);
});

test("finds when a customer's window closes", async () => {
  const page = await stage.visit();
  await page.getByRole("link", { name: "Messages" }).first().click();
  await page.getByText("By person").click();
  await page
    .getByRole("textbox", { name: "Page" })
    .or(page.getByRole("combobox", { name: "Page" }))
    .first()
    .click();
  await page.getByRole("option", { name: /Lotus Market/ }).click();
  await page.getByLabel("Person (PSID)").fill(BEN);
  await page.getByRole("button", { name: "Find" }).click();
  await page.getByRole("timer").waitFor();
  const closes = await page.getByTestId("closes-at").locator("time").getAttribute("datetime");
  const told = await stage.house.people.tell(SHOP, BEN);
  expect(closes).toBe(told.window.closesAt);
});
