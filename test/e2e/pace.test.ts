/** A page's rate holds in every second, across processes, changes of the rate and the death of a sender. */
import type { ChildProcess } from "node:child_process";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { aNotice, mostInASecond, openFleet, people, type Fleet, type Json } from "../support/fleet.ts";

/** `PACE_MESSAGES=2000` is the size at which it is promised. */
const PEOPLE = people(Number(process.env["PACE_MESSAGES"] ?? 600));
/** From this one on it goes slower; and from that one on faster again. */
const SLOWER = PEOPLE.length - 200;
const FASTER = SLOWER + 80;
/** A stalled event loop of the simulator or a sender shifts what the log says by no more than one start. */
const ALLOWED = 41;

let fleet: Fleet;
let senders: ChildProcess[];
beforeAll(async () => {
  fleet = await openFleet();
  await fleet.start("serve");
  await fleet.start("classifier");
  senders = await Promise.all([fleet.start("sender"), fleet.start("sender"), fleet.start("sender")]);
});
afterAll(() => fleet.close());

test("40 a second from three senders: at least 38, never more than 41, and 10 within two seconds of being told", async () => {
  const page = "81001";
  await fleet.page(page, { ratePerSecond: 40 }, PEOPLE);
  await queueBehindAPause(page);
  await fleet.call("POST", `/v1/pages/${page}/resume`);
  await sent(page, SLOWER);
  const told = Date.now();
  await fleet.call("PUT", `/v1/pages/${page}`, { name: "Slower", ratePerSecond: 10 });
  await sent(page, FASTER);
  await fleet.call("PUT", `/v1/pages/${page}`, { name: "Faster", ratePerSecond: 100 });
  await sent(page, PEOPLE.length);

  const starts = startsOf(page);
  const fast = starts.filter((at) => at < told);
  expect(mostInASecond(fast)).toBeLessThanOrEqual(ALLOWED);
  const seconds = ((fast.at(-1) ?? 0) - (fast[0] ?? 0)) / 1_000;
  const longestMs = Math.max(...fast.slice(1).map((at, i) => at - (fast[i] ?? at)));
  const by = new Set(attempts(page).map((line) => line["pid"])).size;
  expect(
    (fast.length - 1) / seconds,
    `longest pause ${String(longestMs)} ms, ${String(by)} senders`,
  ).toBeGreaterThanOrEqual(38);
  const slow = starts.slice(0, FASTER).filter((at) => at >= told + 2_000);
  expect(slow.length).toBeGreaterThan(20);
  expect(mostInASecond(slow)).toBeLessThanOrEqual(11);
}, 150_000);

test("a sender that dies hands the page over, and the rate holds all the while", async () => {
  const page = "81002";
  await fleet.page(page, { ratePerSecond: 40 }, PEOPLE);
  const ids = await queueBehindAPause(page);
  await fleet.call("POST", `/v1/pages/${page}/resume`);
  await sent(page, 100);
  const owner = senders.find((child) => child.pid === lastAttempt(page)["pid"]);
  if (owner === undefined) throw new Error("nobody sent anything");
  await fleet.kill(owner);
  await sent(page, PEOPLE.length);
  expect(lastAttempt(page)["pid"]).not.toBe(owner.pid);
  expect(mostInASecond(startsOf(page))).toBeLessThanOrEqual(ALLOWED);
  // What the dead sender had in flight it could not log: Meta's side says what arrived.
  const delivered = await fleet.deliveredTo(page);
  expect(delivered).toHaveLength(PEOPLE.length);
  expect(new Set(delivered)).toEqual(new Set(ids));
}, 120_000);

test("senders that come and go hand their pages over, and the rate holds all the while", async () => {
  const pages = Array.from({ length: 6 }, (_, nth) => String(81_010 + nth));
  const all = PEOPLE.slice(0, 400);
  for (const page of pages) await fleet.page(page, { ratePerSecond: 40 }, all);
  const [first, second] = [await fleet.start("sender"), await fleet.start("sender")];
  for (const child of senders.filter((it) => it.exitCode === null && it.signalCode === null))
    await fleet.end(child);
  for (const page of pages) await queueBehindAPause(page, all);
  for (const page of pages) await fleet.call("POST", `/v1/pages/${page}/resume`);
  await Promise.all(pages.map((page) => sent(page, 60)));
  await Promise.all([fleet.start("sender"), fleet.start("sender")]);
  await Promise.all(pages.map((page) => sent(page, 180)));
  await Promise.all([first, second].map((child) => fleet.end(child)));
  await Promise.all(pages.map((page) => sent(page, all.length)));

  for (const page of pages) {
    // The first were gone before half was sent: every page went from one to another.
    expect(new Set(attempts(page).map((line) => line["pid"])).size).toBeGreaterThan(1);
    expect(mostInASecond(startsOf(page))).toBeLessThanOrEqual(ALLOWED);
    expect(new Set(await fleet.deliveredTo(page)).size).toBe(all.length);
  }
}, 120_000);

/** @returns the ids */
async function queueBehindAPause(page: string, all = PEOPLE): Promise<string[]> {
  await fleet.call("POST", `/v1/pages/${page}/pause`, { reason: "until all are queued" });
  const ids = await fleet.submit(all.map((psid) => aNotice(page, psid, `A word to ${psid}`)));
  await vi.waitFor(
    async () => {
      const { lane } = (await fleet.call("GET", `/v1/pages/${page}`)) as { lane: { waiting: number } };
      expect(lane.waiting).toBe(all.length);
    },
    { timeout: 30_000, interval: 100 },
  );
  return ids;
}

function sent(page: string, count: number): Promise<void> {
  return vi.waitFor(
    async () => {
      const { pages } = (await fleet.simulate("GET", "/stats")) as {
        pages: Record<string, { accepted: number } | undefined>;
      };
      expect(pages[page]?.accepted ?? 0).toBeGreaterThanOrEqual(count);
    },
    { timeout: 120_000, interval: 50 },
  );
}

function attempts(page: string): Json[] {
  return fleet.logs.filter((line) => line["event"] === "message.attempted" && line["page"] === page);
}

function lastAttempt(page: string): Json {
  return attempts(page).at(-1) ?? {};
}

function startsOf(page: string): number[] {
  return attempts(page)
    .map((line) => Number(line["at"]))
    .toSorted((a, b) => a - b);
}
