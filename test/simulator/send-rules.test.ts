import { createHmac } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  BEFORE_RETIREMENT,
  HOUR,
  openStage,
  PAGE,
  PSID,
  setUp,
  TOKEN,
  wroteAgo,
  update,
  type Stage,
} from "./stage.ts";

const SECRET = "app-secret";
const proofOf = (token: string): string => createHmac("sha256", SECRET).update(token).digest("hex");
const DAY = 24 * HOUR;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ appSecret: SECRET });
});
beforeEach(() => setUp(stage));
afterAll(() => stage.simulator.close());

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
const tagged = (tag: string): Record<string, unknown> => ({ messaging_type: "MESSAGE_TAG", tag });

describe("windows", () => {
  test.each<[label: string, agoMs: number, fields: Record<string, unknown>, verdict: string]>([
    ["RESPONSE a moment before 24 h", DAY - 1, { messaging_type: "RESPONSE" }, "ok"],
    ["RESPONSE at 24 h", DAY, { messaging_type: "RESPONSE" }, "10/2018278"],
    ["UPDATE a moment before 24 h", DAY - 1, {}, "ok"],
    ["UPDATE at 24 h", DAY, {}, "10/2018278"],
    ["typing_on at 24 h", DAY, { sender_action: "typing_on", message: undefined }, "10/2018278"],
    ["HUMAN_AGENT inside 24 h", HOUR, tagged("HUMAN_AGENT"), "ok"],
    ["HUMAN_AGENT a moment before 7 days", 7 * DAY - 1, tagged("HUMAN_AGENT"), "ok"],
    ["HUMAN_AGENT at 7 days", 7 * DAY, tagged("HUMAN_AGENT"), "10/2018278"],
  ])("%s", async (_, agoMs, fields, verdict) => {
    await stage.control("PUT", `/pages/${PAGE}`, { humanAgent: true });
    await wroteAgo(stage, agoMs);
    expect((await stage.send(fields)).verdict).toBe(verdict);
  });

  test("are closed for a person who never wrote", async () => {
    const reply = await stage.send({ recipient: { id: "999" } });
    expect([reply.status, reply.verdict]).toEqual([403, "10/2018278"]);
  });

  test("open again when the person writes back, and do not move backwards", async () => {
    await wroteAgo(stage, 2 * DAY);
    await stage.control("POST", "/inbound", { page: PAGE, psid: PSID, text: "Where is it?" });
    await stage.control("POST", "/inbound", {
      page: PAGE,
      psid: PSID,
      text: "Old",
      at: "2020-01-01T00:00:00Z",
    });
    expect((await stage.send()).verdict).toBe("ok");
  });

  test.each([
    ["a reaction", "/reactions", { mid: "m_1" }, "ok"],
    ["a reaction taken back", "/reactions", { mid: "m_1", action: "unreact" }, "10/2018278"],
    ["a link into the thread", "/referrals", {}, "ok"],
    ["a read receipt", "/read", {}, "10/2018278"],
  ])("after %s", async (_, path, fields, verdict) => {
    await wroteAgo(stage, 2 * DAY);
    expect((await stage.control("POST", path, { page: PAGE, psid: PSID, ...fields })).status).toBe(200);
    expect((await stage.send()).verdict).toBe(verdict);
  });
});

