import { describe, expect, test } from "vitest";
import { eventsIn, isSigned, type WebhookEvent } from "../../src/graph/webhook.ts";

const PAGE = "1029384756";
const PSID = "24681012";
const AT = 1_795_348_800_123;
const MID = "m_abc";

/** `printf '{"object":"page"}' | openssl dgst -sha256 -hmac secret` */
const BODY = Buffer.from('{"object":"page"}');
const DIGEST = "c1456f83e15385a03562cbe2eaaa918ec5e06b4f170f909283a2781c7924e4d1";

describe("a webhook's signature", () => {
  test.each<[label: string, body: Buffer, header: string | undefined, secret: string, good: boolean]>([
    ["of these bytes is good", BODY, `sha256=${DIGEST}`, "secret", true],
    ["of other bytes is not", Buffer.from('{"object":"page" }'), `sha256=${DIGEST}`, "secret", false],
    ["of no bytes is not", Buffer.alloc(0), `sha256=${DIGEST}`, "secret", false],
    ["under another secret is not", BODY, `sha256=${DIGEST}`, "Secret", false],
    ["with one digit changed is not", BODY, `sha256=${DIGEST.replace(/.$/, "0")}`, "secret", false],
    ["that is missing is not", BODY, undefined, "secret", false],
    ["that is empty is not", BODY, "", "secret", false],
    ["without its scheme is not", BODY, DIGEST, "secret", false],
    ["of the old scheme is not", BODY, `sha1=${DIGEST.slice(0, 40)}`, "secret", false],
    ["in capitals is not: Meta writes none", BODY, `sha256=${DIGEST.toUpperCase()}`, "secret", false],
    ["cut short is not", BODY, `sha256=${DIGEST.slice(0, 62)}`, "secret", false],
    ["with more behind it is not", BODY, `sha256=${DIGEST}00`, "secret", false],
    ["behind a line end is not", BODY, `sha256=${DIGEST}\n`, "secret", false],
    ["that is no hex is not", BODY, `sha256=${"z".repeat(64)}`, "secret", false],
  ])("%s", (_, body, header, secret, good) => {
    expect(isSigned(body, header, secret)).toBe(good);
  });
});

type Json = Readonly<Record<string, unknown>>;

const delivery = (...entry: unknown[]): Json => ({ object: "page", entry });
const entry = (fields: Json): Json => ({ id: PAGE, time: AT, ...fields });
const fromPerson = (fields: Json): Json => ({
  sender: { id: PSID },
  recipient: { id: PAGE },
  timestamp: AT,
  ...fields,
});
const fromPage = (fields: Json): Json => ({
  ...fromPerson(fields),
  sender: { id: PAGE },
  recipient: { id: PSID },
});
const text = { message: { mid: MID, text: "Where is it?" } };

const inbound: WebhookEvent = { kind: "inbound", page: PAGE, psid: PSID, at: AT, byAd: false };
const eventsOf = (...events: unknown[]) => eventsIn(delivery(entry({ messaging: events })));

describe("opens the window:", () => {
  test.each<[label: string, fields: Json]>([
    ["a text", text],
    ["a sticker", { message: { mid: MID, attachments: [{ type: "sticker", payload: { sticker_id: 1 } }] } }],
    ["a quick reply", { message: { mid: MID, text: "Yes", quick_reply: { payload: "Y" } } }],
    ["a message that says it is no echo", { message: { mid: MID, is_echo: false } }],
    ["a postback", { postback: { mid: MID, title: "Get started", payload: "START" } }],
    ["a postback that an app without the thread sees", { postback: { mid: MID, title: "Get started" } }],
    ["a reaction", { reaction: { reaction: "love", emoji: "❤", action: "react", mid: MID } }],
    ["a link into the thread", { referral: { ref: "x", source: "SHORTLINK", type: "OPEN_THREAD" } }],
  ])("%s", (_, fields) => {
    expect(eventsOf(fromPerson(fields))).toEqual({ events: [inbound], ignored: 0 });
  });
});

