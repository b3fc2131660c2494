/** A token dies with thousands waiting: a few calls fail, nothing is lost, and a new one lets all go out. */
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { aToken } from "../support/recorder.ts";
import { aNotice, openFleet, people, type Fleet } from "../support/fleet.ts";

const PAGE = "83001";
/** `DEAD_TOKEN_MESSAGES=10000` is the size at which it is promised. */
const PEOPLE = people(Number(process.env["DEAD_TOKEN_MESSAGES"] ?? 2_000));
const SENDER_CONCURRENCY = 20;

let fleet: Fleet;
beforeAll(async () => {
  fleet = await openFleet({ PAGE_RATE: "200", SENDER_CONCURRENCY: String(SENDER_CONCURRENCY) });
  await fleet.start("serve");
  await fleet.start("classifier");
  await Promise.all([fleet.start("sender"), fleet.start("sender"), fleet.start("sender")]);
});
afterAll(() => fleet.close());

test("a dead token costs a few calls, holds the page, and a new one lets every message go, once", async () => {
  await fleet.page(PAGE, {}, PEOPLE);
  await fleet.simulate("PUT", `/pages/${PAGE}`, { tokenState: "expired" });
  const ids: string[] = [];
  for (let at = 0; at < PEOPLE.length; at += BATCH)
    ids.push(
      ...(await fleet.submit(
        PEOPLE.slice(at, at + BATCH).map((psid) => aNotice(PAGE, psid, `A word to ${psid}`)),
      )),
    );
  await vi.waitFor(async () => {
    const { lane } = await lanes();
    expect(lane.held?.reason).toBe("token_invalid");
    expect(lane.waiting + lane.delayed).toBe(PEOPLE.length);
  }, PATIENTLY);
  expect(await calls()).toBeGreaterThan(0);
  expect(await calls()).toBeLessThanOrEqual(SENDER_CONCURRENCY);

  const before = await calls();
  const wrong = await fleet.call("PUT", `/v1/pages/${PAGE}`, { name: "A shop", accessToken: "EAAB-wrong" });
  expect(wrong["warning"]).toMatch(/stays held, for Graph does not take the new token/);
  expect((await lanes()).lane.held?.reason).toBe("token_invalid");
  expect(await calls()).toBe(before);

  await fleet.simulate("PUT", `/pages/${PAGE}`, { token: `${aToken(PAGE)}-new`, tokenState: "valid" });
  const right = await fleet.call("PUT", `/v1/pages/${PAGE}`, {
    name: "A shop",
    accessToken: `${aToken(PAGE)}-new`,
  });
  expect(right["warning"]).not.toMatch(/held/);
  await vi.waitFor(async () => expect(await fleet.delivered()).toHaveLength(PEOPLE.length), PATIENTLY);
  expect(new Set(await fleet.delivered())).toEqual(new Set(ids));
  expect(await calls()).toBe(before + PEOPLE.length);
  expect((await lanes()).lane.held).toBeNull();
  expect(fleet.logs.filter((line) => line["event"] === "page.held")).toHaveLength(1);
}, 240_000);

const BATCH = 2_000;
const PATIENTLY = { timeout: 120_000, interval: 200 };

async function lanes() {
  return (await fleet.call("GET", `/v1/pages/${PAGE}`)) as {
    lane: { waiting: number; delayed: number; held: { reason: string } | null };
  };
}

/** Sends that reached Meta, refused ones included. */
async function calls(): Promise<number> {
  const { pages } = (await fleet.simulate("GET", "/stats")) as {
    pages: Record<string, { requests: number } | undefined>;
  };
  return pages[PAGE]?.requests ?? 0;
}