describe("tags", () => {
  test.each<[label: string, now: number, agoMs: number, fields: Record<string, unknown>, verdict: string]>([
    [
      "POST_PURCHASE_UPDATE before its end",
      BEFORE_RETIREMENT,
      30 * DAY,
      tagged("POST_PURCHASE_UPDATE"),
      "ok",
    ],
    [
      "CONFIRMED_EVENT_UPDATE before its end",
      BEFORE_RETIREMENT,
      30 * DAY,
      tagged("CONFIRMED_EVENT_UPDATE"),
      "ok",
    ],
    ["ACCOUNT_UPDATE before its end", BEFORE_RETIREMENT, HOUR, tagged("ACCOUNT_UPDATE"), "ok"],
    [
      "a tag on the second of its end",
      BEFORE_RETIREMENT + 1000,
      HOUR,
      tagged("ACCOUNT_UPDATE"),
      "100/1893061",
    ],
    [
      "a retired tag outside the window",
      BEFORE_RETIREMENT + HOUR,
      30 * DAY,
      tagged("POST_PURCHASE_UPDATE"),
      "100/1893061",
    ],
    [
      "a retired tag inside the window",
      BEFORE_RETIREMENT + HOUR,
      HOUR,
      tagged("CONFIRMED_EVENT_UPDATE"),
      "100/1893061",
    ],
    ["a retired tag on an UPDATE", BEFORE_RETIREMENT + HOUR, HOUR, { tag: "ACCOUNT_UPDATE" }, "100/1893061"],
    ["a living tag on an UPDATE", BEFORE_RETIREMENT, HOUR, { tag: "ACCOUNT_UPDATE" }, "100"],
    ["a tag from before 2020", BEFORE_RETIREMENT, HOUR, tagged("SHIPPING_UPDATE"), "100"],
    ["MESSAGE_TAG without a tag", BEFORE_RETIREMENT, HOUR, { messaging_type: "MESSAGE_TAG" }, "100"],
    ["HUMAN_AGENT without the feature", BEFORE_RETIREMENT, HOUR, tagged("HUMAN_AGENT"), "100/2018276"],
    ["CUSTOMER_FEEDBACK on a plain text", BEFORE_RETIREMENT, HOUR, tagged("CUSTOMER_FEEDBACK"), "100"],
  ])("%s", async (_, now, agoMs, fields, verdict) => {
    stage.clock.now = now;
    await wroteAgo(stage, agoMs);
    expect((await stage.send(fields)).verdict).toBe(verdict);
  });

  test.each<[tagsRetiredAt: string | null, verdict: string]>([
    [null, "ok"],
    ["2030-01-01T00:00:00Z", "ok"],
    ["2020-01-01T00:00:00Z", "100/1893061"],
  ])("end on a Page of its own at %s", async (tagsRetiredAt, verdict) => {
    await stage.control("PUT", `/pages/${PAGE}`, { tagsRetiredAt });
    expect((await stage.send(tagged("POST_PURCHASE_UPDATE"))).verdict).toBe(verdict);
  });
});

describe("tokens", () => {
  test.each<
    [
      label: string,
      page: object,
      path: string,
      headers: Record<string, string>,
      status: number,
      verdict: string,
    ]
  >([
    ["none", {}, `/${PAGE}/messages`, {}, 400, "104"],
    ["unknown", {}, `/${PAGE}/messages`, bearer("other"), 400, "190/467"],
    ["expired", { tokenState: "expired" }, `/${PAGE}/messages`, bearer(TOKEN), 400, "190/463"],
    ["revoked", { tokenState: "revoked" }, `/${PAGE}/messages`, bearer(TOKEN), 400, "190/458"],
    ["in the query", {}, `/${PAGE}/messages?access_token=${TOKEN}`, {}, 200, "ok"],
    ["for me", {}, "/me/messages", bearer(TOKEN), 200, "ok"],
    ["of another Page", {}, "/5550001/messages", bearer(TOKEN), 400, "100/33"],
    ["replaced by a new one", { token: "new" }, `/${PAGE}/messages`, bearer(TOKEN), 400, "190/467"],
    ["with its proof", {}, `/me/messages?appsecret_proof=${proofOf(TOKEN)}`, bearer(TOKEN), 200, "ok"],
    ["with another's proof", {}, `/me/messages?appsecret_proof=${proofOf("x")}`, bearer(TOKEN), 400, "100"],
  ])("%s", async (_, page, path, headers, status, verdict) => {
    await stage.control("PUT", `/pages/${PAGE}`, page);
    const reply = await stage.graph("POST", path, update(), headers);
    expect([reply.status, reply.verdict]).toEqual([status, verdict]);
  });

  test("need a proof where the app asks for one", async () => {
    const strict = await openStage({ appSecret: SECRET, requireProof: true });
    const bare = await strict.send();
    const proven = await strict.send({ appsecret_proof: proofOf(TOKEN) });
    await strict.simulator.close();
    expect([bare.verdict, proven.verdict]).toEqual(["100", "ok"]);
  });
});

