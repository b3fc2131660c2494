import { describe, expect, test } from "vitest";
import { decide } from "../../src/core/policy.ts";
import { eventsIn } from "../../src/graph/webhook.ts";
import { aCase, DAY, HOUR, NOW } from "../support/builders.ts";

describe("the window that a click-to-Messenger ad opens", () => {
  const message = { type: "announcement" };
  const wroteAt = NOW - 3 * DAY;

  test.each([
    { label: "is as long as any other by default", page: {}, lastAdAt: wroteAt, verdict: "reject" },
    {
      label: "lasts as long as the page says",
      page: { adWindowHours: 168 },
      lastAdAt: wroteAt,
      verdict: "send",
    },
    {
      label: "is for those whom an ad brought",
      page: { adWindowHours: 168 },
      lastAdAt: null,
      verdict: "reject",
    },
    { label: "closes", page: { adWindowHours: 72 }, lastAdAt: wroteAt, verdict: "reject" },
    {
      label: "closes at that very moment",
      page: { adWindowHours: 72 },
      lastAdAt: wroteAt + 1,
      verdict: "send",
    },
  ])("$label", ({ page, lastAdAt, verdict }) => {
    expect(decide(aCase({ message, page, lastAdAt, lastInboundAt: wroteAt })).verdict).toBe(verdict);
  });

  test("says when it closes", () => {
    const fields = { message, page: { adWindowHours: 168 }, lastAdAt: wroteAt, lastInboundAt: wroteAt };
    expect(decide(aCase(fields)).window).toMatchObject({ state: "open", closesAt: wroteAt + 168 * HOUR });
  });

  test.each([
    {
      label: "a message behind an ad",
      referral: { source: "ADS", type: "OPEN_THREAD", ad_id: "1" },
      byAd: true,
    },
    { label: "one behind a link", referral: { source: "SHORTLINK", type: "OPEN_THREAD" }, byAd: false },
    { label: "one behind nothing", referral: undefined, byAd: false },
  ])("is told by the webhook: $label", ({ referral, byAd }) => {
    const event = {
      sender: { id: "55" },
      recipient: { id: "1" },
      timestamp: NOW,
      message: { mid: "m_1", text: "Hello", referral },
    };
    const delivery = eventsIn({ object: "page", entry: [{ id: "1", time: NOW, messaging: [event] }] });
    expect(delivery.events).toEqual([{ kind: "inbound", page: "1", psid: "55", at: NOW, byAd }]);
  });
});
