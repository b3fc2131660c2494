/** `npm run screenshots`: plays a busy morning on the simulator and photographs the console for the README. */
import { randomBytes } from "node:crypto";
import { mkdirSync, statSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import type { Page } from "playwright-core";
import { request } from "undici";
import { configFrom } from "../src/config.ts";
import { pageSettings } from "../src/core/page.ts";
import { startHttp } from "../src/http/server.ts";
import { createLogger } from "../src/log.ts";
import { openHouse, type House } from "../src/runtime.ts";
import { startSimulator } from "../src/simulator/simulator.ts";
import { openBrowser } from "../test/console/browser.ts";
import { localRedisProgram, startLocalRedis } from "../test/support/redis-server.ts";

const OUT = new URL("../docs/screenshots/", import.meta.url);
const SECRET = randomBytes(18).toString("base64url");
const SIZE = { width: 1280, height: 800 };
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const NAMES = [
  "Lotus Market",
  "Café Azul",
  "Nordlicht Räder",
  "Atelier Sora",
  "Biblioteca Sur",
  "Green Fork Kitchen",
  "Hafen & Sohn",
  "Maison Lune",
  "Trailhead Outfitters",
  "Piccolo Teatro",
  "Sunday Roasters",
  "Vela Sailing School",
  "Kite & Co",
  "Old Mill Bakery",
  "Quartz Watches",
  "Paper Crane Books",
];

const TYPES = ["order_shipped", "order_delivered", "announcement", "agent_reply", "rsvp_reminder"] as const;
const TEXTS = [
  "Your order 1001 is on its way.",
  "Your parcel was delivered. Get 20% off your next order!",
  "We are back in town this weekend.",
  "Hello, we found the size you asked for.",
  "See you on Friday at seven.",
];

const program = localRedisProgram();
if (program === undefined) throw new Error("A redis-server is needed on the PATH.");
const redis = await startLocalRedis(program);
const simulator = await startSimulator();
const appSecret = "an app secret for the photographs";
const config = configFrom({
  NODE_ENV: "test",
  PORT: "0",
  REDIS_URL: redis.url,
  GRAPH_API_URL: simulator.graphUrl,
  ENCRYPTION_KEY: randomBytes(32).toString("base64"),
  META_APP_SECRET: appSecret,
  API_KEYS: `maria:${SECRET}:send+read+ops+admin`,
});
const log = createLogger("silent", "screenshots", 2);
const house = await openHouse({ config, log, profile: "producer" });
const server = await startHttp(house);
await simulator.setWebhook({ url: `${server.url}/webhooks/messenger`, appSecret });
const works = await openHouse({ config, log, profile: "worker" });
const roles = [works.startClassifier(), await works.startSender()];
const browser = await openBrowser();

try {
  mkdirSync(OUT, { recursive: true });
  await openShops();
  await playTheMorning();
  await photograph();
} finally {
  await browser.close();
  for (const role of roles.toReversed()) await role.close();
  await works.close();
  await server.close();
  await house.close();
  await simulator.close();
  await redis.stop();
}

function idOf(index: number): string {
  return String(1_029_384_756 + index * 7_919);
}

async function openShops(): Promise<void> {
  for (const [index, name] of NAMES.entries()) {
    const token = `token-of-page-${idOf(index)}`;
    const ratePerSecond = [10, 4, 20, 2][index % 4] ?? 10;
    const settings = pageSettings.parse({ name, ratePerSecond, humanAgent: true, tagPolicy: "message_tags" });
    await simulate("PUT", `/pages/${idOf(index)}`, { token, name, humanAgent: true, tagsRetiredAt: null });
    await house.office.register(idOf(index), settings, token, "maria");
  }
}

async function playTheMorning(): Promise<void> {
  const sent: Promise<unknown>[] = [];
  for (let i = 0; i < 900; i += 1) sent.push(tell(house, i));
  await Promise.all(sent);
  await pause(20_000);
  const held = { detail: "Error validating access token: the session has expired.", by: "sender" };
  await house.holds.hold(idOf(1), { reason: "token_invalid", ...held });
  await house.holds.hold(idOf(5), {
    reason: "operator",
    detail: "Stock is being counted until noon",
    by: "maria",
  });
  await house.holds.hold(idOf(9), {
    reason: "permission_missing",
    detail: "pages_messaging is missing.",
    by: "sender",
  });
  for (let i = 900; i < 1_900; i += 1) await tell(house, i);
  await pause(6_000);
}

async function tell(at: House, i: number): Promise<void> {
  const page = idOf((i * i) % NAMES.length);
  const psid = String(24_000_000 + i);
  const agoMs = i % 3 === 0 ? HOUR * (1 + (i % 20)) : i % 3 === 1 ? 2 * DAY : 12 * DAY;
  const lastInboundAt = new Date(Date.now() - agoMs).toISOString();
  await simulate("PUT", `/conversations/${page}/${psid}`, { lastInboundAt });
  await at.conversations.inbound(page, psid, Date.parse(lastInboundAt));
  const type = TYPES[i % TYPES.length] ?? "order_shipped";
  await at.producer.submit({
    page,
    recipient: { psid },
    type,
    content: { text: TEXTS[i % TEXTS.length] },
    ...(type.startsWith("order") && {
      order: { id: String(1_000 + i), placedAt: new Date(Date.now() - DAY).toISOString() },
    }),
    ...(type === "agent_reply" && { agent: { id: "maria" } }),
    ...(type === "rsvp_reminder" && {
      event: {
        id: "e-7",
        startsAt: new Date(Date.now() + DAY).toISOString(),
        registeredAt: new Date(Date.now() - 7 * DAY).toISOString(),
      },
    }),
  });
}

async function photograph(): Promise<void> {
  const context = await browser.newContext({ viewport: SIZE, locale: "en-GB", reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.goto(server.url);
  await page.getByLabel("API key").fill(SECRET);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.locator(".chart canvas").waitFor();
  await take(page, "overview");
  await page.goto(`${server.url}/#/pages`);
  await page.getByText("16 pages").waitFor();
  await pause(1_500);
  await take(page, "pages");
  await page.goto(`${server.url}/#/dead-letters`);
  await page.getByRole("row").nth(2).click();
  await page.getByRole("heading", { name: "What it says" }).waitFor();
  await take(page, "dead-letters");
  await page.goto(`${server.url}/#/compose?page=${idOf(0)}&recipient=24000001&type=order_delivered`);
  await page
    .getByLabel("Text", { exact: true })
    .fill("Order 1001 has arrived. Get 20% off your next order with code SAVE20!");
  await page.getByLabel("Order number").fill("1001");
  await page.getByLabel("Ordered at").fill(new Date(Date.now() - DAY).toISOString().slice(0, 16));
  await page.locator(".said mark").first().waitFor();
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await take(page, "compose");
}

async function take(page: Page, name: string): Promise<void> {
  await pause(800);
  const path = new URL(`${name}.png`, OUT).pathname;
  await page.screenshot({ path });
  console.log(`${name}.png  ${String(Math.round(statSync(path).size / 1_024))} KB`);
}

async function simulate(method: "PUT" | "POST", path: string, body: unknown): Promise<void> {
  const answer = await request(`${simulator.url}/_sim${path}`, {
    method,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await answer.body.text();
  if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${text}`);
}
