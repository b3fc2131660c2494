import { describe, expect, test } from "vitest";
import { BUILT_IN_TYPES, catalogueOf, TAG_EVIDENCE, type JobType } from "../../src/core/catalogue.ts";

/** As the outside contract lists them. */
const CONTRACT = {
  POST_PURCHASE_UPDATE:
    "order_confirmed order_shipped order_in_transit order_delivered order_delayed order_backordered payment_declined order_updated",
  CONFIRMED_EVENT_UPDATE:
    "rsvp_reminder event_reminder appointment_reminder class_reminder reservation_confirmed event_updated trip_updated",
  ACCOUNT_UPDATE: "application_updated account_changed fraud_alert",
  HUMAN_AGENT: "agent_reply",
};

describe("the built-in types", () => {
  test.each(Object.entries(CONTRACT))("with %s are %s", (tag, names) => {
    expect(BUILT_IN_TYPES.filter((type) => type.tag === tag).map((type) => type.name)).toEqual(
      names.split(" "),
    );
  });

  test("without a tag: announcement, which must carry nothing", () => {
    const untagged = BUILT_IN_TYPES.filter((type) => type.tag === null);
    expect(untagged).toEqual([{ name: "announcement", tag: null, evidence: [], priority: "bulk" }]);
  });

  test.each([
    ["POST_PURCHASE_UPDATE", "order"],
    ["CONFIRMED_EVENT_UPDATE", "event"],
    ["ACCOUNT_UPDATE", "account"],
    ["HUMAN_AGENT", "agent"],
  ] as const)("with %s must carry %s", (tag, evidence) => {
    const types = BUILT_IN_TYPES.filter((type) => type.tag === tag);
    expect(types.map((type) => type.evidence)).toEqual(types.map(() => [evidence]));
    expect(TAG_EVIDENCE[tag]).toBe(evidence);
  });

  test("that cannot wait go before the others", () => {
    const urgent = BUILT_IN_TYPES.filter((type) => type.priority === "high").map((type) => type.name);
    expect(urgent).toEqual([
      "payment_declined",
      "event_updated",
      "trip_updated",
      "fraud_alert",
      "agent_reply",
    ]);
  });
});

describe("a catalogue", () => {
  const own: JobType = {
    name: "warranty",
    tag: "POST_PURCHASE_UPDATE",
    evidence: ["order"],
    priority: "bulk",
  };

  test("holds the built-in types and the operator's own", () => {
    expect([...catalogueOf([own]).values()]).toEqual([...BUILT_IN_TYPES, own]);
  });

  test("of one house is not changed by another's", () => {
    expect([catalogueOf([own]).has("warranty"), catalogueOf().has("warranty")]).toEqual([true, false]);
  });
});
