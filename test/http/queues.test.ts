import { afterAll, beforeAll, expect, test } from "vitest";
import { aMessage, openDoor, PAGE, type Door } from "./door.ts";

let door: Door;
beforeAll(async () => {
  door = await openDoor();
  await door.settle();
  await door.call("POST", `/v1/pages/${PAGE}/pause`, { body: { reason: "so that it stays" } });
  await door.start("classifier");
  await door.call("POST", "/v1/messages", { body: aMessage() });
  await door.recorder.count("message.classified", 1);
});
afterAll(() => door.close());

const get = (path: string) => door.call("GET", path, { key: "ops" });

test("shows the raw queues, and the lanes with work by their page", async () => {
  await expect
    .poll(async () => (await get("/queues/api/queues")).body.queues.map((it: { name: string }) => it.name))
    .toEqual(["outbound", "batch", "dead-letter", "replay", `page ${PAGE} text`]);
  const lane = (await get("/queues/api/queues")).body.queues[4];
  expect(lane).toMatchObject({ counts: { prioritized: 1 }, isPaused: true, readOnlyMode: true });
});

test("is a page of this server alone", async () => {
  const { text, status } = await get("/queues");
  expect(status).toBe(200);
  expect(text).toContain("Taglane queues");
  expect(text).not.toMatch(/(src|href)="https?:/);
  const [script = ""] = [...text.matchAll(/src="(static\/js\/[^"]+)"/g)].map((it) => it[1] ?? "");
  expect((await get(`/queues/${script}`)).status).toBe(200);
});

test("lets nobody past policy and audit: it only shows", async () => {
  const lane = encodeURIComponent(`page ${PAGE} text`);
  for (const act of ["pause", "resume", "empty", "clean/prioritized", "obliterate", "promote"]) {
    const answer = await door.call("PUT", `/queues/api/queues/${lane}/${act}`, { key: "all" });
    expect(answer.status).toBeGreaterThanOrEqual(400);
  }
  expect((await get("/queues/api/queues")).body.queues[4].counts.prioritized).toBe(1);
});

test.each([
  ["no key", null, 401],
  ["a key that may read", "read", 403],
  ["a key that administers", "admin", 403],
] as const)("is not shown to %s", async (_, key, status) => {
  for (const path of ["/queues", "/queues/api/queues", "/queues/static/images/logo.svg"])
    expect(await door.call("GET", path, { key })).toBeProblem(status);
});
