import { randomBytes } from "node:crypto";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { settingsOf } from "../../src/http/page-view.ts";
import { aToken } from "../support/recorder.ts";
import { openTerminal, type Terminal } from "./terminal.ts";

let terminal: Terminal;
beforeAll(async () => {
  terminal = await openTerminal();
});
afterAll(() => terminal.close());

const pages = (...args: string[]) => terminal.run(["pages", ...args]);
const stored = (id: string) => terminal.house.pages.get(id);

test("none at all is said in words", async () => {
  expect(await pages()).toEqual({
    code: 0,
    stdout: "No page is registered; taglane pages set <id> --name <name> adds one.\n",
    stderr: "",
  });
});

describe("set", () => {
  test("registers a page with a token from standard input, and never tells it", async () => {
    const { code, stdout, stderr } = await terminal.run(
      [
        "pages",
        "set",
        "11",
        "--name",
        "A shop",
        "--rate",
        "12.5",
        "--policy",
        "utility",
        "--guard",
        "flag",
        "--human-agent",
        "--time-zone",
        "Europe/Madrid",
        "--token-stdin",
      ],
      { stdin: `${aToken("11")}\n` },
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.split("\n")).toEqual([
      "11  A shop",
      "  access token   set",
      "  tag policy     utility",
      "  human agent    granted",
      "  promotion      flag",
      "  quiet hours    none",
      "  spacing        1000 ms between two messages to one person",
      "  time zone      Europe/Madrid",
      "  lane           0 waiting, 0 delayed, 0 active, at 12.5 a second",
      "  held           no",
      "",
    ]);
    expect(await terminal.house.pages.token("11")).toBe(aToken("11"));
  });

  test("changes only what is named", async () => {
    await terminal.run(
      ["pages", "set", "12", "--name", "A shop", "--rate", "5", "--human-agent", "--token-env", "TOKEN"],
      {
        env: { TOKEN: aToken("12") },
      },
    );
    const { code } = await pages("set", "12", "--policy", "message_tags", "--no-human-agent");
    expect(code).toBe(0);
    expect(await stored("12")).toMatchObject({
      name: "A shop",
      ratePerSecond: 5,
      humanAgent: false,
      tagPolicy: "message_tags",
      hasToken: true,
    });
  });

  test("sets quiet hours and spacing, keeps them, and takes the quiet away", async () => {
    const set = await pages("set", "14", "--name", "A shop", "--quiet", "22:00-08:00", "--spacing", "2500");
    expect(set).toMatchObject({ code: 0, stderr: "" });
    expect(set.stdout).toContain("\n  quiet hours    22:00 to 08:00\n");
    expect(set.stdout).toContain("\n  spacing        2500 ms between two messages to one person\n");
    await pages("set", "14", "--name", "The shop");
    const quietHours = { from: "22:00", to: "08:00" };
    expect(await stored("14")).toMatchObject({ name: "The shop", quietHours, recipientSpacingMs: 2_500 });
    const off = await pages("set", "14", "--quiet", "off", "--spacing", "0");
    expect(off.stdout).toContain("\n  quiet hours    none\n");
    expect(await stored("14")).toMatchObject({ recipientSpacingMs: 0 });
    expect(await stored("14")).not.toHaveProperty("quietHours");
  });

  const NOT_QUIET = "It must be two different times of day, as 22:00-08:00, or off.";
  const NOT_SPACING = "It must be a whole number from 0 to 60000.";
  test.each([
    ["--quiet", "night", NOT_QUIET],
    ["--quiet", "22:00", NOT_QUIET],
    ["--quiet", "22-8", NOT_QUIET],
    ["--quiet", "22:00-24:00", NOT_QUIET],
    ["--quiet", "22:00-22:00", NOT_QUIET],
    ["--quiet", "22:00-08:00-09:00", NOT_QUIET],
    ["--quiet", "", NOT_QUIET],
    ["--spacing", "-1", NOT_SPACING],
    ["--spacing", "60001", NOT_SPACING],
    ["--spacing", "0.5", NOT_SPACING],
    ["--spacing", "1s", NOT_SPACING],
  ])("is not moved by %s %j", async (option, value, words) => {
    const { code, stdout, stderr } = await pages("set", "96", "--name", "A", `${option}=${value}`);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(words);
    expect(await stored("96")).toBeNull();
  });

  test("keeps templates and other settings that it has no option for", async () => {
    const templates = { order_shipped: { name: "shipped", language: "en" } };
    const page = await stored("11");
    if (page === null) throw new Error("page 11 was registered above");
    await terminal.house.office.register("13", { ...settingsOf(page), templates }, aToken("13"), "test");
    const { code, stdout, stderr } = await pages("set", "13", "--name", "New name");
    expect(code).toBe(0);
    expect(stdout).toContain(
      "  template       order_shipped: shipped en (Meta was not asked, or knows none)\n",
    );
    expect(stderr).toMatch(/^The page's templates could not be had from Graph: .+\n$/);
    expect(await stored("13")).toMatchObject({ name: "New name", templates });
  });

  test("wants a name for a page that is new", async () => {
    expect(await pages("set", "99", "--rate", "5")).toEqual({
      code: 2,
      stdout: "",
      stderr: "Page 99 is not registered yet, so it needs a --name.\n",
    });
    expect(await stored("99")).toBeNull();
  });

  test.each([
    { label: "nothing on standard input", args: ["--token-stdin"], stdin: "\n", where: "standard input" },
    { label: "an endless one", args: ["--token-stdin"], stdin: "x".repeat(1_001), where: "standard input" },
    {
      label: "a variable that is empty",
      args: ["--token-env", "TOKEN"],
      stdin: "",
      where: "the environment variable TOKEN",
    },
  ])("takes no token that is none: $label", async ({ args, stdin, where }) => {
    const ran = await terminal.run(["pages", "set", "98", "--name", "A", ...args], {
      stdin,
      env: { TOKEN: "" },
    });
    expect(ran).toEqual({
      code: 2,
      stdout: "",
      stderr: `There is no access token in ${where}: it is empty, or longer than 1,000 characters.\n`,
    });
    expect(await stored("98")).toBeNull();
  });

  test("needs ENCRYPTION_KEY for a token, and stores nothing without", async () => {
    const { code, stderr } = await terminal.run(["pages", "set", "97", "--name", "A", "--token-stdin"], {
      stdin: aToken("97"),
      env: { ENCRYPTION_KEY: "" },
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^ENCRYPTION_KEY is not set, but page tokens are sealed with it; .+\n$/);
    expect(await stored("97")).toBeNull();
  });
});

describe("list and show", () => {
  test("tell every page in a table", async () => {
    const { code, stdout } = await pages("list");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ *PAGE +NAME +RATE +POLICY +WAITING +DELAYED +ACTIVE +HELD/);
    expect(stdout).toMatch(/^ *11 +A shop +12\.5\/s +utility +0 +0 +0/m);
  });

  test("as JSON tell what GET /v1/pages tells", async () => {
    const listed = JSON.parse((await pages("--json")).stdout) as { id: string }[];
    expect(listed.map(({ id }) => id)).toEqual(["11", "12", "13", "14"]);
    const shown: unknown = JSON.parse((await pages("show", "11", "--json")).stdout);
    expect(shown).toEqual(listed[0]);
    expect(shown).toMatchObject({ id: "11", hasToken: true, lane: { held: null } });
  });
});

describe("pause and resume", () => {
  test("hold the page and let it go", async () => {
    const paused = await pages("pause", "12", "--reason", "inventory");
    expect(paused).toMatchObject({ code: 0, stderr: "" });
    expect(paused.stdout).toMatch(/\n {2}held {11}operator since \S+Z by cli: inventory\n$/);
    expect(await terminal.house.lanes.queue({ kind: "text", page: "12" }).isPaused()).toBe(true);
    expect((await pages("list")).stdout).toMatch(/^ *12 .* operator *$/m);
    const resumed = await pages("resume", "12", "--json");
    expect(JSON.parse(resumed.stdout)).toMatchObject({ lane: { held: null } });
    expect(await terminal.house.lanes.queue({ kind: "text", page: "12" }).isPaused()).toBe(false);
  });

  test.each([
    ["show", "999"],
    ["pause", "999", "--reason", "a"],
    ["resume", "999"],
  ])("%s is nothing for a page that nobody registered", async (...args) => {
    expect(await pages(...args.filter((it) => typeof it === "string"))).toEqual({
      code: 1,
      stdout: "",
      stderr: "Page 999 is not registered; taglane pages set 999 --name <name> --token-stdin adds it.\n",
    });
  });
});

test("no token stands in Redis in the clear", async () => {
  const redis = new Redis(String(terminal.env["REDIS_URL"]));
  const keys = await redis.keys(`${String(terminal.env["REDIS_PREFIX"])}*`);
  const dumps = await Promise.all(keys.map((key) => redis.dumpBuffer(key)));
  redis.disconnect();
  const everything = dumps.map((dump) => dump?.toString("latin1") ?? "").join("\n");
  expect(everything).toContain("A shop");
  for (const id of ["11", "12", "13"]) expect(everything).not.toContain(aToken(id));
});

test("a token that was sealed with another key is not opened", async () => {
  const { stdout, code } = await terminal.run(["doctor"], {
    env: { ENCRYPTION_KEY: randomBytes(32).toString("base64") },
  });
  expect(code).toBe(1);
  expect(stdout).toContain(
    "fail  page 11: The token of page 11 cannot be opened: ENCRYPTION_KEY is not the one that sealed it.\n",
  );
});
