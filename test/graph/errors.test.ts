import { describe, expect, test } from "vitest";
import type { Outcome } from "../../src/core/outcome.ts";
import { outcomeOf } from "../../src/graph/errors.ts";

const errorBody = (code: number, subcode: number | null, more: object = {}) => ({
  error: {
    message: `(#${String(code)}) No`,
    type: "OAuthException",
    code,
    ...(subcode !== null && { error_subcode: subcode }),
    fbtrace_id: "A1b2",
    ...more,
  },
});

/** An outcome in a few words: what it is, and what hangs on it. */
function inWords(outcome: Outcome): string {
  switch (outcome.kind) {
    case "sent":
      return `sent ${outcome.graphMessageId}`;
    case "throttled":
      return `throttled ${outcome.scope}`;
    case "failed":
      return [
        "failed",
        ...(outcome.hold === null ? [] : [`hold ${outcome.hold}`]),
        ...(outcome.delayMs === undefined ? [] : [`${String(outcome.delayMs / 1_000)} s at least`]),
        ...(outcome.giveUp === undefined
          ? []
          : [`at most ${String(outcome.giveUp.after)} for ${outcome.giveUp.reason}`]),
      ].join(", ");
    case "rejected":
      return `rejected ${outcome.reason}${outcome.suppress ? ", suppress" : ""}`;
    case "unknown":
      return "unknown";
  }
}

const verdictOn = (status: number, body: unknown): string => inWords(outcomeOf(status, body, null));

