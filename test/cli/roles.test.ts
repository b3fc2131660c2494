import { once } from "node:events";
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import type { ChildProcess } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aToken } from "../support/recorder.ts";
import { createCaller, keysSetting } from "../http/door.ts";
import { launch, openTerminal, type Terminal } from "./terminal.ts";

let terminal: Terminal;
beforeAll(async () => {
  terminal = await openTerminal({ API_KEYS: keysSetting(), PORT: "0" });
});
afterAll(() => terminal.close());

interface Role {
  readonly child: ChildProcess;
  readonly lines: Record<string, unknown>[];
  /** Resolves with the first line of that event. */
  until(event: string): Promise<Record<string, unknown>>;
  /** Exit code and whatever stands on standard error. */
  end(signal: NodeJS.Signals): Promise<{ code: number | null; stderr: string }>;
}

function start(script: string, args: readonly string[] = [], env = {}): Role {
  const child = launch(script, args, terminal.folder, { ...terminal.env, ...env });
  const lines: Record<string, unknown>[] = [];
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const reader = createInterface({ input: child.stdout });
  reader.on("line", (line) => lines.push(JSON.parse(line) as Record<string, unknown>));
  const closed = once(child, "close");
  return {
    child,
    lines,
    async until(event) {
      for (;;) {
        const found = lines.find((line) => line["event"] === event);
        if (found !== undefined) return found;
        await Promise.race([once(reader, "line"), closed.then(() => Promise.reject(new Error(stderr)))]);
      }
    },
    async end(signal) {
      child.kill(signal);
      await closed;
      return { code: child.exitCode, stderr };
    },
  };
}

describe("each role starts, and stops cleanly at a signal", () => {
  test.each([
    { script: "workers/classifier.js", args: [], role: "classifier" },
    { script: "workers/sender.js", args: [], role: "sender" },
    { script: "src/cli/main.js", args: ["classifier"], role: "classifier" },
    { script: "src/cli/main.js", args: ["sender"], role: "sender" },
    { script: "src/cli/main.js", args: ["serve"], role: "api" },
  ])("$script $args", async ({ script, args, role }) => {
    const process = start(script, args);
    expect(await process.until("process.started")).toMatchObject({ role });
    expect(await process.end("SIGTERM")).toEqual({ code: 0, stderr: "" });
    expect(process.lines.map((line) => line["event"])).toEqual(
      expect.arrayContaining(["process.stopping", "process.stopped"]),
    );
  });

  test("at Ctrl-C too", async () => {
    const process = start("workers/classifier.js");
    await process.until("process.started");
    expect(await process.end("SIGINT")).toEqual({ code: 0, stderr: "" });
  });
});

describe("a worker that cannot start says why in one sentence", () => {
  test.each([
    {
      script: "workers/classifier.js",
      env: { TAG_POLICY: "utilty" },
      words: 'TAG_POLICY is "utilty", but must be one of auto, message_tags, utility.',
    },
    {
      script: "workers/sender.js",
      env: { ENCRYPTION_KEY: "" },
      words:
        "ENCRYPTION_KEY is not set, but must be 32 bytes in base64, such as `openssl rand -base64 32` prints.",
    },
    {
      script: "workers/sender.js",
      env: { REDIS_URL: "redis://127.0.0.1:9" },
      words:
        "Redis at redis://127.0.0.1:9 cannot be reached (connect ECONNREFUSED 127.0.0.1:9); start it, or set REDIS_URL.",
    },
    {
      script: "workers/classifier.js",
      env: { JOB_TYPES_FILE: "nowhere.json" },
      words: "JOB_TYPES_FILE names nowhere.json, which does not exist.",
    },
    {
      script: "workers/classifier.js",
      env: { JOB_TYPES_FILE: "types.json" },
      words:
        "JOB_TYPES_FILE names types.json, which is no list of job types: type 1: tag must be one of POST_PURCHASE_UPDATE, CONFIRMED_EVENT_UPDATE, ACCOUNT_UPDATE, HUMAN_AGENT, colour is not a known field.",
    },
  ])("$script: $words", async ({ script, env, words }) => {
    terminal.file("types.json", '[{"name": "parcel_lost", "tag": "PARCEL", "colour": "red"}]');
    const process = start(script, [], env);
    await once(process.child, "close");
    expect(process.child.exitCode).toBe(1);
    expect(await process.end("SIGTERM")).toEqual({ code: 1, stderr: `${words}\n` });
  });
});

