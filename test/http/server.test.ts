import { once } from "node:events";
import { connect } from "node:net";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startHttp } from "../../src/http/server.ts";
import { aToken } from "../support/recorder.ts";
import { aMessage, KEYS, openDoor, PAGE, type Answer, type Door } from "./door.ts";

let door: Door;
beforeAll(async () => {
  door = await openDoor();
  await door.settle();
});
afterAll(() => door.close());

describe("where there is nothing", () => {
  test.each([
    { method: "GET", path: "/v1" },
    { method: "POST", path: "/v1/nothing" },
    { method: "GET", path: `/v1/pages/${PAGE}/lane` },
    { method: "GET", path: "/v1/conversations/1" },
    { method: "GET", path: "/v1/dead-letters/d1/attempts" },
    { method: "GET", path: "//v1/pages" },
    { method: "GET", path: "/v1/../healthz" },
  ])("$method $path is a problem", async ({ method, path }) => {
    expect(await door.call(method, path)).toBeProblem(404, /^There is nothing at \//);
  });

  test("the query is not told back: it may hold a secret", async () => {
    const answer = await door.call("GET", `/v1/nothing?access_token=${aToken("1")}`);
    expect(answer).toBeProblem(404);
    expect(answer.text).not.toContain(aToken("1"));
  });

  test.each(["/healthz/", "/HEALTHZ"])("%s is found all the same", async (path) => {
    expect((await door.call("GET", path)).status).toBe(200);
  });
});

describe("GET /healthz and /readyz", () => {
  test.each([
    { path: "/healthz", status: "ok" },
    { path: "/readyz", status: "ready" },
  ])("$path needs no key and says $status", async ({ path, status }) => {
    const answer = await door.call("GET", path, { key: null });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ status });
  });
});

describe("methods", () => {
  const ID = `m${"a".repeat(24)}`;
  test.each([
    { path: "/v1/messages", method: "DELETE", allow: "GET, POST, HEAD, OPTIONS" },
    { path: "/v1/messages/batch", method: "GET", allow: "POST, OPTIONS" },
    { path: "/v1/messages/explain", method: "PUT", allow: "POST, OPTIONS" },
    { path: `/v1/messages/${ID}`, method: "PATCH", allow: "GET, DELETE, HEAD, OPTIONS" },
    { path: "/v1/pages", method: "POST", allow: "GET, HEAD, OPTIONS" },
    { path: `/v1/pages/${PAGE}`, method: "DELETE", allow: "GET, PUT, PATCH, HEAD, OPTIONS" },
    { path: `/v1/pages/${PAGE}/pause`, method: "GET", allow: "POST, OPTIONS" },
    { path: `/v1/pages/${PAGE}/resume`, method: "PUT", allow: "POST, OPTIONS" },
    { path: `/v1/conversations/${PAGE}/1`, method: "POST", allow: "GET, PUT, HEAD, OPTIONS" },
    { path: "/v1/dead-letters", method: "POST", allow: "GET, HEAD, OPTIONS" },
    { path: "/v1/dead-letters/d1", method: "DELETE", allow: "GET, HEAD, OPTIONS" },
    { path: "/webhooks/messenger", method: "PUT", allow: "GET, POST, HEAD, OPTIONS" },
    { path: "/healthz", method: "POST", allow: "GET, HEAD, OPTIONS" },
    { path: "/readyz", method: "TRACE", allow: "GET, HEAD, OPTIONS" },
  ])("$method is not possible at $path, and OPTIONS says what is", async ({ path, method, allow }) => {
    const answer = await door.call(method, path);
    expect(answer).toBeProblem(405, `${method} is not possible at `);
    expect(answer.headers["allow"]).toBe(allow);
    const asked = await door.call("OPTIONS", path, { key: null });
    expect(asked).toMatchObject({ status: 204, text: "" });
    expect(asked.headers["allow"]).toBe(allow);
  });

  test.each([
    { path: "/healthz", status: 200 },
    { path: `/v1/pages/${PAGE}`, status: 200 },
    { path: "/v1/pages/999", status: 404 },
    { path: "/v1/nothing", status: 404 },
  ])("HEAD $path answers $status as GET does, without the body", async ({ path, status }) => {
    const [head, get] = [await door.call("HEAD", path), await door.call("GET", path)];
    expect(head).toMatchObject({ status, text: "" });
    expect(head.headers["content-type"]).toBe(get.headers["content-type"]);
    expect(head.headers["content-length"]).toBe(get.headers["content-length"]);
  });
});

