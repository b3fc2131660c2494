import { describe, expect, test } from "vitest";
import type { CarriedAs } from "../../src/core/decision.ts";
import type { MessageInput } from "../../src/core/message.ts";
import { sendBody } from "../../src/graph/payload.ts";
import { aMessage } from "../support/builders.ts";

const ID = "mAAAAAAAAAAAAAAAAAAAAAAAA";
const UPDATE: CarriedAs = { messagingType: "UPDATE", tag: null, template: null };

const bodyOf = (content: MessageInput["content"], as: CarriedAs = UPDATE): unknown =>
  JSON.parse(JSON.stringify(sendBody(ID, aMessage({ content }), as)));

describe("the envelope of a message carried as", () => {
  test.each<[label: string, as: Omit<CarriedAs, "template">, envelope: object]>([
    ["an answer", { messagingType: "RESPONSE", tag: null }, { messaging_type: "RESPONSE" }],
    ["an update", { messagingType: "UPDATE", tag: null }, { messaging_type: "UPDATE" }],
    [
      "a purchase update",
      { messagingType: "MESSAGE_TAG", tag: "POST_PURCHASE_UPDATE" },
      { messaging_type: "MESSAGE_TAG", tag: "POST_PURCHASE_UPDATE" },
    ],
    [
      "a human answer",
      { messagingType: "MESSAGE_TAG", tag: "HUMAN_AGENT" },
      { messaging_type: "MESSAGE_TAG", tag: "HUMAN_AGENT" },
    ],
  ])("%s", (_, as, envelope) => {
    expect(bodyOf({ text: "Hi" }, { ...as, template: null })).toEqual({
      recipient: { id: "24681012" },
      ...envelope,
      message: { text: "Hi", metadata: ID },
    });
  });

  test("a utility template: the template speaks, not the content", () => {
    const template = { name: "order_shipped_v1", language: "en", body: ["1001"] };
    expect(bodyOf({ text: "Hi" }, { messagingType: "UTILITY", tag: null, template })).toEqual({
      recipient: { id: "24681012" },
      messaging_type: "UTILITY",
      message: {
        template: {
          name: "order_shipped_v1",
          language: { code: "en" },
          components: [{ type: "body", parameters: [{ type: "text", text: "1001" }] }],
        },
        metadata: ID,
      },
    });
  });
});

const picture = { type: "image", url: "https://example.com/a.png" } as const;
const buttons = [
  { type: "url", title: "Track", url: "https://example.com/t/1" },
  { type: "postback", title: "Help", payload: "HELP" },
  { type: "phone", title: "Call", number: "+49 30 1234567" },
] as const;
const graphButtons = [
  { type: "web_url", title: "Track", url: "https://example.com/t/1" },
  { type: "postback", title: "Help", payload: "HELP" },
  { type: "phone_number", title: "Call", payload: "+49 30 1234567" },
];

