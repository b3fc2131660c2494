/** What goes out to the byte, and what follows from each answer that Graph may give. */
import type { ServerResponse } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSendStage, type Given, type Said, type SendStage } from "./send-stage.ts";

let stage: SendStage;
beforeAll(async () => {
  stage = await openSendStage();
});
afterAll(() => stage.close());

const SENT = { body: { recipient_id: "1", message_id: "m_1" } };
const TEXT = '"text":"Your order 1001 is on its way."';
const to = (type: string, message: string, tag = "") =>
  `{"recipient":{"id":"{psid}"},"messaging_type":"${type}",${tag}"message":{${message},"metadata":"{id}"}}`;
const UPDATE = to("UPDATE", TEXT);

function fails(code: number, subcode?: number, more: object = {}) {
  const error = { message: "No", type: "OAuthException", code, error_subcode: subcode, ...more };
  return { status: 400, body: { error } };
}

describe("the request, to the byte:", () => {
  const url = "https://shop.example/a.png";
  const old = { page: { tagPolicy: "message_tags" }, wroteHoursAgo: 48 };
  const template = { name: "order_shipped_v1", language: "en", header: ["order.id"], body: ["order.id"] };
  const approved = { "order_shipped_v1/en": { status: "APPROVED", slots: null } };
  const button = { type: "url" as const, title: "Track", url: "https://shop.example/t" };

  test.each<[label: string, given: Given, body: string]>([
    ["text in an open window", {}, UPDATE],
    [
      "text with quotes and a line break",
      say('She said "hi"\nBye'),
      to("UPDATE", String.raw`"text":"She said \"hi\"\nBye"`),
    ],
    ["text in another script, and an emoji", say("مرحبا 👋🏽"), to("UPDATE", '"text":"مرحبا 👋🏽"')],
    ["HTML as text", say("<b>Hi</b> & bye"), to("UPDATE", '"text":"<b>Hi</b> & bye"')],
    [
      "quick replies",
      { message: { content: { text: "Yes?", quickReplies: [{ title: "Yes", payload: "Y" }] } } },
      to("UPDATE", '"text":"Yes?","quick_replies":[{"content_type":"text","title":"Yes","payload":"Y"}]'),
    ],
    ...(["image", "file", "audio", "video"] as const).map((type): [string, Given, string] => [
      type,
      { message: { content: { attachment: { type, url } } } },
      to("UPDATE", `"attachment":{"type":"${type}","payload":{"url":"${url}","is_reusable":false}}`),
    ]),
    [
      "an attachment of Meta's own store",
      { message: { content: { attachment: { type: "image", attachmentId: "77" } } } },
      to("UPDATE", '"attachment":{"type":"image","payload":{"attachment_id":"77"}}'),
    ],
    [
      "a card with a button",
      { message: { content: { attachment: { type: "button", text: "Track it", buttons: [button] } } } },
      to(
        "UPDATE",
        '"attachment":{"type":"template","payload":{"template_type":"button","text":"Track it","buttons":[{"type":"web_url","title":"Track","url":"https://shop.example/t"}]}}',
      ),
    ],
    [
      "a generic card",
      {
        message: {
          content: { attachment: { type: "generic", elements: [{ title: "Boots", imageUrl: url }] } },
        },
      },
      to(
        "UPDATE",
        `"attachment":{"type":"template","payload":{"template_type":"generic","elements":[{"title":"Boots","image_url":"${url}"}]}}`,
      ),
    ],
    ["an event's reminder in an open window", { message: { type: "event_reminder" } }, UPDATE],
    ["an announcement in an open window", { message: { type: "announcement" } }, UPDATE],
    ["a person's answer in an open window", { message: { type: "agent_reply" } }, to("RESPONSE", TEXT)],
    [
      "a person's answer after two days",
      { message: { type: "agent_reply" }, page: { humanAgent: true }, wroteHoursAgo: 48 },
      to("MESSAGE_TAG", TEXT, '"tag":"HUMAN_AGENT",'),
    ],
    ["an order, tagged", old, to("MESSAGE_TAG", TEXT, '"tag":"POST_PURCHASE_UPDATE",')],
    [
      "an event, tagged",
      { ...old, message: { type: "event_reminder" } },
      to("MESSAGE_TAG", TEXT, '"tag":"CONFIRMED_EVENT_UPDATE",'),
    ],
    [
      "an account's change, tagged",
      { ...old, message: { type: "account_changed" } },
      to("MESSAGE_TAG", TEXT, '"tag":"ACCOUNT_UPDATE",'),
    ],
    [
      "an order by its template",
      { page: { templates: { order_shipped: template } }, templates: approved, wroteHoursAgo: null },
      to(
        "UTILITY",
        '"template":{"name":"order_shipped_v1","language":{"code":"en"},"components":[{"type":"header","parameters":[{"type":"text","text":"1001"}]},{"type":"body","parameters":[{"type":"text","text":"1001"}]}]}',
      ),
    ],
    [
      "a template of the producer's own, with buttons",
      {
        wroteHoursAgo: 300,
        message: {
          content: {
            template: {
              name: "order_shipped_v1",
              language: "pt_BR",
              body: [{ name: "order", value: "1001" }],
              buttons: [
                { type: "url", suffix: "1001" },
                { type: "postback", payload: "HELP" },
              ],
            },
          },
        },
      },
      to(
        "UTILITY",
        '"template":{"name":"order_shipped_v1","language":{"code":"pt_BR"},"components":[{"type":"body","parameters":[{"type":"text","parameter_name":"order","text":"1001"}]},{"type":"buttons","parameters":[{"type":"URL","url":"1001"},{"type":"POSTBACK","payload":"HELP"}]}]}',
      ),
    ],
  ])("%s", async (_, given, body) => {
    const played = await stage.play(given, [SENT]);
    expect(played).toEqual({ bodies: [body], steps: ["sent, done"], end: "sent" });
  });
});

