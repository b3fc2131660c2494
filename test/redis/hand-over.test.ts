/** Several senders on one Redis: who takes what, and how a lane goes from one to another. */
import { EventEmitter, once } from "node:events";
import { describe, expect, test, vi } from "vitest";
import { laneName, type Lane } from "../../src/redis/doorbell.ts";
import { type LaneHandler } from "../../src/redis/lanes.ts";
import type { Verdict } from "../../src/redis/queue-end.ts";
import { OFTEN, store, lanes, book, lane, nextLane, sender, held } from "./lane-stage.ts";
import { beatsOf, newOwner, type Sender, type SenderOptions } from "./senders.ts";

const add = (to: Lane, id: string) =>
  lanes.add(to, [{ id, name: "order_shipped", data: {}, priority: "normal" }]);

describe("senders", () => {
  const both = async (options: Partial<SenderOptions> = {}): Promise<Sender[]> => {
    const [a, b] = [
      await sender({ self: "a", ...OFTEN, ...options }),
      await sender({ self: "b", ...OFTEN, ...options }),
    ];
    // The third was begun after the sweep in which a learned of b.
    await beatsOf(store, "a", 3);
    return [a, b];
  };

  test("share the lanes: each lane has one taker, and each job is taken once", async () => {
    await both();
    const many = Array.from({ length: 30 }, () => nextLane());
    await Promise.all(many.flatMap((it) => ["x", "y", "z"].map((id) => add(it, id))));
    await book.until(90);
    const takers = many.map((it) => book.entries.filter((entry) => entry.lane === laneName(it)));
    expect(takers.map((entries) => new Set(entries.map((entry) => entry.by)).size)).toEqual(
      many.map(() => 1),
    );
    expect(takers.map((entries) => entries.map((entry) => entry.job.id).toSorted())).toEqual(
      many.map(() => ["x", "y", "z"]),
    );
    expect(new Set(book.entries.map((entry) => entry.by))).toEqual(new Set(["a", "b"]));
  });

  test("hand over: one that stops finishes what it has in hand, and the other does the rest", async () => {
    const { handle, letGo } = held();
    const [a] = [await sender({ self: "a", handle, ...OFTEN })];
    await add(lane, "j1");
    await add(lane, "j2");
    await book.until(1);
    await sender({ self: "b", ...OFTEN });
    const closing = a.close();
    letGo();
    await closing;
    await book.until(2);
    expect(book.entries.map(({ by, job }) => [by, job.id])).toEqual([
      ["a", "j1"],
      ["b", "j2"],
    ]);
  });

  test("hand over: what has not begun is told that the lane goes, and the next owner begins a second later", async () => {
    const told = new EventEmitter();
    const mayBegin = held();
    const putBack = async (...[, job, stays]: Parameters<LaneHandler>): Promise<Verdict> => {
      told.emit(job.id, stays());
      await mayBegin.handle();
      told.emit(job.id, stays());
      return stays() ? { kind: "done" } : { kind: "rest", forMs: 0 };
    };
    const before = once(told, "j1");
    const a = await sender({ self: "a", handle: putBack });
    await add(lane, "j1");
    expect(await before).toEqual([true]);
    const after = once(told, "j1");
    const came = performance.now();
    await sender({ self: newOwner(lane.page, "a") });
    await vi.waitFor(() => expect(a.consumers.open).toBe(0));
    mayBegin.letGo();
    expect(await after).toEqual([false]);
    await book.until(2);
    expect(performance.now() - came).toBeGreaterThan(1_015);
    expect(book.entries.map(({ by, job }) => [by === "a", job.id])).toEqual([
      [true, "j1"],
      [false, "j1"],
    ]);
  });

  test("hand over: the heart of one that waits for its last answer goes on beating", async () => {
    const { handle } = held();
    await sender({ self: "a", handle, ...OFTEN });
    const many = Array.from({ length: 12 }, () => nextLane());
    for (const it of many) await add(it, "j");
    await book.until(12);
    await sender({ self: "b", ...OFTEN });
    expect(await beatsOf(store, "a", 3)).toBe(3);
  });
});