describe("taglane serve", () => {
  test("answers where it says that it listens, until it is told to stop", async () => {
    const process = start("src/cli/main.js", ["serve"]);
    const { url } = await process.until("http.listening");
    const caller = createCaller(String(url));
    expect((await caller.call("GET", "/readyz", { key: null })).status).toBe(200);
    expect((await caller.call("GET", "/v1/pages", { key: "read" })).status).toBe(200);
    expect(await process.end("SIGTERM")).toEqual({ code: 0, stderr: "" });
    await expect(caller.call("GET", "/healthz")).rejects.toThrow(/ECONNREFUSED|other side closed/);
    await caller.close();
  });

  test("on a port that is taken says so in one sentence", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const address = other.address();
    const port = String(typeof address === "object" && address !== null ? address.port : 0);
    const { code, stdout, stderr } = await terminal.run(["serve"], { env: { PORT: port } });
    other.close();
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toBe(`Port ${port} on 127.0.0.1 is in use; stop what is there, or set PORT to another.\n`);
  });

  test("registers what PAGES_FILE names, and tells no token", async () => {
    const pages = [{ id: "55", name: "From a file", accessToken: aToken("55") }];
    const process = start("src/cli/main.js", ["serve"], {
      PAGES_FILE: terminal.file("pages.json", JSON.stringify(pages)),
    });
    await process.until("http.listening");
    expect(await process.end("SIGTERM")).toEqual({ code: 0, stderr: "" });
    expect(await terminal.house.pages.get("55")).toMatchObject({ name: "From a file", hasToken: true });
    expect(JSON.stringify(process.lines)).not.toContain(aToken("55"));
  });

  test.each([
    {
      label: "is missing",
      file: () => "nowhere.json",
      words: "PAGES_FILE names nowhere.json, which does not exist.",
    },
    {
      label: "is no JSON, and holds a token",
      file: () => terminal.file("broken.json", `[{"id": "56", "accessToken": ${aToken("56")}}]`),
      words: "PAGES_FILE names broken.json, which is not valid JSON: Unexpected token 'E'.",
    },
    {
      label: "is no list",
      file: () => terminal.file("object.json", "{}"),
      words:
        "PAGES_FILE names object.json, which is no list of pages: the whole must be a list, not a JSON object.",
    },
    {
      label: "has a slip",
      file: () => terminal.file("slip.json", '[{"id": "57", "nme": "A"}]'),
      words:
        "PAGES_FILE names slip.json, which is no list of pages: 0.name is required; 0.nme is not a known field.",
    },
  ])("with a PAGES_FILE that $label says so in one sentence", async ({ file, words }) => {
    const { code, stderr } = await terminal.run(["serve"], { env: { PAGES_FILE: file() } });
    expect(code).toBe(1);
    expect(stderr).toBe(`${words}\n`);
  });
});

describe("taglane simulator", () => {
  test("says what GRAPH_API_URL would be, and stops at a signal", async () => {
    const child = launch("src/cli/main.js", ["simulator", "--port", "0"], terminal.folder, terminal.env);
    const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
    expect(line).toMatch(/^Graph API simulator: GRAPH_API_URL=http:\/\/127\.0\.0\.1:\d+\/v26\.0$/);
    const closed = once(child, "close");
    child.kill("SIGINT");
    await closed;
    expect(child.exitCode).toBe(0);
  });
});
