import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { pageSettings } from "../../src/core/page.ts";
import { REASONS } from "../../src/core/outcome.ts";
import { openHouse, type House, type Role } from "../../src/runtime.ts";
import { aMessage, HOUR, PAGE, PSID } from "../http/door.ts";
import { createRecorder, type Recorder } from "../support/recorder.ts";
import { openTerminal, type Terminal } from "./terminal.ts";

let terminal: Terminal;
let works: House;
let classifier: Role;
let recorder: Recorder;
const dead: string[] = [];

const announcement = (psid: string, page = PAGE) => {
  const { order: _, ...rest } = aMessage({ recipient: { psid }, page, type: "announcement" });
  return rest;
};

async function submit(message: unknown): Promise<string> {
  const submitted = await terminal.house.producer.submit(message);
  if (submitted.kind !== "accepted") throw new Error(JSON.stringify(submitted));
  return submitted.id;
}

beforeAll(async () => {
  terminal = await openTerminal();
  for (const page of [PAGE, "11"])
    await terminal.house.office.register(page, pageSettings.parse({ name: "A shop" }), null, "test");
  await terminal.house.conversations.inbound(PAGE, PSID, Date.now() - HOUR, false);
  recorder = createRecorder();
  works = await openHouse({ config: terminal.house.config, log: recorder.log, profile: "worker" });
  classifier = works.startClassifier();
  for (const message of [
    announcement("1"),
    announcement("2", "11"),
    { ...announcement("3"), type: "agent_reply", agent: { id: "mai" } },
  ]) {
    dead.push((await submit(message)).replace(/^m/, "d"));
    await recorder.count("message.buried", dead.length);
  }
});
afterAll(async () => {
  await classifier.close();
  await works.close();
  await terminal.close();
});

describe("taglane explain", () => {
  const rows = [
    aMessage(),
    announcement("1"),
    { ...aMessage(), colour: "red" },
    { ...aMessage(), page: "999" },
  ];

  test("tells for each row what would be decided and why, and sends nothing", async () => {
    const before = await vi.waitFor(async () => {
      const counts = await terminal.house.outbound.counts();
      expect(counts.active).toBe(0);
      return counts;
    });
    const file = terminal.file("all.ndjson", rows.map((it) => JSON.stringify(it)).join("\n"));
    const { code, stdout, stderr } = await terminal.run(["explain", file]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    const lines = stdout.split("\n");
    expect(lines[0]).toMatch(
      /^row 1: send as UPDATE \(window open until \S+Z, tag POST_PURCHASE_UPDATE, policy \w+\)$/,
    );
    expect(lines[1]).toMatch(/^ {4}They wrote /);
    expect(stdout).toMatch(/^row 2: reject window_closed \(window closed/m);
    expect(stdout).toContain("row 3: not valid: colour is not a known field\n");
    expect(stdout).toContain("row 4: not valid: page 999 is not registered\n");
    expect(await terminal.house.outbound.counts()).toEqual(before);
  });

  test("as JSON gives one line a row", async () => {
    const { code, stdout } = await terminal.run(["explain", "-", "--json"], {
      stdin: `${JSON.stringify(rows[0])}\n${JSON.stringify(rows[1])}\n`,
    });
    expect(code).toBe(0);
    const told = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown);
    expect(told).toMatchObject([
      { row: 1, decision: { verdict: "send", carriedAs: { messagingType: "UPDATE" } } },
      { row: 2, decision: { verdict: "reject", reason: "window_closed" } },
    ]);
  });
});

describe("taglane status", () => {
  test("tells a message's story", async () => {
    const id = await submit(aMessage({ sendAt: new Date(Date.now() + HOUR).toISOString() }));
    const { code, stdout, stderr } = await terminal.run(["status", id]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(
      new RegExp(`^${id}  order_shipped to ${PSID} on page ${PAGE}: scheduled\n  \\S+Z  accepted\n$`),
    );
  });

  test("tells of a dead one why", async () => {
    const id = String(dead[0]).replace(/^d/, "m");
    const { stdout } = await terminal.run(["status", id]);
    expect(stdout).toContain(`: dead\n`);
    expect(stdout).toContain(`dead (window_closed): ${REASONS.window_closed}`);
  });

  test("as JSON tells what GET /v1/messages tells", async () => {
    const id = String(dead[0]).replace(/^d/, "m");
    const { stdout } = await terminal.run(["status", id, "--json"]);
    expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(await terminal.house.tellMessage(id))));
  });

  test.each([`m${"a".repeat(24)}`, `m${"a".repeat(24)}.1`])("knows no %s", async (id) => {
    const ran = await terminal.run(["status", id]);
    expect(ran).toEqual({ code: 1, stdout: "", stderr: `No message ${id} is known here.\n` });
  });
});

