import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { PrivateRedis } from "../support/redis-server.ts";
import { freshRedis } from "../support/redis.ts";
import { aMessage, openDoor, PAGE, PSID, type Answer, type Door } from "./door.ts";

/** How long an answer may take when Redis is known to be away: no caller's own time-out is as short. */
const QUICK_MS = 2_500;
/** A Redis that hangs is only told from a slow one by waiting: `commandTimeout` of the producers. */
const HANGING_MS = 8_000;
const PATIENTLY = { timeout: 20_000, interval: 100 };

let redis: PrivateRedis;
let door: Door;
beforeAll(async () => {
  redis = await freshRedis({ durable: true });
  door = await openDoor({ REDIS_URL: redis.url });
  await door.settle();
});
afterAll(async () => {
  await door.close();
  await redis.stop();
});

const post = (body: unknown) => door.call("POST", "/v1/messages", { body });

async function timed(call: Promise<Answer>): Promise<Answer & { ms: number }> {
  const startedAt = performance.now();
  const answer = await call;
  return { ...answer, ms: performance.now() - startedAt };
}

const ready = () =>
  vi.waitFor(async () => expect((await door.call("GET", "/readyz")).status).toBe(200), PATIENTLY);

const ID = `m${"a".repeat(24)}`;
const CALLS = [
  { method: "POST", path: "/v1/messages", body: aMessage() },
  { method: "POST", path: "/v1/messages/batch", body: [aMessage()] },
  { method: "POST", path: "/v1/messages/explain", body: aMessage() },
  { method: "GET", path: `/v1/messages/${ID}` },
  { method: "DELETE", path: `/v1/messages/${ID}` },
  { method: "GET", path: "/v1/pages" },
  { method: "PUT", path: `/v1/pages/${PAGE}`, body: { name: "A shop" } },
  { method: "POST", path: `/v1/pages/${PAGE}/pause`, body: { reason: "test" } },
  { method: "GET", path: `/v1/conversations/${PAGE}/${PSID}` },
  { method: "DELETE", path: `/v1/conversations/${PAGE}/${PSID}/suppression` },
  { method: "GET", path: "/v1/dead-letters" },
];

describe("while Redis is gone", () => {
  beforeAll(() => redis.kill());
  afterAll(async () => {
    await redis.restart();
    await ready();
  });

  test.each(CALLS)(
    "$method $path answers 503 quickly, and says when to try again",
    async ({ method, path, body }) => {
      const answer = await timed(door.call(method, path, { body }));
      expect(answer).toBeProblem(503, /^Redis cannot be reached at the moment; try again in a few seconds/);
      expect(answer.headers["retry-after"]).toMatch(/^\d+$/);
      expect(answer.ms).toBeLessThan(QUICK_MS);
    },
  );

  test("what is wrong with a message is still said", async () => {
    expect(await post({ colour: "red" })).toBeProblem(422);
  });

  test("the process is alive, but not ready", async () => {
    expect((await door.call("GET", "/healthz", { key: null })).status).toBe(200);
    const answer = await timed(door.call("GET", "/readyz", { key: null }));
    expect(answer).toBeProblem(503, /^Redis takes no writes \(.+\), so nothing can be accepted\.$/);
    expect(answer.ms).toBeLessThan(QUICK_MS);
  });

  test("the failure is logged, without what was sent", () => {
    expect(door.recorder.lines.map(({ event }) => event)).toContain("http.failed");
    expect(door.recorder.text()).not.toContain("Your order 1001");
  });
});

describe("once Redis is back", () => {
  test("everything works, and what was refused can be sent again", async () => {
    const message = aMessage({ idempotencyKey: "outage" });
    await redis.kill();
    expect(await post(message)).toBeProblem(503);
    await redis.restart();
    await expect.poll(async () => (await post(message)).status, PATIENTLY).toBe(202);
    expect((await post(message)).body.duplicate).toBe(true);
    const { waiting } = await door.house.outbound.counts();
    expect(waiting).toBe(1);
  });
});

describe("while Redis hangs", () => {
  test("the answer is 503 within seconds; afterwards a repeat of the key makes one message", async () => {
    const message = aMessage({ idempotencyKey: "hanging" });
    const before = (await door.house.outbound.counts()).waiting;
    await redis.pause();
    const answer = await timed(post(message));
    await redis.resume();
    expect(answer).toBeProblem(503, /^Redis cannot be reached at the moment/);
    expect(answer.ms).toBeLessThan(HANGING_MS);
    await expect.poll(async () => (await post(message)).status, PATIENTLY).toBeLessThan(300);
    expect((await post(message)).body.duplicate).toBe(true);
    expect((await door.house.outbound.counts()).waiting - before).toBe(1);
  });

  test("a batch that had begun tells what was taken until then", async () => {
    await redis.kill();
    await redis.restart();
    await ready();
    const rows = (n: number) => Array.from({ length: n }, () => `${JSON.stringify(aMessage())}\n`).join("");
    async function* body() {
      yield rows(50);
      await door.recorder.count("message.accepted", accepted + 50);
      await redis.kill();
      yield rows(50);
    }
    const accepted = door.recorder.lines.filter(({ event }) => event === "message.accepted").length;
    const answer = await door.call("POST", "/v1/messages/batch", { body: body() });
    await redis.restart();
    expect(answer).toBeProblem(503, "50 had been dealt with by then");
    expect(answer.body).toMatchObject({ accepted: 50, duplicates: 0, rejected: [] });
  });
});
