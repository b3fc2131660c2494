import { EventEmitter, once } from "node:events";
import type { ServerResponse } from "node:http";
import { createServer, type AddressInfo } from "node:net";
import { pipeline, Readable } from "node:stream";
import { afterEach, describe, expect, test } from "vitest";
import { createGraphClient, type GraphClient, type GraphOptions } from "../../src/graph/client.ts";
import { sendBody } from "../../src/graph/payload.ts";
import { aMessage, PAGE_ID } from "../support/builders.ts";
import { scriptedGraph, type Reply, type ScriptedGraph } from "../support/scripted-graph.ts";

const TOKEN = "EAAB-token-of-the-page";
const BODY = sendBody("mAAAAAAAAAAAAAAAAAAAAAAAA", aMessage(), {
  messagingType: "UPDATE",
  tag: null,
  template: null,
});
const SENT = { body: { recipient_id: "24681012", message_id: "m_1" } };
/** Long enough for a busy machine where an answer comes, short where the test waits for it to pass. */
const PATIENT_MS = 10_000;
const IMPATIENT_MS = 200;

let graph: ScriptedGraph;
let client: GraphClient;

async function connect(script: readonly Reply[], options: Partial<GraphOptions> = {}): Promise<void> {
  graph = await scriptedGraph(...script);
  client = createGraphClient({ baseUrl: graph.url, appSecret: null, timeoutMs: PATIENT_MS, ...options });
}

const send = async () => (await client.send(PAGE_ID, TOKEN, BODY)).outcome;

afterEach(async () => {
  await client.close();
  await graph.close();
});

describe("a send", () => {
  test("posts the body to the page's messages and learns the message id", async () => {
    await connect([SENT]);
    expect(await send()).toEqual({ kind: "sent", graphMessageId: "m_1" });
    const [asked] = graph.asked;
    expect([asked?.method, asked?.url]).toEqual(["POST", `/v26.0/${PAGE_ID}/messages`]);
    expect(asked?.headers["content-type"]).toBe("application/json");
    expect(JSON.parse(asked?.body ?? "")).toEqual(BODY);
  });

  test("carries the token in a header and nowhere else", async () => {
    await connect([SENT], { appSecret: "app-secret" });
    await send();
    const [asked] = graph.asked;
    expect(asked?.headers.authorization).toBe(`Bearer ${TOKEN}`);
    expect([asked?.url, asked?.body].join(" ")).not.toContain(TOKEN);
  });

  test("proves the app secret, when there is one", async () => {
    await connect([SENT], { appSecret: "app-secret" });
    await send();
    // printf EAAB-token-of-the-page | openssl dgst -sha256 -hmac app-secret
    const proof = "c5daf08184231423adcd18b9a3361c72221c48e90749f7b57748c9dab78791ae";
    expect(graph.asked[0]?.url).toBe(`/v26.0/${PAGE_ID}/messages?appsecret_proof=${proof}`);
  });

  test("proves each token for itself", async () => {
    await connect([SENT, SENT, SENT], { appSecret: "app-secret" });
    for (const token of ["token-a", "token-b", "token-a"]) await client.send(PAGE_ID, token, BODY);
    const [first, second, third] = graph.asked.map((asked) => asked.url);
    expect(second).not.toBe(first);
    expect(third).toBe(first);
  });

  test("keeps its connections for the next ones", async () => {
    await connect(Array.from({ length: 12 }, () => SENT));
    for (let i = 0; i < 12; i += 1) await send();
    expect(new Set(graph.asked.map((asked) => asked.port)).size).toBeLessThan(4);
  });

  test("finds the API under a base that ends in a slash", async () => {
    graph = await scriptedGraph(SENT);
    client = createGraphClient({ baseUrl: `${graph.url}/`, appSecret: null, timeoutMs: PATIENT_MS });
    expect(await send()).toMatchObject({ kind: "sent" });
    expect(graph.asked[0]?.url).toBe(`/v26.0/${PAGE_ID}/messages`);
  });
});

