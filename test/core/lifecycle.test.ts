import { describe, expect, test } from "vitest";
import {
  FINAL,
  REACHED_FROM,
  STORED_STATUSES,
  statusOf,
  type Status,
  type StoredStatus,
  type Surroundings,
} from "../../src/core/lifecycle.ts";
import { NOW } from "../support/builders.ts";

describe("a message may move", () => {
  test.each<[from: StoredStatus, to: StoredStatus[]]>([
    ["accepted", ["queued", "dead", "cancelled"]],
    ["queued", ["queued", "sent", "dead", "cancelled"]],
    ["sent", []],
    ["dead", []],
    ["cancelled", []],
  ])("from %s to %j", (from, to) => {
    expect(STORED_STATUSES.filter((status) => REACHED_FROM[status].includes(from))).toEqual(to);
  });

  test("nowhere from a final state, and onwards from every other", () => {
    const ends = STORED_STATUSES.filter((from) =>
      STORED_STATUSES.every((to) => !REACHED_FROM[to].includes(from)),
    );
    expect(ends).toEqual(FINAL);
  });
});

describe("the status that is told", () => {
  const nothing: Surroundings = {
    jobState: null,
    pageHeld: false,
    sentAttemptAt: null,
    deliveredWatermark: null,
    readWatermark: null,
  };
  const sentAt = { sentAttemptAt: NOW };

  test.each<[label: string, stored: StoredStatus, seen: Partial<Surroundings>, told: Status]>([
    ["accepted, waiting for the classifier", "accepted", { jobState: "waiting" }, "accepted"],
    ["accepted, in the classifier's hands", "accepted", { jobState: "active" }, "accepted"],
    ["accepted, its job not yet added", "accepted", {}, "accepted"],
    ["accepted for a later time", "accepted", { jobState: "delayed" }, "scheduled"],
    ["accepted for a page that is held", "accepted", { jobState: "waiting", pageHeld: true }, "accepted"],
    ["queued in its lane", "queued", { jobState: "waiting" }, "queued"],
    ["queued for another attempt", "queued", { jobState: "delayed" }, "queued"],
    ["queued, its job not to be seen", "queued", {}, "queued"],
    ["queued on a page that is held", "queued", { jobState: "waiting", pageHeld: true }, "held"],
    ["in the sender's hands", "queued", { jobState: "active" }, "sending"],
    [
      "in the sender's hands as the page is held",
      "queued",
      { jobState: "active", pageHeld: true },
      "sending",
    ],
    ["sent, nothing heard since", "sent", sentAt, "sent"],
    ["sent, an earlier message delivered", "sent", { ...sentAt, deliveredWatermark: NOW - 1 }, "sent"],
    ["sent, delivered in that moment", "sent", { ...sentAt, deliveredWatermark: NOW }, "delivered"],
    [
      "sent, delivered, an earlier one read",
      "sent",
      { ...sentAt, deliveredWatermark: NOW + 5, readWatermark: NOW - 1 },
      "delivered",
    ],
    ["sent and read", "sent", { ...sentAt, deliveredWatermark: NOW + 5, readWatermark: NOW + 9 }, "read"],
    ["sent and read, the delivery never told", "sent", { ...sentAt, readWatermark: NOW }, "read"],
    ["sent, nobody knows when", "sent", { deliveredWatermark: NOW, readWatermark: NOW }, "sent"],
    [
      "dead on a page that is held",
      "dead",
      { pageHeld: true, deliveredWatermark: NOW, sentAttemptAt: NOW },
      "dead",
    ],
    ["cancelled while its job waited", "cancelled", { jobState: "delayed" }, "cancelled"],
  ])("%s", (_, stored, seen, told) => {
    expect(statusOf(stored, { ...nothing, ...seen })).toBe(told);
  });
});
