import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { openInbox, WEBHOOK_SECRET, type Inbox } from "./inbox.ts";
import { NOW, openStage, PAGE, PSID, setUp, type Stage } from "./stage.ts";

let stage: Stage;
let inbox: Inbox;
beforeAll(async () => {
  stage = await openStage({ appId: 4242 });
});
beforeEach(async () => {
  await setUp(stage);
  inbox = await openInbox();
  await stage.simulator.setWebhook({ url: inbox.url, appSecret: WEBHOOK_SECRET });
});
afterEach(async () => {
  await stage.simulator.setWebhook(undefined);
  await inbox.close();
});
afterAll(() => stage.simulator.close());

test("sends an echo, then a delivery, for an accepted message", async () => {
  const { json } = await stage.send({ message: { text: "Hi", metadata: "message-1" } });
  const mid = json["message_id"];
  const [echo, delivery] = await inbox.eventCount(2);
  expect(echo).toEqual({
    sender: { id: PAGE },
    recipient: { id: PSID },
    timestamp: NOW,
    message: { is_echo: true, app_id: 4242, metadata: "message-1", mid, text: "Hi" },
  });
  expect(delivery).toEqual({
    sender: { id: PSID },
    recipient: { id: PAGE },
    delivery: { mids: [mid], watermark: NOW },
  });
});

test("signs the exact bytes, with everything beyond ASCII escaped", async () => {
  await stage.send({ message: { text: "Grüße 😀" } });
  const [post] = await inbox.postCount(1);
  expect(post?.isGenuine).toBe(true);
  expect(post?.raw.toString()).toContain(String.raw`"text":"Gr\u00fc\u00dfe \ud83d\ude00"`);
});

test("puts one event into an entry, and many entries into a POST", async () => {
  await Promise.all(Array.from({ length: 60 }, () => stage.send()));
  await inbox.eventCount(120);
  const sizes = inbox.posts.map((post) => post.entries.length);
  expect(Math.max(...sizes)).toBeGreaterThan(1);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(50);
  expect(inbox.posts.length).toBeLessThan(60);
  expect(inbox.posts.flatMap((post) => post.entries).every((entry) => entry.length === 1)).toBe(true);
});

test("tries again when the app fails, and loses nothing", async () => {
  inbox.answers.push(500, 503);
  await stage.send({ message: { text: "Hi", metadata: "message-1" } });
  const posts = await inbox.postCount(3);
  expect(new Set(posts.map((post) => post.raw.toString())).size).toBe(1);
  const { json } = await stage.control("GET", "/stats");
  expect(json["webhooks"]).toMatchObject({ posts: 3, retries: 2, dropped: 0 });
});

test("sends nothing for a refused message, a typing sign, or while echoes are off", async () => {
  await stage.send({ message: {} });
  await stage.send({ sender_action: "typing_on", message: undefined });
  await stage.control("POST", "/echoes", { enabled: false });
  await stage.send();
  await stage.control("POST", "/echoes", {});
  await stage.send({ message: { text: "Hi", metadata: "the only one" } });
  const [echo] = await inbox.eventCount(2);
  expect(echo).toMatchObject({ message: { metadata: "the only one" } });
  expect(inbox.events()).toHaveLength(2);
});

test("leaves the ids out of deliveries when told to, and waits as long as told", async () => {
  await stage.control("POST", "/echoes", { mids: false, delayMs: 30 });
  const before = performance.now();
  await stage.send();
  const [, delivery] = await inbox.eventCount(2);
  expect(delivery).toEqual({ sender: { id: PSID }, recipient: { id: PAGE }, delivery: { watermark: NOW } });
  expect(performance.now() - before).toBeGreaterThanOrEqual(29);
});

test.each<[path: string, input: object, event: object]>([
  ["/inbound", { text: "Hello" }, { message: { text: "Hello" }, timestamp: NOW }],
  ["/inbound", { postback: { title: "Go", payload: "GO" } }, { postback: { title: "Go", payload: "GO" } }],
  ["/reactions", { mid: "m_1" }, { reaction: { action: "react", mid: "m_1" } }],
  [
    "/referrals",
    { source: "ADS", ad_id: "6" },
    { referral: { source: "ADS", type: "OPEN_THREAD", ad_id: "6" } },
  ],
  ["/read", {}, { read: { watermark: NOW } }],
])("%s sends its event from the person, and says how it was answered", async (path, input, event) => {
  inbox.answers.push(202);
  const reply = await stage.control("POST", path, { page: PAGE, psid: PSID, ...input });
  expect(reply.json["webhook"]).toEqual({ status: 202 });
  expect(inbox.events()).toMatchObject([{ sender: { id: PSID }, recipient: { id: PAGE }, ...event }]);
  expect(inbox.posts[0]?.isGenuine).toBe(true);
});

test("a policy event is about the Page, and has no sender", async () => {
  await stage.control("POST", "/policy", { page: PAGE, action: "block", reason: "spam" });
  const enforcement = { action: "block", reason: "spam" };
  expect(inbox.events()).toEqual([
    { recipient: { id: PAGE }, timestamp: NOW, policy_enforcement: enforcement },
  ]);
});

test.each(["message_template_status_update", "messenger_template_status_update"])(
  "a template's new status arrives as a change of %s",
  async (field) => {
    const components = [{ type: "BODY", text: "It is here." }];
    await stage.control("PUT", `/templates/${PAGE}`, [{ name: "plain", language: "en", components }]);
    const change = {
      page: PAGE,
      name: "plain",
      language: "en",
      status: "REJECTED",
      reason: "INVALID_FORMAT",
      field,
    };
    await stage.control("POST", "/template-status", change);
    const value = { event: "REJECTED", message_template_name: "plain", reason: "INVALID_FORMAT" };
    expect(inbox.events()).toMatchObject([{ field, value }]);
  },
);

test("says when nobody listens, and when nobody answers", async () => {
  await inbox.close();
  const silent = await stage.control("POST", "/read", { page: PAGE, psid: PSID });
  await stage.simulator.setWebhook(undefined);
  const nobody = await stage.control("POST", "/read", { page: PAGE, psid: PSID });
  inbox = await openInbox();
  expect(silent.json["webhook"]).toMatchObject({
    status: 0,
    error: expect.stringContaining("ECONNREFUSED"),
  });
  expect(nobody.json["webhook"]).toBeNull();
});

test("takes its target by a control call too", async () => {
  const other = await openInbox();
  await stage.control("PUT", "/webhook", { url: other.url, appSecret: WEBHOOK_SECRET });
  await stage.control("POST", "/read", { page: PAGE, psid: PSID });
  await stage.simulator.setWebhook(undefined);
  await other.close();
  expect([inbox.posts.length, other.posts.length]).toEqual([0, 1]);
});

test("sends what waits before it closes", async () => {
  const own = await openStage({ webhook: { url: inbox.url, appSecret: WEBHOOK_SECRET } });
  await own.send();
  await own.simulator.close();
  expect(inbox.events()).toHaveLength(2);
});

test.each([
  ["never answers", 0],
  ["always fails", 500],
])("closes soon though the app %s", async (_, status) => {
  inbox.answers.push(status, status, status, status);
  const own = await openStage({ webhook: { url: inbox.url, appSecret: WEBHOOK_SECRET } });
  await own.send();
  await inbox.postCount(1);
  const before = performance.now();
  await own.simulator.close();
  expect(performance.now() - before).toBeLessThan(1000);
});
