/** What the client asks beside sending: templates, names, and whether anybody is there. */
import { afterEach, describe, expect, test } from "vitest";
import { createGraphClient, type GraphClient, type GraphOptions } from "../../src/graph/client.ts";
import { PAGE_ID } from "../support/builders.ts";
import { scriptedGraph, type Reply, type ScriptedGraph } from "../support/scripted-graph.ts";

const TOKEN = "EAAB-token-of-the-page";

let graph: ScriptedGraph;
let client: GraphClient;

async function connect(script: readonly Reply[], options: Partial<GraphOptions> = {}): Promise<void> {
  graph = await scriptedGraph(...script);
  client = createGraphClient({ baseUrl: graph.url, appSecret: null, timeoutMs: 10_000, ...options });
}

afterEach(async () => {
  await client.close();
  await graph.close();
});

describe("a page's templates", () => {
  const list = () => client.listTemplates(PAGE_ID, TOKEN);
  const template = (name: string) => ({
    id: "1",
    name,
    language: "en",
    status: "APPROVED",
    category: "UTILITY",
  });
  const told = { language: "en", status: "APPROVED", rejectedReason: null, slots: null };
  const listed = (name: string) => ({ name, ...told });

  test("are listed with their approval, asked for with the token in a header", async () => {
    await connect([{ body: { data: [template("a"), template("b")] } }], { appSecret: "app-secret" });
    expect(await list()).toEqual({ ok: true, templates: [listed("a"), listed("b")] });
    const [asked] = graph.asked;
    expect(asked?.method).toBe("GET");
    expect(asked?.url).toMatch(
      new RegExp(`^/v26.0/${PAGE_ID}/message_templates\\?.*appsecret_proof=[0-9a-f]{64}`),
    );
    expect(asked?.headers.authorization).toBe(`Bearer ${TOKEN}`);
    expect(asked?.url).not.toContain(TOKEN);
  });

  test("are listed to the end, however many answers that takes", async () => {
    const more = (name: string, after: string) => ({
      body: { data: [template(name)], paging: { cursors: { after }, next: "https://graph.example/next" } },
    });
    const last = { body: { data: [template("c")], paging: { cursors: { after: "3" } } } };
    await connect([more("a", "1"), more("b", "2=="), last]);
    expect(await list()).toEqual({ ok: true, templates: [listed("a"), listed("b"), listed("c")] });
    const after = graph.asked.map((asked) => new URL(asked.url, "http://graph").searchParams.get("after"));
    expect(after).toEqual([null, "1", "2=="]);
  });

  test("may be none", async () => {
    await connect([{ body: { data: [] } }]);
    expect(await list()).toEqual({ ok: true, templates: [] });
  });

  test.each<[label: string, reply: Reply, error: string]>([
    [
      "Graph refuses",
      { status: 400, body: { error: { message: "Invalid OAuth access token", code: 190 } } },
      "Invalid OAuth access token",
    ],
    ["the answer is HTML", { status: 502, body: "<h1>Bad Gateway</h1>" }, "HTTP 502 without a Graph answer"],
    [
      "a template has no status",
      { body: { data: [{ name: "a", language: "en" }] } },
      "HTTP 200 without a Graph answer",
    ],
    [
      "the answer is a message",
      { body: { message_id: "m_1" } },
      "Graph answered something else than was asked",
    ],
  ])("cannot be listed when %s, and it says so", async (_, reply, error) => {
    await connect([reply]);
    expect(await list()).toEqual({ ok: false, error });
  });

  test("cannot be listed when no answer comes", async () => {
    await connect([() => undefined], { timeoutMs: 200 });
    expect(await list()).toEqual({ ok: false, error: "Graph did not answer in time" });
  });
});

describe("a template's creation", () => {
  const create = () => client.createTemplate(PAGE_ID, TOKEN, { name: "a" });

  test("posts the definition as it is and learns the status", async () => {
    await connect([{ body: { id: "7", status: "PENDING", category: "UTILITY" } }]);
    expect(await create()).toEqual({ ok: true, status: "PENDING" });
    expect(graph.asked).toMatchObject([
      { method: "POST", url: `/v26.0/${PAGE_ID}/message_templates`, body: '{"name":"a"}' },
    ]);
  });

  test("is refused in Meta's words for people", async () => {
    const error = {
      message: "Invalid parameter",
      code: 100,
      error_user_title: "Bad name",
      error_user_msg: "Too short.",
    };
    await connect([{ status: 400, body: { error } }]);
    expect(await create()).toEqual({ ok: false, error: "Bad name: Too short." });
  });
});

describe("a page's name", () => {
  test.each<[label: string, reply: Reply, answer: object]>([
    ["is what its token sees", { body: { id: PAGE_ID, name: "A Shop" } }, { ok: true, name: "A Shop" }],
    [
      "is refused",
      { status: 400, body: { error: { message: "No such page", code: 100 } } },
      { ok: false, error: "No such page" },
    ],
  ])("%s", async (_, reply, answer) => {
    await connect([reply]);
    expect(await client.nameOf(PAGE_ID, TOKEN)).toEqual(answer);
  });
});

describe("whether Graph can be reached:", () => {
  test.each<[label: string, reply: Reply]>([
    ["it greets", { status: 200, body: "hello" }],
    ["it refuses", { status: 400, body: { error: { message: "Unsupported get request", code: 100 } } }],
  ])("yes, when %s", async (_, reply) => {
    await connect([reply]);
    expect(await client.unreachable()).toBeNull();
    expect(graph.asked[0]?.headers.authorization).toBeUndefined();
  });

  test("no, with the reason, when nobody listens", async () => {
    await connect([]);
    await graph.close();
    expect(await client.unreachable()).toContain("ECONNREFUSED");
    graph = await scriptedGraph();
  });
});
