/** A weekend at a shop, told through the API: the clock is the test's, everything else is real. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { request } from "undici";
import { startHttp, type HttpServer } from "../../src/http/server.ts";
import { openStage, type Stage } from "../support/stage.ts";
import { aToken } from "../support/recorder.ts";

const PAGE = "4711";
const PSID = "900100";
const SECRET = "a secret of the weekend";
const HOUR = 3_600_000;
const FRIDAY_18 = Date.parse("2026-11-13T18:00:00Z");

let stage: Stage;
let server: HttpServer;

beforeAll(async () => {
  const appSecret = "the app's secret";
  stage = await openStage({
    PORT: "0",
    API_KEYS: `desk:${SECRET}:send+read+ops+admin`,
    META_APP_SECRET: appSecret,
  });
  server = await startHttp(stage.house, () => stage.now());
  await stage.simulator.setWebhook({ url: `${server.url}/webhooks/messenger`, appSecret });
  at(FRIDAY_18);
  await stage.simulate("PUT", `/pages/${PAGE}`, { token: aToken(PAGE), humanAgent: true });
  await stage.simulate("PUT", `/templates/${PAGE}`, { items: [SHIPPED] });
  await call("PUT", `/v1/pages/${PAGE}`, {
    name: "Lotus Market",
    accessToken: aToken(PAGE),
    humanAgent: true,
    templates: { order_shipped: { name: "order_shipped_v1", language: "en", body: ["order.id"] } },
  });
});

afterAll(async () => {
  await server.close();
  await stage.close();
});

const SHIPPED = {
  name: "order_shipped_v1",
  language: "en",
  category: "UTILITY",
  components: [{ type: "BODY", text: "Your order {{1}} is on its way.", example: { body_text: [["1"]] } }],
};
const sale = { type: "announcement", content: { text: "Our winter sale starts today: 20% off everything!" } };

test("Friday 18:00: a customer writes, and the window opens", async () => {
  at(FRIDAY_18);
  await writes("Can I change the address of my order?");
  expect(await call("GET", `/v1/conversations/${PAGE}/${PSID}`)).toMatchObject({
    window: {
      state: "open",
      closesAt: "2026-11-14T18:00:00.000Z",
      humanAgentUntil: "2026-11-20T18:00:00.000Z",
    },
  });
});

test("Monday 09:00: an agent answers, as HUMAN_AGENT", async () => {
  at(FRIDAY_18 + 63 * HOUR);
  const told = await send({
    type: "agent_reply",
    content: { text: "Yes, which one?" },
    agent: { id: "mai" },
  });
  expect(told).toMatchObject({
    decision: { carriedAs: { messagingType: "MESSAGE_TAG", tag: "HUMAN_AGENT" } },
  });
});

test("Tuesday: the order ships, by template", async () => {
  at(FRIDAY_18 + 90 * HOUR);
  const order = { id: "1001", placedAt: new Date(FRIDAY_18 - 48 * HOUR).toISOString() };
  const told = await send({ type: "order_shipped", content: { text: "Order 1001 is on its way." }, order });
  expect(told).toMatchObject({
    decision: { carriedAs: { messagingType: "UTILITY", template: { name: "order_shipped_v1" } } },
  });
});

test("Wednesday: a sale is refused, with the reason and what could be done", async () => {
  at(FRIDAY_18 + 112 * HOUR);
  const told = await send(sale);
  expect(told).toMatchObject({
    status: "dead",
    deadLetter: { reason: "window_closed" },
    decision: {
      alternatives: [
        {
          type: "agent_reply",
          tag: "HUMAN_AGENT",
          when: expect.stringContaining("until 2026-11-20 18:00 UTC"),
        },
        { type: "announcement", tag: null, when: expect.stringContaining("if they write again") },
      ],
    },
  });
  const explained = await call("POST", "/v1/messages/explain", {
    page: PAGE,
    recipient: { psid: PSID },
    ...sale,
  });
  expect(explained).toMatchObject({
    verdict: "reject",
    reason: "window_closed",
    windowChangesAt: "2026-11-20T18:00:00.000Z",
    request: null,
  });
});

test("Thursday: the customer writes again, and the sale goes out", async () => {
  at(FRIDAY_18 + 140 * HOUR);
  await writes("Thank you!");
  const input = { page: PAGE, recipient: { psid: PSID }, ...sale };
  expect(await call("POST", "/v1/messages/explain", input)).toMatchObject({
    verdict: "send",
    request: { recipient: { id: PSID }, messaging_type: "UPDATE", message: { text: sale.content.text } },
  });
  const told = await send(sale);
  expect(told).toMatchObject({ decision: { carriedAs: { messagingType: "UPDATE", tag: null } } });
  const { messages } = (await stage.simulate("GET", "/messages")) as {
    messages: { messagingType: string }[];
  };
  expect(messages.map((it) => it.messagingType)).toEqual(["MESSAGE_TAG", "UTILITY", "UPDATE"]);
});

/** The moment that the story has come to; the clock goes on from there. */
let moment = FRIDAY_18;

function at(next: number): void {
  moment = next;
  stage.advance(moment - stage.now());
}

async function writes(text: string): Promise<void> {
  const { webhook } = (await stage.simulate("POST", "/inbound", {
    page: PAGE,
    psid: PSID,
    text,
    at: new Date(moment).toISOString(),
  })) as {
    webhook: { status: number };
  };
  expect(webhook.status).toBe(200);
}

async function send(message: object) {
  const accepted = await call("POST", "/v1/messages", { page: PAGE, recipient: { psid: PSID }, ...message });
  await stage.ended(String(accepted["id"]));
  return call("GET", `/v1/messages/${String(accepted["id"])}`);
}

async function call(method: "GET" | "POST" | "PUT", path: string, body?: unknown) {
  const answer = await request(server.url + path, {
    method,
    headers: { authorization: `Bearer ${SECRET}`, "content-type": "application/json" },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const json = (await answer.body.json()) as Record<string, unknown>;
  if (answer.statusCode >= 300) throw new Error(JSON.stringify(json));
  return json;
}