test.each([
  ["an ad", { source: "ADS", type: "OPEN_THREAD", ad_id: "1" }, true],
  ["a link", { source: "SHORTLINK", type: "OPEN_THREAD" }, false],
  ["nobody knows what", { type: "OPEN_THREAD" }, false],
  ["something unreadable", "ADS", false],
])("opens the window, brought by %s", (_, referral, byAd) => {
  const message = { mid: MID, text: "How much is it?", referral };
  expect(eventsOf(fromPerson({ message })).events).toEqual([{ ...inbound, byAd }]);
});

describe("opens nothing and is left out:", () => {
  test.each<[label: string, event: unknown]>([
    ["a reaction taken back", fromPerson({ reaction: { action: "unreact", mid: MID } })],
    ["an edited message", fromPerson({ message_edit: { mid: MID, text: "Where?", num_edit: 1 } })],
    ["an opt-in to marketing", fromPerson({ optin: { type: "notification_messages" } })],
    ["a handover", fromPerson({ pass_thread_control: { new_owner_app_id: "1" } })],
    ["a message of the page's own that is no echo", { ...fromPage(text) }],
    ["a message without a time", fromPerson({ ...text, timestamp: undefined })],
    ["a message at no time", fromPerson({ ...text, timestamp: 0 })],
    ["a message at a time in words", fromPerson({ ...text, timestamp: "now" })],
    ["a message from nobody", fromPerson({ ...text, sender: undefined })],
    ["a message from a plug-in's visitor", fromPerson({ ...text, sender: { user_ref: "x" } })],
    ["a message whose sender is a number", fromPerson({ ...text, sender: { id: 24681012 } })],
    ["a message without an id", fromPerson({ message: { text: "Hi" } })],
    ["an echo without a time", fromPage({ message: { mid: MID, is_echo: true }, timestamp: undefined })],
    ["a delivery without a watermark", fromPerson({ delivery: { mids: [MID] } })],
    ["nothing", null],
    ["a word", "message"],
  ])("%s", (_, event) => {
    expect(eventsOf(event)).toEqual({ events: [], ignored: 1 });
  });
});

describe("is understood:", () => {
  const echo: WebhookEvent = {
    kind: "echo",
    page: PAGE,
    psid: PSID,
    at: AT,
    metadata: "mX",
    graphMessageId: MID,
  };

  test.each<[label: string, event: Json, understood: WebhookEvent]>([
    ["an echo of ours", fromPage({ message: { mid: MID, is_echo: true, app_id: 1, metadata: "mX" } }), echo],
    [
      "an echo of the inbox",
      fromPage({ message: { mid: MID, is_echo: true, app_id: 263902037430900 } }),
      { ...echo, metadata: null },
    ],
    [
      "deliveries",
      fromPerson({ delivery: { mids: [MID], watermark: AT }, timestamp: undefined }),
      { kind: "delivered", page: PAGE, psid: PSID, watermark: AT },
    ],
    [
      "deliveries without their messages",
      fromPerson({ delivery: { watermark: AT } }),
      { kind: "delivered", page: PAGE, psid: PSID, watermark: AT },
    ],
    [
      "a read",
      fromPerson({ read: { watermark: AT } }),
      { kind: "read", page: PAGE, psid: PSID, watermark: AT },
    ],
    [
      "a warning of Meta's",
      { recipient: { id: PAGE }, timestamp: AT, policy_enforcement: { action: "warning", reason: "Spam" } },
      { kind: "policy", page: PAGE, action: "warning", reason: "Spam" },
    ],
    [
      "a block",
      { recipient: { id: PAGE }, timestamp: AT, policy_enforcement: { action: "block", reason: "Spam" } },
      { kind: "policy", page: PAGE, action: "block", reason: "Spam" },
    ],
    [
      "an end of a block",
      { recipient: { id: PAGE }, timestamp: AT, policy_enforcement: { action: "unblock" } },
      { kind: "policy", page: PAGE, action: "unblock", reason: "" },
    ],
  ])("%s", (_, event, understood) => {
    expect(eventsOf(event)).toEqual({ events: [understood], ignored: 0 });
  });

  test.each<[label: string, timestamp: unknown, at: number]>([
    ["milliseconds", AT, AT],
    ["milliseconds in a string", String(AT), AT],
    ["seconds", 1_795_348_800, 1_795_348_800_000],
    ["seconds in a string", "1795348800", 1_795_348_800_000],
  ])("a time in %s", (_, timestamp, at) => {
    expect(eventsOf(fromPerson({ ...text, timestamp })).events).toEqual([{ ...inbound, at }]);
  });

  test("a watermark in seconds", () => {
    const { events } = eventsOf(fromPerson({ read: { watermark: 1_795_348_800 } }));
    expect(events).toMatchObject([{ watermark: 1_795_348_800_000 }]);
  });

  test("what a person says while another app has the thread", () => {
    const body = delivery(entry({ standby: [fromPerson(text), fromPerson({ read: { watermark: AT } })] }));
    expect(eventsIn(body).events).toEqual([inbound, { kind: "read", page: PAGE, psid: PSID, watermark: AT }]);
  });
});

