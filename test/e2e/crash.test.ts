/** Senders that are killed at any moment: nothing is lost, nothing is sent twice. */
import { describe, test, vi } from "vitest";
import { aNotice, openFleet, people, type Fleet } from "../support/fleet.ts";

/** `CRASH_KILLS=50 CRASH_PEOPLE=1250` (of each of four pages) is the size at which it is promised. */
const KILLS = Number(process.env["CRASH_KILLS"] ?? 12);
const RATE = process.env["CRASH_RATE"] ?? "30";
const PAGES = ["82001", "82002", "82003", "82004"];
const PEOPLE = people(Number(process.env["CRASH_PEOPLE"] ?? 250));
const COUNT = PAGES.length * PEOPLE.length;
/** Meta's answer takes so long that most kills fall between its taking a message and our knowing. */
const ANSWER_MS = 250;
/** What a dead sender had in hand is free after its lock; then an echo is waited for. */
const PATIENTLY = { timeout: 150_000 + KILLS * 3_000, interval: 500 };
const LIMIT_MS = PATIENTLY.timeout + 90_000 + KILLS * 10_000;

describe.concurrent("senders killed while they work", () => {
  test(
    "with echoes: every message is sent, and none twice",
    async ({ expect, onTestFinished }) => {
      const fleet = await openFleet({ PAGE_RATE: RATE, ON_UNKNOWN: "resend" });
      onTestFinished(() => fleet.close());
      const ids = await killWhileSending(fleet, true);
      await vi.waitFor(async () => expect(await fatesOf(fleet, ids)).toEqual({ sent: COUNT }), PATIENTLY);
      const delivered = await fleet.delivered();
      expect(delivered).toHaveLength(COUNT);
      expect(new Set(delivered)).toEqual(new Set(ids));
      expect(await fleet.simulate("GET", "/stats")).toMatchObject({ repeated: 0 });
    },
    LIMIT_MS,
  );

  test(
    "without echoes, nothing risked: each is sent or told as unknown, and none twice",
    async ({ expect, onTestFinished }) => {
      const fleet = await openFleet({ PAGE_RATE: RATE, ON_UNKNOWN: "bury" });
      onTestFinished(() => fleet.close());
      const ids = await killWhileSending(fleet, false);
      const fates = await vi.waitFor(async () => {
        const seen = await fatesOf(fleet, ids);
        expect((seen["sent"] ?? 0) + (seen["dead"] ?? 0)).toBe(COUNT);
        return seen;
      }, PATIENTLY);
      const delivered = await fleet.delivered();
      expect(new Set(delivered).size).toBe(delivered.length);
      expect(await fleet.simulate("GET", "/stats")).toMatchObject({ repeated: 0 });
      expect(fates["dead"]).toBeGreaterThan(0);
      const unknown = await fleet.call("GET", "/v1/dead-letters?limit=1&reason=delivery_unknown");
      expect(unknown["total"]).toBe(fates["dead"]);
      expect(delivered.length).toBeGreaterThanOrEqual(fates["sent"] ?? 0);
    },
    LIMIT_MS,
  );
});

/** @returns the ids of all messages */
async function killWhileSending(fleet: Fleet, echoes: boolean): Promise<string[]> {
  await fleet.start("serve");
  await fleet.start("classifier");
  await fleet.simulate("POST", "/echoes", { enabled: echoes });
  const senders = [await fleet.start("sender"), await fleet.start("sender")];
  for (const page of PAGES) await fleet.page(page, {}, PEOPLE);
  await fleet.simulate("POST", "/faults", { delayMs: ANSWER_MS, times: 1_000_000, handle: true });
  const rows = PEOPLE.flatMap((psid) => PAGES.map((page) => aNotice(page, psid, `A word to ${psid}`)));
  const ids: string[] = [];
  for (let n = 1; n <= KILLS; n += 1) {
    const before = (await fleet.delivered()).length;
    // A portion for each kill, so that on a slow machine, too, none comes when all work is done.
    ids.push(...(await fleet.submit(rows.slice(ids.length, Math.ceil((COUNT * n) / KILLS)))));
    await vi.waitUntil(async () => (await fleet.delivered()).length > before + 10, {
      timeout: 60_000,
      interval: 20,
    });
    const victim = senders.shift();
    if (victim === undefined) throw new Error("no sender is left");
    await fleet.kill(victim);
    senders.push(await fleet.start("sender"));
  }
  return ids;
}

/** How many were sent, are dead, or still wait. */
async function fatesOf(fleet: Fleet, ids: readonly string[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (let from = 0; from < ids.length; from += 50) {
    const told = await Promise.all(
      ids.slice(from, from + 50).map((id) => fleet.call("GET", `/v1/messages/${id}`)),
    );
    for (const { status } of told) {
      const fate = status === "delivered" || status === "read" ? "sent" : String(status);
      counts[fate] = (counts[fate] ?? 0) + 1;
    }
  }
  return counts;
}
