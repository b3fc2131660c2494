/** When a message goes and when it waits: holds and what ends them, rests, times, priorities, rates; all on the simulator. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { startHttp, type HttpServer } from "../../src/http/server.ts";
import { pageSettings } from "../../src/core/page.ts";
import { aToken } from "../support/recorder.ts";
import { openStage, type Stage } from "../support/stage.ts";

const PAGE = "10203040";
const OTHER = "10203041";
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SECRET = "an app secret of the test";
const PATIENTLY = { timeout: 15_000, interval: 50 };

let stage: Stage;
let door: HttpServer;
beforeEach(async () => {
  stage = await openStage({ PORT: "0", META_APP_SECRET: SECRET, META_VERIFY_TOKEN: "a verify token" });
  door = await startHttp(stage.house, () => stage.now());
  await stage.simulate("PUT", "/webhook", { url: `${door.url}/webhooks/messenger`, appSecret: SECRET });
});
afterEach(async () => {
  await door.close();
  await stage.close();
});

let nextPsid = 1_000;
/** Someone who wrote an hour ago. */
async function someone(page = PAGE): Promise<string> {
  nextPsid += 1;
  const psid = String(nextPsid);
  await stage.wrote(page, psid, stage.now() - HOUR);
  return psid;
}

function notice(psid: string, more: object = {}, page = PAGE) {
  const content = { text: `A word to ${psid}` };
  return { page, recipient: { psid }, type: "announcement", content, ...more };
}

const send = async (more: object = {}, page = PAGE): Promise<string> =>
  stage.submit(notice(await someone(page), more, page));
const iso = (at: number): string => new Date(at).toISOString();
const told = (id: string) => stage.house.tellMessage(id);
const held = async (page = PAGE) => (await stage.house.pages.get(page))?.held ?? null;
const isHeld = (page = PAGE) => vi.waitUntil(async () => (await held(page)) !== null, PATIENTLY);
const isFree = (page = PAGE) => vi.waitUntil(async () => (await held(page)) === null, PATIENTLY);

/** Texts in the order in which they arrived. */
async function arrived(): Promise<string[]> {
  const { messages } = (await stage.simulate("GET", "/messages")) as {
    messages: { message: { text: string } }[];
  };
  return messages.map(({ message }) => message.text);
}

describe("a page that Meta restricts is held,", () => {
  const restricted = { code: 10, subcode: 1893063 };

  test("and probed by one message when half an hour has passed, which ends it", async () => {
    await stage.page(PAGE);
    await stage.simulate("POST", "/faults", { page: PAGE, error: restricted });
    const ids = [await send()];
    await isHeld();
    expect(await held()).toMatchObject({ reason: "page_restricted", by: "sender", probe: { made: 0 } });
    ids.push(await send(), await send());
    stage.advance(29 * MINUTE);
    expect(await stage.house.pages.probesDue(stage.now())).toEqual([]);
    stage.advance(2 * MINUTE);
    for (const id of ids)
      expect(await stage.ended(id)).toMatchObject({ status: expect.stringMatching(/sent|delivered/) });
    expect(await held()).toBeNull();
    expect(stage.recorder.lines.filter(({ event }) => event === "page.probed")).toHaveLength(1);
  });

  test("and a probe that is refused costs one call, and makes the next one later", async () => {
    await stage.page(PAGE);
    await stage.simulate("POST", "/faults", { page: PAGE, error: restricted, times: 2 });
    const ids = [await send()];
    await isHeld();
    const since = (await held())?.since;
    ids.push(await send(), await send(), await send());
    stage.advance(31 * MINUTE);
    await stage.recorder.count("page.held", 2);
    await vi.waitUntil(async () => (await held())?.probe?.underWay === false, PATIENTLY);
    const after = await held();
    expect(after).toMatchObject({ reason: "page_restricted", since, probe: { made: 1 } });
    expect(Number(after?.probe?.at) - stage.now()).toBeGreaterThan(55 * MINUTE);
    expect(stage.recorder.lines.filter(({ event }) => event === "message.attempted")).toHaveLength(2);
    stage.advance(61 * MINUTE);
    for (const id of ids) await stage.ended(id);
    expect(await held()).toBeNull();
  });

  test("by Meta's webhook, and let go by the webhook's unblock", async () => {
    await stage.page(PAGE);
    await stage.simulate("POST", "/policy", { page: PAGE, action: "block", reason: "spam" });
    expect(await held()).toMatchObject({ reason: "page_restricted", by: "meta", detail: "spam" });
    const id = await send();
    await vi.waitUntil(async () => (await told(id))?.status === "held", PATIENTLY);
    await stage.simulate("POST", "/policy", { page: PAGE, action: "unblock" });
    expect((await stage.ended(id)).attempts).toHaveLength(1);
    expect(await held()).toBeNull();
  });

  test("but the webhook ends no hold by hand", async () => {
    await stage.page(PAGE);
    await stage.house.holds.hold(PAGE, { reason: "operator", detail: "stock-taking", by: "mai" });
    await stage.simulate("POST", "/policy", { page: PAGE, action: "unblock" });
    expect(await held()).toMatchObject({ reason: "operator" });
  });
});