describe("news of a template", () => {
  const value = { message_template_name: "order_shipped_v1", message_template_language: "en" };
  const news = (change: Json) => eventsIn(delivery(entry({ changes: [change] })));
  const template = { kind: "template", page: PAGE, name: "order_shipped_v1", language: "en" };

  test.each<[label: string, field: string, fields: Json, status: string]>([
    ["under the name in Meta's guide", "message_template_status_update", { event: "APPROVED" }, "APPROVED"],
    ["under the name in Meta's table", "messenger_template_status_update", { event: "REJECTED" }, "REJECTED"],
    [
      "with its status in a field of its own",
      "message_template_status_update",
      { message_template_status: "PAUSED" },
      "PAUSED",
    ],
  ])("%s", (_, field, fields, status) => {
    expect(news({ field, value: { ...value, ...fields } }).events).toEqual([{ ...template, status }]);
  });

  test.each<[label: string, change: Json]>([
    ["another field", { field: "feed", value: { item: "post" } }],
    ["no status", { field: "message_template_status_update", value }],
    [
      "no name",
      {
        field: "message_template_status_update",
        value: { event: "APPROVED", message_template_language: "en" },
      },
    ],
  ])("is left out with %s", (_, change) => {
    expect(news(change)).toEqual({ events: [], ignored: 1 });
  });
});

describe("of a delivery with several events", () => {
  test("a bad one takes none of the good ones with it", () => {
    const body = delivery(
      entry({ messaging: [fromPerson(text), { sender: "?" }, fromPerson({ read: { watermark: AT } })] }),
      entry({ id: "555", messaging: [fromPerson(text)], changes: [{ field: "feed" }] }),
    );
    expect(eventsIn(body)).toEqual({
      events: [inbound, { kind: "read", page: PAGE, psid: PSID, watermark: AT }, { ...inbound, page: "555" }],
      ignored: 2,
    });
  });

  test.each<[label: string, bad: unknown]>([
    ["without an id", { time: AT, messaging: [] }],
    ["with an id that is none", entry({ id: "my-page", messaging: [fromPerson(text)] })],
    ["whose events are no list", entry({ messaging: {} })],
    ["that is nothing", null],
  ])("a bad entry, %s, takes none of the good ones with it", (_, bad) => {
    const body = delivery(
      entry({ messaging: [fromPerson(text)] }),
      bad,
      entry({ messaging: [fromPerson(text)] }),
    );
    expect(eventsIn(body)).toEqual({ events: [inbound, inbound], ignored: 1 });
  });

  test("the same event twice is told twice", () => {
    expect(eventsOf(fromPerson(text), fromPerson(text)).events).toEqual([inbound, inbound]);
  });

  test("an entry with nothing in it is nothing", () => {
    expect(eventsIn(delivery(entry({})))).toEqual({ events: [], ignored: 0 });
  });
});

test.each<[label: string, body: unknown]>([
  ["of Instagram", { object: "instagram", entry: [entry({ messaging: [fromPerson(text)] })] }],
  ["without entries", { object: "page" }],
  ["that is no JSON", undefined],
  ["that is a list", []],
])("a body %s is left out as a whole", (_, body) => {
  expect(eventsIn(body)).toEqual({ events: [], ignored: 1 });
});
