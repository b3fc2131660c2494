import * as fc from "fast-check";
import { expect, test } from "vitest";
import { acceptanceFields, decisionFields, recordOf, sentFields } from "../../src/redis/record.ts";
import { aSendDecision, DAY, NOW } from "../support/builders.ts";

const ID = `m${"A".repeat(24)}`;

/** Names and values, as a hash gives them back. */
function hash(fields: readonly string[]): Record<string, string> {
  const pairs = Array.from({ length: fields.length / 2 }, (_, i) => fields.slice(2 * i, 2 * i + 2));
  return Object.fromEntries(pairs);
}

test("times come back to the millisecond, whatever part of one the acceptance has", () => {
  const part = fc.double({ min: 0, max: 1, noNaN: true });
  const ms = fc.integer({ min: -DAY, max: 400 * DAY });
  fc.assert(
    fc.property(part, ms, (thousandths, afterMs) => {
      const acceptance = { id: ID, page: "1", psid: "2", type: "a,b", acceptedAt: NOW + thousandths };
      const rest = {
        fingerprint: null,
        sendAt: null,
        replayOf: null,
        replay: null,
        history: [],
        shared: null,
      };
      const decision = aSendDecision({ judgedAt: NOW + afterMs, type: "a,b" });
      const record = recordOf(
        ID,
        hash([
          ...acceptanceFields({ ...acceptance, ...rest }),
          ...decisionFields(acceptance, decision),
          ...sentFields(acceptance, NOW + afterMs, 7),
        ]),
      );
      expect(record).toMatchObject({
        page: "1",
        psid: "2",
        type: "a,b",
        decision,
        sentAt: NOW + afterMs + 7,
      });
      expect(record.attempts).toEqual([{ at: NOW + afterMs, durationMs: 7, outcome: "sent" }]);
      expect(record.acceptedAt).toBeCloseTo(acceptance.acceptedAt, 2);
    }),
  );
});