describe("an error of Graph's has one consequence:", () => {
  const dead = (reason: string): [string, string] => ["rejected, bury", `dead ${reason}`];
  const held = (reason: string): [string, string] => ["failed, hold", `queued held ${reason}`];
  const again: [string, string] = ["failed, retry", "queued"];
  const rest: [string, string] = ["throttled, snooze", "queued rests 60000"];
  const verify: [string, string] = ["unknown, verify", "queued"];

  test.each<[code: number, subcode: number | undefined, consequence: [step: string, end: string]]>([
    [1, undefined, verify],
    [1, 99, held("permission_missing")],
    [1, 1357046, verify],
    [2, undefined, again],
    [3, undefined, held("permission_missing")],
    [9, 2018352, dead("invalid_request")],
    [10, undefined, held("permission_missing")],
    [10, 1404170, dead("invalid_request")],
    [10, 1893015, dead("recipient_unavailable")],
    [10, 1893063, held("page_restricted")],
    [10, 2018108, dead("recipient_unavailable")],
    [10, 2018276, dead("human_agent_not_enabled")],
    [10, 2018336, dead("invalid_request")],
    [17, undefined, rest],
    [32, undefined, rest],
    [100, undefined, dead("invalid_request")],
    [100, 33, dead("invalid_request")],
    [100, 1893061, dead("retired_tag")],
    [100, 2018001, dead("recipient_unknown")],
    [100, 2018008, again],
    [100, 2018014, dead("invalid_request")],
    [100, 2018047, dead("attachment_failed")],
    [100, 2018074, dead("attachment_failed")],
    [100, 2018109, dead("attachment_failed")],
    [100, 2018164, held("permission_missing")],
    [100, 2018276, dead("human_agent_not_enabled")],
    [100, 2018294, again],
    [100, 2534029, held("page_restricted")],
    [102, undefined, held("token_invalid")],
    [190, undefined, held("token_invalid")],
    [190, 460, held("token_invalid")],
    [190, 492, held("token_invalid")],
    [200, undefined, held("permission_missing")],
    [200, 1545041, dead("recipient_unavailable")],
    [200, 2018028, held("permission_missing")],
    [230, undefined, held("permission_missing")],
    [368, undefined, held("page_restricted")],
    [551, undefined, dead("recipient_unavailable")],
    [551, 1545041, dead("recipient_unavailable")],
    [613, undefined, rest],
    [613, 1893016, dead("invalid_request")],
    [613, 2018338, dead("recipient_unavailable")],
    [1200, undefined, again],
    [1200, 2018024, again],
    [2022, undefined, held("page_restricted")],
    [10900, undefined, dead("invalid_request")],
    [80001, undefined, rest],
    [80002, undefined, rest],
    [80006, undefined, rest],
    [1545012, undefined, again],
    [2018171, undefined, held("permission_missing")],
    [2018300, undefined, again],
    [2018321, undefined, again],
    [9000001, undefined, dead("invalid_request")],
    [424242, undefined, dead("invalid_request")],
  ])("%i/%s", async (code, subcode, [step, end]) => {
    const played = await stage.play({}, [fails(code, subcode)]);
    expect(played).toEqual({ bodies: [UPDATE], steps: [step], end });
  });

  test("80006 with a time rests for that time", async () => {
    const headers = { "x-business-use-case-usage": '{"1":[{"estimated_time_to_regain_access":19}]}' };
    const played = await stage.play({}, [{ ...fails(80006), headers }]);
    expect(played.end).toBe("queued rests 1140000");
  });

  test("an unknown code that is transient is tried again", async () => {
    const played = await stage.play({}, [fails(424242, undefined, { is_transient: true })]);
    expect(played).toMatchObject({ steps: ["failed, retry"], end: "queued" });
  });

  test("a token that Graph quotes back is in no log and no record", async () => {
    const played = await stage.play({}, [fails(190, 460, { message: "Bad token {token}" })]);
    expect(played.end).toBe("queued held token_invalid");
  });
});

