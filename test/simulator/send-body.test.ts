import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openStage, PSID, setUp, template, type Stage } from "./stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
beforeEach(() => setUp(stage));
afterAll(() => stage.simulator.close());

const url = "https://example.com/a.jpg";
const replies = (count: number): unknown[] =>
  Array.from({ length: count }, (_, index) => ({
    content_type: "text",
    title: `Reply ${index}`,
    payload: "P",
  }));
const buttons = (count: number): unknown[] =>
  Array.from({ length: count }, () => ({ type: "web_url", title: "Track", url }));
const elements = (count: number): unknown[] => Array.from({ length: count }, () => ({ title: "Shoes" }));
const receipt = {
  template_type: "receipt",
  recipient_name: "Ann",
  order_number: "1001",
  currency: "EUR",
  payment_method: "Card",
  summary: { total_cost: 12.5 },
};

test.each<[label: string, message: Record<string, unknown>, verdict: string]>([
  ["a text of 1,999 characters", { text: "x".repeat(1999) }, "ok"],
  ["a text of 2,000 characters", { text: "x".repeat(2000) }, "100"],
  ["1,999 characters of two UTF-16 units each", { text: "😀".repeat(1999) }, "ok"],
  ["2,000 characters of two UTF-16 units each", { text: "😀".repeat(2000) }, "100"],
  ["a text of another type", { text: 12 }, "100"],
  ["a blank text", { text: "  " }, "100/2018034"],
  ["no content at all", { metadata: "x" }, "100/2018034"],
  ["text and attachment together", { text: "Hi", attachment: { type: "image", payload: { url } } }, "100"],
  ["a field that no message has", { text: "Hi", body: "Hi" }, "100"],
  ["13 quick replies", { text: "Hi", quick_replies: replies(13) }, "ok"],
  ["14 quick replies", { text: "Hi", quick_replies: replies(14) }, "100"],
  [
    "a quick reply without a payload",
    { text: "Hi", quick_replies: [{ content_type: "text", title: "A" }] },
    "100",
  ],
  [
    "a quick reply that asks for the email",
    { text: "Hi", quick_replies: [{ content_type: "user_email" }] },
    "ok",
  ],
  ["metadata of 999 characters", { text: "Hi", metadata: "m".repeat(999) }, "ok"],
  ["metadata of 1,000 characters", { text: "Hi", metadata: "m".repeat(1000) }, "100"],
  ["an image by URL", { attachment: { type: "image", payload: { url, is_reusable: true } } }, "ok"],
  ["a file by attachment id", { attachment: { type: "file", payload: { attachment_id: "12345" } } }, "ok"],
  [
    "an image with both sources",
    { attachment: { type: "image", payload: { url, attachment_id: "1" } } },
    "100",
  ],
  ["an image with no source", { attachment: { type: "image", payload: {} } }, "100"],
  ["an image that is no web address", { attachment: { type: "image", payload: { url: "ftp://a" } } }, "100"],
  ["an attachment of unknown type", { attachment: { type: "sticker", payload: { url } } }, "100"],
  [
    "30 images",
    { attachments: Array.from({ length: 30 }, () => ({ type: "image", payload: { url } })) },
    "ok",
  ],
  [
    "31 images",
    { attachments: Array.from({ length: 31 }, () => ({ type: "image", payload: { url } })) },
    "100",
  ],
  ["3 buttons", template({ template_type: "button", text: "Pick", buttons: buttons(3) }), "ok"],
  ["4 buttons", template({ template_type: "button", text: "Pick", buttons: buttons(4) }), "100"],
  ["no button", template({ template_type: "button", text: "Pick", buttons: [] }), "100"],
  [
    "640 characters over buttons",
    template({ template_type: "button", text: "x".repeat(640), buttons: buttons(1) }),
    "ok",
  ],
  [
    "641 characters over buttons",
    template({ template_type: "button", text: "x".repeat(641), buttons: buttons(1) }),
    "100",
  ],
  [
    "a button of unknown type",
    template({ template_type: "button", text: "Pick", buttons: [{ type: "URL" }] }),
    "100",
  ],
  [
    "a phone number without its plus",
    template({
      template_type: "button",
      text: "Call",
      buttons: [{ type: "phone_number", title: "Call", payload: "123456" }],
    }),
    "100",
  ],
  ["10 elements", template({ template_type: "generic", elements: elements(10) }), "ok"],
  ["11 elements", template({ template_type: "generic", elements: elements(11) }), "100"],
  [
    "an element title of 81 characters",
    template({ template_type: "generic", elements: [{ title: "x".repeat(81) }] }),
    "100",
  ],
  ["a receipt", template(receipt), "ok"],
  ["a receipt without its total", template({ ...receipt, summary: {} }), "100"],
  [
    "the shape of utility messages that public code gets wrong",
    template({ template_type: "utility_messages" }),
    "100",
  ],
])("judges the content: %s", async (_, message, verdict) => {
  expect((await stage.send({ message })).verdict).toBe(verdict);
});

test.each<[label: string, fields: Record<string, unknown>, verdict: string]>([
  ["no recipient", { recipient: undefined }, "100"],
  ["a recipient that is no id", { recipient: { id: "ann" } }, "100"],
  ["a numeric recipient, which loses digits", { recipient: { id: Number(PSID) } }, "100"],
  ["no message", { message: undefined }, "100/2018034"],
  ["no messaging_type", { messaging_type: undefined }, "100"],
  ["an unknown messaging_type", { messaging_type: "NON_PROMOTIONAL_SUBSCRIPTION" }, "100"],
  ["a message and a sender_action", { sender_action: "typing_on" }, "100/2018014"],
  [
    "a sender_action alone",
    { sender_action: "typing_on", message: undefined, messaging_type: undefined },
    "ok",
  ],
  ["an unknown sender_action", { sender_action: "wave", message: undefined }, "100"],
  ["a field beside the message that Graph does not know", { campaign: "x" }, "ok"],
  ["an unknown notification_type", { notification_type: "LOUD" }, "100"],
])("judges the request: %s", async (_, fields, verdict) => {
  expect((await stage.send(fields)).verdict).toBe(verdict);
});

test("names the parameter that is wrong, in Meta's error shape", async () => {
  const { status, json } = await stage.send({ message: { text: "x".repeat(2000) } });
  expect(status).toBe(400);
  expect(json["error"]).toEqual({
    message: "(#100) Param message[text] must be less than 2000 characters long",
    type: "OAuthException",
    code: 100,
    fbtrace_id: expect.stringMatching(/^A[\w-]{22}$/),
  });
});

test("answers an accepted message with the recipient and an id of Meta's form", async () => {
  const { status, json } = await stage.send();
  expect(status).toBe(200);
  expect(json).toEqual({ recipient_id: PSID, message_id: expect.stringMatching(/^m_[\w-]{40}$/) });
});

test("refuses a body that says it is JSON and is not", async () => {
  expect((await stage.graph("POST", "/me/messages", "{")).verdict).toBe("100");
});

test("takes a form, as Graph does, with JSON text in its structured fields", async () => {
  const form = new URLSearchParams({
    recipient: JSON.stringify({ id: PSID }),
    messaging_type: "RESPONSE",
    message: JSON.stringify({ text: "Hi" }),
    access_token: "token-of-the-page",
  });
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  expect((await stage.graph("POST", "/me/messages", form.toString(), headers)).verdict).toBe("ok");
});
