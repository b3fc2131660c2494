import { EventEmitter, once } from "node:events";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { startDuty, type Duty } from "../../src/redis/duty.ts";

const LONG_MS = 600_000;

let duty: Duty;
let errors: Error[] = [];
afterEach(async () => {
  await duty.stop();
  errors = [];
});

/** Work that the test can wait for, and that waits for the test's leave. */
function someWork() {
  const bell = new EventEmitter();
  let runs = 0;
  const begun = (): Promise<unknown> => once(bell, "begun");
  const work = async (): Promise<void> => {
    runs += 1;
    const leave = once(bell, "leave");
    bell.emit("begun");
    await leave;
  };
  return { work, begun, leave: () => bell.emit("leave"), runs: () => runs };
}

const start = (work: () => Promise<void>, everyMs: number): Duty =>
  (duty = startDuty(work, everyMs, (error) => errors.push(error)));

describe("a duty", () => {
  test("runs again and again", async () => {
    const { work, begun, leave, runs } = someWork();
    start(work, 1);
    for (let i = 0; i < 3; i += 1) {
      await begun();
      leave();
    }
    expect(runs()).toBe(3);
  });

  test("runs at once when it is called", async () => {
    const { work, begun, leave, runs } = someWork();
    start(work, LONG_MS);
    const run = begun();
    duty.now();
    await run;
    expect(runs()).toBe(1);
    leave();
  });

  test("that is called while it runs runs once more right after", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const { work, leave, runs } = someWork();
    start(work, LONG_MS);
    duty.now();
    duty.now();
    duty.now();
    leave();
    await vi.advanceTimersByTimeAsync(1);
    expect(runs()).toBe(2);
    leave();
    await vi.advanceTimersByTimeAsync(LONG_MS - 1);
    expect(runs()).toBe(2);
  });

  test("never runs twice at once", async () => {
    const { work, leave, runs } = someWork();
    start(work, LONG_MS);
    duty.now();
    duty.now();
    expect(runs()).toBe(1);
    leave();
  });

  test("that fails is told of, and runs again", async () => {
    const bell = new EventEmitter();
    let runs = 0;
    start(() => {
      runs += 1;
      bell.emit(`run ${String(runs)}`);
      return Promise.reject(new Error("Redis is gone"));
    }, 1);
    await once(bell, "run 2");
    expect(errors[0]).toMatchObject({ message: "Redis is gone" });
  });

  test("that is stopped finishes the run under way, and begins none after", async () => {
    const { work, begun, leave, runs } = someWork();
    start(work, 1);
    await begun();
    let isStopped = false;
    const stopping = duty.stop().then(() => (isStopped = true));
    await Promise.resolve();
    expect(isStopped).toBe(false);
    leave();
    await stopping;
    duty.now();
    expect(runs()).toBe(1);
  });
});
