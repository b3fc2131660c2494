import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { aToken } from "../support/recorder.ts";
import { openStage, type Stage } from "../support/stage.ts";

const PAGE = "10203040";
const PSID = "55667788";
const HOUR = 3_600_000;

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

const SHIPPED = { name: "order_shipped_v1", language: "en", body: ["order.id"] };

const shipped = (more = {}) => ({
  page: PAGE,
  recipient: { psid: PSID },
  type: "order_shipped",
  content: { text: "Your order 1001 is on its way." },
  order: { id: "1001", placedAt: new Date(Date.now() - 48 * HOUR).toISOString() },
  ...more,
});

const announcement = () => ({
  page: PAGE,
  recipient: { psid: PSID },
  type: "announcement",
  content: { text: "Our winter sale starts today." },
});

async function utilityPage(): Promise<void> {
  await stage.page(PAGE, { tagPolicy: "utility" });
  const text = "Your order {{1}} is on its way.";
  const components = [{ type: "BODY", text, example: { body_text: [["1001"]] } }];
  await stage.simulate("PUT", `/templates/${PAGE}`, {
    items: [{ name: "order_shipped_v1", language: "en", category: "UTILITY", components }],
  });
  await stage.page(PAGE, { tagPolicy: "utility", templates: { order_shipped: SHIPPED } });
}

describe("the wire", () => {
  test.each([
    {
      label: "an order notice in an open window goes as UPDATE",
      wroteHoursAgo: 2,
      expected: { messaging_type: "UPDATE", message: { text: "Your order 1001 is on its way." } },
    },
    {
      label: "outside it goes as the page's template, its values filled from the message",
      wroteHoursAgo: 30,
      expected: {
        messaging_type: "UTILITY",
        message: {
          template: {
            name: "order_shipped_v1",
            language: { code: "en" },
            components: [{ type: "body", parameters: [{ type: "text", text: "1001" }] }],
          },
        },
      },
    },
  ])("$label", async ({ wroteHoursAgo, expected }) => {
    await utilityPage();
    await stage.wrote(PAGE, PSID, stage.now() - wroteHoursAgo * HOUR);
    const id = await stage.submit(shipped());
    await stage.ended(id);
    const [sent] = await requests();
    expect(sent?.body).toEqual({
      ...expected,
      recipient: { id: PSID },
      message: { ...expected.message, metadata: id },
    });
  });

  test("in the world of message tags an order notice outside the window carries its tag", async () => {
    await stage.page(PAGE, { tagPolicy: "message_tags" }, { tagsRetiredAt: null });
    const id = await stage.submit(shipped());
    const told = await stage.ended(id);
    expect(told.status).toBe("sent");
    const [sent] = await requests();
    expect(sent?.body).toMatchObject({ messaging_type: "MESSAGE_TAG", tag: "POST_PURCHASE_UPDATE" });
  });

  test("no token is in any URL, any log line, any dead letter or anywhere in Redis", async () => {
    await utilityPage();
    await stage.wrote(PAGE, PSID, stage.now() - HOUR);
    await stage.ended(await stage.submit(shipped()));
    await stage.ended(await stage.submit({ ...announcement(), recipient: { psid: "1" } }));
    for (const one of await requests()) {
      expect(one.tokenInUrl).toBe(false);
      expect(JSON.stringify(one)).not.toContain(aToken(PAGE));
    }
    expect(stage.recorder.text()).not.toContain(aToken(PAGE));
    expect(await everythingInRedis()).not.toContain(aToken(PAGE));
  });
});

