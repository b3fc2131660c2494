import { afterAll, beforeAll, expect, test } from "vitest";
import { aToken } from "../support/recorder.ts";
import { scriptedGraph, type ScriptedGraph } from "../support/scripted-graph.ts";
import { aMessage, openDoor, PAGE, PSID, type Door } from "./door.ts";

let graph: ScriptedGraph;
let door: Door;
beforeAll(async () => {
  graph = await scriptedGraph();
  door = await openDoor({ GRAPH_API_URL: graph.url });
  await door.settle({ recipientSpacingMs: 0 });
  await door.start("classifier", "sender");
});
afterAll(async () => {
  await door.close();
  await graph.close();
});

const metrics = () => door.call("GET", "/metrics", { key: null });

async function sendAll(count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) await door.call("POST", "/v1/messages", { body: aMessage() });
}

test("tells of all processes together what went on, without a key", async () => {
  graph.reply({ body: { message_id: "mid.1" } });
  graph.reply({ body: { message_id: "mid.2" } });
  const error = { message: "Never heard of", type: "OAuthException", code: 98_765 };
  graph.reply({ status: 400, body: { error } });
  await sendAll(3);
  await door.recorder.count("message.attempted", 3);
  await door.call("POST", "/v1/messages", { body: aMessage({ recipient: { psid: "990" } }) });
  await door.recorder.until(
    (it) => it.event === "message.buried" && it.fields["reason"] === "template_missing",
  );
  await door.call("POST", `/v1/pages/${PAGE}/pause`, { body: { reason: "x" } });
  await sendAll(1);
  const expected = [
    'taglane_attempts_total{outcome="sent"} 2',
    'taglane_unknown_graph_codes_total{code="98765"} 1',
    'taglane_messages_buried_total{reason="template_missing"} 1',
    'taglane_dead_letters{reason="template_missing"} 1',
    'taglane_holds_total{reason="operator"} 1',
    'taglane_pages_held{reason="operator"} 1',
    'taglane_pages_held{reason="token_invalid"} 0',
    "taglane_messages_accepted_total 5",
    "taglane_pages 1",
    'taglane_throttles_total{scope="app"} 0',
    'taglane_lane_jobs{state="waiting"} 1',
  ];
  await expect
    .poll(
      async () => {
        const { text } = await metrics();
        return expected.filter((line) => !text.split("\n").includes(line));
      },
      { timeout: 15_000, interval: 300 },
    )
    .toEqual([]);
});

test("is Prometheus text that names no page, no person and no token", async () => {
  const { text, headers, status } = await metrics();
  expect(status).toBe(200);
  expect(headers["content-type"]).toMatch(/^text\/plain; version=0\.0\.4/);
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  for (const line of lines) expect(line).toMatch(/^taglane_[a-z_]+(\{[a-z]+="\w+"\})? [\d.]+$/);
  for (const secret of [PAGE, PSID, aToken(PAGE)]) expect(text).not.toContain(secret);
});
