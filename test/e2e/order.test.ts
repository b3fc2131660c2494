/** One person's messages arrive in the order in which they were accepted, whatever fails and whoever sends. */
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { aNotice, openFleet, people, type Fleet } from "../support/fleet.ts";

const PAGES = ["84001", "84002", "84003", "84004", "84005"];
const PEOPLE = people(40);
const EACH = 10;

let fleet: Fleet;
beforeAll(async () => {
  fleet = await openFleet({ PAGE_RATE: "100" });
  await fleet.start("serve");
  await Promise.all([fleet.start("classifier"), fleet.start("classifier")]);
  await Promise.all([fleet.start("sender"), fleet.start("sender"), fleet.start("sender")]);
});
afterAll(() => fleet.close());

test("two hundred people, ten numbered messages each, a tenth of the calls failing", async () => {
  for (const page of PAGES) await fleet.page(page, { recipientSpacingMs: 0 }, PEOPLE);
  const numbers = Array.from({ length: EACH }, (_, n) => n);
  const threads = PAGES.flatMap((page) => PEOPLE.map((psid) => ({ page, psid })));
  // Two of a thread at the most: a message that fails three times or four comes back after 18 s or 54 s more.
  const failing = { error: { code: 2 }, probability: 0.1, times: 2 };
  for (const thread of threads) await fleet.simulate("POST", "/faults", { ...failing, ...thread });
  // The first half of each thread in one batch, the rest of it in several.
  const rows = (from: number, to: number) =>
    threads.flatMap(({ page, psid }) => numbers.slice(from, to).map((n) => aNotice(page, psid, String(n))));
  await fleet.submit(rows(0, EACH / 2));
  for (let n = EACH / 2; n < EACH; n += 1) await fleet.submit(rows(n, n + 1));

  const total = threads.length * EACH;
  await vi.waitFor(async () => expect(await fleet.delivered()).toHaveLength(total), {
    timeout: 270_000,
    interval: 500,
  });
  const { messages } = (await fleet.simulate("GET", "/messages")) as {
    messages: { page: string; psid: string; message: { text: string } }[];
  };
  const seen = new Map(threads.map(({ page, psid }) => [`${page} ${psid}`, [] as number[]]));
  for (const { page, psid, message } of messages) seen.get(`${page} ${psid}`)?.push(Number(message.text));
  for (const [thread, arrived] of seen) expect([thread, arrived]).toEqual([thread, numbers]);
  const { faults } = await fleet.simulate("GET", "/stats");
  expect(Object.values(faults as Record<string, number>).reduce((sum, n) => sum + n, 0)).toBeGreaterThan(100);
}, 300_000);
