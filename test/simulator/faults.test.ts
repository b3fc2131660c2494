import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openStage, PAGE, PSID, setUp, type Stage } from "./stage.ts";

let stage: Stage;
let nextRandom = 0;
beforeAll(async () => {
  stage = await openStage({ random: () => nextRandom });
});
beforeEach(() => setUp(stage));
afterAll(() => stage.simulator.close());

const fault = (input: object): Promise<unknown> => stage.control("POST", "/faults", input);

async function verdictsOf(count: number): Promise<string[]> {
  const verdicts: string[] = [];
  for (let call = 0; call < count; call += 1) verdicts.push((await stage.send()).verdict);
  return verdicts;
}

async function deliveredCount(): Promise<unknown> {
  return (await stage.control("GET", "/messages")).json["accepted"];
}

test("strikes in the order of the script, each as often as told", async () => {
  await fault({ error: { code: 2 }, times: 2 });
  await fault({ error: { code: 613 } });
  expect(await verdictsOf(4)).toEqual(["2", "2", "613", "ok"]);
});

test.each([
  ["a transient error of Meta's", { code: 2 }, 500, { code: 2, is_transient: true }],
  [
    "an error with all its fields",
    { code: 368, subcode: 1, message: "No", userTitle: "T", userMessage: "M", status: 429 },
    429,
    { code: 368, error_subcode: 1, message: "No", error_user_title: "T", error_user_msg: "M" },
  ],
  ["a permission error", { code: 200 }, 403, { code: 200 }],
])("answers with %s", async (_, error, status, shape) => {
  await fault({ error });
  const reply = await stage.send();
  expect([reply.status, reply.json["error"]]).toMatchObject([status, shape]);
  expect(await deliveredCount()).toBe(0);
});

test("reports an error for a message that was sent all the same", async () => {
  await fault({ error: { code: 1, subcode: 1357046 }, handle: true });
  expect([(await stage.send()).verdict, await deliveredCount()]).toEqual(["1/1357046", 1]);
});

test.each<[when: "before" | "after", delivered: number]>([
  ["before", 0],
  ["after", 1],
])("cut %s: the caller hears nothing, and the person got %i", async (when, delivered) => {
  await fault({ cut: when });
  await expect(stage.send()).rejects.toThrow(/closed|ECONNRESET|other side/);
  expect(await deliveredCount()).toBe(delivered);
  const { json } = await stage.control("GET", "/requests");
  const status = when === "after" ? { status: 200 } : null;
  expect(json["requests"]).toMatchObject([{ cut: when, answer: status }]);
});

test("sends a page of HTML where JSON belongs, and any other body", async () => {
  await fault({ html: true });
  await fault({ body: '{"recipient_id":', status: 200 });
  await fault({ status: 503, headers: { "Retry-After": "7" } });
  const [html, half, bare] = [await stage.send(), await stage.send(), await stage.send()];
  expect([html.status, html.headers["content-type"], String(html.json["text"])]).toMatchObject([
    502,
    "text/html",
    /^<!DOCTYPE/,
  ]);
  expect([half.status, half.json]).toEqual([200, { text: '{"recipient_id":' }]);
  expect([bare.status, bare.headers["retry-after"]]).toEqual([503, "7"]);
});

test("holds the answer back, though the message is delivered at once", async () => {
  await fault({ delayMs: 60 });
  const before = performance.now();
  const sending = stage.send();
  while ((await deliveredCount()) === 0) await stage.control("GET", "/stats");
  const deliveredAfter = performance.now() - before;
  expect((await sending).verdict).toBe("ok");
  expect(performance.now() - before).toBeGreaterThanOrEqual(59);
  expect(deliveredAfter).toBeLessThan(performance.now() - before);
});

test.each([
  ["another Page", { page: "5550001" }, "ok"],
  ["this Page", { page: PAGE }, "2"],
  ["another person", { psid: "999" }, "ok"],
  ["this person", { psid: PSID }, "2"],
  ["another edge", { edge: "message_templates" }, "ok"],
])("meant for %s", async (_, match, verdict) => {
  await fault({ error: { code: 2 }, ...match });
  expect(await verdictsOf(1)).toEqual([verdict]);
});

test("strikes by chance for as long as it stands, and no more once faults are deleted", async () => {
  await fault({ error: { code: 2 }, probability: 0.5 });
  nextRandom = 0.49;
  expect(await verdictsOf(2)).toEqual(["2", "2"]);
  nextRandom = 0.5;
  expect(await verdictsOf(1)).toEqual(["ok"]);
  nextRandom = 0;
  await stage.control("DELETE", "/faults");
  expect(await verdictsOf(1)).toEqual(["ok"]);
});

test.each([
  ["nothing", {}],
  ["two effects", { cut: "after", html: true }],
  ["a field that no fault has", { eror: { code: 2 } }],
  ["a chance above 1", { error: { code: 2 }, probability: 2 }],
])("refuses a script with %s", async (_, input) => {
  expect((await stage.control("POST", "/faults", input)).status).toBe(400);
});