describe("a job put on the queue by a plain BullMQ client", () => {
  test.each([
    { label: "with a number for an id", options: {} },
    { label: "with an id of its own", options: { jobId: "shop-1001" } },
  ])("is classified and sent: $label", async ({ options }) => {
    await utilityPage();
    await stage.wrote(PAGE, PSID, stage.now() - HOUR);
    await withPlainQueue((queue) => queue.add("order_shipped", shipped(), options));
    const line = await stage.recorder.until(({ event }) => event === "message.attempted");
    expect(line.fields).toMatchObject({ outcome: "sent", page: PAGE, psid: PSID });
  });

  test.each([
    { label: "a string", data: "hello", reason: "invalid_message" },
    { label: "an array", data: [1, 2], reason: "invalid_message" },
    { label: "an empty object", data: {}, reason: "invalid_message" },
    { label: "an unknown field", data: shipped({ colour: "red" }), reason: "invalid_message" },
    { label: "an unknown type", data: shipped({ type: "horoscope" }), reason: "unknown_type" },
    { label: "a page that nobody registered", data: shipped({ page: "999" }), reason: "unknown_page" },
  ])("becomes a dead letter when it is $label, and is kept whole", async ({ data, reason }) => {
    await stage.page(PAGE);
    await withPlainQueue((queue) => queue.add("order_shipped", data));
    await stage.recorder.until(({ event }) => event === "message.buried");
    const { items } = await stage.house.deadLetters.list({}, 10, null);
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ reason });
    expect(JSON.stringify(items[0]?.message)).toContain(JSON.stringify(data).slice(1, -1));
  });

  test("with a key that was used already is sent once", async () => {
    await utilityPage();
    await stage.wrote(PAGE, PSID, stage.now() - HOUR);
    await withPlainQueue(async (queue) => {
      const message = shipped({ idempotencyKey: "shop-1001" });
      await queue.add("order_shipped", message);
      await stage.recorder.until(({ event }) => event === "message.attempted");
      const again = await queue.add("order_shipped", message);
      await vi.waitFor(async () => expect(await queue.getJob(again.id ?? "")).toBeUndefined());
      // Of lower priority: had the repeat come into the lane, it would go first.
      await queue.add("announcement", announcement());
    });
    await stage.recorder.until(({ event, fields }) => {
      return event === "message.attempted" && fields["type"] === "announcement";
    });
    expect((await requests()).map((one) => one.body["messaging_type"])).toEqual(["UPDATE", "UPDATE"]);
    expect(await stage.house.deadLetters.count({})).toBe(0);
  });
});

describe("a message whose window closes while it waits", () => {
  beforeEach(async () => {
    await utilityPage();
    await stage.wrote(PAGE, PSID, stage.now() - 24 * HOUR + 60_000);
    await stage.house.holds.hold(PAGE, { reason: "operator", detail: "test", by: "test" });
  });

  async function letGoAfterClosing(message: unknown) {
    const id = await stage.submit(message);
    const line = await stage.recorder.until(
      ({ event, fields }) => event === "message.classified" && fields["id"] === id,
    );
    expect(line.fields).toMatchObject({ window: "open", as: "UPDATE" });
    stage.advance(60_001);
    await stage.house.holds.release(PAGE, "test");
    return stage.ended(id);
  }

  test("goes out by the page's template", async () => {
    const told = await letGoAfterClosing(shipped());
    expect(told.decision).toMatchObject({ carriedAs: { messagingType: "UTILITY" } });
    expect((await requests()).map((one) => one.body["messaging_type"])).toEqual(["UTILITY"]);
  });

  test("is buried where its type has no way out, and never tried as UPDATE", async () => {
    const told = await letGoAfterClosing(announcement());
    expect(told.deadLetter).toMatchObject({ reason: "window_closed" });
    expect(await requests()).toEqual([]);
  });
});

