import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createConsoleSessions } from "../../src/redis/console-sessions.ts";
import { keysFor } from "../../src/redis/keys.ts";
import { HOUR, KEYS, keysSetting, openDoor, PAGE, type Answer, type Call, type Door } from "./door.ts";

const OWN = { "x-requested-with": "taglane-console" };

let door: Door;
beforeAll(async () => {
  door = await openDoor();
  await door.settle();
});
afterAll(() => door.close());
/** Tries are counted by address, and all tests have one. */
beforeEach(forgetTries);

async function forgetTries(): Promise<void> {
  const { client, config } = door.house;
  const keys = keysFor(config.REDIS_PREFIX);
  for (const who of ["all", "127.0.0.1"]) await client.del(keys.console(`tries:${who}`));
}

function signIn(body: unknown, headers: Call["headers"] = {}): Promise<Answer> {
  return door.call("POST", "/console/session", { key: null, body, headers });
}

/** As a browser sends it back. */
function cookieOf(answer: Answer): string {
  return String(answer.headers["set-cookie"]).split(";")[0] ?? "";
}

async function signedIn(name: keyof typeof KEYS = "all"): Promise<string> {
  return cookieOf(await signIn({ key: KEYS[name] }));
}

function by(cookie: string, headers: Call["headers"] = {}): Call {
  return { key: null, headers: { cookie, ...headers } };
}

describe("signing in", () => {
  test("with a key opens a session of its name and scopes for twelve hours", async () => {
    const before = Date.now();
    const answer = await signIn({ key: KEYS.ops });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ name: "ops-key", scopes: ["ops"], expiresAt: expect.any(String) });
    const hours = (Date.parse(answer.body.expiresAt) - before) / 3_600_000;
    expect(hours).toBeCloseTo(12, 1);
    const who = await door.call("GET", "/console/session", by(cookieOf(answer)));
    expect(who.body).toEqual(answer.body);
  });

  test("sets a cookie that no script reads and no other site sends", async () => {
    const cookie = String((await signIn({ key: KEYS.read })).headers["set-cookie"]);
    expect(cookie).toMatch(/^taglane_session=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Strict$/);
  });

  test("behind https keeps the cookie to https", async () => {
    const answer = await signIn({ key: KEYS.read }, { "x-forwarded-proto": "https" });
    expect(String(answer.headers["set-cookie"])).toContain("; Secure");
  });

  test("with a link works once", async () => {
    const [key] = door.house.config.API_KEYS.filter((it) => it.name === "all-key");
    if (key === undefined) throw new Error("there is no all-key");
    const link = await door.house.sessions.link(key);
    const answer = await signIn({ link });
    expect(answer.body.name).toBe("all-key");
    expect((await door.call("GET", "/v1/pages", by(cookieOf(answer)))).status).toBe(200);
    expect(await signIn({ link })).toBeProblem(401, "used before or is too old");
  });

  test("with a link that twenty use at once lets in one", async () => {
    const [key] = door.house.config.API_KEYS;
    if (key === undefined) throw new Error("there is no key");
    const link = await door.house.sessions.link(key);
    const codes = await Promise.all(Array.from({ length: 20 }, () => door.house.sessions.redeem(link)));
    expect(codes.filter((it) => it !== null)).toHaveLength(1);
  });

  test("ends the session that the browser had before", async () => {
    const first = await signedIn("read");
    await signIn({ key: KEYS.ops }, { cookie: first });
    expect(await door.call("GET", "/console/session", by(first))).toBeProblem(401);
  });

  test.each([
    { label: "a key that is not known", body: { key: "a-secret-that-nobody-gave-out" }, status: 401 },
    { label: "the name of a key", body: { key: "all-key" }, status: 401 },
    { label: "a link that is none", body: { link: "x".repeat(43) }, status: 401 },
    { label: "neither", body: {}, status: 422 },
    { label: "both", body: { key: KEYS.all, link: "x" }, status: 422 },
    { label: "an empty key", body: { key: "" }, status: 422 },
    { label: "a key that is no text", body: { key: 5 }, status: 422 },
    { label: "a key of a megabyte", body: { key: "x".repeat(1_000_000) }, status: 422 },
    { label: "a field that is not known", body: { key: KEYS.all, user: "x" }, status: 422 },
    { label: "no object", body: [], status: 422 },
    { label: "no JSON", body: "{", status: 400 },
  ])("with $label is refused", async ({ body, status }) => {
    const answer = await signIn(body);
    expect(answer).toBeProblem(status);
    expect(answer.headers["set-cookie"]).toBeUndefined();
  });

  test("is refused to the page of another", async () => {
    const answer = await signIn({ key: KEYS.all }, { "sec-fetch-site": "cross-site" });
    expect(answer).toBeProblem(403, "only possible from the console's own page");
  });

  test("is possible ten times a minute, however many try at once, and then not even with the right key", async () => {
    const tries = Array.from({ length: 30 }, () => signIn({ key: "a-secret-that-nobody-gave-out" }));
    const statuses = (await Promise.all(tries)).map((it) => it.status);
    expect(statuses.filter((it) => it === 401)).toHaveLength(10);
    expect(statuses.filter((it) => it === 429)).toHaveLength(20);
    const answer = await signIn({ key: KEYS.all });
    expect(answer).toBeProblem(429, "too many tries");
    expect(answer.headers["retry-after"]).toBe("60");
    await forgetTries();
    expect((await signIn({ key: KEYS.all })).status).toBe(200);
  });

  test("with the right key does not count as a try", async () => {
    for (let i = 0; i < 15; i += 1) expect((await signIn({ key: KEYS.read })).status).toBe(200);
  });
});

