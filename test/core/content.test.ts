import { describe, expect, test } from "vitest";
import { contentSchema, isMedia, wordsOf } from "../../src/core/content.ts";
import { aMessageInput } from "../support/builders.ts";
import { faultsOf, sentencesOf } from "./refusals.ts";

type Json = Readonly<Record<string, unknown>>;

const saying = (content: Json): Json => ({ ...aMessageInput(), content });
const attached = (attachment: Json): Json => saying({ attachment });
const asking = (quickReplies: unknown): Json => saying({ text: "Which?", quickReplies });
const inTemplate = (fields: Json): Json => saying({ template: { ...template, ...fields } });
const withButtons = (buttons: unknown): Json => attached({ type: "button", text: "Choose", buttons });
const withCards = (...elements: Json[]): Json => attached({ type: "generic", elements });

const picture = { type: "image", url: "https://example.com/a.png" };
const template = { name: "order_shipped_v1", language: "en" };
const track = { type: "url", title: "Track", url: "https://example.com/t/1" };
const help = { type: "postback", title: "Help", payload: "HELP" };
const call = { type: "phone", title: "Call", number: "+49 30 1234567" };
const receipt = {
  type: "receipt",
  recipientName: "Ann",
  orderNumber: "1001",
  currency: "EUR",
  paymentMethod: "Visa 1234",
  summary: { totalCost: 20 },
};

function answers(count: number): Json[] {
  return Array.from({ length: count }, (_, i) => ({
    title: `Answer ${String(i)}`,
    payload: `A${String(i)}`,
  }));
}

function cards(count: number): Json[] {
  return Array.from({ length: count }, (_, i) => ({ title: `Card ${String(i)}` }));
}

describe("content is taken with", () => {
  test.each<[label: string, input: unknown]>([
    ["a text of 1,999 characters", saying({ text: "x".repeat(1_999) })],
    ["13 quick replies", asking(answers(13))],
    ["a quick reply with a title of 20 characters", asking([{ title: "x".repeat(20), payload: "P" }])],
    ["quick replies beside a picture", saying({ attachment: picture, quickReplies: answers(2) })],
    ["a picture by its attachment id", attached({ type: "image", attachmentId: "7254813917915566" })],
    ["a button of each kind", withButtons([track, help, call])],
    ["ten cards", withCards(...cards(10))],
    [
      "a card with everything",
      withCards({ title: "Tea", subtitle: "Green", imageUrl: picture.url, url: track.url, buttons: [help] }),
    ],
    ["a receipt", attached(receipt)],
    ["a template without values", inTemplate({})],
    [
      "a template with values by position, by name and in a picture",
      inTemplate({ header: [{ imageUrl: picture.url }], body: ["1001", { name: "carrier", value: "DHL" }] }),
    ],
    [
      "a template with buttons",
      inTemplate({
        language: "pt_BR",
        buttons: [
          { type: "url", suffix: "t/1" },
          { type: "postback", payload: "P" },
        ],
      }),
    ],
  ])("%s", (_, input) => {
    expect(faultsOf(input)).toEqual([]);
  });
});

