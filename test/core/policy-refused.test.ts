/** What Meta's refusals mean for a person's next messages: silence, or a window that is not believed in. */
import { describe, expect, test } from "vitest";
import type { Outcome, Reason, Refused } from "../../src/core/outcome.ts";
import { refusalWords, refusedBy, REASONS } from "../../src/core/outcome.ts";
import { tellDecision } from "../../src/core/decision.ts";
import { decide } from "../../src/core/policy.ts";
import { windowOf, type WindowState } from "../../src/core/window.ts";
import { aCase, aGraphError, DAY, EVIDENCE, HOUR, NOW } from "../support/builders.ts";
import type { CaseFields } from "../support/builders.ts";

const WORDS = "(#10) This message is sent outside of allowed window.";
const BEFORE = { at: NOW - 30 * 60_000, knownInboundAt: NOW - HOUR };

const refusedWith = (kind: Refused["kind"], reason: Reason, detail = WORDS): Refused => ({
  kind,
  reason,
  detail,
  ...BEFORE,
});
const SILENCED = refusedWith("suppressed", "recipient_unavailable", "(#551) This person isn't available.");
const DOUBTED = refusedWith("window_closed", "outside_window");
const TEMPLATES = { order_shipped: { name: "order_shipped_v1", language: "en", body: ["order.id"] } };

describe("a rejection leaves standing against the person", () => {
  const rejected = (reason: Reason, suppress: boolean): Extract<Outcome, { kind: "rejected" }> => ({
    kind: "rejected",
    reason,
    suppress,
    error: aGraphError({ message: "No", userTitle: "A title", userMessage: "A sentence." }),
  });

  test.each<[reason: Reason, suppress: boolean, kind: Refused["kind"] | null]>([
    ["recipient_unavailable", true, "suppressed"],
    ["recipient_unknown", true, "suppressed"],
    ["outside_window", false, "window_closed"],
    ["outside_window", true, "suppressed"],
    ["invalid_request", false, null],
    ["retired_tag", false, null],
  ])("for %s (suppress: %s): %s", (reason, suppress, kind) => {
    const detail = "A title: A sentence.";
    const left = kind === null ? null : { kind, reason, detail, ...BEFORE };
    expect(refusedBy(rejected(reason, suppress), BEFORE)).toEqual(left);
  });

  test.each<[label: string, refused: Pick<Refused, "reason" | "detail">, words: string]>([
    [
      "an unknown person, with the hint at another page",
      { reason: "recipient_unknown", detail: "(#100) No matching user found" },
      "Meta knows no such person on this page; the PSID may belong to another page. Meta's words: (#100) No matching user found",
    ],
    [
      "words that Meta did not give",
      { reason: "recipient_unavailable", detail: "" },
      "The person is not receiving messages from this page at the moment.",
    ],
  ])("in a sentence: %s", (_, refused, words) => {
    expect(refusalWords(refused)).toBe(words);
  });
});

describe("a person with whom nothing is tried", () => {
  test("is told of with the time, the cause, Meta's words and what would lift it", () => {
    const decision = decide(aCase({ refused: SILENCED }));
    expect(decision).toMatchObject({
      verdict: "reject",
      reason: "recipient_suppressed",
      window: { state: "open" },
    });
    expect(tellDecision(decision)).toMatchObject({
      because: [
        "Meta refused an earlier message to this person; nothing is tried until they write again or an operator lifts it.",
        "Since 2026-11-22 11:30 UTC: The person is not receiving messages from this page at the moment. Meta's words: (#551) This person isn't available.",
      ],
    });
  });

  test.each<[label: string, fields: CaseFields]>([
    ["in an open window", {}],
    ["after it", { lastInboundAt: NOW - 2 * DAY, page: { humanAgent: true } }],
    ["with an order and an event", { message: { type: "announcement", ...EVIDENCE } }],
    ["by a template", { lastInboundAt: null, page: { templates: TEMPLATES } }],
  ])("gets nothing %s, and no other type is offered", (_, fields) => {
    const decision = decide(aCase({ ...fields, refused: SILENCED }));
    const { type } = aCase(fields).message;
    expect(decision).toMatchObject({
      reason: "recipient_suppressed",
      alternatives: [{ type, condition: "they_write" }],
    });
  });

  test("is not the reason where the message may not go anyway", () => {
    const decision = decide(
      aCase({ message: { type: "account_changed" }, toldBefore: true, refused: SILENCED }),
    );
    expect(decision).toMatchObject({ reason: "recurring_account_update", alternatives: [] });
  });
});

describe("a window that Meta calls closed", () => {
  const said =
    "Meta refused a message on 2026-11-22 11:30 UTC as outside the window; it counts as closed until they write again. " +
    `Meta's words: ${WORDS}`;

  test("is not believed in: a type with a template goes by it, and why is said", () => {
    const decision = decide(aCase({ refused: DOUBTED, page: { templates: TEMPLATES } }));
    expect(decision).toMatchObject({
      verdict: "send",
      window: { state: "human_agent", closesAt: null, humanAgentUntil: NOW - HOUR + 7 * DAY },
      carriedAs: { messagingType: "UTILITY" },
    });
    expect(tellDecision(decision).because).toEqual([
      expect.stringMatching(/^They last wrote 1 h ago; order_shipped/),
      said,
    ]);
  });

  test("refuses what only an open one allows, in Meta's name and not as if they had not written", () => {
    const decision = decide(aCase({ refused: DOUBTED, message: { type: "announcement" } }));
    expect(tellDecision(decision)).toMatchObject({
      verdict: "reject",
      reason: "outside_window",
      because: [
        REASONS.outside_window,
        "They last wrote 1 h ago; a person may still answer until 2026-11-29 11:00 UTC, anything else can go if they write again.",
        said,
      ],
    });
  });

  test("leaves a missing template the reason", () => {
    const decision = decide(aCase({ refused: DOUBTED }));
    expect(decision).toMatchObject({ reason: "template_missing" });
    expect(decision.details.at(-1)).toBe(said);
  });

  test.each([
    ["longer ago", NOW - 2 * DAY],
    ["never", null],
  ])("makes no difference to one who wrote %s", (_, lastInboundAt) => {
    const fields = { lastInboundAt, message: { type: "announcement" } };
    expect(decide(aCase({ ...fields, refused: DOUBTED }))).toEqual(decide(aCase(fields)));
  });
});

describe("the window of a person", () => {
  test.each<
    [
      label: string,
      refused: Refused | null,
      adHoursAgo: number | null,
      state: WindowState,
      closesAt: number | null,
    ]
  >([
    ["is open", null, null, "open", NOW + 23 * HOUR],
    ["is open to one who is silenced", SILENCED, null, "open", NOW + 23 * HOUR],
    ["is not, when Meta says so", DOUBTED, null, "human_agent", null],
    ["is longer by an ad", null, 1, "open", NOW + 71 * HOUR],
    ["is not, when Meta says so of that too", DOUBTED, 1, "human_agent", null],
  ])("%s", (_, refused, adHoursAgo, state, closesAt) => {
    const lastAdAt = adHoursAgo === null ? null : NOW - adHoursAgo * HOUR;
    const window = windowOf({ lastInboundAt: NOW - HOUR, lastAdAt, refused }, 72, NOW);
    expect(window).toMatchObject({ state, closesAt });
  });
});
