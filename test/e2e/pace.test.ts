/** A page's rate holds in every second, across processes and the death of a sender. */
import type { ChildProcess } from "node:child_process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mostInASecond, openFleet, people, type Fleet } from "../support/fleet.ts";
import { ALLOWED, attempts, lastAttempt, queueBehindAPause, sent, startsOf } from "../support/paced.ts";

/** `PACE_MESSAGES=2000` is the size at which it is promised. */
const PEOPLE = people(Number(process.env["PACE_MESSAGES"] ?? 600));

let fleet: Fleet;
let senders: ChildProcess[];
beforeAll(async () => {
  fleet = await openFleet();
  await fleet.start("serve");
  await fleet.start("classifier");
  senders = await Promise.all([fleet.start("sender"), fleet.start("sender"), fleet.start("sender")]);
});
afterAll(() => fleet.close());

test("a sender that dies hands the page over, and the rate holds all the while", async () => {
  const page = "81002";
  await fleet.page(page, { ratePerSecond: 40 }, PEOPLE);
  const ids = await queueBehindAPause(fleet, page, PEOPLE);
  await fleet.call("POST", `/v1/pages/${page}/resume`);
  await sent(fleet, page, 100);
  const owner = senders.find((child) => child.pid === lastAttempt(fleet, page)["pid"]);
  if (owner === undefined) throw new Error("nobody sent anything");
  await fleet.kill(owner);
  await sent(fleet, page, PEOPLE.length);
  expect(lastAttempt(fleet, page)["pid"]).not.toBe(owner.pid);
  expect(mostInASecond(startsOf(fleet, page))).toBeLessThanOrEqual(ALLOWED);
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
  for (const page of pages) await queueBehindAPause(fleet, page, all);
  for (const page of pages) await fleet.call("POST", `/v1/pages/${page}/resume`);
  await Promise.all(pages.map((page) => sent(fleet, page, 60)));
  await Promise.all([fleet.start("sender"), fleet.start("sender")]);
  await Promise.all(pages.map((page) => sent(fleet, page, 180)));
  await Promise.all([first, second].map((child) => fleet.end(child)));
  await Promise.all(pages.map((page) => sent(fleet, page, all.length)));

  for (const page of pages) {
    // The first were gone before half was sent: every page went from one to another.
    expect(new Set(attempts(fleet, page).map((line) => line["pid"])).size).toBeGreaterThan(1);
    expect(mostInASecond(startsOf(fleet, page))).toBeLessThanOrEqual(ALLOWED);
    expect(new Set(await fleet.deliveredTo(page)).size).toBe(all.length);
  }
}, 120_000);
