import { describe, expect, test } from "vitest";
import { templateList, templatesIn } from "../../src/graph/templates.ts";

const listed = { id: "7", name: "order_shipped_v1", language: "en", status: "APPROVED", category: "UTILITY" };

const read = (fields: object) =>
  templatesIn(templateList.parse({ data: [{ ...listed, ...fields }] }).data)[0];
const slotsOf = (components: object[], more: object = {}) => read({ components, ...more })?.slots;

const body = (text: string) => ({ type: "BODY", text });
const buttons = (...them: object[]) => ({ type: "BUTTONS", buttons: them });
const none = { kind: "positional", count: 0 };

describe("a listed template", () => {
  test("is known by name, language and approval", () => {
    expect(read({})).toEqual({
      name: "order_shipped_v1",
      language: "en",
      status: "APPROVED",
      rejectedReason: null,
      slots: null,
    });
  });

  test.each([
    ["NONE", null],
    ["TAG_SHOULD_BE_MARKETING", "TAG_SHOULD_BE_MARKETING"],
  ])("rejected for %s has the reason %s", (reason, told) => {
    expect(read({ status: "REJECTED", rejected_reason: reason })).toMatchObject({ rejectedReason: told });
  });
});

describe("the values that a template takes are", () => {
  test.each<[label: string, components: object[], more: object, slots: object]>([
    ["none without components", [], {}, { header: none, body: none, buttons: 0 }],
    ["by position", [body("Order {{1}} goes with {{2}}.")], {}, { body: { kind: "positional", count: 2 } }],
    [
      "one, wherever it stands again",
      [body("{{1}}, I said {{1}}.")],
      {},
      { body: { kind: "positional", count: 1 } },
    ],
    [
      "by name",
      [body("Order {{number}} with {{ carrier }}.")],
      { parameter_format: "NAMED" },
      { body: { kind: "named", names: ["number", "carrier"] } },
    ],
    [
      "none of a named template without any",
      [body("Thanks.")],
      { parameter_format: "NAMED" },
      { body: none },
    ],
    [
      "in the header too",
      [{ type: "HEADER", format: "TEXT", text: "Order {{1}}" }],
      {},
      { header: { kind: "positional", count: 1 } },
    ],
    ["a picture in the header", [{ type: "HEADER", format: "IMAGE" }], {}, { header: { kind: "image" } }],
    [
      "a link's end and a postback",
      [buttons({ type: "URL", url: "https://x.y/{{1}}" }, { type: "POSTBACK" })],
      {},
      { buttons: 2 },
    ],
    [
      "nothing of a fixed link or a telephone number",
      [buttons({ type: "URL", url: "https://x.y/" }, { type: "PHONE_NUMBER" })],
      {},
      { buttons: 0 },
    ],
    [
      "found under names in small letters",
      [{ type: "body", text: "{{1}} it is" }],
      {},
      { body: { kind: "positional", count: 1 } },
    ],
  ])("%s", (_, components, more, slots) => {
    expect(slotsOf(components, more)).toMatchObject(slots);
  });
});
