import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  NOW,
  openStage,
  PAGE,
  PSID,
  rowsOf,
  setUp,
  TOKEN,
  update,
  type Json,
  type Method,
  type Stage,
} from "./stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ keepRequests: 5, keepMessages: 3 });
});
beforeEach(() => setUp(stage));
afterAll(() => stage.simulator.close());

async function requests(query = ""): Promise<Json[]> {
  return rowsOf((await stage.control("GET", `/requests?${query}`)).json["requests"]);
}

async function ids(query: string): Promise<unknown[]> {
  return (await requests(query)).map((row) => row["id"]);
}

test("shows a request whole, but for its token", async () => {
  await stage.send({ access_token: TOKEN });
  const [shown] = await requests();
  expect(shown).toMatchObject({
    id: 1,
    at: new Date(NOW).toISOString(),
    method: "POST",
    path: `/v26.0/${PAGE}/messages`,
    bearer: true,
    tokenInUrl: false,
    tokenInBody: true,
    page: PAGE,
    psid: PSID,
    body: { ...update(), access_token: "***" },
    answer: { status: 200, body: { recipient_id: PSID } },
  });
  expect(JSON.stringify(shown)).not.toContain(TOKEN);
});

test("tells on a token in the URL, and masks it there too", async () => {
  await stage.graph("POST", `/me/messages?access_token=${TOKEN}`, update(), {});
  const [shown] = await requests();
  expect(shown).toMatchObject({
    bearer: false,
    tokenInUrl: true,
    page: PAGE,
    query: { access_token: "***" },
  });
  expect(JSON.stringify(shown)).not.toContain(TOKEN);
});

test("shows a form's token to nobody", async () => {
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  await stage.graph("POST", "/me/messages", `access_token=${TOKEN}&messaging_type=UPDATE`, headers);
  const shown = JSON.stringify((await stage.control("GET", "/requests")).json);
  expect(shown).toContain("access_token=***");
  expect(shown).not.toContain(TOKEN);
});

test("keeps the last requests only, numbered on, and picks them by person, time and number", async () => {
  for (let call = 0; call < 4; call += 1) await stage.send();
  stage.clock.now += 1000;
  await stage.send({ recipient: { id: "111" } });
  await stage.send({ recipient: { id: "222" } });
  const since = new Date(NOW + 1000).toISOString();
  expect(await ids("")).toEqual([2, 3, 4, 5, 6]);
  expect(await ids("psid=111")).toEqual([5]);
  expect(await ids(`since=${since}`)).toEqual([5, 6]);
  expect(await ids("after=3&limit=2")).toEqual([4, 5]);
  expect(await ids("page=5550001")).toEqual([]);
  expect((await stage.control("GET", "/requests?limit=1")).json).toMatchObject({ received: 6, kept: 5 });
  await stage.control("DELETE", "/requests");
  expect(await ids("")).toEqual([]);
});

test("shows what reached people, in order, and how much of it twice", async () => {
  for (const metadata of ["a", "b", "a"]) await stage.send({ message: { text: "Hi", metadata } });
  await stage.send({ message: {} });
  const { json } = await stage.control("GET", `/messages?page=${PAGE}&psid=${PSID}`);
  expect(json).toMatchObject({
    accepted: 3,
    kept: 3,
    repeated: 1,
    messages: [{ metadata: "a", messagingType: "UPDATE", tag: null }, { metadata: "b" }, { metadata: "a" }],
  });
});

test("forgets the metadata of messages that it no longer keeps", async () => {
  for (const metadata of ["a", "b", "c", "d", "a"]) await stage.send({ message: { text: "Hi", metadata } });
  expect((await stage.control("GET", "/messages")).json).toMatchObject({ accepted: 5, kept: 3, repeated: 0 });
});

test("counts requests, acceptances, refusals by code, and faults", async () => {
  await stage.control("POST", "/faults", { error: { code: 2 } });
  for (const fields of [{}, {}, { message: {} }, { tag: "ACCOUNT_UPDATE" }]) await stage.send(fields);
  await stage.graph("GET", "/me", undefined, {});
  expect((await stage.control("GET", "/stats")).json).toMatchObject({
    requests: 5,
    accepted: 1,
    refused: { "100/2018034": 1, "100/1893061": 1, "104": 1 },
    faults: { answer: 1 },
    pages: { [PAGE]: { requests: 4, accepted: 1 } },
  });
});

test("shows the world without its tokens", async () => {
  await stage.control("PUT", `/pages/${PAGE}`, { tagsRetiredAt: null, ratePerSecond: 40 });
  const { json } = await stage.control("GET", "/state");
  expect(json["pages"]).toMatchObject([
    { id: PAGE, name: "A Shop", tagsRetiredAt: "never", ratePerSecond: 40, people: 1 },
  ]);
  expect(JSON.stringify(json)).not.toContain(TOKEN);
});

test("takes many people in one call, and shows each", async () => {
  await stage.control("PUT", `/conversations/${PAGE}`, [{ psid: "1", blocked: true }, { psid: "2" }]);
  const shown = await stage.control("GET", `/conversations/${PAGE}/1`);
  const stranger = await stage.control("GET", `/conversations/${PAGE}/3`);
  expect([shown.json, stranger.status]).toEqual([{ lastInboundAt: null, blocked: true }, 404]);
});

test("keeps what a change leaves out", async () => {
  await stage.control("PUT", `/pages/${PAGE}`, { humanAgent: true });
  const { json } = await stage.control("PUT", `/pages/${PAGE}`, { restricted: true });
  expect(json).toMatchObject({ humanAgent: true, restricted: true, name: "A Shop" });
});

test.each<[label: string, method: Method, path: string, body: unknown, status: number, error: RegExp]>([
  ["a new Page without a token", "PUT", "/pages/7", { name: "B" }, 400, /token/],
  ["a token that another Page has", "PUT", "/pages/7", { token: TOKEN }, 409, /belongs to page/],
  ["a Page that is no number", "PUT", "/pages/shop", { token: "x" }, 400, /page: must be a string of digits/],
  ["an unknown field", "PUT", `/pages/${PAGE}`, { rate: 3 }, 400, /rate/],
  [
    "a time that is none",
    "PUT",
    `/conversations/${PAGE}/1`,
    { lastInboundAt: "yesterday" },
    400,
    /lastInboundAt/,
  ],
  ["a Page that is not set up", "PUT", "/conversations/7/1", {}, 404, /Page 7 is not set up/],
  ["an act on such a Page", "POST", "/read", { page: "7", psid: "1" }, 404, /Page 7 is not set up/],
  ["a person who says nothing", "POST", "/inbound", { page: PAGE, psid: PSID }, 400, /text or postback/],
  [
    "a malformed template",
    "PUT",
    `/templates/${PAGE}`,
    [{ name: "a", language: "en", components: [{ type: "BODY", text: "{{1}}" }] }],
    400,
    /start or end/,
  ],
  ["a body that is not JSON", "POST", "/reset", "{", 400, /not valid JSON/],
  ["a call that does not exist", "GET", "/nothing", undefined, 404, /There is no GET \/_sim\/nothing/],
])("refuses %s", async (_, method, path, body, status, error) => {
  const reply = await stage.control(method, path, body);
  expect([reply.status, reply.json["error"]]).toEqual([status, expect.stringMatching(error)]);
});
