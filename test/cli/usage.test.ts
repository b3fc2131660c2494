import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { run, type Ran } from "./terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "taglane-usage-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const DEAD = `d${"a".repeat(24)}`;

/** Nothing may need Redis to say what is wrong with what was typed. */
const env = { NODE_ENV: "test", REDIS_URL: "redis://127.0.0.1:9" };
const typed = (line: string, more = {}): Promise<Ran> =>
  run(
    line.split(" ").filter((it) => it !== ""),
    folder,
    { env: { ...env, ...more } },
  );

function sentences(text: string): string[] {
  return text.trim().split("\n");
}

describe.concurrent("--help", () => {
  test.each([
    "",
    "dev",
    "serve",
    "classifier",
    "sender",
    "simulator",
    "send",
    "explain",
    "status",
    "pages",
    "pages list",
    "pages show",
    "pages set",
    "pages pause",
    "pages resume",
    "conversations",
    "conversations show",
    "conversations forgive",
    "dead-letters",
    "dead-letters list",
    "dead-letters show",
    "dead-letters summary",
    "dead-letters replay",
    "dead-letters replays",
    "dead-letters abort",
    "dead-letters discard",
    "dead-letters repair",
    "audit",
    "templates",
    "doctor",
    "config",
    "bench",
  ])("tells of taglane %s", async (command) => {
    const { code, stdout, stderr } = await typed(`${command} --help`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(new RegExp(`^Usage: taglane ${command}.*\\n\\n\\S`));
  });
});

describe.concurrent("what makes no sense ends with 2 and says why", () => {
  test.each([
    { line: "", words: "Usage: taglane" },
    { line: "sned x.csv", words: "error: unknown command 'sned'" },
    { line: "send", words: "error: missing required argument 'file'" },
    {
      line: "send x.txt",
      words: "x.txt ends neither in .ndjson nor in .csv; say which it is: --format ndjson or --format csv.",
    },
    { line: "send x.csv --format xml", words: "Allowed choices are ndjson, csv." },
    { line: "send a.csv b.csv", words: "error: too many arguments" },
    { line: "explain", words: "error: missing required argument 'file'" },
    { line: "status", words: "error: missing required argument 'id'" },
    { line: "serve now", words: "error: too many arguments" },
    { line: "serve --port 80", words: "error: unknown option '--port'" },
    { line: "simulator --port http", words: "It must be a whole number from 0 to 65535." },
    { line: "simulator --webhook ftp://x", words: "It must be an http or https URL." },
    {
      line: "simulator --webhook http://x",
      words: "--webhook needs META_APP_SECRET to be set: each webhook is signed with it.",
    },
    { line: "dead-letters lst", words: "too many arguments" },
    { line: "dead-letters list --reason bad_luck", words: "It must be one of invalid_message," },
    { line: "dead-letters list --page shop", words: "It must be a string of digits." },
    { line: "dead-letters list --since yesterday", words: "It must be an ISO 8601 time with a zone" },
    { line: "dead-letters list --limit 0", words: "It must be a whole number from 1 to 1,000." },
    { line: "dead-letters list --limit all", words: "It must be a whole number from 1 to 1,000." },
    {
      line: "dead-letters list --since 2026-01-02T00:00:00Z --until 2026-01-01T00:00:00Z",
      words: "--since must be a time before --until.",
    },
    {
      line: "dead-letters summary --since 2026-01-02T00:00:00Z --until 2026-01-02T00:00:00Z",
      words: "--since must be a time before --until.",
    },
    {
      line: "dead-letters replay --yes --since 2026-01-02T00:00:00Z --until 2026-01-01T00:00:00Z",
      words: "--since must be a time before --until.",
    },
    {
      line: "dead-letters discard --yes --since 2026-01-02T00:00:00Z --until 2026-01-01T00:00:00Z",
      words: "--since must be a time before --until.",
    },
    {
      line: "audit --since 2026-01-02T00:00:00Z --until 2026-01-01T00:00:00Z",
      words: "--since must be a time before --until.",
    },
    { line: "dead-letters show", words: "error: missing required argument 'id'" },
    { line: "dead-letters show m1", words: "It must be a dead letter's id." },
    { line: "dead-letters abort x", words: "It must be a replay's id." },
    { line: "dead-letters replay --limit 0 --yes", words: "It must be a whole number from 1 to 100000000." },
    { line: "dead-letters replay --priority soon", words: "Allowed choices are high, normal, bulk." },
    { line: "dead-letters replay --id m1 --yes", words: "It must be a dead letter's id." },
    {
      line: `dead-letters replay --yes --id ${DEAD} --reason expired`,
      words: "--id names the dead letters already, so no filter may stand beside it.",
    },
    {
      line: "dead-letters replay --text Hello",
      words: "--text needs exactly one --id: each message has a text of its own.",
    },
    {
      line: `dead-letters replay --text Hello --id ${DEAD} --id ${DEAD.replace(/a$/, "b")}`,
      words: "--text needs exactly one --id: each message has a text of its own.",
    },
    {
      line: `dead-letters replay --text Hello --id ${DEAD} --dry-run`,
      words: "--text replays one message at once: no --dry-run, --detach or --limit beside it.",
    },
    { line: "dead-letters replay", words: "Nobody can be asked here: add --yes to replay them." },
    { line: "dead-letters discard", words: "Nobody can be asked here: add --yes to discard them." },
    { line: "status 42", words: "It must be a message id." },
    { line: "templates list shop", words: "It must be a string of digits." },
    { line: "conversations show 1 ann", words: "It must be a string of digits." },
    { line: "pages show shop", words: "It must be a string of digits." },
    { line: "pages set 1 --rate 500", words: "It must be a number from 0.1 to 300." },
    { line: "pages set 1 --policy tags", words: "Allowed choices are auto, message_tags, utility." },
    { line: "pages set 1 --guard maybe", words: "Allowed choices are reject, flag, off." },
    { line: "pages set 1 --time-zone Mars", words: "It must be an IANA time zone such as Europe/Madrid." },
    { line: "pages set 1 --token-env A --token-stdin", words: "cannot be used with" },
    {
      line: "pages set 1 --token-env NOT_SET",
      words: "There is no access token in the environment variable NOT_SET",
    },
    { line: "pages set 1 --token EAAG", words: "error: unknown option '--token'" },
    { line: "pages pause 1", words: "error: required option '--reason <reason>' not specified" },
  ])("taglane $line", async ({ line, words }) => {
    const { code, stdout, stderr } = await typed(line);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(words);
    expect(stderr).not.toMatch(/^ {4}at /m);
  });
});

describe.concurrent("what cannot be done ends with 1 and one sentence", () => {
  writeFileSync(join(folder, "some.ndjson"), "{}\n");
  const away =
    "Redis at redis://127.0.0.1:9 cannot be reached (connect ECONNREFUSED 127.0.0.1:9); start it, or set REDIS_URL.";
  test.each([
    { line: "send nowhere.csv", words: "There is no file nowhere.csv." },
    { line: "explain nowhere.ndjson", words: "There is no file nowhere.ndjson." },
    { line: "send some.ndjson", words: away },
    { line: `status m${"a".repeat(24)}`, words: away },
    { line: "dead-letters", words: away },
    { line: "pages", words: away },
    { line: "classifier", words: away },
    { line: "serve", words: away },
  ])("taglane $line", async ({ line, words }) => {
    const { code, stderr } = await typed(line, { ENCRYPTION_KEY: Buffer.alloc(32).toString("base64") });
    expect(code).toBe(1);
    expect(sentences(stderr)).toEqual([words]);
  });

  test.each(["serve", "sender"])("taglane %s without ENCRYPTION_KEY", async (line) => {
    const { code, stderr } = await typed(line);
    expect(code).toBe(1);
    expect(sentences(stderr)).toEqual([
      "ENCRYPTION_KEY is not set, but must be 32 bytes in base64, such as `openssl rand -base64 32` prints.",
    ]);
  });

  test.each(["serve", "sender", "classifier", "dev", "config", "send some.ndjson", "pages"])(
    "taglane %s with a slip in a setting",
    async (line) => {
      const { code, stderr } = await typed(line, { TAG_POLICY: "utilty" });
      expect(code).toBe(1);
      expect(sentences(stderr)).toEqual([
        'TAG_POLICY is "utilty", but must be one of auto, message_tags, utility.',
      ]);
    },
  );

  test("taglane serve with a slip in a setting's name", async () => {
    const { code, stderr } = await typed("serve", { TAG_POLCY: "utility" });
    expect(code).toBe(1);
    expect(sentences(stderr)).toEqual(["TAG_POLCY is not a setting; did you mean TAG_POLICY?"]);
  });

  test("taglane simulator on a port that is taken", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const { code, stderr } = await typed(`simulator --port ${String(port)}`);
    server.close();
    expect(code).toBe(1);
    expect(sentences(stderr)).toEqual([
      `Port ${String(port)} is in use; stop what is there, or name another with --port.`,
    ]);
  });

  test("taglane with an .env that is a folder", async () => {
    const other = mkdtempSync(join(tmpdir(), "taglane-env-"));
    mkdirSync(join(other, ".env"));
    const { code, stderr } = await run(["config"], other, { env });
    rmSync(other, { recursive: true });
    expect(code).toBe(1);
    expect(sentences(stderr)).toEqual(["The file .env cannot be read (EISDIR)."]);
  });
});