describe("an error of Graph's", () => {
  test.each<[code: number, subcode: number | null, meaning: string, outcome: string]>([
    [1, null, "unknown error", "unknown"],
    [1, 99, "permission missing", "failed, hold permission_missing"],
    [1, 1357046, "sent although an error came back", "unknown"],
    [2, null, "temporary service issue", "failed"],
    [3, null, "capability or permission missing", "failed, hold permission_missing"],
    [4, null, "app request limit", "throttled app"],
    [2, 2018344, "terms of custom labels", "rejected invalid_request"],
    [4, 2018022, "too many sends to phone numbers", "throttled app"],
    [4, 2018354, "least delay of marketing", "rejected invalid_request"],
    [9, 2018352, "limit of opt-in requests", "rejected invalid_request"],
    [10, 1404170, "restricted from opt-in requests", "rejected invalid_request"],
    [10, 2534022, "outside the window, Instagram", "rejected outside_window"],
    [10, 2534077, "Instagram account not linked", "failed, hold permission_missing"],
    [100, 2534013, "Instagram link", "rejected invalid_request"],
    [100, 2534014, "no Instagram user", "rejected invalid_request"],
    [100, 2534015, "bad data", "rejected invalid_request"],
    [100, 2534025, "bad comment", "rejected invalid_request"],
    [100, 2534037, "not the thread's owner", "rejected invalid_request"],
    [2018218, null, "profile not available", "rejected invalid_request"],
    [2018247, null, "profile may not be read", "rejected invalid_request"],
    [100, 2534029, "business blocked", "failed, hold page_restricted"],
    [200, 2534041, "owner disabled access", "failed, hold permission_missing"],
    [613, 1893016, "opt-in request made twice", "rejected invalid_request"],
    [80002, null, "Instagram business limit", "throttled page"],
    [1545012, null, "known from unofficial clients", "failed, at most 2 for invalid_request"],
    [10, null, "permission denied", "failed, hold permission_missing"],
    [10, 2018278, "outside the window", "rejected outside_window"],
    [10, 2018065, "outside the window, news permission", "rejected outside_window"],
    [10, 2018108, "person cannot receive now", "rejected recipient_unavailable, suppress"],
    [10, 1893063, "page temporarily restricted", "failed, hold page_restricted"],
    [10, 1893015, "person stopped the topic", "rejected recipient_unavailable, suppress"],
    [10, 2018276, "human agent not approved", "rejected human_agent_not_enabled"],
    [10, 2018336, "thread under European rules", "rejected invalid_request"],
    [17, null, "user token limit", "throttled page"],
    [32, null, "page request limit", "throttled page"],
    [100, null, "invalid parameter", "rejected invalid_request"],
    [100, 33, "object missing", "rejected invalid_request"],
    [100, 1893061, "retired tag", "rejected retired_tag"],
    [100, 2018276, "human agent not approved", "rejected human_agent_not_enabled"],
    [100, 2018001, "no matching person", "rejected recipient_unknown, suppress"],
    [100, 2018008, "file could not be fetched", "failed, at most 3 for attachment_failed"],
    [100, 2018014, "message and state together", "rejected invalid_request"],
    [100, 2018034, "empty message", "rejected invalid_request"],
    [100, 2018047, "attachment of another type", "rejected attachment_failed"],
    [100, 2018074, "attachment id not owned", "rejected attachment_failed"],
    [100, 2018109, "attachment too big", "rejected attachment_failed"],
    [100, 2018164, "incorrect app id", "failed, hold permission_missing"],
    [100, 2018294, "video timed out", "failed, at most 2 for attachment_failed"],
    [102, null, "session invalid", "failed, hold token_invalid"],
    [190, null, "token invalid", "failed, hold token_invalid"],
    [190, 458, "app not installed", "failed, hold token_invalid"],
    [190, 459, "checkpoint", "failed, hold token_invalid"],
    [190, 460, "password changed", "failed, hold token_invalid"],
    [190, 463, "token expired", "failed, hold token_invalid"],
    [190, 464, "unconfirmed user", "failed, hold token_invalid"],
    [190, 467, "token no longer valid", "failed, hold token_invalid"],
    [190, 492, "user lost their role", "failed, hold token_invalid"],
    [200, null, "permission missing", "failed, hold permission_missing"],
    [200, 1545041, "person not available", "rejected recipient_unavailable, suppress"],
    [200, 2018021, "phone matching not paid", "failed, hold permission_missing"],
    [200, 2018027, "phone permission not approved", "failed, hold permission_missing"],
    [200, 2018028, "pages_messaging not approved", "failed, hold permission_missing"],
    [210, null, "another permission", "failed, hold permission_missing"],
    [230, null, "token lacks pages_messaging", "failed, hold permission_missing"],
    [299, null, "another permission", "failed, hold permission_missing"],
    [341, null, "app limit reached", "throttled app"],
    [368, null, "blocked for policy", "failed, hold page_restricted"],
    [551, null, "person not receiving", "rejected recipient_unavailable, suppress"],
    [551, 1545041, "person not available now", "rejected recipient_unavailable, suppress"],
    [613, null, "rate limit", "throttled page"],
    [613, 1996, "inconsistent volume of the app", "throttled app"],
    [613, 2534040, "rate limit", "throttled page"],
    [613, 2018338, "bothersome to this person", "rejected recipient_unavailable, suppress"],
    [1200, null, "temporary send failure", "failed"],
    [1200, 2018024, "temporary send failure", "failed"],
    [2022, null, "commerce messages disabled", "failed, hold page_restricted"],
    [10900, null, "private reply already sent", "rejected invalid_request"],
    [80001, null, "too many calls to this page", "throttled page"],
    [80006, null, "Messenger business limit", "throttled page"],
    [1545041, null, "window closed, as a code", "rejected outside_window"],
    [2018171, null, "only primary or secondary receivers", "failed, hold permission_missing"],
    [
      2018300,
      null,
      "another app controls the thread",
      "failed, 300 s at least, at most 6 for invalid_request",
    ],
    [2018321, null, "automated answers running", "failed, 180 s at least"],
    [9000001, null, "message deleted", "rejected invalid_request"],
    [300, null, "in none of Meta's tables", "rejected invalid_request"],
    [424242, 7, "in none of Meta's tables", "rejected invalid_request"],
  ])("%i/%s, %s: %s", (code, subcode, _, outcome) => {
    expect(verdictOn(400, errorBody(code, subcode))).toBe(outcome);
  });

  test.each<[label: string, status: number, body: unknown, outcome: string]>([
    ["transient and unknown is tried again", 400, errorBody(424242, null, { is_transient: true }), "failed"],
    [
      "transient and not otherwise explained is tried again",
      400,
      errorBody(100, null, { is_transient: true }),
      "failed",
    ],
    [
      "transient, but outside the window, is not",
      400,
      errorBody(10, 2018278, { is_transient: true }),
      "rejected outside_window",
    ],
    [
      "transient, but of the token, holds",
      400,
      errorBody(190, null, { is_transient: true }),
      "failed, hold token_invalid",
    ],
    [
      "said not to be transient is final",
      400,
      errorBody(424242, null, { is_transient: false }),
      "rejected invalid_request",
    ],
    ["unknown, with a server error, may have been sent", 500, errorBody(424242, null), "unknown"],
    ["known, with a server error, means what it means", 500, errorBody(2, null), "failed"],
    ["in a success is an error all the same", 200, errorBody(190, null), "failed, hold token_invalid"],
    [
      "with a subcode that is no number goes by its code",
      400,
      errorBody(190, null, { error_subcode: "460" }),
      "failed, hold token_invalid",
    ],
    [
      "without a message still counts",
      400,
      { error: { code: 551 } },
      "rejected recipient_unavailable, suppress",
    ],
  ])("that is %s", (_, status, body, outcome) => {
    expect(verdictOn(status, body)).toBe(outcome);
  });

  test.each([
    [10, 1893063, "page temporarily restricted for policy"],
    [100, 424242, "invalid parameter"],
    [210, null, "permission missing"],
    [190, 492, "user lost their role on the page"],
    [190, 42, "token expired, revoked or invalid"],
    [424242, 7, undefined],
    [300, null, undefined],
  ])("%i/%s is called %j", (code, subcode, meaning) => {
    const outcome = outcomeOf(400, errorBody(code, subcode), null);
    expect("error" in outcome && outcome.error.meaning).toBe(meaning);
  });

  test("is kept in all its words", () => {
    const words = { error_user_title: "Not allowed", error_user_msg: "This tag is no longer allowed." };
    expect(outcomeOf(400, errorBody(100, 1893061, words), null)).toEqual({
      kind: "rejected",
      reason: "retired_tag",
      suppress: false,
      error: {
        status: 400,
        code: 100,
        subcode: 1893061,
        message: "(#100) No",
        userTitle: "Not allowed",
        userMessage: "This tag is no longer allowed.",
        traceId: "A1b2",
        meaning: "retired tag",
      },
    });
  });
});