describe("taglane dead-letters", () => {
  const ids = (stdout: string): string[] =>
    [...stdout.matchAll(/(?<![\w-])d[\w-]{24}(?![\w-])/g)].map(([id]) => id);

  test.each([["dead-letters"], ["dead-letters list"]])("%s lists the newest first", async (line) => {
    const { code, stdout, stderr } = await terminal.run(line.split(" "));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^ *DIED +PAGE +RECIPIENT +TYPE +REASON +ID/);
    expect(ids(stdout)).toEqual(dead.toReversed());
    expect(stdout).toMatch(/\n3 shown\n$/);
  });

  test.each([
    { args: ["--page", "11"], of: [1] },
    { args: ["--type", "agent_reply"], of: [2] },
    { args: ["--reason", "window_closed", "--page", PAGE, "--type", "announcement"], of: [0] },
    { args: ["--since", "2020-01-01T00:00:00Z", "--page", "11"], of: [1] },
  ])("filters by $args", async ({ args, of }) => {
    const { code, stdout } = await terminal.run(["dead-letters", "list", ...args]);
    expect(code).toBe(0);
    expect(ids(stdout)).toEqual(of.map((n) => dead[n]));
  });

  test("says how many more there are than asked for", async () => {
    const { stdout } = await terminal.run(["dead-letters", "list", "--limit", "1"]);
    expect(ids(stdout)).toEqual([dead[2]]);
    expect(stdout).toMatch(/\n1 shown, 2 more\n$/);
  });

  test("says in words that there are none", async () => {
    const ran = await terminal.run(["dead-letters", "list", "--until", "2020-01-01T00:00:00Z"]);
    expect(ran).toEqual({ code: 0, stdout: "No dead letters.\n", stderr: "" });
  });

  test("as JSON", async () => {
    const { stdout } = await terminal.run(["dead-letters", "list", "--json", "--limit", "2"]);
    const told = JSON.parse(stdout) as { items: unknown[]; total: number; nextCursor: string };
    expect(told).toMatchObject({
      total: 3,
      items: [{ id: dead[2] }, { id: dead[1], reason: "window_closed", sentence: REASONS.window_closed }],
    });
  });

  test("show tells one whole", async () => {
    const { code, stdout, stderr } = await terminal.run(["dead-letters", "show", String(dead[0])]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.split("\n").slice(0, 2)).toEqual([
      `${String(dead[0])}  announcement to 1 on page ${PAGE}: window_closed`,
      `  ${REASONS.window_closed}`,
    ]);
    expect(stdout).toContain('The message: {"page":"');
    const json = await terminal.run(["dead-letters", "show", String(dead[0]), "--json"]);
    expect(JSON.parse(json.stdout)).toMatchObject({ id: dead[0], message: announcement("1") });
  });

  test.each([`d${"a".repeat(24)}`, "d-by-hand"])("show knows no %s", async (id) => {
    const ran = await terminal.run(["dead-letters", "show", id]);
    expect(ran).toEqual({ code: 1, stdout: "", stderr: `There is no dead letter ${id}.\n` });
  });
});

describe("taglane config", () => {
  const secrets = {
    META_APP_SECRET: "the-app-secret",
    META_VERIFY_TOKEN: "the-verify-token",
    API_KEYS: "shop:the-key-of-the-shop:send",
    REDIS_URL: "redis://:the-password@localhost:6379",
  };

  test("lists each setting with its value, and masks the secrets", async () => {
    const { code, stdout, stderr } = await terminal.run(["config"], { env: { ...secrets, PAGE_RATE: "12" } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^ *PAGE_RATE +"12" +30 +Messages a second a page/m);
    expect(stdout).toMatch(/^ *META_APP_SECRET +set to a value not shown here/m);
    expect(stdout).not.toMatch(/the-(app|verify|key|password)/);
    expect(stdout).not.toContain(terminal.env["ENCRYPTION_KEY"]);
  });

  test("as JSON tells also what each may be", async () => {
    const { stdout } = await terminal.run(["config", "--json"], { env: secrets });
    expect(JSON.parse(stdout)).toContainEqual({
      name: "ON_UNKNOWN",
      type: "one of resend, bury",
      value: "not set",
      default: "resend",
      help: expect.any(String),
    });
    expect(stdout).not.toMatch(/the-(app|verify|key|password)/);
  });

  test("reads .env, but not over what is set, and not in production", async () => {
    writeFileSync(join(terminal.folder, ".env"), "PAGE_RATE=5\nPORT=4444\nLOG_LEVEL=\n");
    const told = await terminal.run(["config"], { env: { PORT: "5555" } });
    expect(told.stdout).toMatch(/PAGE_RATE +"5"/);
    expect(told.stdout).toMatch(/PORT +"5555"/);
    expect(told.stdout).toMatch(/LOG_LEVEL +not set/);
    const inProduction = await terminal.run(["config"], { env: { NODE_ENV: "production" } });
    expect(inProduction.stdout).toMatch(/PAGE_RATE +not set/);
    writeFileSync(join(terminal.folder, ".env"), "");
  });
});