describe("content is refused, each fault under its path, with", () => {
  test.each<[label: string, input: unknown, faults: string[]]>([
    ["a text of 2,000 characters", saying({ text: "x".repeat(2_000) }), ["content.text"]],
    ["an empty text", saying({ text: "" }), ["content.text"]],
    ["a text of spaces", saying({ text: " \n\t" }), ["content.text"]],
    ["nothing in it", saying({}), ["content"]],
    ["quick replies and nothing else", saying({ quickReplies: answers(1) }), ["content"]],
    ["text and picture", saying({ text: "Look", attachment: picture }), ["content"]],
    ["text and template", saying({ text: "Look", template }), ["content"]],
    ["picture and template", saying({ attachment: picture, template }), ["content"]],
    ["14 quick replies", asking(answers(14)), ["content.quickReplies"]],
    ["an empty list of quick replies", asking([]), ["content.quickReplies"]],
    [
      "a quick reply of 21 characters",
      asking([{ title: "x".repeat(21), payload: "P" }]),
      ["content.quickReplies.0.title"],
    ],
    [
      "a quick reply without payload",
      asking([...answers(1), { title: "B" }]),
      ["content.quickReplies.1.payload"],
    ],
    [
      "quick replies beside a template",
      saying({ template, quickReplies: answers(1) }),
      ["content.quickReplies"],
    ],
    ["a picture without an address", attached({ type: "image" }), ["content.attachment"]],
    ["a picture by address and id", attached({ ...picture, attachmentId: "1" }), ["content.attachment"]],
    [
      "a picture from a script",
      attached({ type: "image", url: "javascript:alert(1)" }),
      ["content.attachment.url"],
    ],
    [
      "an attachment id with letters",
      attached({ type: "file", attachmentId: "a1" }),
      ["content.attachment.attachmentId"],
    ],
    ["a kind of attachment that is none", attached({ type: "sticker" }), ["content.attachment.type"]],
    ["an attachment without a kind", attached({ url: picture.url }), ["content.attachment.type"]],
    [
      "a field of another kind of attachment",
      attached({ ...picture, text: "Look" }),
      ["content.attachment.text"],
    ],
    ["no buttons", withButtons([]), ["content.attachment.buttons"]],
    ["four buttons", withButtons([track, help, call, help]), ["content.attachment.buttons"]],
    [
      "a faulty button",
      withButtons([{ ...track, title: "x".repeat(21), url: "nowhere" }]),
      ["content.attachment.buttons.0.title", "content.attachment.buttons.0.url"],
    ],
    [
      "a button without its address",
      withButtons([help, { type: "url", title: "Go" }]),
      ["content.attachment.buttons.1.url"],
    ],
    [
      "a kind of button that is none",
      withButtons([{ type: "call", title: "Go" }]),
      ["content.attachment.buttons.0.type"],
    ],
    [
      "a button text of 641 characters",
      attached({ type: "button", text: "x".repeat(641), buttons: [help] }),
      ["content.attachment.text"],
    ],
    ["no cards", withCards(), ["content.attachment.elements"]],
    ["11 cards", withCards(...cards(11)), ["content.attachment.elements"]],
    [
      "a card title of 81 characters",
      withCards({ title: "One" }, { title: "x".repeat(81) }),
      ["content.attachment.elements.1.title"],
    ],
    [
      "a faulty button on a card",
      withCards({ title: "One", buttons: [{ ...help, payload: "" }] }),
      ["content.attachment.elements.0.buttons.0.payload"],
    ],
    [
      "a receipt without its parts",
      attached({ type: "receipt", recipientName: "Ann", orderNumber: "1", currency: "EUR" }),
      ["content.attachment.paymentMethod", "content.attachment.summary"],
    ],
    [
      "a receipt with a price in words",
      attached({ ...receipt, elements: [{ title: "Tea", price: "2" }] }),
      ["content.attachment.elements.0.price"],
    ],
    [
      "a currency of four letters",
      attached({ ...receipt, currency: "EURO" }),
      ["content.attachment.currency"],
    ],
    [
      "half a thing on a receipt",
      attached({ ...receipt, elements: [{ title: "Tea", price: 2, quantity: 0.5 }] }),
      ["content.attachment.elements.0.quantity"],
    ],
    ["a template name in capitals", inTemplate({ name: "Shipped" }), ["content.template.name"]],
    ["a language in words", inTemplate({ language: "English" }), ["content.template.language"]],
    ["two headers", inTemplate({ header: ["a", "b"] }), ["content.template.header"]],
    ["an empty template value", inTemplate({ body: ["1001", ""] }), ["content.template.body.1"]],
    [
      "a template value of 1,025 characters",
      inTemplate({ body: ["x".repeat(1_025)] }),
      ["content.template.body.0"],
    ],
    [
      "four template buttons",
      inTemplate({ buttons: Array.from({ length: 4 }, () => ({ type: "postback", payload: "P" })) }),
      ["content.template.buttons"],
    ],
    [
      "__proto__ inside",
      saying(JSON.parse('{ "text": "Hi", "__proto__": { "x": 1 } }')),
      ["content.__proto__"],
    ],
  ])("%s", (_, input, faults) => {
    expect(faultsOf(input)).toEqual(faults);
  });
});

