import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { waitingOutbound } from "../../src/pipeline/outbound-job.ts";
import { pageSettings } from "../../src/core/page.ts";
import { freshRedis } from "../support/redis.ts";
import { aMessage, PAGE } from "../http/door.ts";
import { launch, openTerminal, type Ran, type Terminal } from "./terminal.ts";

let terminal: Terminal;
let names = 0;
let name = "";
beforeAll(async () => {
  terminal = await openTerminal();
  await terminal.house.office.register(PAGE, pageSettings.parse({ name: "A shop" }), null, "test");
});
afterAll(() => terminal.close());
beforeEach(() => {
  names += 1;
  name = `file${String(names)}`;
});

const HEADER = "page,recipient.psid,type,content.text,order.id,order.placedAt,idempotencyKey";
const cells = (n: number, text = "Your order is on its way.") =>
  `${PAGE},${String(n)},order_shipped,"${text}",${String(n)},2026-11-20T10:00:00Z,${name}-${String(n)}`;
const row = (more: Readonly<Record<string, unknown>> = {}) => JSON.stringify(aMessage(more));
const waiting = () => waitingOutbound(terminal.house);

async function send(
  extension: string,
  content: string | Buffer,
  ...args: string[]
): Promise<Ran & { queued: number }> {
  const before = await waiting();
  const ran = await terminal.run(["send", terminal.file(`${name}.${extension}`, content), ...args]);
  return { ...ran, queued: (await waiting()) - before };
}

interface Refused {
  readonly row: number;
  readonly reasons: readonly string[];
  readonly message: unknown;
}

function refusedIn(file: string): Refused[] {
  const lines = terminal.read(file).trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Refused);
}

describe("NDJSON", () => {
  test("is queued row by row: accepted, known already, refused with its reasons in a file beside it", async () => {
    const content = [
      row({ idempotencyKey: name }),
      row({ idempotencyKey: name }),
      "",
      row({ colour: "red", page: "x" }),
      '{"page": ',
      row({ idempotencyKey: name, content: { text: "Something else." } }),
      row(),
    ].join("\n");
    const { code, stdout, stderr, queued } = await send("ndjson", content);
    expect({ code, stderr, queued }).toEqual({ code: 1, stderr: "", queued: 2 });
    expect(stdout.split("\n")).toEqual([
      "2 accepted, 1 known already, 3 refused",
      `Refused rows, each with its reasons: ${name}.ndjson.refused.ndjson`,
      "",
    ]);
    expect(refusedIn(`${name}.ndjson.refused.ndjson`)).toEqual([
      {
        row: 4,
        reasons: ["page must be a string of digits", "colour is not a known field"],
        message: aMessage({ colour: "red", page: "x" }),
      },
      { row: 5, reasons: ["is not valid JSON: Unexpected end of JSON input"], message: '{"page": ' },
      {
        row: 6,
        reasons: [
          expect.stringMatching(/^idempotencyKey was used for another message \(m.{24}\); use a new key$/),
        ],
        message: aMessage({ idempotencyKey: name, content: { text: "Something else." } }),
      },
    ]);
  });

  test("a huge line is refused, and those around it are not", async () => {
    const content = `${row()}\n${"x".repeat(5_000_000)}\n${row()}\n`;
    const { code, queued } = await send("ndjson", content);
    expect({ code, queued }).toEqual({ code: 1, queued: 2 });
    const [refused] = refusedIn(`${name}.ndjson.refused.ndjson`);
    expect(refused).toMatchObject({ row: 2, reasons: ["is longer than 1 MiB"] });
    expect(String(refused?.message).length).toBe(200);
  });

  test("that is empty queues nothing and is no failure", async () => {
    const { code, stdout, stderr } = await send("ndjson", "");
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: `No messages were queued from ${name}.ndjson.\n`,
      stderr: "",
    });
    expect(existsSync(join(terminal.folder, `${name}.ndjson.refused.ndjson`))).toBe(false);
  });

  test("of twelve thousand rows tells how far it is, and all are queued", async () => {
    const content = Array.from({ length: 12_000 }, (_, n) =>
      row({ idempotencyKey: `${name}-${String(n)}` }),
    ).join("\n");
    const { code, stdout, stderr, queued } = await send("ndjson", content);
    expect({ code, queued, stderr }).toEqual({ code: 0, queued: 12_000, stderr: "10000 messages\n" });
    expect(stdout).toBe("12000 accepted, 0 known already, 0 refused\n");
  });
});

