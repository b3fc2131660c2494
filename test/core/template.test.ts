import { describe, expect, test } from "vitest";
import { renderTemplate, type TemplateMapping } from "../../src/core/template.ts";
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