describe("an answer without Graph's words", () => {
  test.each<[label: string, status: number, body: unknown, outcome: string]>([
    ["HTML with 502", 502, undefined, "unknown"],
    ["nothing with 500", 500, undefined, "unknown"],
    ["JSON of a proxy with 503", 503, { message: "overloaded" }, "unknown"],
    ["HTML with 404", 404, undefined, "failed"],
    ["nothing with 401", 401, undefined, "failed"],
    ["an error without a code", 400, { error: { message: "No" } }, "failed"],
    ["an error whose code is a word", 400, { error: { code: "190" } }, "failed"],
    ["an error that is a word", 400, { error: "No" }, "failed"],
    ["a redirect", 302, undefined, "failed"],
    ["200 with nothing", 200, undefined, "unknown"],
    ["200 without a message id", 200, { recipient_id: "1" }, "unknown"],
    ["200 with an empty message id", 200, { message_id: "" }, "unknown"],
    ["200 with a message id that is a number", 200, { message_id: 7 }, "unknown"],
    ["204", 204, undefined, "unknown"],
    ["200 with a list", 200, [], "unknown"],
    ["200 with null", 200, null, "unknown"],
  ])("%s", (_, status, body, outcome) => {
    expect(verdictOn(status, body)).toBe(outcome);
  });

  test("says the status", () => {
    expect(outcomeOf(502, undefined, null)).toMatchObject({
      error: { status: 502, code: null, message: "HTTP 502 without a Graph answer" },
    });
  });
});

test.each([
  ["with the recipient", 200, { recipient_id: "1", message_id: "m_1" }, "sent m_1"],
  ["without the recipient, as a user_ref has it", 200, { message_id: "m_1" }, "sent m_1"],
  ["with a status of its own", 201, { message_id: "m_1" }, "sent m_1"],
  ["but not with a failure", 500, { message_id: "m_1" }, "unknown"],
])("a message id means sent: %s", (_, status, body, outcome) => {
  expect(verdictOn(status, body)).toBe(outcome);
});

describe("a page that went too fast rests", () => {
  test.each([
    ["as long as the headers say", 1_140_000, 1_140_000],
    ["left open when they say nothing", null, null],
  ])("%s", (_, restMs, rests) => {
    expect(outcomeOf(400, errorBody(80006, null), restMs)).toMatchObject({
      kind: "throttled",
      restMs: rests,
    });
  });
});
