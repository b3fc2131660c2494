/** Many pages at once, each role in processes of its own. */
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { aToken } from "../support/recorder.ts";
import { aNotice, inParallel, openFleet, people, type Fleet } from "../support/fleet.ts";

const PAGES = Array.from({ length: 200 }, (_, i) => String(70_000 + i));
const PEOPLE = people(24);
const NEVER_WROTE = "222";

let fleet: Fleet;
beforeAll(async () => {
  fleet = await openFleet({ PAGE_RATE: "100" });
  await fleet.start("serve");
  await fleet.start("classifier");
  await Promise.all([fleet.start("sender"), fleet.start("sender")]);
});
afterAll(() => fleet.close());

test("five thousand messages over two hundred pages: all end, none twice, few connections", async () => {
  await inParallel(PAGES, 20, (page) => fleet.page(page, {}, PEOPLE));
  const messages = [NEVER_WROTE, ...PEOPLE].flatMap((psid) =>
    PAGES.map((page) => aNotice(page, psid, `A word to ${psid}`)),
  );
  const ids = new Set<string>();
  await inParallel(messages, 50, async (message) => {
    ids.add(String((await fleet.call("POST", "/v1/messages", message))["id"]));
  });
  expect(ids.size).toBe(messages.length);

  const ended = async () => (await fleet.delivered()).length + (await fleet.dead());
  await vi.waitFor(async () => expect(await ended()).toBe(messages.length), {
    timeout: 90_000,
    interval: 250,
  });
  const carried = await fleet.delivered();
  expect(new Set(carried).size).toBe(carried.length);
  expect(carried.every((id) => ids.has(id))).toBe(true);
  expect(await fleet.dead()).toBe(PAGES.length);
  expect(await fleet.simulate("GET", "/stats")).toMatchObject({ repeated: 0 });

  expect(await connections()).toBeLessThan(20);
  expect(fleet.logs.some((line) => line["event"] === "message.attempted")).toBe(true);
  const everything = JSON.stringify(fleet.logs);
  for (const page of PAGES) expect(everything).not.toContain(aToken(page));
}, 150_000);

/** Of all four processes together. */
async function connections(): Promise<number> {
  const client = new Redis(fleet.redisUrl);
  const list = await client.client("LIST");
  client.disconnect();
  return String(list).trim().split("\n").length - 1;
}