describe("people and Pages", () => {
  test("nobody is known by the PSID that another Page uses", async () => {
    await stage.control("PUT", "/pages/5550001", { token: "another" });
    await stage.control("PUT", "/conversations/5550001/777", {});
    expect((await stage.send({ recipient: { id: "777" } })).verdict).toBe("100/2018001");
  });

  test("an unknown PSID is refused as such when recipients are strict", async () => {
    const strict = await openStage({ strictRecipients: true });
    const reply = await strict.send({ recipient: { id: "777" } });
    await strict.simulator.close();
    expect(reply.verdict).toBe("100/2018001");
  });

  test("a person who blocked the Page is unavailable until they write again", async () => {
    await stage.control("PUT", `/conversations/${PAGE}/${PSID}`, { blocked: true });
    const blocked = await stage.send();
    await stage.control("POST", "/inbound", { page: PAGE, psid: PSID, postback: { payload: "START" } });
    expect([blocked.verdict, (await stage.send()).verdict]).toEqual(["551/1545041", "ok"]);
  });

  test("a restricted Page sends nothing, and says so with 403", async () => {
    await stage.control("PUT", `/pages/${PAGE}`, { restricted: true });
    const reply = await stage.send();
    expect([reply.status, reply.verdict]).toEqual([403, "10/1893063"]);
  });

  test.each([
    ["warning", "ok"],
    ["block", "10/1893063"],
  ])("after a policy %s", async (action, verdict) => {
    await stage.control("POST", "/policy", { page: PAGE, action, reason: "spam" });
    expect((await stage.send()).verdict).toBe(verdict);
    await stage.control("POST", "/policy", { page: PAGE, action: "unblock" });
    expect((await stage.send()).verdict).toBe("ok");
  });

  test("objects in Meta's order: token, parameters, tag, recipient, Page, window", async () => {
    const verdicts: string[] = [];
    await wroteAgo(stage, 30 * DAY);
    await stage.control("PUT", `/conversations/${PAGE}/${PSID}`, { blocked: true });
    await stage.control("PUT", `/pages/${PAGE}`, { restricted: true, tokenState: "expired" });
    verdicts.push((await stage.send({ message: {} })).verdict);
    await stage.control("PUT", `/pages/${PAGE}`, { tokenState: "valid" });
    verdicts.push((await stage.send({ message: {}, ...tagged("ACCOUNT_UPDATE") })).verdict);
    verdicts.push((await stage.send(tagged("ACCOUNT_UPDATE"))).verdict);
    verdicts.push((await stage.send()).verdict);
    await stage.control("PUT", `/conversations/${PAGE}/${PSID}`, { blocked: false });
    verdicts.push((await stage.send()).verdict);
    await stage.control("PUT", `/pages/${PAGE}`, { restricted: false });
    verdicts.push((await stage.send()).verdict);
    expect(verdicts).toEqual([
      "190/463",
      "100/2018034",
      "100/1893061",
      "551/1545041",
      "10/1893063",
      "10/2018278",
    ]);
  });
});

describe("paths", () => {
  test.each([
    ["GET", `/${PAGE}?fields=id,name`, 200, { id: PAGE, name: "A Shop" }],
    ["GET", "/me", 200, { id: PAGE, name: "A Shop" }],
    ["GET", `/${PAGE}/subscribed_apps`, 200, { data: [] }],
  ])("%s %s", async (method, path, status, json) => {
    const reply = await stage.graph(method, path);
    expect([reply.status, reply.json]).toEqual([status, json]);
  });

  test.each([
    ["an edge that Graph lacks", "POST", `/${PAGE}/letters`],
    ["a verb that the edge lacks", "DELETE", `/${PAGE}/messages`],
    ["a path too deep", "GET", `/${PAGE}/messages/1/2`],
  ])("refuses %s", async (_, method, path) => {
    const reply = await stage.graph(method, path, method === "GET" ? undefined : {});
    expect([reply.status, reply.verdict]).toEqual([404, "2500"]);
  });

  test("shows a Page's token nothing of another Page", async () => {
    await stage.control("PUT", "/pages/5550001", { token: "another" });
    const reply = await stage.graph("GET", "/5550001");
    expect([reply.status, reply.verdict]).toEqual([400, "100/33"]);
  });

  test("refuses a version that is not out yet", async () => {
    const response = await fetch(`${stage.simulator.url}/v27.0/me`);
    expect([response.status, await response.json()]).toMatchObject([404, { error: { code: 2500 } }]);
  });
});
