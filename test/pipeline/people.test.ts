/** What Meta refuses a person with, from its answer to the message after next: the whole pipeline on the simulator. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startHttp, type HttpServer } from "../../src/http/server.ts";
import { REASONS } from "../../src/core/outcome.ts";
import { openStage, type Stage } from "../support/stage.ts";

const PAGE = "10203040";
const PSID = "55667788";
const HOUR = 3_600_000;
const SECRET = "an app secret of the test";

let stage: Stage;
let door: HttpServer;
beforeEach(async () => {
  stage = await openStage({ PORT: "0", META_APP_SECRET: SECRET, META_VERIFY_TOKEN: "a verify token" });
  door = await startHttp(stage.house, () => stage.now());
  await stage.simulate("PUT", "/webhook", { url: `${door.url}/webhooks/messenger`, appSecret: SECRET });
  await stage.simulate("POST", "/echoes", { enabled: false });
});
afterEach(async () => {
  await door.close();
  await stage.close();
});

let nextOrder = 1_000;
function shipped(more: object = {}) {
  nextOrder += 1;
  const id = String(nextOrder);
  return {
    page: PAGE,
    recipient: { psid: PSID },
    type: "order_shipped",
    content: { text: `Your order ${id} is on its way.` },
    order: { id, placedAt: new Date(stage.now() - 48 * HOUR).toISOString() },
    ...more,
  };
}
const announcement = () =>
  shipped({ type: "announcement", content: { text: "We moved." }, order: undefined });

const said = async (message: unknown) => stage.ended(await stage.submit(message));
const told = () => stage.house.people.tell(PAGE, PSID);
/** They write to the page: Meta's own webhook says so, over the wire and signed. */
const write = () => stage.simulate("POST", "/inbound", { page: PAGE, psid: PSID, text: "Hello?" });

interface Request {
  readonly body: { readonly messaging_type: string };
}

/** As what each message that reached Meta for the person went, in order. */
async function asked(psid = PSID): Promise<string[]> {
  const { requests } = (await stage.simulate("GET", `/requests?psid=${psid}`)) as { requests: Request[] };
  return requests.map((one) => one.body.messaging_type);
}

describe.each([
  { code: 551, subcode: undefined, words: "(#551) This person isn't available right now.", unknown: false },
  { code: 551, subcode: 1545041, words: "(#551) This person isn't available right now.", unknown: false },
  { code: 200, subcode: 1545041, words: "(#200) This person isn't available right now.", unknown: false },
  { code: 10, subcode: 2018108, words: "(#10) This person cannot receive messages.", unknown: false },
  { code: 100, subcode: 2018001, words: "(#100) No matching user found", unknown: true },
])("a person whom Meta refuses with $code/$subcode", ({ code, subcode, words, unknown }) => {
  const reason = unknown ? "recipient_unknown" : "recipient_unavailable";
  beforeEach(async () => {
    await stage.page(PAGE, { recipientSpacingMs: 0 });
    await stage.wrote(PAGE, PSID, stage.now() - HOUR);
    const error = { code, message: words, ...(subcode !== undefined && { subcode }) };
    // Once: a second call would get through.
    await stage.simulate("POST", "/faults", { psid: PSID, error });
  });

  test("is asked for once, then left alone until they write", async () => {
    const first = await said(shipped());
    expect(first.deadLetter).toMatchObject({ reason, sentence: REASONS[reason], detail: words });
    expect(await asked()).toHaveLength(1);
    expect((await told()).suppressed).toEqual({
      reason,
      detail: `${REASONS[reason]} Meta's words: ${words}`,
      since: first.attempts[0]?.at,
    });

    const second = await said(shipped());
    expect(second.deadLetter).toMatchObject({ reason: "recipient_suppressed" });
    expect(second.deadLetter?.detail).toContain(`${REASONS[reason]} Meta's words: ${words}`);
    expect(second.attempts).toEqual([]);
    expect(await asked()).toHaveLength(1);

    await write();
    expect((await told()).suppressed).toBeNull();
    expect((await said(shipped())).status).toBe("sent");
    expect(await asked()).toEqual(["UPDATE", "UPDATE"]);
  });
});

