import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { KEYS } from "../http/door.ts";
import { aNotice, DAY, openConsole, SHOP, signIn, type ConsoleStage } from "./console-stage.ts";

let stage: ConsoleStage;
beforeAll(async () => {
  stage = await openConsole();
  await stage.register(SHOP, "Lotus Market");
  await stage.wrote(SHOP, "24680001", 3 * DAY);
  const id = await stage.submit(aNotice(SHOP, "24680001", { type: "announcement", order: undefined }));
  await stage.ended(id);
});
afterAll(() => stage.close());
afterEach(() => stage.leave());

describe("signing in", () => {
  test("with an API key shows the overview, and keeps the key nowhere", async () => {
    const page = await stage.visit();
    await page.getByRole("heading", { name: "Overview" }).waitFor();
    const kept = await page.evaluate(() =>
      JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), document.cookie]),
    );
    expect(kept).not.toContain(KEYS.all);
    expect(kept).not.toContain("taglane_session");
    await page.reload();
    await page.getByRole("heading", { name: "Overview" }).waitFor();
  });

  test("with a key that is not known says so, and lets one try again", async () => {
    const page = await stage.visit({ key: null, answers: false });
    await page.getByLabel("API key").fill("a-key-that-nobody-has-given");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("not known here").waitFor();
    await signIn(page, "read");
  });

  test("with a link that was used says so, and takes it out of the address bar", async () => {
    const page = await stage.visit({ key: null, answers: false });
    await page.goto("about:blank");
    await page.goto(`${stage.url}/#link=${"x".repeat(43)}`);
    await page.getByText("was used before or has run out").waitFor();
    expect(page.url()).not.toContain("link");
  });

  test("out ends the session here and on the server", async () => {
    const page = await stage.visit({ answers: false });
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByText("You are signed out.").waitFor();
    expect(await page.evaluate(async () => (await fetch("/v1/pages")).status)).toBe(401);
  });
});

describe("a session", () => {
  test("that has ended is told at the next call, and one goes on where one was", async () => {
    const page = await stage.visit({ answers: false }, "/dead-letters");
    await page.locator("strong").getByText("1 dead letter", { exact: true }).waitFor();
    await page.context().clearCookies();
    await page.getByRole("button", { name: /^Window closed/ }).click();
    await page.getByText("Your session has ended.").waitFor();
    await signIn(page, "all");
    await page.getByRole("heading", { name: "Dead letters" }).waitFor();
    expect(page.url()).toContain("reason=window_closed");
  });

  test("of a key that only reads is offered nothing that changes", async () => {
    const page = await stage.visit({ key: "read" }, "/dead-letters");
    await page.locator("strong").getByText("1 dead letter", { exact: true }).waitFor();
    await expect.poll(() => page.getByRole("link", { name: "Audit" }).count()).toBe(0);
    expect(await page.getByRole("link", { name: "Raw queues" }).count()).toBe(0);
    expect(await page.getByRole("checkbox").count()).toBe(0);
    expect(await page.getByRole("button", { name: /Select all/ }).count()).toBe(0);
    await page.getByRole("row").nth(1).click();
    await page.getByText("What it says").waitFor();
    expect(await page.getByRole("button", { name: "Replay it" }).count()).toBe(0);
    await page.keyboard.press("Escape");

    await page.goto(`${stage.url}/#/pages/${SHOP}`);
    await page.getByRole("heading", { name: "Lotus Market" }).waitFor();
    for (const name of ["Pause", "Change the rate", "Renew the token", "Ask Meta again"])
      expect(await page.getByRole("button", { name }).count(), name).toBe(0);

    await page.goto(`${stage.url}/#/compose`);
    await page.getByRole("heading", { name: "To whom" }).waitFor();
    expect(await page.getByRole("button", { name: "Send" }).count()).toBe(0);
  });
});