test("a dead token holds the page; only a token that Graph takes lets it go", async () => {
  await stage.page(PAGE);
  await stage.simulate("PUT", `/pages/${PAGE}`, { tokenState: "expired" });
  const id = await send();
  await isHeld();
  const settings = pageSettings.parse({ name: "A shop" });
  const wrong = await stage.house.office.register(PAGE, settings, "EAAB-wrong", "mai");
  expect(wrong.warning).toMatch(/stays held, for Graph does not take the new token/);
  expect(await held()).toMatchObject({ reason: "token_invalid" });
  await stage.simulate("PUT", `/pages/${PAGE}`, { token: `${aToken(PAGE)}-new`, tokenState: "valid" });
  expect(
    (await stage.house.office.register(PAGE, settings, `${aToken(PAGE)}-new`, "mai")).warning,
  ).toBeNull();
  await isFree();
  expect((await stage.ended(id)).status).toMatch(/sent|delivered/);
});

describe("after a limit of Meta's", () => {
  test("the page rests, nobody is charged, and others go on", async () => {
    await stage.page(PAGE);
    await stage.page(OTHER);
    await stage.simulate("POST", "/faults", { page: PAGE, error: { code: 613 } });
    const id = await send();
    await stage.recorder.until(({ event }) => event === "page.rests");
    const page = await stage.house.pages.get(PAGE);
    if (page === null) throw new Error("the page is gone");
    const { restsUntil } = await stage.house.office.laneOf(page);
    expect(Number(restsUntil) - stage.now()).toBeGreaterThan(50_000);
    await stage.ended(await send({}, OTHER));
    expect(await told(id)).toMatchObject({ status: "queued", attempts: [{ outcome: "throttled" }] });
  });

  test("of the app all pages rest", async () => {
    await stage.page(PAGE);
    await stage.page(OTHER);
    await stage.simulate("POST", "/faults", { page: PAGE, error: { code: 4 } });
    await send();
    const rests = await stage.recorder.until(({ event }) => event === "page.rests");
    expect(rests.fields).toMatchObject({ page: null, scope: "app", forMs: 60_000 });
    const id = await send({}, OTHER);
    const record = `${stage.house.config.REDIS_PREFIX}:m:${id}`;
    // Taken up, and put back.
    await vi.waitUntil(async () => Number(await stage.house.client.hget(record, "z")) > 0, PATIENTLY);
    expect(await told(id)).toMatchObject({ status: "queued", attempts: [] });
  });
});

describe("a message that waits for its time", () => {
  test("is judged when it is due, not when it is accepted", async () => {
    await stage.page(PAGE);
    const [writes, silent] = ["77", "78"];
    const sendAt = iso(stage.now() + 1_500);
    const ids = [
      await stage.submit(notice(writes, { sendAt })),
      await stage.submit(notice(silent, { sendAt })),
    ];
    expect((await told(ids[0] ?? ""))?.status).toBe("scheduled");
    await stage.wrote(PAGE, writes, stage.now());
    expect((await stage.ended(ids[0] ?? "")).status).toMatch(/sent|delivered/);
    expect((await stage.ended(ids[1] ?? "")).deadLetter?.reason).toBe("window_closed");
  });

  test("is given up once it has expired, without a call", async () => {
    await stage.page(PAGE);
    await stage.house.holds.hold(PAGE, { reason: "operator", detail: "a test", by: "mai" });
    const id = await send({ expiresAt: iso(stage.now() + HOUR) });
    await vi.waitUntil(async () => (await told(id))?.status === "held", PATIENTLY);
    stage.advance(2 * HOUR);
    await stage.house.holds.release(PAGE, "mai");
    expect(await stage.ended(id)).toMatchObject({ deadLetter: { reason: "expired" }, attempts: [] });
  });

  test("goes when the quiet hours end; what is urgent goes at once", async () => {
    // A second and a half before the next full minute.
    stage.advance(MINUTE - (stage.now() % MINUTE) - 1_500);
    const loudAt = stage.now() + 1_500;
    const clock = (at: number): string => iso(at).slice(11, 16);
    await stage.page(PAGE, { quietHours: { from: clock(loudAt - HOUR), to: clock(loudAt) } });
    const [waits, urgent] = [await send(), await send({ priority: "high" })];
    const first = (await stage.ended(urgent)).attempts[0];
    const second = (await stage.ended(waits)).attempts[0];
    expect(Date.parse(String(first?.at))).toBeLessThan(loudAt);
    expect(Date.parse(String(second?.at))).toBeGreaterThanOrEqual(loudAt);
  });
});

