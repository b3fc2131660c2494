import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startHttp, type HttpServer } from "../../src/http/server.ts";
import { scriptedGraph, type ScriptedGraph } from "../support/scripted-graph.ts";
import { openStage, type Stage } from "../support/stage.ts";
import { aMessage, createCaller, keysSetting, openDoor, PAGE, PSID, type Answer, type Door } from "./door.ts";

const PATIENTLY = { timeout: 15_000 };

describe("a message that waits", () => {
  let door: Door;
  beforeEach(async () => {
    door = await openDoor();
    await door.settle();
  });
  afterEach(() => door.close());

  const submit = async (more = {}): Promise<string> => {
    const answer = await door.call("POST", "/v1/messages", { body: aMessage(more) });
    return String(answer.body.id);
  };
  const cancel = (id: string) => door.call("DELETE", `/v1/messages/${id}`, { key: "send" });
  const statusOf = async (id: string): Promise<unknown> =>
    (await door.call("GET", `/v1/messages/${id}`)).body.status;
  const inLane = () => door.house.lanes.queue({ kind: "text", page: PAGE }).counts();

  test.each([
    { label: "in the queue", more: {} },
    { label: "for its time", more: { sendAt: new Date(Date.now() + 3_600_000).toISOString() } },
  ])("is taken back: $label", async ({ more }) => {
    const id = await submit(more);
    const answer = await cancel(id);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ id, status: "cancelled" });
    expect(await door.house.outbound.counts()).toEqual({ waiting: 0, delayed: 0, active: 0 });
    expect(await statusOf(id)).toBe("cancelled");
    expect(door.recorder.lines).toContainEqual({
      event: "message.cancelled",
      fields: { id, page: PAGE, type: "order_shipped", by: "send-key" },
    });
  });

  test("is taken back out of the lane of a page that is held", async () => {
    await door.call("POST", `/v1/pages/${PAGE}/pause`, { body: { reason: "test" } });
    await door.start("classifier");
    const id = await submit();
    await door.recorder.count("message.classified", 1);
    await expect.poll(() => statusOf(id), PATIENTLY).toBe("held");
    expect((await cancel(id)).status).toBe(200);
    expect(await inLane()).toEqual({ waiting: 0, delayed: 0, active: 0 });
    expect(await statusOf(id)).toBe("cancelled");
  });

  test("is taken back out of the lane of audio and video", async () => {
    await door.call("POST", `/v1/pages/${PAGE}/pause`, { body: { reason: "test" } });
    await door.start("classifier");
    const id = await submit({ content: { attachment: { type: "video", url: "https://example.com/a.mp4" } } });
    await expect.poll(() => statusOf(id), PATIENTLY).toBe("held");
    expect((await cancel(id)).status).toBe(200);
    expect((await door.house.lanes.queue({ kind: "media", page: PAGE }).counts()).waiting).toBe(0);
  });

  test("may be cancelled twice", async () => {
    const id = await submit();
    expect((await cancel(id)).body).toEqual((await cancel(id)).body);
  });

  test("keeps its key: the same message again is the cancelled one, and does not come back", async () => {
    const id = await submit({ idempotencyKey: "cancelled" });
    await cancel(id);
    const again = await door.call("POST", "/v1/messages", {
      body: aMessage({ idempotencyKey: "cancelled" }),
    });
    expect(again.body).toMatchObject({ id, duplicate: true });
    expect((await door.house.outbound.counts()).waiting).toBe(0);
    expect(await statusOf(id)).toBe("cancelled");
  });

  test("whose cancelling broke off between job and record is ended by the next try", async () => {
    const id = await submit();
    await door.house.outbound.remove(id);
    expect((await cancel(id)).status).toBe(200);
    expect(await statusOf(id)).toBe("cancelled");
  });

  test.each([
    { label: "that was never accepted", id: `m${"b".repeat(24)}` },
    { label: "whose id is none", id: "42" },
  ])("is not one $label", async ({ id }) => {
    expect(await cancel(id)).toBeProblem(404);
  });
});

describe("a message that is under way", () => {
  let graph: ScriptedGraph;
  let door: Door;
  const held: ServerResponse[] = [];
  const bell = new EventTarget();

  beforeEach(async () => {
    held.length = 0;
    graph = await scriptedGraph((response) => {
      held.push(response);
      bell.dispatchEvent(new Event("asked"));
    });
    door = await openDoor({ GRAPH_API_URL: graph.url });
    await door.settle();
  });
  afterEach(async () => {
    await door.close();
    await graph.close();
  });

  test("is not cancelled while Graph has it, nor after", async () => {
    const asked = once(bell, "asked");
    await door.start("classifier", "sender");
    const { id } = (await door.call("POST", "/v1/messages", { body: aMessage() })).body as { id: string };
    await asked;
    expect(await door.call("DELETE", `/v1/messages/${id}`)).toBeProblem(
      409,
      "being worked on at this moment",
    );
    const body = JSON.stringify({ recipient_id: PSID, message_id: "m_1" });
    held[0]?.writeHead(200, { "content-type": "application/json" }).end(body);
    await door.recorder.count("message.attempted", 1);
    await expect
      .poll(async () => (await door.call("GET", `/v1/messages/${id}`)).body.status, PATIENTLY)
      .toBe("sent");
    expect(await door.call("DELETE", `/v1/messages/${id}`)).toBeProblem(409, "it is sent already");
  });
});

describe("many messages, cancelled while they run", () => {
  const people = Array.from({ length: 200 }, (_, i) => String(1_000 + i));
  let stage: Stage;
  let server: HttpServer;
  let caller: ReturnType<typeof createCaller>;
  beforeEach(async () => {
    stage = await openStage({ API_KEYS: keysSetting(), PORT: "0", PAGE_RATE: "100" });
    server = await startHttp(stage.house);
    caller = createCaller(server.url);
    await stage.page(PAGE);
    await Promise.all(people.map((psid) => stage.wrote(PAGE, psid, stage.now() - 3_600_000)));
  });
  afterEach(async () => {
    await caller.close();
    await server.close();
    await stage.close();
  });

  test("each is either cancelled or sent, and never both", async () => {
    const rows = people.map((psid) => aMessage({ recipient: { psid } }));
    const taken = await caller.call("POST", "/v1/messages/batch", { body: rows });
    const ids = taken.body.ids as string[];
    const answers = await Promise.all(ids.map((id) => cancelled(id)));
    const cancelledIds = ids.filter((_, i) => answers[i] === "cancelled");
    const others = ids.filter((_, i) => answers[i] !== "cancelled");
    await expect
      .poll(async () => Promise.all(others.map(async (id) => (await stage.house.tellMessage(id))?.sentAt)), {
        timeout: 15_000,
      })
      .not.toContain(undefined);
    const { requests } = (await stage.simulate("GET", "/requests")) as {
      requests: { body: { message?: { metadata: string } } }[];
    };
    const carried = requests.map((one) => one.body.message?.metadata);
    expect(carried).toHaveLength(others.length);
    expect(new Set(carried)).toEqual(new Set(others));
    for (const id of cancelledIds) expect((await stage.house.tellMessage(id))?.status).toBe("cancelled");
    expect(cancelledIds.length).toBeGreaterThan(0);
  });

  async function cancelled(id: string): Promise<unknown> {
    const answer: Answer = await caller.call("DELETE", `/v1/messages/${id}`);
    expect([200, 409]).toContain(answer.status);
    return answer.body.status;
  }
});
