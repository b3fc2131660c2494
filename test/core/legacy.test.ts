import { describe, expect, test } from "vitest";
import { parseMessage } from "../../src/core/message.ts";
import { aMessageInput, CATALOGUE, EVIDENCE } from "../support/builders.ts";

const everything = { ...EVIDENCE };

describe("a job that names a tag where we name a type", () => {
  test.each([
    ["SHIPPING_UPDATE", "order_updated"],
    ["PAYMENT_UPDATE", "order_updated"],
    ["RESERVATION_UPDATE", "reservation_confirmed"],
    ["APPOINTMENT_UPDATE", "appointment_reminder"],
    ["CONFIRMED_EVENT_REMINDER", "event_reminder"],
    ["TICKET_UPDATE", "event_updated"],
    ["TRANSPORTATION_UPDATE", "trip_updated"],
    ["APPLICATION_UPDATE", "application_updated"],
    ["PERSONAL_FINANCE_UPDATE", "account_changed"],
    ["ISSUE_RESOLUTION", "agent_reply"],
    ["POST_PURCHASE_UPDATE", "order_updated"],
    ["CONFIRMED_EVENT_UPDATE", "event_updated"],
    ["ACCOUNT_UPDATE", "account_changed"],
    ["HUMAN_AGENT", "agent_reply"],
  ])("%s becomes %s, in `type` and in `tag` alike", (tag, type) => {
    const { type: _, ...bare } = aMessageInput(everything);
    for (const input of [
      { ...bare, type: tag },
      { ...bare, tag },
    ]) {
      expect(parseMessage(input, CATALOGUE)).toMatchObject({ ok: true, type: { name: type } });
    }
  });

  test.each([
    "BUSINESS_PRODUCTIVITY",
    "COMMUNITY_ALERT",
    "PAIRING_UPDATE",
    "GAME_EVENT",
    "FEATURE_FUNCTIONALITY_UPDATE",
    "NON_PROMOTIONAL_SUBSCRIPTION",
  ])("%s is refused by its name", (tag) => {
    const parsed = parseMessage({ ...aMessageInput(everything), type: tag }, CATALOGUE);
    expect(parsed).toMatchObject({ ok: false, reason: "unknown_type" });
    expect(parsed.ok ? "" : parsed.errors[0]?.message).toContain(`${tag}, which has no successor`);
  });

  test("still has to carry what the type must prove", () => {
    const { type: _, order: _order, ...bare } = aMessageInput({});
    expect(parseMessage({ ...bare, type: "SHIPPING_UPDATE" }, CATALOGUE)).toMatchObject({
      ok: false,
      errors: [{ path: "order" }],
    });
  });

  test("a tag beside a type is an unknown field", () => {
    const parsed = parseMessage({ ...aMessageInput(everything), tag: "SHIPPING_UPDATE" }, CATALOGUE);
    expect(parsed).toMatchObject({ ok: false, errors: [{ path: "tag" }] });
  });
});

test("a human's answer that a program wrote is refused", () => {
  const input = aMessageInput({ type: "agent_reply", automated: true });
  expect(parseMessage(input, CATALOGUE)).toMatchObject({ ok: false, errors: [{ path: "automated" }] });
  expect(parseMessage({ ...input, automated: false }, CATALOGUE)).toMatchObject({ ok: true });
});
