import { describe, expect, test } from "vitest";
import type { Evidence, JobType } from "../../src/core/catalogue.ts";
import { jobTypesIn } from "../../src/core/job-types.ts";

const warranty = { name: "warranty", tag: "POST_PURCHASE_UPDATE" };

describe("a file of job types is read:", () => {
  test.each<[label: string, entry: object, type: JobType]>([
    ["a tag asks for its evidence by itself", warranty, { ...full("order"), priority: "normal" }],
    [
      "its evidence may be said as well",
      { ...warranty, evidence: ["order"] },
      { ...full("order"), priority: "normal" },
    ],
    [
      "more evidence may be asked for",
      { ...warranty, evidence: ["account"] },
      { ...full("order", "account"), priority: "normal" },
    ],
    [
      "evidence said twice is asked for once",
      { ...warranty, evidence: ["agent", "agent"] },
      { ...full("order", "agent"), priority: "normal" },
    ],
    ["a priority of its own", { ...warranty, priority: "high" }, { ...full("order"), priority: "high" }],
    [
      "no tag, no evidence",
      { name: "poll", tag: null },
      { name: "poll", tag: null, evidence: [], priority: "normal" },
    ],
    [
      "no tag, but evidence",
      { name: "poll", tag: null, evidence: ["event"] },
      { name: "poll", tag: null, evidence: ["event"], priority: "normal" },
    ],
  ])("%s", (_, entry, type) => {
    expect(jobTypesIn([entry])).toEqual({ ok: true, types: [type] });
  });

  test("an empty list is no fault", () => {
    expect(jobTypesIn([])).toEqual({ ok: true, types: [] });
  });
});

describe("a file of job types is refused, with a sentence for each fault:", () => {
  test.each<[label: string, file: unknown, errors: RegExp[]]>([
    ["no list", { types: [] }, [/^the file must hold a JSON array of types$/]],
    ["nothing", null, [/^the file must hold a JSON array of types$/]],
    [
      "a type of the catalogue",
      [{ ...warranty, name: "order_shipped" }],
      [/^type 1: order_shipped is built in or given twice and cannot be redefined$/],
    ],
    ["a name given twice", [warranty, warranty], [/^type 2: warranty is built in or given twice/]],
    [
      "a name in capitals",
      [{ ...warranty, name: "Warranty" }],
      [/^type 1: name must be lower-case letters, digits and underscores$/],
    ],
    ["a name of 61 characters", [{ ...warranty, name: "w".repeat(61) }], [/^type 1: name /]],
    ["__proto__ for a name", [{ ...warranty, name: "__proto__" }], [/^type 1: name /]],
    ["no tag said", [{ name: "warranty" }], [/^type 1: tag /]],
    ["a tag that is none", [{ ...warranty, tag: "SHIPPING_UPDATE" }], [/^type 1: tag /]],
    ["evidence that is none", [{ ...warranty, evidence: ["receipt"] }], [/^type 1: evidence\.0 /]],
    ["a priority that is none", [{ ...warranty, priority: "urgent" }], [/^type 1: priority /]],
    ["an unknown field", [{ ...warranty, colour: "red" }], [/^type 1: .*colour/]],
    ["faults in two entries", [7, { ...warranty }, { name: "x" }], [/^type 1: /, /^type 3: tag /]],
  ])("%s", (_, file, errors) => {
    const read = jobTypesIn(file);
    expect(read).toEqual({ ok: false, errors: errors.map((it) => expect.stringMatching(it)) });
  });
});

test.each(["POST_PURCHASE_UPDATE", "CONFIRMED_EVENT_UPDATE", "ACCOUNT_UPDATE", "HUMAN_AGENT"])(
  "no type gets %s for less than its evidence",
  (tag) => {
    const read = jobTypesIn([{ name: "mine", tag, evidence: [] }]);
    expect(read.ok && read.types[0]?.evidence.length).toBe(1);
  },
);

test("a name may be as long as 60 characters", () => {
  expect(jobTypesIn([{ ...warranty, name: "w".repeat(60) }]).ok).toBe(true);
});

function full(...evidence: Evidence[]): Omit<JobType, "priority"> {
  return { name: "warranty", tag: "POST_PURCHASE_UPDATE", evidence };
}