describe("an answer is understood:", () => {
  const error = { error: { message: "(#80006) Too fast", code: 80006 } };
  const usage = { "x-business-use-case-usage": '{"1":[{"estimated_time_to_regain_access":19}]}' };

  test.each<[label: string, reply: Reply, outcome: object]>([
    [
      "an error",
      { status: 400, body: { error: { message: "No", code: 551 } } },
      { kind: "rejected", reason: "recipient_unavailable" },
    ],
    [
      "a limit, with the rest that its headers ask for",
      { status: 400, body: error, headers: usage },
      { kind: "throttled", restMs: 1_140_000 },
    ],
    ["a limit, without", { status: 400, body: error }, { kind: "throttled", restMs: null }],
    [
      "a page of HTML with 502",
      { status: 502, headers: { "content-type": "text/html" }, body: "<h1>Bad Gateway</h1>" },
      { kind: "unknown", error: { status: 502 } },
    ],
    [
      "a page of HTML with 200",
      { status: 200, headers: { "content-type": "text/html" }, body: "<h1>Hello</h1>" },
      { kind: "unknown" },
    ],
    ["nothing with 200", { status: 200, body: "" }, { kind: "unknown" }],
    ["half a JSON that ends there", { status: 200, body: '{"message_id":' }, { kind: "unknown" }],
    ["204", { status: 204, body: "" }, { kind: "unknown" }],
    [
      "200 without a message id",
      { body: { recipient_id: "1" } },
      { kind: "unknown", error: { status: 200 } },
    ],
    [
      "an error that is broken JSON",
      { status: 400, body: '{"error":{"code":190' },
      { kind: "failed", hold: null, error: { status: 400 } },
    ],
    [
      "JSON nested a hundred thousand deep",
      { status: 200, body: `{"message_id":${"[".repeat(100_000)}` },
      { kind: "unknown" },
    ],
    ["a NUL in the JSON", { status: 200, body: '{"message_id":"m_1\u0000"}' }, { kind: "unknown" }],
    [
      "a body that is no UTF-8",
      (response) => response.writeHead(400).end(Buffer.from([0x7b, 0xff, 0xfe, 0x7d])),
      { kind: "failed", error: { status: 400 } },
    ],
    [
      "a body packed in a way that was not asked for",
      (response) => response.writeHead(200, { "content-encoding": "gzip" }).end("no gzip"),
      { kind: "unknown" },
    ],
    [
      "headers longer than any of Graph's",
      (response) =>
        response.writeHead(200, { "x-app-usage": "x".repeat(100_000) }).end('{"message_id":"m_1"}'),
      { kind: "unknown", error: { message: expect.stringContaining("UND_ERR_HEADERS_OVERFLOW") } },
    ],
    [
      "usage headers with broken JSON",
      { headers: { "x-app-usage": "{", "x-business-use-case-usage": "[[" }, ...SENT },
      { kind: "sent" },
    ],
    [
      "a chunked body that breaks off",
      (response) => {
        response.writeHead(200);
        response.write('{"message_id":"m_1"}', () => response.destroy());
      },
      { kind: "unknown" },
    ],
    [
      "JSON as a proxy sends it, with a mark before it",
      { status: 200, body: '\uFEFF{"message_id":"m_1"}' },
      { kind: "sent" },
    ],
  ])("%s", async (_, reply, outcome) => {
    await connect([reply]);
    expect(await send()).toMatchObject(outcome);
  });
});

test("what the headers say is told beside the outcome", async () => {
  const headers = {
    "x-app-usage": '{"call_count":28}',
    "x-business-use-case-usage": '{"1":[{"call_count":80}]}',
  };
  await connect([{ ...SENT, headers }, SENT]);
  expect((await client.send(PAGE_ID, TOKEN, BODY)).usage).toEqual({ app: 28, page: 80 });
  expect((await client.send(PAGE_ID, TOKEN, BODY)).usage).toEqual({ app: null, page: null });
});

test("a token that Graph quotes back is not kept", async () => {
  const quoted = { error: { message: `Malformed access token ${TOKEN}`, code: 190, error_user_msg: TOKEN } };
  await connect([{ status: 400, body: quoted }]);
  const outcome = await send();
  expect(outcome).toMatchObject({
    hold: "token_invalid",
    error: { message: "Malformed access token [token]" },
  });
  expect(JSON.stringify(outcome)).not.toContain(TOKEN);
});

