import { array, assert, integer, property } from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createSlidingSecond } from "../../src/simulator/rate.ts";
import { HOUR, openStage, PAGE, setUp, TOKEN, type Reply, type Stage } from "./stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
beforeEach(() => setUp(stage));
afterAll(() => stage.simulator.close());

const video = { message: { attachment: { type: "video", payload: { url: "https://example.com/a.mp4" } } } };
const image = { message: { attachment: { type: "image", payload: { url: "https://example.com/a.jpg" } } } };

async function sendTimes(count: number, fields: Record<string, unknown> = {}): Promise<string[]> {
  const replies = await Promise.all(Array.from({ length: count }, () => stage.send(fields)));
  return replies.map((reply) => reply.verdict);
}

function usage(reply: Reply, header: string): unknown {
  return JSON.parse(String(reply.headers[header]));
}

test("lets a Page send 300 texts a second, and not one more", async () => {
  const verdicts = await sendTimes(301);
  expect(verdicts.filter((verdict) => verdict === "ok")).toHaveLength(300);
  expect(verdicts.filter((verdict) => verdict === "613")).toHaveLength(1);
});

test("lets a Page send 10 videos a second, beside its texts and images", async () => {
  const videos = await sendTimes(11, video);
  expect(videos.filter((verdict) => verdict === "613")).toHaveLength(1);
  expect(await sendTimes(20, image)).not.toContain("613");
});

test("counts a refused call too, so that a caller who does not slow down stays blocked", async () => {
  await stage.control("PUT", `/pages/${PAGE}`, { ratePerSecond: 2 });
  await sendTimes(2);
  stage.clock.steady += 600;
  await sendTimes(2);
  stage.clock.steady += 600;
  expect((await stage.send()).verdict).toBe("613");
  stage.clock.steady += 1000;
  expect((await stage.send()).verdict).toBe("ok");
});

test("says on a throttled call that the Page's usage is full", async () => {
  await stage.control("PUT", `/pages/${PAGE}`, { ratePerSecond: 1 });
  await stage.send();
  const reply = await stage.send();
  expect(reply.status).toBe(400);
  expect(usage(reply, "x-business-use-case-usage")).toEqual({
    [PAGE]: [
      {
        type: "messenger",
        call_count: 100,
        total_cputime: 100,
        total_time: 100,
        estimated_time_to_regain_access: 0,
      },
    ],
  });
});

test("does not let one Page's flood slow another", async () => {
  await stage.control("PUT", "/pages/5550001", { token: "another" });
  await stage.control("PUT", "/conversations/5550001/888", {
    lastInboundAt: new Date(stage.clock.now).toISOString(),
  });
  await sendTimes(301);
  const body = { recipient: { id: "888" }, messaging_type: "UPDATE", message: { text: "Hi" } };
  expect((await stage.graph("POST", "/me/messages", body, { authorization: "Bearer another" })).verdict).toBe(
    "ok",
  );
});

test("refuses past the day's quota until its first hour has left the day, counting the minutes", async () => {
  await stage.control("PUT", `/pages/${PAGE}`, { callsPerDay: 4 });
  const [first] = [await stage.send()];
  expect(usage(first, "x-business-use-case-usage")).toMatchObject({ [PAGE]: [{ call_count: 25 }] });
  stage.clock.now += HOUR / 2;
  await sendTimes(3);
  const over = await stage.send();
  expect(over.verdict).toBe("80006");
  expect(usage(over, "x-business-use-case-usage")).toMatchObject({
    [PAGE]: [{ call_count: 100, estimated_time_to_regain_access: 24 * 60 - 30 }],
  });
  stage.clock.now += 24 * HOUR;
  expect((await stage.send()).verdict).toBe("10/2018278");
});

test("refuses past the app's hourly quota, for every Page, with 403", async () => {
  await stage.control("PUT", "/app", { callsPerHour: 2 });
  await sendTimes(1);
  expect(usage(await stage.send(), "x-app-usage")).toEqual({
    call_count: 100,
    total_time: 100,
    total_cputime: 100,
  });
  const over = await stage.send();
  expect([over.status, over.verdict]).toEqual([403, "4"]);
});

test("reports the most calls that any second has held", async () => {
  await sendTimes(7);
  stage.clock.steady += 1000;
  await sendTimes(3);
  const { json } = await stage.control("GET", "/stats");
  expect(json).toMatchObject({
    maxPerSecond: { text: 7, media: 0 },
    pages: { [PAGE]: { requests: 10, maxPerSecond: { text: 7, media: 0 } } },
  });
});

test("judges the token before the rate", async () => {
  await stage.control("PUT", `/pages/${PAGE}`, { ratePerSecond: 1, tokenState: "expired" });
  expect(await sendTimes(3)).toEqual(["190/463", "190/463", "190/463"]);
  await stage.control("PUT", `/pages/${PAGE}`, { tokenState: "valid", token: TOKEN });
  expect(await sendTimes(1)).toEqual(["ok"]);
});

test("a sliding second holds exactly the calls of the last 1,000 ms", () => {
  assert(
    property(array(integer({ min: 0, max: 60 }), { maxLength: 300, size: "max" }), (gaps) => {
      const second = createSlidingSecond();
      const times: number[] = [];
      for (const gap of gaps) {
        times.push((times.at(-1) ?? 0) + gap);
        const at = times.at(-1) ?? 0;
        expect(second.hit(at)).toBe(times.filter((time) => time > at - 1000).length);
      }
    }),
  );
});
