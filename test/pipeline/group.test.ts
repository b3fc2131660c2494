/** Single messages that come at the same moment share a job: each is still a message of its own. */
import type { Queue } from "bullmq";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { waitingOutbound } from "../../src/pipeline/outbound-job.ts";
import type { Submitted } from "../../src/pipeline/producer.ts";
import type { Stage } from "../support/stage.ts";
import { openSharedStage, type SharedStage } from "./shared-stage.ts";

const HOUR = 3_600_000;

let shared: SharedStage;
let stage: Stage;
let queue: Queue;
let page = "";
beforeAll(async () => {
  shared = await openSharedStage("outbound", 8_500);
  ({ stage, queue } = shared);
});
afterAll(() => shared.close());
beforeEach(async () => {
  page = await shared.nextPage();
  await shared.openWindows("1", "2", "3");
  await queue.pause();
});
afterEach(() => queue.resume());

const aMessage: SharedStage["aMessage"] = (...of) => shared.aMessage(...of);
const textsSent: SharedStage["textsSent"] = () => shared.textsSent();

function atOnce(...messages: readonly unknown[]): Promise<Submitted[]> {
  return Promise.all(messages.map((it) => stage.house.producer.submit(it)));
}

function idOf(submitted: Submitted | undefined): string {
  return submitted?.kind === "accepted" ? submitted.id : "";
}

const statusOf = async (id: string) => (await stage.house.tellMessage(id))?.status;

test("one job for all, counted message by message, and each goes out, a person's in their order", async () => {
  const texts = ["1:a", "2:a", "1:b", "3:a", "1:c"];
  const submitted = await atOnce(...texts.map((text) => aMessage(text.slice(0, 1), text)));
  expect(await queue.getJobCounts("prioritized")).toEqual({ prioritized: 1 });
  expect(await waitingOutbound(stage.house)).toBe(5);
  for (const it of submitted) expect(await statusOf(idOf(it))).toBe("accepted");
  await queue.resume();
  for (const it of submitted) expect((await stage.ended(idOf(it))).status).toBe("sent");
  expect((await textsSent()).filter((text) => text.startsWith("1"))).toEqual(["1:a", "1:b", "1:c"]);
});

test("one that comes alone has a job of its own, under its id", async () => {
  const [alone] = await atOnce(aMessage("1", "alone"));
  expect(await queue.getJobState(idOf(alone))).toBe("prioritized");
});

test("each priority has its job; what is refused, known already, or for later, goes its own way", async () => {
  const later = new Date(stage.now() + 5 * HOUR).toISOString();
  const submitted = await atOnce(
    aMessage("1", "normal", { priority: "normal", idempotencyKey: `${page}-key` }),
    aMessage("2", "urgent", { priority: "high" }),
    { page: "x" },
    aMessage("1", "normal", { priority: "normal", idempotencyKey: `${page}-key` }),
    aMessage("3", "later", { sendAt: later }),
  );
  expect(submitted.map(({ kind }) => kind)).toEqual([
    "accepted",
    "accepted",
    "refused",
    "duplicate",
    "accepted",
  ]);
  const waiting = await queue.getJobs(["prioritized"]);
  expect(waiting.map(({ name }) => name)).toEqual(["group", "group"]);
  expect(waiting.map(({ opts }) => opts.priority).toSorted((a = 0, b = 0) => a - b)).toEqual([1, 2]);
  expect(await statusOf(idOf(submitted[4]))).toBe("scheduled");
  await queue.resume();
  for (const it of submitted.slice(0, 2)) expect((await stage.ended(idOf(it))).status).toBe("sent");
  expect((await textsSent()).toSorted()).toEqual(["normal", "urgent"]);
});

test("one that is taken back while they wait goes nowhere, and the others go", async () => {
  const [gone, stays] = await atOnce(aMessage("1", "gone"), aMessage("2", "stays"));
  expect(await stage.house.cancel(idOf(gone), "me")).toEqual({ kind: "cancelled" });
  await queue.resume();
  await stage.ended(idOf(stays));
  await vi.waitFor(async () => expect(await waitingOutbound(stage.house)).toBe(0));
  expect(await textsSent()).toEqual(["stays"]);
  expect(await statusOf(idOf(gone))).toBe("cancelled");
});

test("one whose job was lost before it was queued is queued again when it is asked for again", async () => {
  const messages = ["1", "2"].map((psid) => aMessage(psid, psid, { idempotencyKey: `${page}-${psid}` }));
  await atOnce(...messages);
  const [job] = await queue.getJobs(["prioritized"]);
  await job?.remove();
  expect((await atOnce(...messages)).map(({ kind }) => kind)).toEqual(["duplicate", "duplicate"]);
  expect(await waitingOutbound(stage.house)).toBe(2);
  await queue.resume();
  await vi.waitFor(async () => expect((await textsSent()).toSorted()).toEqual(["1", "2"]));
});