describe("a session", () => {
  test("does what its key may", async () => {
    const cookie = await signedIn("read");
    expect((await door.call("GET", "/v1/pages", by(cookie))).status).toBe(200);
    const answer = await door.call("POST", `/v1/pages/${PAGE}/resume`, by(cookie, OWN));
    expect(answer).toBeProblem(403, "lacks the scope ops");
  });

  test("changes nothing without the header that another's page cannot add", async () => {
    const cookie = await signedIn();
    const path = `/v1/pages/${PAGE}/resume`;
    expect(await door.call("POST", path, by(cookie))).toBeProblem(403, "X-Requested-With: taglane-console");
    const other = by(cookie, { "x-requested-with": "XMLHttpRequest" });
    expect(await door.call("POST", path, other)).toBeProblem(403);
    expect((await door.call("POST", path, by(cookie, OWN))).status).toBe(200);
  });

  test("stands in the audit as the console", async () => {
    const cookie = await signedIn();
    const call = { ...by(cookie, OWN), body: { filter: {}, confirm: 0 } };
    expect((await door.call("POST", "/v1/dead-letters/discard", call)).status).toBe(200);
    const { body } = await door.call("GET", "/v1/audit?action=dead_letters.discarded");
    expect(body.items[0]).toMatchObject({ by: "all-key", via: "console", from: "127.0.0.1" });
  });

  test("gives way to a key that is shown beside it", async () => {
    const cookie = await signedIn("all");
    const answer = await door.call("POST", `/v1/pages/${PAGE}/resume`, { key: "read", headers: { cookie } });
    expect(answer).toBeProblem(403, "The API key read-key lacks");
  });

  test("ends when its person signs out, which another's page cannot do", async () => {
    const cookie = await signedIn();
    expect(await door.call("DELETE", "/console/session", by(cookie))).toBeProblem(403);
    const answer = await door.call("DELETE", "/console/session", by(cookie, OWN));
    expect(answer.status).toBe(204);
    expect(String(answer.headers["set-cookie"])).toContain("taglane_session=;");
    expect(await door.call("GET", "/v1/pages", by(cookie))).toBeProblem(401, "has ended; sign in again");
    expect(await door.call("GET", "/console/session", by(cookie))).toBeProblem(401);
    expect((await door.call("DELETE", "/console/session", by(cookie, OWN))).status).toBe(204);
  });

  test.each([
    { label: "never given out", cookie: `taglane_session=${"x".repeat(43)}` },
    { label: "too short", cookie: "taglane_session=x" },
    { label: "of another name", cookie: `session=${"x".repeat(43)}` },
  ])("is not opened by a cookie $label", async ({ cookie }) => {
    expect(await door.call("GET", "/v1/pages", by(cookie))).toBeProblem(401);
    expect(await door.call("GET", "/console/session", by(cookie))).toBeProblem(401);
  });

  test("ends after its twelve hours", async () => {
    const { client, config } = door.house;
    const longAgo = () => Date.now() - 12 * HOUR - 1;
    const sessions = createConsoleSessions(client, keysFor(config.REDIS_PREFIX), config.API_KEYS, longAgo);
    const [key] = config.API_KEYS;
    if (key === undefined) throw new Error("there is no key");
    const { token } = await sessions.open(key);
    expect(await sessions.find(token)).not.toBeNull();
    expect(await door.call("GET", "/v1/pages", by(`taglane_session=${token}`))).toBeProblem(401, "has ended");
  });

  test("is nowhere in Redis or the log, nor is its key's secret", async () => {
    const token = (await signedIn()).slice("taglane_session=".length);
    const { client, config } = door.house;
    const names = await client.keys(`${config.REDIS_PREFIX}:{console}:*`);
    const values = await Promise.all(names.map((name) => client.get(name)));
    const all = `${names.join()} ${values.join()} ${door.recorder.text()}`;
    expect(all).toContain("all-key");
    for (const secret of [token, ...Object.values(KEYS)]) expect(all).not.toContain(secret);
  });
});

describe("a session whose key", () => {
  const reopened = (API_KEYS: string) =>
    openDoor({
      REDIS_PREFIX: door.house.config.REDIS_PREFIX,
      REDIS_URL: door.house.config.REDIS_URL,
      API_KEYS,
    });

  test.each([
    { label: "was removed", setting: () => `another:${KEYS.read}:read` },
    { label: "has another secret now", setting: () => `all-key:${"y".repeat(30)}:read` },
  ])("$label has ended", async ({ setting }) => {
    const cookie = await signedIn();
    const other = await reopened(setting());
    const answer = await other.call("GET", "/v1/pages", by(cookie));
    await other.close();
    expect(answer).toBeProblem(401, "has ended");
  });

  test("may do less now does less", async () => {
    const cookie = await signedIn();
    const other = await reopened(keysSetting().replace("send+read+ops+admin", "send"));
    const answer = await other.call("GET", "/v1/pages", by(cookie));
    await other.close();
    expect(answer).toBeProblem(403, "lacks the scope read");
  });

  test("is still there works behind every process", async () => {
    const cookie = await signedIn();
    const other = await reopened(keysSetting());
    const answer = await other.call("GET", "/v1/pages", by(cookie));
    await other.close();
    expect(answer.status).toBe(200);
  });
});
