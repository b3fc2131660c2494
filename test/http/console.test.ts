import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDoor, type Door } from "./door.ts";

const INDEX = '<!doctype html><script type="module" src="/assets/main-abc123.js"></script>';
const SCRIPT = `console.log("${"x".repeat(5_000)}");`;

let folder: string;
let door: Door;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "taglane-console-"));
  mkdirSync(join(folder, "assets"));
  writeFileSync(join(folder, "index.html"), INDEX);
  writeFileSync(join(folder, "assets/main-abc123.js"), SCRIPT);
  door = await openDoor({}, folder);
});
afterAll(async () => {
  await door.close();
  rmSync(folder, { recursive: true });
});

const HTML = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };
const get = (path: string, headers: Record<string, string> = {}) =>
  door.call("GET", path, { key: null, headers });

describe("the console", () => {
  test.each(["/", "/pages", "/pages/1029384756", "/dead-letters?reason=expired"])(
    "is the page at %s",
    async (path) => {
      const { text, headers } = await get(path, HTML);
      expect(text).toBe(INDEX);
      expect(headers["content-type"]).toBe("text/html; charset=utf-8");
      expect(headers["cache-control"]).toBe("no-cache");
    },
  );

  test("runs no script but its own, in nobody's frame", async () => {
    const policy = String((await get("/", HTML)).headers["content-security-policy"]).split(";");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy.join()).not.toMatch(/https?:|unsafe-eval|\*/);
  });

  test("keeps the files with a hash in their name for ever, and sends them compressed", async () => {
    const { headers, text } = await get("/assets/main-abc123.js");
    expect(text).toBe(SCRIPT);
    expect(headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    const compressed = await get("/assets/main-abc123.js", { "accept-encoding": "gzip, br" });
    expect(compressed.headers["content-encoding"]).toMatch(/^(gzip|br)$/);
  });

  test.each(["/assets/main-old.js", "/v1/nothing", "/webhooks/nothing", "/console/nothing"])(
    "is not what stands at %s",
    async (path) => {
      expect(await get(path, HTML)).toBeProblem(404, "There is nothing at");
    },
  );

  test("is nothing for a program that asks for an address that is none", async () => {
    expect(await get("/pages")).toBeProblem(404);
    expect(await door.call("POST", "/pages", { headers: HTML })).toBeProblem(404);
  });

  test.each(["/../package.json", "/%2e%2e/%2e%2e/etc/passwd", "/assets/..%2f..%2fpackage.json", "/.env"])(
    "shows nothing outside its folder: %s",
    async (path) => {
      const { text, status } = await get(path);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(text).not.toMatch(/taglane"|root:/);
    },
  );
});

test("says in a sentence when it was not built", async () => {
  const other = await openDoor();
  const answer = await other.call("GET", "/", { key: null, headers: HTML });
  await other.close();
  expect(answer).toMatchObject({
    status: 404,
    text: expect.stringMatching(/^The console was not built here\./),
  });
});

test.each(["/v1/pages", "/healthz", "/nothing", "/openapi.json"])(
  "%s says how a browser is to take it",
  async (path) => {
    const { headers } = await get(path);
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "no-referrer",
      "cache-control": "no-store",
    });
    expect(headers).not.toHaveProperty("x-powered-by");
  },
);
