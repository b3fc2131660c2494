import { describe, expect, test } from "vitest";
import { pageSettings, templateKey } from "../../src/core/page.ts";

const template = { name: "order_shipped_v1", language: "en", body: ["order.id"] };

test("a page of which only the name is said gets the defaults", () => {
  expect(pageSettings.parse({ name: " A Shop " })).toEqual({
    name: "A Shop",
    recipientSpacingMs: 1_000,
    humanAgent: false,
    tagPolicy: "auto",
    promotionGuard: "reject",
    templates: {},
    timeZone: "UTC",
    countries: [],
  });
});

describe("a page's settings are taken with", () => {
  test.each<[label: string, fields: object]>([
    ["the lowest rate", { ratePerSecond: 0.1 }],
    ["the highest rate that Meta allows", { ratePerSecond: 300 }],
    ["the Human Agent feature", { humanAgent: true }],
    ["a pinned policy", { tagPolicy: "message_tags" }],
    ["the promotion guard off", { promotionGuard: "off" }],
    ["a time zone", { timeZone: "America/Sao_Paulo" }],
    ["a template for a type", { templates: { order_shipped: template } }],
    [
      "named parameters",
      { templates: { order_shipped: { ...template, body: [{ name: "number", path: "order.id" }] } } },
    ],
    [
      "header and buttons",
      {
        templates: {
          order_shipped: {
            ...template,
            header: ["order.carrier"],
            buttons: [
              { type: "url", suffix: "order.id" },
              { type: "postback", payload: "HELP" },
            ],
          },
        },
      },
    ],
  ])("%s", (_, fields) => {
    expect(pageSettings.parse({ name: "A Shop", ...fields })).toMatchObject(fields);
  });
});

describe("a page's settings are refused with", () => {
  const mapping = (fields: object) => ({ templates: { order_shipped: { ...template, ...fields } } });
  test.each<[label: string, fields: object, path: string]>([
    ["a blank name", { name: "  " }, "name"],
    ["a name of 201 characters", { name: "x".repeat(201) }, "name"],
    ["a rate of nothing", { ratePerSecond: 0 }, "ratePerSecond"],
    ["a rate above Meta's limit", { ratePerSecond: 300.1 }, "ratePerSecond"],
    ["a rate that is no number", { ratePerSecond: Number.NaN }, "ratePerSecond"],
    ["a rate in words", { ratePerSecond: "30" }, "ratePerSecond"],
    ["a policy that is none", { tagPolicy: "tags" }, "tagPolicy"],
    ["a guard that is none", { promotionGuard: "warn" }, "promotionGuard"],
    ["a time zone that is none", { timeZone: "Mars/Olympus" }, "timeZone"],
    ["an empty time zone", { timeZone: "" }, "timeZone"],
    ["an unknown field", { colour: "red" }, ""],
    ["a token among the settings", { accessToken: "secret" }, ""],
    ["a template without a language", mapping({ language: undefined }), "templates.order_shipped.language"],
    ["a template name in capitals", mapping({ name: "Shipped" }), "templates.order_shipped.name"],
    ["a path that is none", mapping({ body: ["order id"] }), "templates.order_shipped.body.0"],
    ["a path into a prototype", mapping({ body: ["__proto__.x"] }), "templates.order_shipped.body.0"],
    ["two headers", mapping({ header: ["order.id", "order.id"] }), "templates.order_shipped.header"],
    [
      "four buttons",
      mapping({ buttons: Array.from({ length: 4 }, () => ({ type: "postback", payload: "P" })) }),
      "templates.order_shipped.buttons",
    ],
  ])("%s", (_, fields, path) => {
    const parsed = pageSettings.safeParse({ name: "A Shop", ...fields });
    expect(parsed.error?.issues.map((issue) => issue.path.join("."))).toEqual([path]);
  });
});

test("a template is known by its name and language", () => {
  expect(templateKey(template)).toBe("order_shipped_v1/en");
});
