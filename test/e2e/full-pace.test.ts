/** A page gets its rate, in every second and on the average, and another as soon as it is told. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { mostInASecond, openFleet, people, type Fleet } from "../support/fleet.ts";
import { ALLOWED, attempts, queueBehindAPause, sent, startsOf } from "../support/paced.ts";

/** `PACE_MESSAGES=2000` is the size at which it is promised. */
const PEOPLE = people(Number(process.env["PACE_MESSAGES"] ?? 600));
/** From this one on it goes slower; and from that one on faster again. */
const SLOWER = PEOPLE.length - 200;
const FASTER = SLOWER + 80;

let fleet: Fleet;
beforeAll(async () => {
  fleet = await openFleet();
  await fleet.start("serve");
  await fleet.start("classifier");
  await Promise.all([fleet.start("sender"), fleet.start("sender"), fleet.start("sender")]);
});
afterAll(() => fleet.close());

test("40 a second from three senders: at least 38, never more than 41, and 10 within two seconds of being told", async () => {
  const page = "81001";
  await fleet.page(page, { ratePerSecond: 40 }, PEOPLE);
  await queueBehindAPause(fleet, page, PEOPLE);
  await fleet.call("POST", `/v1/pages/${page}/resume`);
  await sent(fleet, page, SLOWER);
  const told = Date.now();
  await fleet.call("PUT", `/v1/pages/${page}`, { name: "Slower", ratePerSecond: 10 });
  await sent(fleet, page, FASTER);
  await fleet.call("PUT", `/v1/pages/${page}`, { name: "Faster", ratePerSecond: 100 });
  await sent(fleet, page, PEOPLE.length);

  const starts = startsOf(fleet, page);
  const fast = starts.filter((at) => at < told);
  expect(mostInASecond(fast)).toBeLessThanOrEqual(ALLOWED);
  const seconds = ((fast.at(-1) ?? 0) - (fast[0] ?? 0)) / 1_000;
  const longestMs = Math.max(...fast.slice(1).map((at, i) => at - (fast[i] ?? at)));
  const by = new Set(attempts(fleet, page).map((line) => line["pid"])).size;
  expect(
    (fast.length - 1) / seconds,
    `longest pause ${String(longestMs)} ms, ${String(by)} senders`,
  ).toBeGreaterThanOrEqual(38);
  const slow = starts.slice(0, FASTER).filter((at) => at >= told + 2_000);
  expect(slow.length).toBeGreaterThan(20);
  expect(mostInASecond(slow)).toBeLessThanOrEqual(11);
}, 150_000);
