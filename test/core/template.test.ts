import { describe, expect, test } from "vitest";
import { misfit, renderTemplate, type TemplateMapping, type TemplateSlots } from "../../src/core/template.ts";
import { aMessage, CATALOGUE } from "../support/builders.ts";

const message = aMessage({
  type: "event_reminder",
  order: { id: "1001", placedAt: "2026-11-20T10:00:00Z", carrier: "DHL" },
  event: {
    id: "e-7",
    name: "Yoga",
    startsAt: "2026-12-31T23:30:00Z",
    registeredAt: "2026-11-01T08:00:00Z",
  },
  metadata: { city: "Bonn", seats: 2, vip: true, none: 0, meetAt: Date.UTC(2026, 11, 31, 22), blank: " " },
});

const aMapping = (fields: Partial<TemplateMapping>): TemplateMapping => ({
  name: "v1",
  language: "en",
  ...fields,
});
const rendered = (fields: Partial<TemplateMapping>, timeZone = "UTC") =>
  renderTemplate(aMapping(fields), message, timeZone);

/** The one value of a body; Unicode's many spaces as plain ones. */
function valueOf(path: string, language = "en", timeZone = "UTC"): unknown {
  const it = rendered({ language, body: [path] }, timeZone);
  const value = it.ok ? it.template.body?.[0] : undefined;
  return typeof value === "string" ? value.replaceAll(/\s/g, " ") : value;
}

describe("a path finds", () => {
  test.each([
    ["a field of the message", "type", "event_reminder"],
    ["a field inside it", "order.id", "1001"],
    ["an optional field", "order.carrier", "DHL"],
    ["the recipient", "recipient.psid", "24681012"],
    ["the content's text", "content.text", "Your order 1001 is on its way."],
    ["a word of the metadata", "metadata.city", "Bonn"],
    ["a number", "metadata.seats", "2"],
    ["a nought", "metadata.none", "0"],
    ["a truth", "metadata.vip", "true"],
  ])("%s", (_, path, value) => {
    expect(valueOf(path)).toBe(value);
  });
});

describe("a path is missing that leads to", () => {
  test.each([
    ["a field left out", "order.total"],
    ["a part left out", "account.changeId"],
    ["a field that no message has", "customer.name"],
    ["a whole part", "order"],
    ["a list", "content.quickReplies"],
    ["inside a word", "order.id.length"],
    ["a prototype", "constructor.name"],
    ["a method", "order.toString"],
    ["a blank word", "metadata.blank"],
  ])("%s", (_, path) => {
    expect(rendered({ body: ["order.id", path] })).toEqual({ ok: false, missing: [path] });
  });

  test("nothing in header, body and buttons: each is named", () => {
    const it = rendered({
      header: ["a.b"],
      body: [{ name: "x", path: "c" }],
      buttons: [{ type: "url", suffix: "d" }],
    });
    expect(it).toEqual({ ok: false, missing: ["a.b", "c", "d"] });
  });
});

describe("a moment is written in the template's language and the page's time zone:", () => {
  test.each([
    ["en", "UTC", "Dec 31, 2026, 11:30 PM"],
    ["en", "America/New_York", "Dec 31, 2026, 6:30 PM"],
    ["en_GB", "Europe/London", "31 Dec 2026, 23:30"],
    ["de", "Europe/Berlin", "01.01.2027, 00:30"],
    ["fr", "Europe/Paris", "1 janv. 2027, 00:30"],
    ["es", "Europe/Madrid", "1 ene 2027, 0:30"],
    ["pt_BR", "America/Sao_Paulo", "31 de dez. de 2026, 20:30"],
    ["ja", "Asia/Tokyo", "2027/01/01 8:30"],
    ["en", "Asia/Kathmandu", "Jan 1, 2027, 5:15 AM"],
  ])("%s in %s: %s", (language, timeZone, value) => {
    expect(valueOf("event.startsAt", language, timeZone)).toBe(value);
  });

  test("also one of the producer's own, in the metadata", () => {
    expect(valueOf("metadata.meetAt")).toBe("Dec 31, 2026, 10:00 PM");
  });

  test("as summer time has it", () => {
    const inJuly = aMessage({ sendAt: "2026-07-01T22:30:00Z" });
    const it = renderTemplate(aMapping({ language: "de", body: ["sendAt"] }), inJuly, "Europe/Berlin");
    expect(it.ok && it.template.body).toEqual(["02.07.2026, 00:30"]);
  });
});