describe("in line", () => {
  test("what is urgent overtakes, and bulk lets everything else go first", async () => {
    // One at a time: what is under way together arrives in either order.
    await stage.page(PAGE, { ratePerSecond: 4 });
    await stage.house.holds.hold(PAGE, { reason: "operator", detail: "a test", by: "mai" });
    const ids: string[] = [];
    for (const [n, priority] of ["bulk", "bulk", "normal", "high"].entries()) {
      const text = `${priority} ${String(n)}`;
      const id = await stage.submit(notice(await someone(), { priority, content: { text } }));
      await vi.waitUntil(async () => (await told(id))?.status === "held", PATIENTLY);
      ids.push(id);
    }
    await stage.house.holds.release(PAGE, "mai");
    for (const id of ids) await stage.ended(id);
    expect(await arrived()).toEqual(["high 3", "normal 2", "bulk 0", "bulk 1"]);
  });

  test("two to one person keep the page's spacing, and their order", async () => {
    await stage.page(PAGE, { recipientSpacingMs: 700 });
    const psid = await someone();
    const ids = [await stage.submit(notice(psid, { content: { text: "one" } }))];
    ids.push(await stage.submit(notice(psid, { content: { text: "two" } })));
    const ats: number[] = [];
    for (const id of ids) ats.push(Date.parse(String((await stage.ended(id)).attempts[0]?.at)));
    expect(await arrived()).toEqual(["one", "two"]);
    expect(Number(ats[1]) - Number(ats[0])).toBeGreaterThanOrEqual(690);
  });

  test("a rate that is raised holds at once, also for those who wait for the slow one", async () => {
    await stage.page(PAGE, { ratePerSecond: 0.1 });
    const ids = await Promise.all(Array.from({ length: 6 }, () => send()));
    await stage.recorder.count("message.attempted", 1);
    const raisedAt = performance.now();
    await stage.house.office.register(
      PAGE,
      pageSettings.parse({ name: "Fast", ratePerSecond: 40 }),
      null,
      "mai",
    );
    for (const id of ids) await stage.ended(id);
    // Two seconds are promised, and as much again is left to a busy machine; at the old rate it is fifty.
    expect(performance.now() - raisedAt).toBeLessThan(4_000);
  });
});

describe("a sender that stops", () => {
  test("puts back what waits for its pace, and the next one sends it: in order, uncharged, once", async () => {
    await stage.close();
    stage = await openStage({ APP_RATE: "2" });
    await stage.page(PAGE);
    const ids: string[] = [];
    for (let nth = 0; nth < 8; nth += 1) ids.push(await send());
    const lane = stage.house.lanes.queue({ kind: "text", page: PAGE });
    await vi.waitUntil(async () => (await lane.counts()).active >= 5, PATIENTLY);
    await stage.stopSender();
    const begun = stage.recorder.lines.filter(({ event }) => event === "message.attempted").length;
    expect(begun).toBeLessThan(6);
    expect(await lane.counts()).toMatchObject({ waiting: 8 - begun, active: 0, delayed: 0 });
    await stage.startSender();
    for (const id of ids) expect((await stage.ended(id)).attempts).toHaveLength(1);
    const attempted = stage.recorder.lines.filter(({ event }) => event === "message.attempted");
    expect(attempted.map(({ fields }) => fields["id"])).toEqual(ids);
  });
});

test("an unknown code is told apart in the log, a known one is not", async () => {
  await stage.page(PAGE);
  await stage.simulate("POST", "/faults", { page: PAGE, error: { code: 424242, subcode: 7 } });
  await stage.ended(await send());
  await stage.simulate("POST", "/faults", { page: PAGE, error: { code: 100, subcode: 33 } });
  await stage.ended(await send());
  expect(stage.recorder.lines.filter(({ event }) => event === "graph.code_unknown")).toEqual([
    { event: "graph.code_unknown", fields: { page: PAGE, code: 424242, subcode: 7 } },
  ]);
});

test.each([-3, 30])("a clock that jumps by %i hours while Graph answers changes nothing", async (hours) => {
  await stage.page(PAGE);
  await stage.simulate("POST", "/faults", { page: PAGE, delayMs: 400, handle: true });
  const id = await send();
  await vi.waitUntil(async () => (await arrived()).length === 1, PATIENTLY);
  stage.advance(hours * HOUR);
  const { status, attempts } = await stage.ended(id);
  expect(status).toMatch(/sent|delivered|read/);
  expect(attempts).toHaveLength(1);
  expect(attempts[0]?.durationMs).toBeGreaterThanOrEqual(0);
  expect((await stage.ended(await send())).status).toMatch(/sent|delivered|read/);
});
