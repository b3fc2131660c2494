import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aMessage, KEYS, openDoor, PAGE, PSID, type Door, type KeyName } from "./door.ts";

let door: Door;
beforeAll(async () => {
  door = await openDoor();
  await door.settle();
});
afterAll(() => door.close());

const ID = `m${"a".repeat(24)}`;
/** Every call of /v1, its scope, and what it answers to a caller who may: anything but 401 and 403. */
const CALLS = [
  { method: "POST", path: "/v1/messages", scope: "send", body: aMessage(), status: 202 },
  { method: "POST", path: "/v1/messages/batch", scope: "send", body: [aMessage()], status: 202 },
  { method: "POST", path: "/v1/messages/explain", scope: "read", body: aMessage(), status: 200 },
  { method: "GET", path: `/v1/messages/${ID}`, scope: "read", status: 404 },
  { method: "DELETE", path: `/v1/messages/${ID}`, scope: "send", status: 404 },
  { method: "GET", path: "/v1/pages", scope: "read", status: 200 },
  { method: "GET", path: `/v1/pages/${PAGE}`, scope: "read", status: 200 },
  { method: "PUT", path: `/v1/pages/${PAGE}`, scope: "admin", body: { name: "A shop" }, status: 200 },
  { method: "POST", path: `/v1/pages/${PAGE}/pause`, scope: "ops", body: { reason: "test" }, status: 200 },
  { method: "POST", path: `/v1/pages/${PAGE}/resume`, scope: "ops", status: 200 },
  { method: "GET", path: `/v1/conversations/${PAGE}/${PSID}`, scope: "read", status: 200 },
  {
    method: "PUT",
    path: `/v1/conversations/${PAGE}/${PSID}`,
    scope: "admin",
    body: { lastInboundAt: "2026-11-20T10:00:00Z" },
    status: 200,
  },
  { method: "DELETE", path: `/v1/conversations/${PAGE}/${PSID}/suppression`, scope: "ops", status: 200 },
  { method: "GET", path: "/v1/dead-letters", scope: "read", status: 200 },
  { method: "GET", path: `/v1/dead-letters/d${ID.slice(1)}`, scope: "read", status: 404 },
  { method: "GET", path: `/v1/messages?page=${PAGE}&recipient=${PSID}`, scope: "read", status: 200 },
  { method: "PATCH", path: `/v1/pages/${PAGE}`, scope: "admin", body: { name: "A shop" }, status: 200 },
  { method: "GET", path: `/v1/pages/${PAGE}/activity`, scope: "read", status: 200 },
  { method: "GET", path: `/v1/pages/${PAGE}/templates`, scope: "read", status: 200 },
  { method: "POST", path: `/v1/pages/${PAGE}/templates/sync`, scope: "admin", status: 502 },
  { method: "GET", path: "/v1/overview", scope: "read", status: 200 },
  { method: "GET", path: "/v1/job-types", scope: "read", status: 200 },
  { method: "GET", path: "/v1/settings", scope: "read", status: 200 },
  { method: "GET", path: "/v1/replays", scope: "ops", status: 200 },
  { method: "GET", path: "/v1/audit", scope: "ops", status: 200 },
] as const;

describe.each(CALLS)("$method $path", ({ method, path, scope, status, ...it }) => {
  const body: unknown = "body" in it ? it.body : undefined;

  const others = (["send", "read", "ops", "admin"] as const).filter((key) => key !== scope);

  test(`takes a key of the scope ${scope}`, async () => {
    expect((await door.call(method, path, { key: scope, body })).status).toBe(status);
  });

  test.each(others)("does not take a key of the scope %s", async (key) => {
    const answer = await door.call(method, path, { key, body });
    expect(answer).toBeProblem(403, `The API key ${key}-key lacks the scope ${scope}`);
  });

  test("takes a key of all scopes", async () => {
    expect((await door.call(method, path, { key: "all", body })).status).toBe(status);
  });

  test("wants a key", async () => {
    const answer = await door.call(method, path, { key: null, body });
    expect(answer).toBeProblem(401, "An API key is needed");
    expect(answer.headers["www-authenticate"]).toBe("Bearer");
  });

  test("wants one that it knows", async () => {
    const headers = { authorization: "Bearer a-secret-that-nobody-gave-out" };
    const answer = await door.call(method, path, { key: null, body, headers });
    expect(answer).toBeProblem(401, "This API key is not known here");
    expect(answer.headers["www-authenticate"]).toBe("Bearer");
  });
});

describe("the key in the header", () => {
  test.each([
    { label: "another scheme", authorization: `Basic ${KEYS.all}` },
    { label: "no scheme", authorization: KEYS.all },
    { label: "nothing behind the scheme", authorization: "Bearer " },
    { label: "only its beginning", authorization: `Bearer ${KEYS.all.slice(0, -1)}` },
    { label: "one letter more", authorization: `Bearer ${KEYS.all}x` },
    { label: "other letters of the same length", authorization: `Bearer ${"x".repeat(KEYS.all.length)}` },
    { label: "the key's name", authorization: "Bearer all-key" },
    { label: "the whole setting", authorization: `Bearer all-key:${KEYS.all}:read` },
  ])("does not do with $label", async ({ authorization }) => {
    const answer = await door.call("GET", "/v1/pages", { key: null, headers: { authorization } });
    expect(answer).toBeProblem(401);
  });

  test.each(["Bearer", "bearer", "BEARER"])("does as %s", async (scheme) => {
    const headers = { authorization: `${scheme} ${KEYS.read}` };
    expect((await door.call("GET", "/v1/pages", { key: null, headers })).status).toBe(200);
  });

  test("is asked for before the body is read", async () => {
    expect(await door.call("POST", "/v1/messages", { key: null, body: "{" })).toBeProblem(401);
    expect(await door.call("POST", "/v1/messages", { key: "read", body: "{" })).toBeProblem(403);
  });

  test("is never told back, nor logged", async () => {
    for (const key of Object.keys(KEYS) as KeyName[]) {
      const answer = await door.call("PUT", "/v1/pages/x", { key, body: {} });
      expect(answer.text).not.toContain(KEYS[key]);
    }
    for (const secret of Object.values(KEYS)) expect(door.recorder.text()).not.toContain(secret);
  });
});

test("without API_KEYS nobody is let in", async () => {
  const closed = await openDoor({ API_KEYS: "" });
  expect(await closed.call("GET", "/v1/pages")).toBeProblem(401);
  expect((await closed.call("GET", "/healthz", { key: null })).status).toBe(200);
  await closed.close();
});