/** JSON.stringify leaves out what is undefined; so the words compared here are the words on the wire. */
describe("the message of", () => {
  test.each<[label: string, content: MessageInput["content"], message: object]>([
    ["a text", { text: "Grüße 👋" }, { text: "Grüße 👋" }],
    [
      "a text with quick replies",
      {
        text: "Tea?",
        quickReplies: [
          { title: "Yes", payload: "Y" },
          { title: "No", payload: "N", imageUrl: "https://example.com/n.png" },
        ],
      },
      {
        text: "Tea?",
        quick_replies: [
          { content_type: "text", title: "Yes", payload: "Y" },
          { content_type: "text", title: "No", payload: "N", image_url: "https://example.com/n.png" },
        ],
      },
    ],
    ...(["image", "audio", "video", "file"] as const).map(
      (type): [string, MessageInput["content"], object] => [
        `${type} by its address`,
        { attachment: { type, url: "https://example.com/a" } },
        { attachment: { type, payload: { url: "https://example.com/a", is_reusable: false } } },
      ],
    ),
    [
      "a video by its attachment id",
      { attachment: { type: "video", attachmentId: "7254813917915566" } },
      { attachment: { type: "video", payload: { attachment_id: "7254813917915566" } } },
    ],
    [
      "a picture with quick replies",
      { attachment: picture, quickReplies: [{ title: "Nice", payload: "N" }] },
      {
        attachment: { type: "image", payload: { url: picture.url, is_reusable: false } },
        quick_replies: [{ content_type: "text", title: "Nice", payload: "N" }],
      },
    ],
    [
      "a button card",
      { attachment: { type: "button", text: "Choose", buttons: [...buttons] } },
      {
        attachment: {
          type: "template",
          payload: { template_type: "button", text: "Choose", buttons: graphButtons },
        },
      },
    ],
    [
      "a carousel",
      {
        attachment: {
          type: "generic",
          elements: [
            {
              title: "Tea",
              subtitle: "Green",
              imageUrl: picture.url,
              url: "https://example.com/tea",
              buttons: [...buttons],
            },
            { title: "Coffee" },
          ],
        },
      },
      {
        attachment: {
          type: "template",
          payload: {
            template_type: "generic",
            elements: [
              {
                title: "Tea",
                subtitle: "Green",
                image_url: picture.url,
                default_action: { type: "web_url", url: "https://example.com/tea" },
                buttons: graphButtons,
              },
              { title: "Coffee" },
            ],
          },
        },
      },
    ],
    [
      "a receipt in full",
      {
        attachment: {
          type: "receipt",
          recipientName: "Ann",
          orderNumber: "1001",
          currency: "EUR",
          paymentMethod: "Visa 1234",
          orderUrl: "https://example.com/o/1001",
          summary: { subtotal: 18, shippingCost: 2, totalTax: 0, totalCost: 19 },
          adjustments: [{ name: "Welcome", amount: -1 }],
          elements: [
            {
              title: "Tea",
              subtitle: "Green",
              quantity: 2,
              price: 9,
              currency: "EUR",
              imageUrl: picture.url,
            },
          ],
        },
      },
      {
        attachment: {
          type: "template",
          payload: {
            template_type: "receipt",
            recipient_name: "Ann",
            order_number: "1001",
            currency: "EUR",
            payment_method: "Visa 1234",
            order_url: "https://example.com/o/1001",
            summary: { subtotal: 18, shipping_cost: 2, total_tax: 0, total_cost: 19 },
            adjustments: [{ name: "Welcome", amount: -1 }],
            elements: [
              {
                title: "Tea",
                subtitle: "Green",
                quantity: 2,
                price: 9,
                currency: "EUR",
                image_url: picture.url,
              },
            ],
          },
        },
      },
    ],
    [
      "the least receipt",
      {
        attachment: {
          type: "receipt",
          recipientName: "Ann",
          orderNumber: "1001",
          currency: "EUR",
          paymentMethod: "Visa 1234",
          summary: { totalCost: 0 },
        },
      },
      {
        attachment: {
          type: "template",
          payload: {
            template_type: "receipt",
            recipient_name: "Ann",
            order_number: "1001",
            currency: "EUR",
            payment_method: "Visa 1234",
            summary: { total_cost: 0 },
          },
        },
      },
    ],
  ])("%s", (_, content, message) => {
    expect(bodyOf(content)).toEqual({
      recipient: { id: "24681012" },
      messaging_type: "UPDATE",
      message: { ...message, metadata: ID },
    });
  });
});

describe("the components of a template with", () => {
  type Values = Omit<NonNullable<CarriedAs["template"]>, "name" | "language">;
  test.each<[label: string, values: Values, components: object[]]>([
    ["no values", {}, []],
    [
      "values by position",
      { header: ["Order"], body: ["1001", "DHL"] },
      [
        { type: "header", parameters: [{ type: "text", text: "Order" }] },
        {
          type: "body",
          parameters: [
            { type: "text", text: "1001" },
            { type: "text", text: "DHL" },
          ],
        },
      ],
    ],
    [
      "values by name",
      { body: [{ name: "number", value: "1001" }] },
      [{ type: "body", parameters: [{ type: "text", parameter_name: "number", text: "1001" }] }],
    ],
    [
      "a picture in its header",
      { header: [{ imageUrl: picture.url }] },
      [{ type: "header", parameters: [{ type: "image", image: { link: picture.url } }] }],
    ],
    [
      "buttons, all in one component",
      {
        buttons: [
          { type: "url", suffix: "t/1" },
          { type: "postback", payload: "HELP" },
        ],
      },
      [
        {
          type: "buttons",
          parameters: [
            { type: "URL", url: "t/1" },
            { type: "POSTBACK", payload: "HELP" },
          ],
        },
      ],
    ],
    [
      "all of them: header, body, buttons in this order",
      { buttons: [{ type: "url", suffix: "t/1" }], body: ["1001"], header: ["Order"] },
      [
        { type: "header", parameters: [{ type: "text", text: "Order" }] },
        { type: "body", parameters: [{ type: "text", text: "1001" }] },
        { type: "buttons", parameters: [{ type: "URL", url: "t/1" }] },
      ],
    ],
    ["empty lists", { header: [], body: [], buttons: [] }, []],
  ])("%s", (_, values, components) => {
    const template = { name: "v1", language: "pt_BR", ...values };
    const body = sendBody(ID, aMessage(), { messagingType: "UTILITY", tag: null, template });
    expect(body.message["template"]).toEqual({ name: "v1", language: { code: "pt_BR" }, components });
  });
});