describe("a person whom Meta refuses", () => {
  beforeEach(async () => {
    await stage.page(PAGE, { recipientSpacingMs: 0 });
    await stage.wrote(PAGE, PSID, stage.now() - HOUR);
  });
  const refuseOnce = (more: object = {}) =>
    stage.simulate("POST", "/faults", { psid: PSID, error: { code: 551, message: "No" }, ...more });

  test.each([
    { label: "for a moment", waitsMs: 0 },
    { label: "for hours", waitsMs: 4 * HOUR },
  ])("is not tried with what waits $label behind the one that was refused", async ({ waitsMs }) => {
    await refuseOnce();
    await stage.house.holds.hold(PAGE, { reason: "operator", detail: "test", by: "test" });
    const ids = [];
    for (let n = 0; n < 4; n += 1) ids.push(await stage.submit(shipped()));
    await stage.recorder.count("message.classified", 4);
    stage.advance(waitsMs);
    await stage.house.holds.release(PAGE, "test");
    const ended = await Promise.all(ids.map((id) => stage.ended(id)));
    expect(ended.map((it) => it.deadLetter?.reason)).toEqual([
      "recipient_unavailable",
      ...Array<string>(3).fill("recipient_suppressed"),
    ]);
    expect(await asked()).toHaveLength(1);
  });

  test("is not tried with what was judged before, follows nothing, and comes a second later", async () => {
    await stage.page(PAGE, { recipientSpacingMs: 1_500 });
    await refuseOnce();
    await stage.house.holds.hold(PAGE, { reason: "operator", detail: "test", by: "test" });
    const [later, urgent] = [
      await stage.submit(shipped()),
      await stage.submit(shipped({ priority: "high" })),
    ];
    await stage.recorder.count("message.classified", 2);
    await stage.house.holds.release(PAGE, "test");
    expect((await stage.ended(urgent)).deadLetter).toMatchObject({ reason: "recipient_unavailable" });
    expect((await stage.ended(later)).deadLetter).toMatchObject({ reason: "recipient_suppressed" });
    expect(await asked()).toHaveLength(1);
  });

  test("is tried again when they wrote while Graph's answer was under way", async () => {
    await refuseOnce({ delayMs: 300 });
    const id = await stage.submit(shipped());
    while ((await asked()).length === 0) await stage.simulate("GET", "/stats");
    await write();
    expect((await stage.ended(id)).deadLetter).toMatchObject({ reason: "recipient_unavailable" });
    expect((await told()).suppressed).toBeNull();
    expect((await said(shipped())).status).toBe("sent");
  });

  test("stays refused when what they wrote just before the attempt is told twice", async () => {
    const at = new Date(stage.now() - 1_000).toISOString();
    const wrote = () => stage.simulate("POST", "/inbound", { page: PAGE, psid: PSID, text: "Hello?", at });
    await wrote();
    await refuseOnce();
    await said(shipped());
    await wrote();
    expect((await said(shipped())).deadLetter).toMatchObject({ reason: "recipient_suppressed" });
    expect(await asked()).toHaveLength(1);
  });

  test("is tried again once an operator lifts it", async () => {
    await refuseOnce();
    await said(shipped());
    await stage.house.people.forgive(PAGE, PSID, "maria");
    expect((await said(shipped())).status).toBe("sent");
  });

  test("is refused alone: others of the page, and they on another page, are not", async () => {
    await refuseOnce();
    await said(shipped());
    await stage.wrote(PAGE, "99", stage.now() - HOUR);
    expect((await said(shipped({ recipient: { psid: "99" } }))).status).toBe("sent");
    await stage.page("777");
    await stage.wrote("777", PSID, stage.now() - HOUR);
    expect((await said(shipped({ page: "777" }))).status).toBe("sent");
  });

  test("as one whom it knows on another page: no such person here", async () => {
    await stage.page("777");
    await stage.simulate("PUT", "/conversations/777/4711", { lastInboundAt: new Date().toISOString() });
    await stage.house.conversations.inbound(PAGE, "4711", stage.now() - HOUR);
    const mixedUp = () => said(shipped({ recipient: { psid: "4711" } }));
    expect((await mixedUp()).deadLetter).toMatchObject({
      reason: "recipient_unknown",
      sentence: expect.stringContaining("the PSID may belong to another page"),
    });
    expect((await mixedUp()).deadLetter?.detail).toContain("the PSID may belong to another page");
    expect(await asked("4711")).toHaveLength(1);
  });
});

describe("a window that looks open from here and is closed at Meta", () => {
  const text = "Your order {{1}} is on its way.";
  const template = {
    name: "order_shipped_v1",
    language: "en",
    category: "UTILITY",
    components: [{ type: "BODY", text, example: { body_text: [["1001"]] } }],
  };
  const templates = { order_shipped: { name: template.name, language: "en", body: ["order.id"] } };
  beforeEach(async () => {
    await stage.page(PAGE, { recipientSpacingMs: 0, tagPolicy: "utility" });
    await stage.simulate("PUT", `/templates/${PAGE}`, { items: [template] });
    await stage.page(PAGE, { recipientSpacingMs: 0, tagPolicy: "utility", templates });
    const at = new Date(stage.now() - 30 * HOUR).toISOString();
    await stage.simulate("PUT", `/conversations/${PAGE}/${PSID}`, { lastInboundAt: at });
    await stage.house.conversations.inbound(PAGE, PSID, stage.now() - HOUR);
  });

  test("is asked for in vain once; what has a template goes by it, until they write", async () => {
    expect((await said(shipped())).status).toBe("sent");
    expect(await asked()).toEqual(["UPDATE", "UTILITY"]);
    expect(await told()).toMatchObject({
      window: { state: "human_agent", closesAt: null },
      suppressed: null,
    });

    const second = await said(shipped());
    expect(second.decision).toMatchObject({
      carriedAs: { messagingType: "UTILITY" },
      because: [expect.any(String), expect.stringContaining("as outside the window")],
    });
    expect(await asked()).toEqual(["UPDATE", "UTILITY", "UTILITY"]);

    await write();
    expect(await told()).toMatchObject({ window: { state: "open" } });
    await said(shipped());
    expect(await asked()).toEqual(["UPDATE", "UTILITY", "UTILITY", "UPDATE"]);
  });

  test("keeps back what only an open one allows, in Meta's words and without another call", async () => {
    const first = await said(announcement());
    expect(first.deadLetter).toMatchObject({ reason: "outside_window" });
    const second = await said(announcement());
    expect(second.deadLetter).toMatchObject({ reason: "outside_window", sentence: REASONS.outside_window });
    for (const { deadLetter } of [first, second])
      expect(deadLetter?.detail).toContain("(#10) This message is sent outside of allowed window.");
    expect(await asked()).toEqual(["UPDATE"]);
    await write();
    expect((await said(announcement())).status).toBe("sent");
  });
});
