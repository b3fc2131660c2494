import { describe, expect, test } from "vitest";
import { restAsked, usageIn } from "../../src/graph/usage.ts";

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
    ["a time in words beside another", usage(messenger("19"), messenger(3)), 180_000],
    ["a year is a slip: a day", usage(messenger(525_600)), 86_400_000],
    ["more than any header of Meta's", usage(messenger(19), { type: "x".repeat(20_000) }), null],
    ["a time below nothing", usage(messenger(-5)), null],
    ["a time without end", '{"1":[{"estimated_time_to_regain_access":1e999}]}', null],
  ])("%s", (_, header, restMs) => {
    expect(restAsked({ "x-business-use-case-usage": header })).toBe(restMs);
  });

  test("percentages alone ask for none", () => {
    expect(restAsked({ "x-app-usage": '{"call_count":100,"total_time":25,"total_cputime":25}' })).toBeNull();
  });
});

const counted = (call_count: unknown, more: object = {}) => ({
  type: "messenger",
  call_count,
  total_time: 5,
  total_cputime: 2,
  ...more,
});

describe("the usage that the headers tell, in percent:", () => {
  test.each<[label: string, headers: Record<string, string>, app: number | null, page: number | null]>([
    ["nothing said", {}, null, null],
    ["of the app", { "x-app-usage": '{"call_count":28,"total_time":25,"total_cputime":31}' }, 31, null],
    ["of the page", { "x-business-use-case-usage": usage(counted(80)) }, null, 80],
    ["of the page, whatever counts highest", { "x-business-use-case-usage": usage(counted(1)) }, null, 5],
    ["of its pages API too", { "x-business-use-case-usage": usage(counted(9, { type: "pages" })) }, null, 9],
    [
      "not of its Instagram",
      { "x-business-use-case-usage": usage(counted(9, { type: "instagram" })) },
      null,
      null,
    ],
    ["in the older header", { "x-page-usage": '{"call_count":40}' }, null, 40],
    [
      "in both headers",
      { "x-page-usage": '{"call_count":40}', "x-business-use-case-usage": usage(counted(60)) },
      null,
      60,
    ],
    ["more than all", { "x-app-usage": '{"call_count":140}' }, 140, null],
    ["below nothing", { "x-app-usage": '{"call_count":-1}' }, null, null],
    ["in words beside a number", { "x-app-usage": '{"call_count":"28","total_time":3}' }, 3, null],
    ["broken", { "x-app-usage": '{"call_count":', "x-business-use-case-usage": "[" }, null, null],
    ["of another shape", { "x-app-usage": "[28]", "x-business-use-case-usage": '{"1":{}}' }, null, null],
    ["under a name of JavaScript's", { "x-app-usage": '{"__proto__":{"call_count":90}}' }, null, null],
  ])("%s", (_, headers, app, page) => {
    expect(usageIn(headers)).toEqual({ app, page });
  });
});