describe("a refusal says what is expected:", () => {
  test.each<[sentence: string, input: unknown]>([
    ["content needs exactly one of text, attachment and template", saying({})],
    ["content.text must be under 2,000 characters", saying({ text: "x".repeat(2_000) })],
    ["content.text must not be empty", saying({ text: "  " })],
    ["content.quickReplies must not stand beside a template", saying({ template, quickReplies: answers(1) })],
    ["content.attachment needs exactly one of url and attachmentId", attached({ type: "video" })],
    [
      "content.attachment.type must be one of image, audio, video, file, button, generic, receipt",
      attached({ type: "sticker" }),
    ],
    [
      "content.attachment.url must be an http or https URL",
      attached({ ...picture, url: "ftp://example.com/a" }),
    ],
    ["content.attachment.buttons.0.title must not be empty", withButtons([{ ...help, title: " " }])],
    [
      "content.template.language must be a language code such as en or pt_BR",
      inTemplate({ language: "pt-BR" }),
    ],
  ])("%s", (sentence, input) => {
    expect(sentencesOf(input)).toEqual([sentence]);
  });
});

describe("the words that a person would read are", () => {
  test.each<[label: string, content: unknown, words: string]>([
    [
      "a text and its quick replies",
      {
        text: "Tea?",
        quickReplies: [
          { title: "Yes", payload: "Y" },
          { title: "No", payload: "N" },
        ],
      },
      "Tea?\nYes\nNo",
    ],
    ["none of a picture", { attachment: picture }, ""],
    [
      "the quick replies below a picture",
      { attachment: picture, quickReplies: [{ title: "Nice", payload: "N" }] },
      "Nice",
    ],
    [
      "a button card's text and titles, not its payloads",
      { attachment: { type: "button", text: "Choose", buttons: [track, help, call] } },
      "Choose\nTrack\nHelp\nCall",
    ],
    [
      "every card of a carousel",
      {
        attachment: {
          type: "generic",
          elements: [{ title: "Tea", subtitle: "Green", buttons: [help] }, { title: "Coffee" }],
        },
      },
      "Tea\nGreen\nHelp\nCoffee",
    ],
    [
      "what a receipt lists",
      {
        attachment: {
          ...receipt,
          elements: [{ title: "Tea", subtitle: "Green", price: 2 }],
          adjustments: [{ name: "Coupon", amount: -1 }],
        },
      },
      "Tea\nGreen\nCoupon: -1",
    ],
    [
      "a template's values, not its pictures or buttons",
      {
        template: {
          ...template,
          header: [{ imageUrl: picture.url }],
          body: ["1001", { name: "carrier", value: "DHL" }],
          buttons: [{ type: "postback", payload: "P" }],
        },
      },
      "1001\nDHL",
    ],
  ])("%s", (_, content, words) => {
    expect(wordsOf(contentSchema.parse(content))).toBe(words);
  });
});

test.each([
  ["audio", { attachment: { type: "audio", attachmentId: "1" } }, true],
  ["video", { attachment: { type: "video", attachmentId: "1" } }, true],
  ["an image", { attachment: { type: "image", attachmentId: "1" } }, false],
  ["a file", { attachment: { type: "file", attachmentId: "1" } }, false],
  ["a receipt", { attachment: receipt }, false],
  ["text", { text: "Hi" }, false],
  ["a template", { template }, false],
])("whether it travels in the media lane: %s", (_, content, media) => {
  expect(isMedia(contentSchema.parse(content))).toBe(media);
});