test("header, body by name and by position, and buttons are filled in their order", () => {
  const it = rendered({
    header: ["event.name"],
    body: ["order.id", { name: "carrier", path: "order.carrier" }],
    buttons: [
      { type: "url", suffix: "order.id" },
      { type: "postback", payload: "HELP" },
    ],
  });
  expect(it).toEqual({
    ok: true,
    template: {
      name: "v1",
      language: "en",
      header: ["Yoga"],
      body: ["1001", { name: "carrier", value: "DHL" }],
      buttons: [
        { type: "url", suffix: "1001" },
        { type: "postback", payload: "HELP" },
      ],
    },
  });
});

test("a template without values stays without", () => {
  expect(rendered({})).toEqual({ ok: true, template: { name: "v1", language: "en" } });
});

test.each([...CATALOGUE.keys()])(
  "a template for %s can be filled from what every message carries",
  (type) => {
    const it = renderTemplate(
      aMapping({ body: ["page", "recipient.psid", "type"] }),
      aMessage({ type }),
      "UTC",
    );
    expect(it.ok && it.template.body).toEqual(["1029384756", "24681012", type]);
  },
);

describe("values against what the template takes:", () => {
  const none = { kind: "positional", count: 0 } as const;
  const slots = (fields: Partial<TemplateSlots>): TemplateSlots => ({
    header: none,
    body: none,
    buttons: 0,
    ...fields,
  });
  const two = slots({ body: { kind: "positional", count: 2 } });
  const named = slots({ body: { kind: "named", names: ["number", "carrier"] } });
  const number = { name: "number", value: "1001" };
  const carrier = { name: "carrier", value: "DHL" };
  const picture = { imageUrl: "https://example.com/a.png" };

  test.each<[label: string, values: object, slots: TemplateSlots, sentence: string | null]>([
    ["none, and none taken", {}, slots({}), null],
    ["as many as are taken", { body: ["1001", "DHL"] }, two, null],
    [
      "too few",
      { body: ["1001"] },
      two,
      "The template v1 takes 2 values by position in its body, and 1 given.",
    ],
    [
      "too many",
      { body: ["1001"] },
      slots({}),
      "The template v1 takes no values by position in its body, and 1 given.",
    ],
    [
      "named ones by position",
      { body: [number, carrier] },
      two,
      "The template v1 takes 2 values by position in its body, and named ones given.",
    ],
    ["named ones in any order", { body: [carrier, number] }, named, null],
    [
      "another name",
      { body: [number, { ...carrier, name: "by" }] },
      named,
      "The template v1 takes the values number, carrier by name in its body, and number, by given.",
    ],
    [
      "positional ones by name",
      { body: ["1001", "DHL"] },
      named,
      "The template v1 takes the values number, carrier by name in its body, and ?, ? given.",
    ],
    [
      "no named ones",
      {},
      named,
      "The template v1 takes the values number, carrier by name in its body, and none given.",
    ],
    ["a picture", { header: [picture] }, slots({ header: { kind: "image" } }), null],
    [
      "a word for a picture",
      { header: ["Order"] },
      slots({ header: { kind: "image" } }),
      "The template v1 takes one picture in its header.",
    ],
    [
      "a picture for a word",
      { header: [picture] },
      slots({ header: { kind: "positional", count: 1 } }),
      "The template v1 takes 1 value by position in its header, and named ones given.",
    ],
    ["a missing button", {}, slots({ buttons: 1 }), "The template v1 takes 1 button value, and 0 given."],
    ["the right buttons", { buttons: [{ type: "url", suffix: "t/1" }] }, slots({ buttons: 1 }), null],
  ])("%s", (_, values, takes, sentence) => {
    expect(misfit({ name: "v1", language: "en", ...values }, takes)).toBe(sentence);
  });
});
