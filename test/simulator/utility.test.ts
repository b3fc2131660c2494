import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openStage, PAGE, setUp, update, type Json, type Reply, type Stage } from "./stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
beforeEach(() => setUp(stage));
afterAll(() => stage.simulator.close());

const image = { type: "HEADER", format: "IMAGE", example: { header_handle: ["4::aW"] } };
const track = { type: "URL", text: "Track", url: "https://example.com/{{1}}" };
const text = (value: string, name?: string): Json => ({ type: "text", text: value, parameter_name: name });
const fill = (type: string, ...parameters: Json[]): Json => ({ type, parameters });
const components = [
  { type: "HEADER", format: "TEXT", text: "Order {{1}}" },
  { type: "BODY", text: "Hello {{1}}, it leaves {{2}} today." },
  {
    type: "BUTTONS",
    buttons: [
      track,
      { type: "POSTBACK", text: "Help" },
      { type: "URL", text: "Shop", url: "https://example.com" },
    ],
  },
];
const filled = [
  fill("header", text("1001")),
  fill("body", text("Ann"), text("Berlin")),
  fill("buttons", { type: "URL", url: "1001" }, { type: "POSTBACK", payload: "HELP" }),
];

beforeEach(async () => {
  const namedBody = { type: "BODY", text: "Order {{order_id}} for {{first_name}} is here." };
  await stage.control("PUT", `/templates/${PAGE}`, [
    { name: "full", language: "en", components },
    { name: "named", language: "en", parameter_format: "NAMED", components: [namedBody] },
    { name: "pictured", language: "en", components: [image, { type: "BODY", text: "It is here." }] },
    { name: "plain", language: "en", components: [{ type: "BODY", text: "It is here." }] },
    {
      name: "waiting",
      language: "en",
      status: "PENDING",
      components: [{ type: "BODY", text: "It is here." }],
    },
  ]);
  stage.clock.now += 30 * 24 * 3_600_000;
});

const sendTemplate = (name: string, parts?: Json[], code = "en"): Promise<Reply> =>
  stage.send({
    messaging_type: "UTILITY",
    message: { template: { name, language: { code }, components: parts } },
  });

test.each<[label: string, name: string, parts: Json[] | undefined, verdict: string]>([
  ["everything filled", "full", filled, "ok"],
  ["nothing to fill", "plain", undefined, "ok"],
  [
    "names filled in any order",
    "named",
    [fill("body", text("Ann", "first_name"), text("1", "order_id"))],
    "ok",
  ],
  [
    "a picture",
    "pictured",
    [fill("header", { type: "image", image: { link: "https://example.com/a.jpg" } })],
    "ok",
  ],
  ["no such template", "absent", undefined, "100"],
  ["one that is not approved", "waiting", undefined, "100"],
  ["no parameters", "full", undefined, "100"],
  ["the header left out", "full", filled.slice(1), "100"],
  ["the buttons left out", "full", filled.slice(0, 2), "100"],
  ["a body parameter too few", "full", [filled[0] ?? {}, fill("body", text("Ann")), filled[2] ?? {}], "100"],
  ["a body parameter too many", "plain", [fill("body", text("Ann"))], "100"],
  [
    "buttons in the wrong order",
    "full",
    [...filled.slice(0, 2), fill("buttons", { type: "POSTBACK", payload: "H" }, { type: "URL", url: "1" })],
    "100",
  ],
  ["a component twice", "plain", [fill("body"), fill("body")], "100"],
  ["a wrong parameter name", "named", [fill("body", text("Ann", "name"), text("1", "order_id"))], "100"],
  ["names left out", "named", [fill("body", text("Ann"), text("1"))], "100"],
  ["a text where the picture goes", "pictured", [fill("header", text("x"))], "100"],
  ["an empty text", "named", [fill("body", text("", "first_name"), text("1", "order_id"))], "100"],
  ["the parameter type of Meta's faulty sample", "plain", [fill("body", { type: "body", text: "x" })], "100"],
])("outside the window: %s", async (_, name, parts, verdict) => {
  expect((await sendTemplate(name, parts)).verdict).toBe(verdict);
});

test("goes by language, and by Page", async () => {
  await stage.control("PUT", "/pages/5550001", { token: "another" });
  const message = { template: { name: "plain", language: { code: "en" } } };
  const elsewhere = { recipient: { id: "888" }, messaging_type: "UTILITY", message };
  const reply = await stage.graph("POST", "/me/messages", elsewhere, { authorization: "Bearer another" });
  expect([(await sendTemplate("plain", undefined, "de")).verdict, reply.verdict]).toEqual(["100", "100"]);
});

test.each([
  [
    "a template as an UPDATE",
    { messaging_type: "UPDATE", message: { template: { name: "plain", language: { code: "en" } } } },
  ],
  ["a text as UTILITY", { messaging_type: "UTILITY" }],
  ["a template at the top level", { messaging_type: "UTILITY", message: {}, template: { name: "plain" } }],
  [
    "a language that is no object",
    { messaging_type: "UTILITY", message: { template: { name: "plain", language: "en" } } },
  ],
])("refuses %s", async (_, fields) => {
  expect((await stage.send({ ...update(), ...fields })).status).toBe(400);
});

test("says in the user message what does not fit", async () => {
  const { json } = await sendTemplate("full", filled.slice(1));
  expect(json["error"]).toMatchObject({
    message: "Invalid parameter",
    error_user_title: "Message Template Parameter Mismatch",
    error_user_msg: "The header expects 1 parameters, but 0 were given.",
  });
});

test("stops when Meta pauses the template", async () => {
  await stage.control("POST", "/template-status", {
    page: PAGE,
    name: "plain",
    language: "en",
    status: "PAUSED",
  });
  expect((await sendTemplate("plain")).verdict).toBe("100");
});
