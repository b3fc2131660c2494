/** Many messages that travel as one job: each is still a message of its own. */
import type { Queue } from "bullmq";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
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
  shared = await openSharedStage("batch", 8_000);
  ({ stage, queue } = shared);
});
afterAll(() => shared.close());
beforeEach(async () => {
  page = await shared.nextPage();
});

const aRow: SharedStage["aMessage"] = (...of) => shared.aMessage(...of);
const textsSent: SharedStage["textsSent"] = () => shared.textsSent();
const openWindows: SharedStage["openWindows"] = (...psids) => shared.openWindows(...psids);

function idsOf(submitted: readonly Submitted[]): string[] {
  return submitted.map((it) => (it.kind === "accepted" ? it.id : it.kind));
}

test("a person's messages of one batch go in their order, each with a record of its own", async () => {
  await openWindows("1", "2");
  const rows = ["1:a", "2:a", "1:b", "1:c", "2:b"].map((text) => aRow(text.slice(0, 1), text));
  const ids = idsOf(await stage.house.producer.submitAll(rows));
  for (const id of ids) expect((await stage.ended(id)).status).toBe("sent");
  const sent = await textsSent();
  expect(sent.filter((text) => text.startsWith("1"))).toEqual(["1:a", "1:b", "1:c"]);
  expect(sent.filter((text) => text.startsWith("2"))).toEqual(["2:a", "2:b"]);
});

test("the good are taken and the bad told in their places; one that may not go dies alone", async () => {
  await openWindows("1");
  const rows = [
    aRow("1", "good"),
    { page: "x" },
    aRow("9", "closed"),
    { ...aRow("1", "nobody's"), page: "5" },
  ];
  const submitted = await stage.house.producer.submitAll(rows);
  expect(submitted.map(({ kind }) => kind)).toEqual(["accepted", "refused", "accepted", "refused"]);
  const [good = "", , closed = ""] = idsOf(submitted);
  expect((await stage.ended(good)).status).toBe("sent");
  expect(await stage.ended(closed)).toMatchObject({
    status: "dead",
    deadLetter: { reason: "window_closed" },
  });
});

test("waits beside single messages, and is counted message by message", async () => {
  await openWindows("1", "2", "3");
  await queue.pause();
  const ids = idsOf(await stage.house.producer.submitAll([aRow("1", "one"), aRow("2", "two")]));
  expect(await waitingOutbound(stage.house)).toBe(2);
  expect((await stage.house.tellMessage(ids[0] ?? ""))?.status).toBe("accepted");
  const single = await stage.submit(aRow("3", "single"));
  expect((await stage.ended(single)).status).toBe("sent");
  expect(await textsSent()).toEqual(["single"]);
  await queue.resume();
  for (const id of ids) await stage.ended(id);
});

test("rows are bulk, unless they or their type say otherwise", async () => {
  await queue.pause();
  const rows = [aRow("1", "a"), aRow("2", "b", { priority: "normal" }), aRow("3", "c", { priority: "high" })];
  await stage.house.producer.submitAll(rows);
  const jobs = await queue.getJobs(["prioritized", "wait"]);
  expect(jobs.map(({ opts }) => opts.priority).toSorted((a = 0, b = 0) => a - b)).toEqual([1, 2, 3]);
  await queue.resume();
  await vi.waitFor(async () => expect(await waitingOutbound(stage.house)).toBe(0));
});

test("a row that is taken back while its batch waits goes nowhere, and the others go", async () => {
  await openWindows("1", "2");
  await queue.pause();
  const [gone = "", stays = ""] = idsOf(
    await stage.house.producer.submitAll([aRow("1", "gone"), aRow("2", "stays")]),
  );
  expect(await stage.house.cancel(gone, "me")).toEqual({ kind: "cancelled" });
  expect(await stage.house.cancel(gone, "me")).toEqual({ kind: "cancelled" });
  await queue.resume();
  await stage.ended(stays);
  expect(await textsSent()).toEqual(["stays"]);
  expect((await stage.house.tellMessage(gone))?.status).toBe("cancelled");
});

test("rows that come due later, or wait for the end of quiet hours, wait by themselves", async () => {
  const at = new Date(stage.now());
  const clock = (hours: number) => new Date(at.getTime() + hours * HOUR).toISOString().slice(11, 16);
  await stage.page(page, { recipientSpacingMs: 0, quietHours: { from: clock(-1), to: clock(2) } });
  await openWindows("1", "2", "3");
  const later = new Date(stage.now() + 5 * HOUR).toISOString();
  const rows = [
    aRow("1", "quiet"),
    aRow("2", "urgent", { priority: "high" }),
    aRow("3", "late", { sendAt: later }),
  ];
  const [quiet = "", urgent = "", late = ""] = idsOf(await stage.house.producer.submitAll(rows));
  expect((await stage.ended(urgent)).status).toBe("sent");
  await vi.waitFor(async () => expect((await stage.house.tellMessage(quiet))?.status).toBe("scheduled"));
  expect((await stage.house.tellMessage(late))?.status).toBe("scheduled");
  expect(await textsSent()).toEqual(["urgent"]);
});

test("the same batch again, while it waits and when it is through, is known already", async () => {
  await openWindows("1", "2");
  await queue.pause();
  const rows = ["1", "2", "1"].map((psid, i) =>
    aRow(psid, `text ${psid}`, { idempotencyKey: `${page}-${String(i % 2)}` }),
  );
  const ids = idsOf(await stage.house.producer.submitAll(rows));
  expect(ids[2]).toBe("duplicate");
  const kinds = async () => (await stage.house.producer.submitAll(rows)).map(({ kind }) => kind);
  expect(await kinds()).toEqual(["duplicate", "duplicate", "duplicate"]);
  expect(await waitingOutbound(stage.house)).toBe(2);
  await queue.resume();
  for (const id of ids.slice(0, 2)) await stage.ended(id);
  expect(await kinds()).toEqual(["duplicate", "duplicate", "duplicate"]);
  expect(await textsSent()).toHaveLength(2);
});

test("taken up twice, as after a crash, each of it goes once", async () => {
  await openWindows("1", "2");
  await queue.pause();
  const ids = idsOf(await stage.house.producer.submitAll([aRow("1", "one"), aRow("2", "two")]));
  const [job] = await queue.getJobs(["prioritized", "wait"]);
  await queue.resume();
  for (const id of ids) await stage.ended(id);
  // The same job once more, its rows on record as sent: what a taker finds that comes after one that died.
  const data = job?.data as { recorded: { again: boolean }[] };
  await queue.add(
    "batch",
    { recorded: data.recorded.map((it) => ({ ...it, again: true })) },
    { priority: 3 },
  );
  const marker = await stage.submit(aRow("1", "after it"));
  await stage.ended(marker);
  await vi.waitFor(async () => expect(await waitingOutbound(stage.house)).toBe(0));
  expect((await textsSent()).toSorted()).toEqual(["after it", "one", "two"]);
});
