/** A page's utility templates, by the command line, against the simulator. */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { catalogueOf } from "../../src/core/catalogue.ts";
import { openStage, type Stage } from "../support/stage.ts";

const MAIN = new URL("../../dist/src/cli/main.js", import.meta.url).pathname;
const EXAMPLES = new URL("../../examples/templates", import.meta.url).pathname;
const PAGE = "8080";
const KEY = randomBytes(32).toString("base64");

const folder = mkdtempSync(join(tmpdir(), "taglane-templates-"));
let stage: Stage;

beforeAll(async () => {
  stage = await openStage({ ENCRYPTION_KEY: KEY });
  await stage.page(PAGE, { tagPolicy: "utility" });
});
afterAll(async () => {
  await stage.close();
  rmSync(folder, { recursive: true });
});

test("the starter set has a template for every type with a tag that templates replaced", () => {
  const types = [...catalogueOf().values()].filter((type) => type.tag !== null && type.tag !== "HUMAN_AGENT");
  const files = readdirSync(EXAMPLES).map((name) => name.replace(".json", ""));
  expect(files.toSorted()).toEqual(types.map((type) => type.name).toSorted());
});

describe("one command", () => {
  test("creates the whole starter set, and every type is ready to go", async () => {
    const { code, out } = await taglane("templates", "create", PAGE, EXAMPLES);
    expect(out).not.toMatch(/refused|REJECTED/);
    expect(out).toContain("order_shipped_v1 en for order_shipped: APPROVED");
    expect(code).toBe(0);
    const page = await stage.house.pages.get(PAGE);
    expect(Object.keys(page?.templates ?? {})).toHaveLength(18);
    expect(Object.values(page?.templateStatus ?? {}).every((it) => it.status === "APPROVED")).toBe(true);
  });

  test.each(["order_shipped", "rsvp_reminder", "fraud_alert", "trip_updated"])(
    "and %s goes out by its template",
    async (type) => {
      const told = await stage.ended(await stage.submit(messageOf(type)));
      expect(told).toMatchObject({
        status: "sent",
        decision: { carriedAs: { messagingType: "UTILITY", template: { name: `${type}_v1` } } },
      });
    },
  );
});

test("a template that Meta rejects is told as such, and its messages become dead letters", async () => {
  const text = "Big discount today: buy now and save 50% on {{1}}, only for you!";
  const file = starter("order_updated", "order_updated_v2", text);
  const { out } = await taglane("templates", "create", PAGE, file);
  expect(out).toContain("order_updated_v2 en for order_updated: REJECTED");
  expect((await taglane("templates", "sync", PAGE)).out).toContain("TAG_SHOULD_BE_MARKETING");
  const told = await stage.ended(await stage.submit(messageOf("order_updated")));
  expect(told).toMatchObject({ status: "dead", deadLetter: { reason: "template_not_approved" } });
});

test("one that Meta finds malformed is refused in Meta's words, with exit code 1", async () => {
  const file = starter("order_updated", "order_updated_v3", "{{1}} is your order");
  const { code, out } = await taglane("templates", "create", PAGE, file);
  expect(code).toBe(1);
  expect(out).toMatch(/order_updated_v3 en for order_updated: refused – .+/);
});

test("a template that Meta pauses stops what needs it, once it is synced", async () => {
  const change = { page: PAGE, name: "order_delayed_v1", language: "en", status: "PAUSED" };
  await stage.simulate("POST", "/template-status", change);
  await taglane("templates", "sync", PAGE);
  expect((await taglane("templates", "list", PAGE)).out).toMatch(
    /order_delayed_v1 +en +PAUSED +order_delayed/,
  );
  const told = await stage.ended(await stage.submit(messageOf("order_delayed")));
  expect(told).toMatchObject({ deadLetter: { reason: "template_not_approved" } });
});

test("values that do not fit a template's variables are refused before Meta sees them", async () => {
  const mapping = { order_delivered: { name: "order_shipped_v1", language: "en", body: ["order.id"] } };
  await stage.page(PAGE, { tagPolicy: "utility", templates: mapping });
  const told = await stage.ended(await stage.submit(messageOf("order_delivered")));
  expect(told).toMatchObject({
    deadLetter: {
      reason: "invalid_message",
      detail: "The template order_shipped_v1 takes 2 values by position in its body, and 1 given.",
    },
  });
});

test.each([
  { label: "a page that nobody registered", args: ["list", "99"], said: "Page 99 is not registered.\n" },
  {
    label: "a file that is not there",
    args: ["create", PAGE, "/nowhere.json"],
    said: "There is no file or folder",
  },
  {
    label: "a file that is no template",
    args: ["create", PAGE, note("{}")],
    said: "is no template: type is required",
  },
  { label: "a file that is no JSON", args: ["create", PAGE, note("hello")], said: "cannot be read as JSON" },
])("says in one sentence: $label", async ({ args, said }) => {
  const { code, err } = await taglane("templates", ...args);
  expect(code).toBe(1);
  expect(err).toContain(said);
  expect(err.trim().split("\n")).toHaveLength(1);
});

function messageOf(type: string) {
  const now = stage.now();
  const iso = (at: number) => new Date(at).toISOString();
  return {
    page: PAGE,
    recipient: { psid: randomBytes(4).readUInt32BE().toString() },
    type,
    content: { text: "News." },
    order: { id: "1001", placedAt: iso(now - 3_600_000), carrier: "DHL" },
    event: { id: "E", name: "Pottery", startsAt: iso(now + 86_400_000), registeredAt: iso(now - 86_400_000) },
    account: { changeId: randomBytes(4).toString("hex") },
  };
}

function starter(type: string, name: string, text: string): string {
  const components = [{ type: "BODY", text, example: { body_text: [["1001"]] } }];
  const template = { name, language: "en", category: "UTILITY", components };
  return note(JSON.stringify({ type, mapping: { name, language: "en", body: ["order.id"] }, template }));
}

function note(text: string): string {
  const path = join(folder, `${randomBytes(4).toString("hex")}.json`);
  writeFileSync(path, text);
  return path;
}

function taglane(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const { REDIS_URL, REDIS_PREFIX, GRAPH_API_URL } = stage.house.config;
  const env = {
    PATH: process.env["PATH"],
    NODE_ENV: "test",
    REDIS_URL,
    REDIS_PREFIX,
    GRAPH_API_URL,
    ENCRYPTION_KEY: KEY,
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { env }, (error, out, err) => {
      // What another process changed is known here within a second: this is that second.
      stage.house.pages.forget(PAGE);
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}
