import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { openStage, PAGE, rowsOf, setUp, type Json, type Reply, type Stage } from "./stage.ts";

const pagingSchema = z.object({ cursors: z.object({ after: z.string() }), next: z.string() });

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
beforeEach(() => setUp(stage));
afterAll(() => stage.simulator.close());

const body = (text: string, ...examples: string[]): Json => ({
  type: "BODY",
  text,
  example: { body_text: [examples] },
});
const order = body("Your order {{1}} leaves on {{2}} today.", "1001", "Monday");
const track = { type: "URL", text: "Track", url: "https://example.com/{{1}}", example: ["1001"] };
const shipped: Json = { name: "order_shipped_v1", language: "en", category: "UTILITY", components: [order] };
const withButtons = (...buttons: Json[]): Json => ({ components: [order, { type: "BUTTONS", buttons }] });
const named = (text: string, ...names: string[]): Json => ({
  parameter_format: "NAMED",
  components: [
    {
      type: "BODY",
      text,
      example: { body_text_named_params: names.map((name) => ({ param_name: name, example: "x" })) },
    },
  ],
});
const image = { type: "HEADER", format: "IMAGE", example: { header_handle: ["4::aW"] } };

const create = (fields: Json = {}): Promise<Reply> =>
  stage.graph("POST", `/${PAGE}/message_templates`, { ...shipped, ...fields });

const names = (reply: Reply): unknown[] => rowsOf(reply.json["data"]).map((row) => row["name"]);

describe("creating", () => {
  test.each<[label: string, fields: Json, verdict: string]>([
    ["a positional template", {}, "ok"],
    ["a named one", named("Your order {{order_id}} is here.", "order_id"), "ok"],
    ["an image header", { components: [image, order] }, "ok"],
    [
      "three kinds of button",
      withButtons(
        track,
        { type: "POSTBACK", text: "Help" },
        { type: "PHONE_NUMBER", text: "Call", phone_number: "+4930123456" },
      ),
      "ok",
    ],
    [
      "a URL given as an object",
      withButtons({
        type: "URL",
        text: "Track",
        url: { base_url: "https://example.com/", url_suffix_example: "1" },
      }),
      "ok",
    ],
    ["a name with capitals", { name: "OrderShipped" }, "100"],
    ["a name with a dash", { name: "order-shipped" }, "100"],
    ["no language", { language: undefined }, "100"],
    ["another category", { category: "MARKETING" }, "100"],
    ["no body", { components: [image] }, "100"],
    ["two bodies", { components: [order, order] }, "100"],
    ["a gap in the numbers", { components: [body("Order {{1}} and {{3}} too.", "1", "3")] }, "100"],
    ["numbers that start at 0", { components: [body("Order {{0}} is here.", "1")] }, "100"],
    ["numbers and names mixed", { components: [body("Order {{1}} for {{name}} here.", "1", "2")] }, "100"],
    ["numbers under NAMED", named("Your order {{1}} is here.", "1"), "100"],
    ["a name under POSITIONAL", { components: [body("Order {{order_id}} is here.", "1")] }, "100"],
    ["a special character in a variable", named("Your order {{order#id}} is here.", "order#id"), "100"],
    ["single braces", { components: [body("Order {1} is here.", "1")] }, "100"],
    ["a variable at the start", { components: [body("{{1}} is here.", "1")] }, "100/2388299"],
    ["a variable at the end", { components: [body("Here is {{1}}", "1")] }, "100/2388299"],
    ["a body of 1,024 characters", { components: [body("x".repeat(1024))] }, "ok"],
    ["a body of 1,025 characters", { components: [body("x".repeat(1025))] }, "100"],
    [
      "a header of 60 characters",
      { components: [{ type: "HEADER", format: "TEXT", text: "x".repeat(60) }, order] },
      "ok",
    ],
    [
      "a header of 61 characters",
      { components: [{ type: "HEADER", format: "TEXT", text: "x".repeat(61) }, order] },
      "100",
    ],
    ["a button text of 21 characters", withButtons({ type: "POSTBACK", text: "x".repeat(21) }), "100"],
    ["four buttons", withButtons(track, track, track, track), "100"],
    ["a quick reply button", withButtons({ type: "QUICK_REPLY", text: "Yes" }), "100/2018416"],
    ["a variable within a URL", withButtons({ ...track, url: "https://example.com/{{1}}/a" }), "100"],
    ["a URL variable without an example", withButtons({ ...track, example: undefined }), "100"],
    ["a body without its examples", { components: [{ type: "BODY", text: "Order {{1}} is here." }] }, "100"],
    ["a body with too few examples", { components: [body("Order {{1}}, {{2}} here.", "1")] }, "100"],
    ["an example of another name", named("Your order {{order_id}} is here.", "id"), "100"],
    ["an image header without a handle", { components: [{ type: "HEADER", format: "IMAGE" }, order] }, "100"],
  ])("judges %s", async (_, fields, verdict) => {
    expect((await create(fields)).verdict).toBe(verdict);
  });

  test("is approved at once", async () => {
    const { json } = await create();
    expect(json).toEqual({
      id: expect.stringMatching(/^\d{16}$/),
      status: "APPROVED",
      category: "UTILITY",
    });
  });

  test("is refused for a name and language that exist", async () => {
    await create();
    expect([(await create()).verdict, (await create({ language: "de" })).verdict]).toEqual(["100", "ok"]);
  });

  test.each([
    ["promotion", "Get 20% off your next order.", [], "TAG_SHOULD_BE_MARKETING"],
    ["a phrase of promotion", "Buy now, order {{1}} awaits.", ["1"], "TAG_SHOULD_BE_MARKETING"],
    [
      "more variables than words",
      "Order {{1}}{{2}}{{3}}.",
      ["1", "2", "3"],
      "PARAMS_TO_WORD_RATIO_EXCEED_LIMIT",
    ],
    ["a word that only contains such a word", "Your wholesale order is here.", [], "NONE"],
  ])("is reviewed for %s", async (_, text, examples, reason) => {
    const created = await create({ components: [body(text, ...examples)] });
    const shown = await stage.graph("GET", `/${String(created.json["id"])}?fields=status,rejected_reason`);
    const status = reason === "NONE" ? "APPROVED" : "REJECTED";
    expect(shown.json).toEqual({ id: created.json["id"], status, rejected_reason: reason });
  });

  test("is judged as the review rule says", async () => {
    await stage.control("PUT", "/review", { outcome: "PENDING" });
    const pending = await create();
    await stage.control("PUT", "/review", { outcome: "REJECTED", reason: "INVALID_FORMAT" });
    const rejected = await create({ language: "de" });
    expect([pending.json["status"], rejected.json["status"]]).toEqual(["PENDING", "REJECTED"]);
  });
});

