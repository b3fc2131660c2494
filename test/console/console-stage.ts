/** The console as it is served, over the real pipeline, Redis and Graph API simulator, in a real browser. */
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { request } from "undici";
import { expect } from "vitest";
import type { Environment } from "../../src/config.ts";
import { pageSettings } from "../../src/core/page.ts";
import { builtConsole } from "../../src/http/console.ts";
import { startSimulator } from "../../src/simulator/simulator.ts";
import { KEYS, openDoor, type Door, type KeyName } from "../http/door.ts";
import { aToken } from "../support/recorder.ts";
import { openBrowser, visit, type Visitor } from "./browser.ts";

export const SHOP = "1029384756";
export const CAFE = "2093847561";
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export interface ConsoleStage extends Door {
  readonly browser: Browser;
  /** Opens the console in a window of its own, signed in unless the key is null. Faults of the page fail the test's end. */
  visit(
    options?: BrowserContextOptions & { key?: KeyName | null; answers?: boolean },
    path?: string,
  ): Promise<Page>;
  /** Registers a page here and at Meta. */
  register(
    id: string,
    name: string,
    settings?: Readonly<Record<string, unknown>>,
    atMeta?: Readonly<Record<string, unknown>>,
  ): Promise<void>;
  wrote(page: string, psid: string, agoMs: number): Promise<void>;
  submit(message: unknown): Promise<string>;
  /** Resolves when it has gone out or died. */
  ended(id: string): Promise<void>;
  simulate(method: "GET" | "PUT" | "POST" | "DELETE", path: string, body?: unknown): Promise<unknown>;
  /** Ends all visits. @throws when a page complained */
  leave(): Promise<void>;
}

export async function openConsole(settings: Environment = {}): Promise<ConsoleStage> {
  const simulator = await startSimulator();
  const [door, browser] = await Promise.all([
    openDoor({ GRAPH_API_URL: simulator.graphUrl, ...settings }, builtConsole()),
    openBrowser(),
  ]);
  await simulator.setWebhook({
    url: `${door.url}/webhooks/messenger`,
    appSecret: "an app secret of the test",
  });
  await door.start("classifier", "sender");
  const visitors: Visitor[] = [];

  const stage: ConsoleStage = {
    ...door,
    browser,
    async visit({ key = "all", ...options } = {}, path = "/") {
      const visitor = await visit(browser, options);
      visitors.push(visitor);
      await visitor.page.goto(`${door.url}/#${path}`);
      if (key !== null) await signIn(visitor.page, key);
      return visitor.page;
    },
    async register(id, name, given = {}, atMeta = {}) {
      const parsed = pageSettings.parse({ name, ...given });
      await stage.simulate("PUT", `/pages/${id}`, {
        token: aToken(id),
        name,
        humanAgent: parsed.humanAgent,
        ...atMeta,
      });
      await door.house.office.register(id, parsed, aToken(id), "test");
    },
    async wrote(page, psid, agoMs) {
      const at = Date.now() - agoMs;
      await stage.simulate("PUT", `/conversations/${page}/${psid}`, {
        lastInboundAt: new Date(at).toISOString(),
      });
      await door.house.conversations.inbound(page, psid, at);
    },
    async submit(message) {
      const submitted = await door.house.producer.submit(message);
      if (submitted.kind !== "accepted") throw new Error(JSON.stringify(submitted));
      return submitted.id;
    },
    async ended(id) {
      await door.recorder.until(
        ({ event, fields }) =>
          fields["id"] === id &&
          (event === "message.buried" || (event === "message.attempted" && fields["next"] === "done")),
      );
    },
    async simulate(method, path, body) {
      const answer = await request(`${simulator.url}/_sim${path}`, {
        method,
        headers: { "content-type": "application/json" },
        body: body === undefined ? null : JSON.stringify(body),
      });
      const text = await answer.body.text();
      if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${text}`);
      return text === "" ? undefined : JSON.parse(text);
    },
    async leave() {
      const faults = visitors.flatMap((it) => it.faults);
      await Promise.all(visitors.splice(0).map((it) => it.close()));
      expect(faults).toEqual([]);
    },
    async close() {
      await browser.close();
      await door.close();
      await simulator.close();
    },
  };
  return stage;
}

export async function signIn(page: Page, key: KeyName): Promise<void> {
  await page.getByLabel("API key").fill(KEYS[key]);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("navigation", { name: "Screens" }).first().waitFor();
}

/** A message that may go at any time to whoever wrote within a day. */
export function aNotice(page: string, psid: string, more: Readonly<Record<string, unknown>> = {}) {
  return {
    page,
    recipient: { psid },
    type: "order_shipped",
    content: { text: "Your order 1001 is on its way." },
    order: { id: "1001", placedAt: new Date(Date.now() - DAY).toISOString() },
    ...more,
  };
}