describe("what the network does is an outcome, not a throw:", () => {
  test("no answer in time: unknown", async () => {
    await connect([silence], { timeoutMs: IMPATIENT_MS });
    expect(await send()).toEqual({
      kind: "unknown",
      error: { status: null, code: null, subcode: null, message: "Graph did not answer in time" },
    });
  });

  test("an answer that stops in the middle for too long: unknown", async () => {
    await connect([startsToAnswer], { timeoutMs: IMPATIENT_MS });
    expect(await send()).toMatchObject({
      kind: "unknown",
      error: { message: "Graph did not answer in time" },
    });
  });

  test("an answer that drips for ever: unknown, in time", async () => {
    let dripping: NodeJS.Timeout | undefined;
    await connect(
      [
        (response) => {
          response.writeHead(200, { "content-type": "application/json" });
          dripping = setInterval(() => response.write(" "), IMPATIENT_MS / 10);
        },
      ],
      { timeoutMs: IMPATIENT_MS },
    );
    const from = performance.now();
    expect(await send()).toMatchObject({
      kind: "unknown",
      error: { message: "Graph did not answer in time" },
    });
    expect(performance.now() - from).toBeLessThan(PATIENT_MS / 2);
    clearInterval(dripping);
  });

  test("a TLS handshake that never ends: failed, for surely nothing was sent", async () => {
    const mute = createServer().listen(0, "127.0.0.1");
    await once(mute, "listening");
    const { port } = mute.address() as AddressInfo;
    graph = await scriptedGraph();
    const baseUrl = `https://127.0.0.1:${String(port)}/v26.0`;
    client = createGraphClient({ baseUrl, appSecret: null, timeoutMs: IMPATIENT_MS * 4 });
    expect(await send()).toMatchObject({ kind: "failed", hold: null });
    mute.close();
  });

  test("a connection cut after the request: unknown", async () => {
    await connect([(response) => response.destroy()]);
    expect(await send()).toMatchObject({ kind: "unknown", error: { code: null } });
    expect(graph.asked).toHaveLength(1);
  });

  test("a body cut in the middle, whatever was read of it: unknown", async () => {
    await connect([
      (response) => {
        response.writeHead(200, { "content-type": "application/json", "content-length": "100" });
        response.write('{"message_id":"m_1"}', () => response.destroy());
      },
    ]);
    expect(await send()).toMatchObject({ kind: "unknown" });
  });

  test("nobody who listens: failed, for surely nothing was sent", async () => {
    await connect([]);
    await graph.close();
    expect(await send()).toMatchObject({
      kind: "failed",
      hold: null,
      error: { message: expect.stringContaining("ECONNREFUSED") },
    });
    graph = await scriptedGraph();
  });

  test("a name that nobody knows: failed", async () => {
    await connect([], { baseUrl: "http://graph.invalid/v26.0" });
    expect(await send()).toMatchObject({ kind: "failed", hold: null });
  });

  test("a server that speaks no TLS: failed", async () => {
    graph = await scriptedGraph();
    const baseUrl = graph.url.replace("http:", "https:");
    client = createGraphClient({ baseUrl, appSecret: null, timeoutMs: PATIENT_MS });
    expect(await send()).toMatchObject({ kind: "failed", hold: null });
  });

  test("a redirect: failed, and the token does not follow it", async () => {
    const elsewhere = await scriptedGraph();
    await connect([{ status: 302, headers: { location: `${elsewhere.url}/steal` }, body: "" }]);
    expect(await send()).toMatchObject({ kind: "failed", hold: null, error: { status: 302 } });
    expect(elsewhere.asked).toEqual([]);
    await elsewhere.close();
  });

  test("a send after a cut one goes out on a new connection", async () => {
    await connect([(response) => response.destroy(), SENT]);
    await send();
    expect(await send()).toMatchObject({ kind: "sent" });
  });
});

describe("an answer too long to be Graph's", () => {
  test("of 10 MiB is unknown", async () => {
    await connect([{ status: 200, body: { message_id: "m_1", filler: "x".repeat(10_485_760) } }]);
    expect(await send()).toMatchObject({ kind: "unknown" });
  });

  test("and without an end is given up long before memory is", async () => {
    let written = 0;
    await connect([(response) => pour(response, (bytes) => (written += bytes))]);
    expect(await send()).toMatchObject({ kind: "unknown" });
    expect(written).toBeLessThan(64 * 1_048_576);
  });
});

test("closing waits for the send that is under way", async () => {
  const arrived = new EventEmitter();
  await connect([(response) => arrived.emit("request", response)]);
  const sending = send();
  const [response]: ServerResponse[] = await once(arrived, "request");
  const closing = client.close();
  response?.end(JSON.stringify(SENT.body));
  expect(await sending).toMatchObject({ kind: "sent" });
  await closing;
  client = createGraphClient({ baseUrl: graph.url, appSecret: null, timeoutMs: PATIENT_MS });
});

function silence(): void {
  // The connection stays open, and nothing is said.
}

function startsToAnswer(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "application/json" });
  response.write('{"message_id":');
}

/** Writes for as long as somebody reads. */
function pour(response: ServerResponse, count: (bytes: number) => void): void {
  const endless = function* (): Generator<Buffer> {
    const chunk = Buffer.alloc(65_536, "x");
    for (;;) {
      count(chunk.length);
      yield chunk;
    }
  };
  response.writeHead(200, { "content-type": "application/json" });
  // It ends when the reader goes away, and that is no fault here.
  pipeline(Readable.from(endless()), response, () => undefined);
}