describe("a refusal as outside the window is judged once more:", () => {
  const template = { name: "order_shipped_v1", language: "en", body: ["order.id"] };
  const byTemplate = to(
    "UTILITY",
    '"template":{"name":"order_shipped_v1","language":{"code":"en"},"components":[{"type":"body","parameters":[{"type":"text","text":"1001"}]}]}',
  );

  test.each([
    [10, 2018278],
    [10, 2018065],
    [10, 2534022],
    [1545041, undefined],
  ])("%i/%s: the page's template takes it", async (code, subcode) => {
    const played = await stage.play({ page: { templates: { order_shipped: template } } }, [
      fails(code, subcode),
      SENT,
    ]);
    expect(played).toEqual({
      bodies: [UPDATE, byTemplate],
      steps: ["rejected, reclassify", "sent, done"],
      end: "sent",
    });
  });

  test("a person's answer goes as one", async () => {
    const given = { message: { type: "agent_reply" as const }, page: { humanAgent: true } };
    const played = await stage.play(given, [fails(10, 2018278), SENT]);
    expect(played.bodies).toEqual([to("RESPONSE", TEXT), to("MESSAGE_TAG", TEXT, '"tag":"HUMAN_AGENT",')]);
  });

  test("what has no other way is given up, in Meta's words and ours", async () => {
    const played = await stage.play({}, [fails(10, 2018278)]);
    expect(played).toEqual({
      bodies: [UPDATE],
      steps: ["rejected, reclassify"],
      end: "dead outside_window",
    });
  });

  test("a second refusal is the last", async () => {
    const given = { page: { templates: { order_shipped: template } } };
    const played = await stage.play(given, [fails(10, 2018278), fails(10, 2018278)]);
    expect(played.steps).toEqual(["rejected, reclassify", "rejected, bury"]);
    expect(played.end).toBe("dead outside_window");
  });
});

describe("an answer that is none of Graph's:", () => {
  const html = { "content-type": "text/html" };
  const verify = { steps: ["unknown, verify"], end: "queued" };
  const again = { steps: ["failed, retry"], end: "queued" };

  test.each<[label: string, reply: Said, played: object]>([
    ["HTML with 200", { headers: html, body: "<h1>Hello</h1>" }, verify],
    ["HTML with 502", { status: 502, headers: html, body: "<h1>Bad Gateway</h1>" }, verify],
    ["HTML with 404", { status: 404, headers: html, body: "<h1>Not Found</h1>" }, again],
    ["nothing with 200", { body: "" }, verify],
    ["204", { status: 204, body: "" }, verify],
    ["200 without a message id", { body: { recipient_id: "1" } }, verify],
    ["JSON that breaks off", { body: '{"message_id":' }, verify],
    ["a redirect", { status: 302, headers: { location: "http://127.0.0.1:1/steal" }, body: "" }, again],
    ["10 MiB of JSON", { body: { filler: "x".repeat(10_485_760) } }, verify],
    ["silence", () => undefined, verify],
    ["a cut connection", (response) => response.destroy(), verify],
    ["a body cut in the middle", cutInTheMiddle, verify],
    [
      "usage headers with broken JSON",
      { body: { message_id: "m_1" }, headers: { "x-app-usage": "{", "x-business-use-case-usage": "[" } },
      { steps: ["sent, done"], end: "sent" },
    ],
  ])("%s", async (_, reply, expected) => {
    expect(await stage.play({}, [reply])).toEqual({ bodies: [UPDATE], ...expected });
  });
});

test.each<[reason: string, given: Given]>([
  ["window_closed", { message: { type: "announcement" }, wroteHoursAgo: 48 }],
  ["template_missing", { wroteHoursAgo: 48 }],
  [
    "human_agent_expired",
    { message: { type: "agent_reply" }, wroteHoursAgo: 200, page: { humanAgent: true } },
  ],
  ["human_agent_not_enabled", { message: { type: "agent_reply" }, wroteHoursAgo: 48 }],
])("%s costs no call", async (reason, given) => {
  expect(await stage.play(given, [])).toEqual({ bodies: [], steps: [], end: `dead ${reason}` });
});

function say(text: string): Given {
  return { message: { content: { text } } };
}

function cutInTheMiddle(response: ServerResponse): void {
  response.writeHead(200, { "content-length": "100" });
  response.write('{"message_id":"m_1"}', () => response.destroy());
}
