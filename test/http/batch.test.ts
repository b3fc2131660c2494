import { createHash } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { waitingOutbound } from "../../src/pipeline/outbound-job.ts";
import { aMessage, KEYS, openDoor, type Door } from "./door.ts";

const MIB = 1_048_576;

let door: Door;
beforeAll(async () => {
  door = await openDoor();
  await door.settle();
});
afterAll(() => door.close());

const post = (body: unknown, headers: Record<string, string> = {}) =>
  door.call("POST", "/v1/messages/batch", { key: "send", body, headers });
const ndjson = (rows: readonly unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");
const waiting = () => waitingOutbound(door.house);

/** One good, one repeat of it, one with two faults, one of another message's key, one more good. */
const mixed = (key: string) => [
  aMessage({ idempotencyKey: key }),
  aMessage({ idempotencyKey: key }),
  { ...aMessage(), colour: "red", page: "x" },
  aMessage({ idempotencyKey: key, content: { text: "Something else." } }),
  aMessage(),
];

describe("the good are taken, the bad are named", () => {
  test.each([
    { label: "a JSON array", body: JSON.stringify(mixed("array")) },
    { label: "an array after white space", body: `\u{FEFF} \r\n\t${JSON.stringify(mixed("space"))}` },
    { label: "NDJSON", body: ndjson(mixed("ndjson")) },
    {
      label: "NDJSON without a last line break, with CRLF and empty lines",
      body: ndjson(mixed("crlf")).replaceAll("\n", "\r\n\r\n").trim(),
    },
    { label: "NDJSON with a byte order mark", body: `\u{FEFF}${ndjson(mixed("bom"))}` },
    { label: "an array, gzip", body: gzipSync(JSON.stringify(mixed("gzip"))), encoding: "gzip" },
    { label: "NDJSON, deflate", body: deflateSync(ndjson(mixed("deflate"))), encoding: "deflate" },
    { label: "NDJSON, br", body: brotliCompressSync(ndjson(mixed("br"))), encoding: "br" },
  ])("in $label", async ({ body, encoding }) => {
    const before = await waiting();
    const answer = await post(body, encoding === undefined ? {} : { "content-encoding": encoding });
    expect({ status: answer.status, text: answer.text }).toMatchObject({ status: 202 });
    const { accepted, duplicates, rejected, ids } = answer.body;
    expect({ accepted, duplicates }).toEqual({ accepted: 2, duplicates: 1 });
    expect(rejected).toEqual([
      {
        index: 2,
        errors: [
          { path: "page", message: "must be a string of digits" },
          { path: "colour", message: "is not a known field" },
        ],
      },
      { index: 3, errors: [{ path: "idempotencyKey", message: expect.stringContaining(ids[0]) }] },
    ]);
    expect(ids).toEqual([expect.any(String), ids[0], null, null, expect.any(String)]);
    expect((await waiting()) - before).toBe(2);
  });

  test("lines that are no JSON at all, by their index among those that are not empty", async () => {
    const rows = [
      JSON.stringify(aMessage()),
      "",
      '{"page": ',
      '"text"',
      "[1]",
      "null",
      JSON.stringify(aMessage()),
    ];
    const answer = await post(`${rows.join("\n")}\n`);
    expect(answer.body).toMatchObject({ accepted: 2, duplicates: 0 });
    expect(answer.body.rejected).toEqual([
      { index: 1, errors: [{ path: "", message: "is not valid JSON: Unexpected end of JSON input" }] },
      { index: 2, errors: [{ path: "", message: "must be a JSON object, not a string" }] },
      { index: 3, errors: [{ path: "", message: "must be a JSON object, not a list" }] },
      { index: 4, errors: [{ path: "", message: "must be a JSON object, not null" }] },
    ]);
  });

  test("lines that are not UTF-8, or longer than 1 MiB", async () => {
    const good = Buffer.from(ndjson([aMessage()]));
    const latin = Buffer.from(ndjson([aMessage({ content: { text: "Señor" } })]), "latin1");
    const long = Buffer.from(ndjson([aMessage({ metadata: { a: "x".repeat(MIB) } })]));
    const answer = await post(Buffer.concat([good, latin, long, good]));
    expect(answer.body).toMatchObject({
      accepted: 2,
      rejected: [
        { index: 1, errors: [{ path: "", message: "is not UTF-8 text; save the file as UTF-8" }] },
        { index: 2, errors: [{ path: "", message: "is longer than 1 MiB" }] },
      ],
    });
  });

  test("an empty array holds nothing", async () => {
    const answer = await post("[]");
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({ accepted: 0, duplicates: 0, rejected: [], ids: [] });
  });
});

describe("NDJSON as it comes", () => {
  test("is taken before it has ended", async () => {
    const before = await waiting();
    const first = ndjson(Array.from({ length: 50 }, () => aMessage()));
    async function* body() {
      yield first;
      while ((await waiting()) - before < 50) await Promise.resolve();
      yield ndjson([aMessage()]);
    }
    const answer = await post(body());
    expect(answer.body).toMatchObject({ accepted: 51, rejected: [] });
  });

  test("may be cut anywhere, inside a letter too", async () => {
    const bytes = Buffer.from(
      ndjson([aMessage({ content: { text: "Zażółć gęślą jaźń 🚚\u{2028}" } }), aMessage()]),
    );
    async function* body() {
      for (const byte of bytes) yield Buffer.from([byte]);
    }
    expect((await post(body())).body).toMatchObject({ accepted: 2, rejected: [] });
  });

  test("that breaks off leaves what was taken taken, and the service as it was", async () => {
    const before = await waiting();
    const { hostname, port } = new URL(door.url);
    const socket = connect(Number(port), hostname);
    const head = [
      "POST /v1/messages/batch HTTP/1.1",
      "host: x",
      `authorization: Bearer ${KEYS.send}`,
      "content-length: 1000000",
    ];
    socket.write(`${head.join("\r\n")}\r\n\r\n`);
    socket.write(ndjson(Array.from({ length: 50 }, () => aMessage())));
    while ((await waiting()) - before < 50) await Promise.resolve();
    socket.destroy();
    await once(socket, "close");
    expect((await post([aMessage()])).status).toBe(202);
    expect((await waiting()) - before).toBe(51);
  });
});

describe("limits", () => {
  const small = (n: number) => ({ page: "1", n });

  test("10,000 messages in an array, and not one more", async () => {
    expect((await post(Array.from({ length: 10_000 }, (_, n) => small(n)))).status).toBe(202);
    const answer = await post(Array.from({ length: 10_001 }, (_, n) => small(n)));
    expect(answer).toBeProblem(413, "holds 10,001 messages, but 10,000 are the most; none of them was taken");
    expect(answer.body).not.toHaveProperty("accepted");
  });

  test("10,000 in NDJSON; what became of those is told", async () => {
    const rows = [aMessage(), ...Array.from({ length: 10_000 }, (_, n) => small(n))];
    const answer = await post(ndjson(rows));
    expect(answer).toBeProblem(
      413,
      "more than 10,000 messages; send the rest in another batch. 10,000 had been dealt with",
    );
    expect(answer.body).toMatchObject({ accepted: 1, duplicates: 0 });
    expect(answer.body.rejected).toHaveLength(9_999);
  });

  test.each([
    { label: "told beforehand", body: Buffer.alloc(33 * MIB, " ") },
    { label: "unfolded from a little", body: gzipSync(Buffer.alloc(33 * MIB, " ")), encoding: "gzip" },
    {
      label: "without a length",
      body: (async function* body() {
        for (let i = 0; i < 33; i += 1) yield Buffer.alloc(MIB, " ");
      })(),
    },
  ])("32 MiB: $label", async ({ body, encoding }) => {
    expect(await post(body, encoding === undefined ? {} : { "content-encoding": encoding })).toBeProblem(
      413,
      "larger than 32 MiB",
    );
  });
});

test("the connection of a body that was given up serves the next request", async () => {
  const { hostname, port } = new URL(door.url);
  const socket = connect(Number(port), hostname);
  const head = (length: number, more = "") =>
    `POST /v1/messages/batch HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${KEYS.send}\r\n${more}content-length: ${String(length)}\r\n\r\n`;
  const bad = Buffer.alloc(MIB, "x");
  socket.write(head(bad.length, "content-encoding: gzip\r\n"));
  socket.write(bad);
  socket.write(`${head(2)}[]`);
  let answers = "";
  for await (const chunk of socket.setEncoding("utf8")) {
    answers += String(chunk);
    if (answers.includes('"ids":[]')) break;
  }
  expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 400", "HTTP/1.1 202"]);
});

describe("refuses", () => {
  test.each([
    { label: "no body", body: undefined, status: 400, words: "The body is empty" },
    { label: "white space", body: " \n\n ", status: 400, words: "The body is empty" },
    {
      label: "an array that breaks off",
      body: `[${JSON.stringify(aMessage())},`,
      status: 400,
      words: "not valid JSON",
    },
    {
      label: "an array that is not UTF-8",
      body: Buffer.from(JSON.stringify([aMessage({ content: { text: "Señor" } })]), "latin1"),
      status: 400,
      words: "not UTF-8",
    },
    {
      label: "no gzip",
      body: "[]",
      headers: { "content-encoding": "gzip" },
      status: 400,
      words: "not compressed as its content-encoding says",
    },
    {
      label: "half a gzip",
      body: gzipSync(ndjson([aMessage()])).subarray(0, 40),
      headers: { "content-encoding": "gzip" },
      status: 400,
      words: "not compressed as its content-encoding says",
    },
    {
      label: "an unknown encoding",
      body: "[]",
      headers: { "content-encoding": "compress" },
      status: 415,
      words: "gzip, deflate, br or none",
    },
    {
      label: "one key for all",
      body: "[]",
      headers: { "idempotency-key": "a" },
      status: 422,
      words: "give each an idempotencyKey of its own",
    },
  ])("$label", async ({ body, headers = {}, status, words }) => {
    const before = await waiting();
    expect(await post(body, headers as Record<string, string>)).toBeProblem(status, words);
    expect(await waiting()).toBe(before);
  });
});

test("a batch that is sent again is known already", async () => {
  const rows = Array.from({ length: 120 }, (_, n) =>
    aMessage({ idempotencyKey: `again-${createHash("md5").update(String(n)).digest("hex")}` }),
  );
  expect((await post(rows)).body).toMatchObject({ accepted: 120, duplicates: 0, rejected: [] });
  expect((await post(ndjson(rows))).body).toMatchObject({ accepted: 0, duplicates: 120, rejected: [] });
});
