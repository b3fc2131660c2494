import { describe, expect, test } from "vitest";
import { restAsked } from "../../src/graph/usage.ts";

const usage = (...entries: object[]) => JSON.stringify({ "1029384756": entries });
const messenger = (minutes: unknown) => ({
  type: "messenger",
  call_count: 100,
  estimated_time_to_regain_access: minutes,
});

describe("the rest that the headers ask for, in ms:", () => {
  test.each<[label: string, header: string | undefined, restMs: number | null]>([
    ["minutes as milliseconds", usage(messenger(19)), 1_140_000],
    ["half a minute", usage(messenger(0.5)), 30_000],
    ["no need of one", usage(messenger(0)), null],
    ["no time said", usage({ type: "messenger", call_count: 28, total_time: 25, total_cputime: 25 }), null],
    ["the longest of several", usage(messenger(3), messenger(19), messenger(5)), 1_140_000],
    ["the longest of several pages", JSON.stringify({ "1": [messenger(2)], "2": [messenger(7)] }), 420_000],
    ["no header", undefined, null],
    ["an empty header", "", null],
    ["an empty object", "{}", null],
    ["broken JSON", '{"1":[{"type":"messenger"', null],
    ["JSON of another shape", "[1,2]", null],
    ["a word", '"soon"', null],
    ["null", "null", null],
    ["a time in words", usage(messenger("19")), null],
    ["a time below nothing", usage(messenger(-5)), null],
    ["a time without end", '{"1":[{"estimated_time_to_regain_access":1e999}]}', null],
  ])("%s", (_, header, restMs) => {
    expect(restAsked({ "x-business-use-case-usage": header })).toBe(restMs);
  });

  test("percentages alone ask for none", () => {
    expect(restAsked({ "x-app-usage": '{"call_count":100,"total_time":25,"total_cputime":25}' })).toBeNull();
  });
});