describe("what is hardly HTTP", () => {
  test.each([
    {
      label: "an address of 20 KB",
      bytes: `GET /${"a".repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`,
      status: 431,
      words: "16 KiB",
    },
    {
      label: "headers of 20 KB",
      bytes: `GET / HTTP/1.1\r\nhost: x\r\na: ${"b".repeat(20_000)}\r\n\r\n`,
      status: 431,
      words: "16 KiB",
    },
    {
      label: "a method that is none",
      bytes: "FETCH / HTTP/1.1\r\nhost: x\r\n\r\n",
      status: 400,
      words: "method is none of HTTP",
    },
    { label: "words", bytes: "Good morning\r\n\r\n", status: 400, words: "HTTP" },
    {
      label: "two lengths",
      bytes: "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
      status: 400,
      words: "not valid HTTP",
    },
  ])("$label gets a problem too", async ({ bytes, status, words }) => {
    expect(await raw(bytes)).toBeProblem(status, words);
    expect((await door.call("GET", "/healthz")).status).toBe(200);
  });

  test("an address of 15 KB is one of many that are not there", async () => {
    expect(await door.call("GET", `/${"a".repeat(15_000)}`)).toBeProblem(404);
  });
});

/** What the server says to these very bytes. */
async function raw(bytes: string): Promise<Answer> {
  const { hostname, port } = new URL(door.url);
  const socket = connect(Number(port), hostname);
  let text = "";
  socket.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  socket.write(bytes);
  await once(socket, "close");
  const [head = "", body = ""] = text.split("\r\n\r\n");
  const [line = "", ...lines] = head.split("\r\n");
  const headers = Object.fromEntries(
    lines.map((it) => [it.split(": ")[0], it.split(": ").slice(1).join(": ")]),
  );
  return { status: Number(line.split(" ")[1]), headers, text: body, body: JSON.parse(body) as unknown };
}

describe("listening", () => {
  test("on a port that is taken is refused with one sentence", async () => {
    const port = new URL(door.url).port;
    const house = { ...door.house, config: { ...door.house.config, PORT: Number(port) } };
    await expect(startHttp(house)).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is in use; stop what is there, or set PORT to another.`,
    );
  });

  test("on an address that is not ours is refused with one sentence", async () => {
    const house = { ...door.house, config: { ...door.house.config, HOST: "192.0.2.1" } };
    await expect(startHttp(house)).rejects.toThrow(
      "192.0.2.1 is not an address of this machine; set HOST to one that is, such as 127.0.0.1 or 0.0.0.0.",
    );
  });

  test("ends although callers keep their connections", async () => {
    const other = await openDoor();
    await Promise.all(Array.from({ length: 5 }, () => other.call("GET", "/healthz")));
    await other.close();
    await expect(other.call("GET", "/healthz")).rejects.toThrow(/closed|destroyed/i);
  });
});

describe("secrets", () => {
  test("no token and no API key stands in any answer, any log line, or anywhere in Redis", async () => {
    const answers = await Promise.all([
      door.call("PUT", "/v1/pages/77", { body: { name: "A shop", accessToken: aToken("77") } }),
      door.call("GET", "/v1/pages/77"),
      door.call("GET", "/v1/pages"),
      door.call("POST", "/v1/pages/77/pause", { body: { reason: "test" } }),
      door.call("POST", "/v1/messages", { body: aMessage() }),
      door.call("PUT", "/v1/pages/77", { body: { name: "A", accessToken: aToken("77"), x: 1 } }),
    ]);
    const redis = new Redis(door.redisUrl);
    const keys = await redis.keys(`${door.house.config.REDIS_PREFIX}*`);
    const dumps = await Promise.all(keys.map((key) => redis.dumpBuffer(key)));
    redis.disconnect();
    const everything = [
      ...answers.map((it) => it.text + JSON.stringify(it.headers)),
      door.recorder.text(),
      ...dumps.map((dump) => dump?.toString("latin1") ?? ""),
    ].join("\n");
    expect(everything).toContain("A shop");
    for (const secret of [aToken("77"), aToken(PAGE), ...Object.values(KEYS)])
      expect(everything).not.toContain(secret);
  });
});
