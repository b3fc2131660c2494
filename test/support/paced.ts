/** A page with a backlog, and what its senders made of it. */
import { expect, vi } from "vitest";
import { aNotice, type Fleet, type Json } from "./fleet.ts";

/** A stalled event loop of the simulator or a sender shifts what the log says by no more than one start of 40. */
export const ALLOWED = 41;

/** @returns the ids */
export async function queueBehindAPause(
  fleet: Fleet,
  page: string,
  all: readonly string[],
): Promise<string[]> {
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

export function sent(fleet: Fleet, page: string, count: number): Promise<void> {
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

export function attempts({ logs }: Fleet, page: string): Json[] {
  return logs.filter((line) => line["event"] === "message.attempted" && line["page"] === page);
}

export function lastAttempt(fleet: Fleet, page: string): Json {
  return attempts(fleet, page).at(-1) ?? {};
}

export function startsOf(fleet: Fleet, page: string): number[] {
  return attempts(fleet, page)
    .map((line) => Number(line["at"]))
    .toSorted((a, b) => a - b);
}