describe("CSV", () => {
  test.each([
    { label: "plain", content: () => `${HEADER}\n${cells(1)}\n${cells(2)}\n` },
    {
      label: "with CRLF, a byte order mark, spaces and empty lines",
      content: () =>
        `\u{FEFF}${HEADER.replaceAll(",", " , ")}\r\n${cells(1)}\r\n\r\n,,,,,,\r\n${cells(2)}\r\n\r\n`,
    },
    {
      label: "with quotes, commas and line breaks inside a cell",
      content: () => `${HEADER}\n${cells(1, 'Say ""hello"", then\nwait')}\n${cells(2)}`,
    },
  ])("is queued: $label", async ({ content }) => {
    const { code, stdout, stderr, queued } = await send("csv", content());
    expect({ code, stdout, stderr, queued }).toEqual({
      code: 0,
      stdout: "2 accepted, 0 known already, 0 refused\n",
      stderr: "",
      queued: 2,
    });
  });

  test("the example of an event organiser's day is taken as it is", async () => {
    await terminal.house.office.register(
      "1029384756",
      pageSettings.parse({ name: "Lotus Market" }),
      null,
      "test",
    );
    await terminal.house.office.register("2093847561", pageSettings.parse({ name: "Cedar" }), null, "test");
    const example = join(import.meta.dirname, "../../examples/events.csv");
    const ran = await terminal.run(["send", example, "--refused", "events.refused.ndjson"]);
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(ran.stdout).toMatch(/^[1-9]\d* accepted, 0 known already, 0 refused\n$/);
  });

  test("that lacks a column is refused whole", async () => {
    const { code, stdout, stderr, queued } = await send("csv", "page,type,content.text\n1,a,b\n");
    expect({ code, queued, stdout }).toEqual({
      code: 1,
      queued: 0,
      stdout: `No messages were queued from ${name}.csv.\n`,
    });
    expect(stderr).toBe(`${name}.csv lacks the column recipient.psid.\n`);
  });

  test("a column that is no field is named in each row that fills it", async () => {
    const content = `${HEADER},colour\n${cells(1)},red\n${cells(2)},\n`;
    expect(await send("csv", content)).toMatchObject({ code: 1, queued: 1 });
    expect(refusedIn(`${name}.csv.refused.ndjson`)).toMatchObject([
      { row: 2, reasons: ["colour is not a known field"] },
    ]);
  });

  test("is read up to a fault, and says that it stopped there", async () => {
    const content = [HEADER, cells(1), `${PAGE},3,order_shipped,a 5" screen,3,,`, cells(2)].join("\n");
    const { code, stdout, queued } = await send("csv", content);
    expect({ code, queued }).toEqual({ code: 1, queued: 1 });
    expect(stdout).toContain("1 accepted, 0 known already, 1 refused");
    expect(refusedIn(`${name}.csv.refused.ndjson`)).toMatchObject([
      { row: 3, reasons: [expect.stringMatching(/; nothing from here on was read$/)] },
    ]);
  });
});

describe("standard input", () => {
  test.each([
    { label: "NDJSON", args: [], stdin: () => `${row()}\n` },
    { label: "CSV when it is told so", args: ["--format", "csv"], stdin: () => `${HEADER}\n${cells(1)}\n` },
  ])("is $label", async ({ args, stdin }) => {
    const ran = await terminal.run(["send", "-", ...args], { stdin: stdin() });
    expect(ran).toEqual({ code: 0, stdout: "1 accepted, 0 known already, 0 refused\n", stderr: "" });
  });

  test("has its refused rows in stdin.refused.ndjson, or where it is told", async () => {
    await terminal.run(["send", "-"], { stdin: "{}\n" });
    expect(refusedIn("stdin.refused.ndjson")).toHaveLength(1);
    await terminal.run(["send", "-", "--refused", "elsewhere.ndjson"], { stdin: "{}\n" });
    expect(refusedIn("elsewhere.ndjson")).toHaveLength(1);
  });
});

describe("the summary", () => {
  test("as JSON", async () => {
    const { code, stdout } = await send("ndjson", `${row({ idempotencyKey: name })}\n{}\n`, "--json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      accepted: 1,
      duplicates: 0,
      refused: 1,
      refusedFile: `${name}.ndjson.refused.ndjson`,
    });
  });

  test("of the same file again: all are known already, and the exit code is 0", async () => {
    const content = `${row({ idempotencyKey: name })}\n`;
    await send("ndjson", content);
    const { code, stdout, queued } = await send("ndjson", content);
    expect({ code, stdout, queued }).toEqual({
      code: 0,
      stdout: "0 accepted, 1 known already, 0 refused\n",
      queued: 0,
    });
  });

  test("a page that nobody registered is a refusal", async () => {
    expect(await send("ndjson", row({ page: "999" }))).toMatchObject({ code: 1, queued: 0 });
    expect(refusedIn(`${name}.ndjson.refused.ndjson`)[0]?.reasons[0]).toMatch(/^page 999 is not registered/);
  });
});

describe("what stands in the way is told in one sentence", () => {
  test("a folder", async () => {
    mkdirSync(join(terminal.folder, "folder.csv"));
    const ran = await terminal.run(["send", "folder.csv"]);
    expect(ran).toEqual({ code: 1, stdout: "", stderr: "folder.csv is a folder, not a file.\n" });
  });

  test("a file for the refused rows that cannot be written; what was queued is told", async () => {
    const { code, stdout, stderr, queued } = await send(
      "ndjson",
      `${row()}\n{}\n`,
      "--refused",
      "no/such/folder.ndjson",
    );
    expect({ code, queued }).toEqual({ code: 1, queued: 1 });
    expect(stdout).toContain("1 accepted");
    expect(stderr).toBe(
      "The refused rows cannot be written to no/such/folder.ndjson (ENOENT); name another file with --refused.\n",
    );
  });

  test("a Redis that stops in between; what was queued until then is told", async () => {
    const redis = await freshRedis();
    const other = await openTerminal({ REDIS_URL: redis.url });
    await other.house.office.register(PAGE, pageSettings.parse({ name: "A shop" }), null, "test");
    const child = launch("src/cli/main.js", ["send", "-"], other.folder, other.env);
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    child.stdin.write(Array.from({ length: 50 }, () => `${row()}\n`).join(""));
    await expect.poll(() => waitingOutbound(other.house), { timeout: 15_000 }).toBe(50);
    await redis.kill();
    child.stdin.end(`${row()}\n`);
    expect(await ended).toBe(1);
    expect(stdout).toBe("50 accepted, 0 known already, 0 refused\n");
    expect(stderr).toMatch(/^Redis stopped answering \(.+\); see that it runs, then try again\.\n$/);
    await redis.restart();
    await other.close();
    await redis.stop();
  });
});