describe("a message whose window opens while it waits", () => {
  test("is judged again after a minute, and no longer carries the tag of an answer that came late", async () => {
    await stage.page(PAGE, { humanAgent: true }, { humanAgent: true });
    await stage.wrote(PAGE, PSID, stage.now() - 30 * HOUR);
    await stage.house.holds.hold(PAGE, { reason: "operator", detail: "test", by: "test" });
    const reply = {
      ...announcement(),
      type: "agent_reply",
      agent: { id: "mai" },
      content: { text: "Yes, we can." },
    };
    const id = await stage.submit(reply);
    await stage.recorder.until(({ event }) => event === "message.classified");
    await stage.wrote(PAGE, PSID, stage.now());
    stage.advance(61_000);
    await stage.house.holds.release(PAGE, "test");
    await stage.ended(id);
    expect((await requests()).map((one) => one.body["messaging_type"])).toEqual(["RESPONSE"]);
  });
});

describe("evidence is asked for again when the message is sent", () => {
  test("an event that ends while the page is held is not announced", async () => {
    await stage.page(PAGE, { tagPolicy: "message_tags" }, { tagsRetiredAt: null });
    await stage.house.holds.hold(PAGE, { reason: "operator", detail: "test", by: "test" });
    const iso = (at: number) => new Date(at).toISOString();
    const startsAt = iso(stage.now() + HOUR);
    const event = { id: "E-1", startsAt, registeredAt: iso(stage.now() - HOUR) };
    const id = await stage.submit({
      ...announcement(),
      type: "event_reminder",
      event,
      content: { text: "See you." },
    });
    await stage.recorder.until(({ event: name }) => name === "message.classified");
    stage.advance(HOUR);
    await stage.house.holds.release(PAGE, "test");
    expect((await stage.ended(id)).deadLetter).toMatchObject({ reason: "event_over" });
    expect(await requests()).toEqual([]);
  });
});

describe("an account change", () => {
  const change = (text: string) => ({
    ...announcement(),
    type: "account_changed",
    content: { text },
    account: { changeId: "K-9" },
  });
  const tagsPage = () => stage.page(PAGE, { tagPolicy: "message_tags" }, { tagsRetiredAt: null });

  test("is told to a person once", async () => {
    await tagsPage();
    expect((await stage.ended(await stage.submit(change("Your number was changed.")))).status).toBe("sent");
    const second = await stage.ended(await stage.submit(change("Your number was changed, we said.")));
    expect(second.deadLetter).toMatchObject({ reason: "recurring_account_update" });
    const other = { ...change("Your number was changed."), recipient: { psid: "77" } };
    expect((await stage.ended(await stage.submit(other))).status).toBe("sent");
  });

  test("may be told by another message when the first was given up", async () => {
    await tagsPage();
    const promotional = change("Your number was changed. Use the discount code SALE50 and buy now!");
    const first = await stage.ended(await stage.submit(promotional));
    expect(first.deadLetter).toMatchObject({ reason: "promotional_content" });
    expect((await stage.ended(await stage.submit(change("Your number was changed.")))).status).toBe("sent");
  });
});

interface Received {
  readonly body: Readonly<Record<string, unknown>>;
  readonly tokenInUrl: boolean;
}

/** What the simulator got on the send edge. */
async function requests(): Promise<Received[]> {
  const answer = (await stage.simulate("GET", "/requests")) as { requests: (Received & { path: string })[] };
  return answer.requests.filter((one) => one.path.endsWith("/messages"));
}

async function withPlainQueue(work: (queue: Queue) => Promise<unknown>): Promise<void> {
  const { REDIS_URL: url, REDIS_PREFIX: prefix } = stage.house.config;
  const queue = new Queue("outbound", { connection: { url }, prefix: `${prefix}:{outbound}` });
  try {
    await work(queue);
  } finally {
    await queue.close();
  }
}

async function everythingInRedis(): Promise<string> {
  const { REDIS_URL: url, REDIS_PREFIX: prefix } = stage.house.config;
  const redis = new Redis(url);
  const keys = await redis.keys(`${prefix}*`);
  const dumps = await Promise.all(keys.map((key) => redis.dumpBuffer(key)));
  redis.disconnect();
  return dumps.map((dump) => dump?.toString("latin1") ?? "").join("\n");
}
