import { describe, expect, test } from "vitest";
import { isoOrNull, tellDecision } from "../../src/core/decision.ts";
import { REASONS } from "../../src/core/outcome.ts";
import { decide } from "../../src/core/policy.ts";
import { aCase, aSendDecision, DAY, NOW } from "../support/builders.ts";

describe("a decision is told outside", () => {
  test("to send, with times as ISO 8601", () => {
    expect(tellDecision(aSendDecision())).toEqual({
      verdict: "send",
      policy: "utility",
      window: {
        state: "open",
        lastInboundAt: "2026-11-22T11:00:00.000Z",
        closesAt: "2026-11-23T11:00:00.000Z",
        humanAgentUntil: "2026-11-29T11:00:00.000Z",
      },
      tag: "POST_PURCHASE_UPDATE",
      carriedAs: { messagingType: "UPDATE", tag: null, template: null },
      validUntil: "2026-11-23T11:00:00.000Z",
      because: ["They wrote 1 h ago, so the window is open until 2026-11-23 11:00 UTC."],
    });
  });

  test("to send a template, by its name and language and without its values", () => {
    const template = { name: "order_shipped_v1", language: "en", body: ["1001"] };
    const told = tellDecision(
      aSendDecision({ carriedAs: { messagingType: "UTILITY", tag: null, template }, validUntil: null }),
    );
    expect(told).toMatchObject({
      carriedAs: {
        messagingType: "UTILITY",
        tag: null,
        template: { name: "order_shipped_v1", language: "en" },
      },
      validUntil: null,
    });
    expect(JSON.stringify(told)).not.toContain("1001");
  });

  test("to reject, with the reason and what could go instead", () => {
    const decision = decide(
      aCase({ message: { type: "announcement" }, page: { humanAgent: true }, lastInboundAt: NOW - 2 * DAY }),
    );
    expect(tellDecision(decision)).toEqual({
      verdict: "reject",
      policy: "utility",
      window: {
        state: "human_agent",
        lastInboundAt: "2026-11-20T12:00:00.000Z",
        closesAt: null,
        humanAgentUntil: "2026-11-27T12:00:00.000Z",
      },
      reason: "window_closed",
      tag: null,
      because: [
        REASONS.window_closed,
        "They last wrote 2 days ago; a person may still answer until 2026-11-27 12:00 UTC, anything else can go if they write again.",
      ],
      alternatives: [
        {
          type: "agent_reply",
          tag: "HUMAN_AGENT",
          when: "as a human's answer to what they asked, until 2026-11-27 12:00 UTC",
        },
        { type: "announcement", tag: null, when: "if they write again, within 24 hours of it" },
      ],
    });
  });
});

test.each([
  ["no time", null, null],
  ["the epoch", 0, "1970-01-01T00:00:00.000Z"],
  ["now", NOW, "2026-11-22T12:00:00.000Z"],
])("%s as ISO 8601", (_, at, told) => {
  expect(isoOrNull(at)).toBe(told);
});