describe("the list", () => {
  test("is filtered, paged and cut to the fields asked for", async () => {
    for (const name of ["a", "b", "c"]) await create({ name });
    const first = await stage.graph("GET", `/${PAGE}/message_templates?limit=2&fields=name`);
    const { cursors, next } = pagingSchema.parse(first.json["paging"]);
    const second = await stage.graph("GET", `/${PAGE}/message_templates?limit=2&after=${cursors.after}`);
    const one = await stage.graph("GET", `/${PAGE}/message_templates?name=b`);
    expect([names(first), names(second), names(one)]).toEqual([["a", "b"], ["c"], ["b"]]);
    expect(Object.keys(rowsOf(first.json["data"])[0] ?? {})).toEqual(["name", "id"]);
    expect(next).toContain(cursors.after);
    expect(second.json["paging"]).not.toHaveProperty("next");
  });

  test("loses every language of a name that is deleted, or one by its id", async () => {
    await create();
    await create({ language: "de" });
    const other = await create({ name: "other" });
    const byName = await stage.graph("DELETE", `/${PAGE}/message_templates?name=order_shipped_v1`);
    expect([byName.json, names(await stage.graph("GET", "/me/message_templates"))]).toEqual([
      { success: true },
      ["other"],
    ]);
    const byId = await stage.graph("DELETE", `/${PAGE}/message_templates?hsm_id=${String(other.json["id"])}`);
    const again = await stage.graph("DELETE", `/${PAGE}/message_templates?name=other`);
    expect([byId.verdict, again.verdict]).toEqual(["ok", "100/33"]);
  });

  test("is closed to another Page's token", async () => {
    await stage.control("PUT", "/pages/5550001", { token: "another" });
    const reply = await stage.graph("GET", `/${PAGE}/message_templates`, undefined, {
      authorization: "Bearer another",
    });
    expect([reply.status, reply.verdict]).toEqual([403, "10"]);
  });
});
