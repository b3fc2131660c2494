/** What zod says of a fault, in words that finish the sentence "<field> …" for someone who never heard of zod. */
import type { z } from "zod";

/** A schema's own words stand; only zod's stock phrases are put differently. */
export function wordsFor(issue: z.core.$ZodIssue): string {
  if (!STOCK.test(issue.message)) return issue.message;
  switch (issue.code) {
    case "invalid_type":
      return typeWords(issue.expected, issue.message);
    case "too_big":
      return `must ${measured(issue.origin, "at most", Number(issue.maximum))}`;
    case "too_small":
      return `must ${measured(issue.origin, "at least", Number(issue.minimum))}`;
    case "invalid_value":
      return `must be one of ${issue.values.map(String).join(", ")}`;
    case "invalid_key":
      return `has a name that ${issue.issues.map(wordsFor).join("; ")}`;
    case "invalid_union":
      return closestOf(issue.errors);
    case "invalid_format":
    case "not_multiple_of":
    case "unrecognized_keys":
    case "invalid_element":
    case "custom":
      return "is not valid";
  }
}

const STOCK = /^(Invalid|Too big|Too small|Unrecognized)\b/;

const NAMES: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "a JSON object",
  record: "a JSON object",
  array: "a list",
  null: "null",
};

function typeWords(expected: string, message: string): string {
  const received = /received (\w+)$/.exec(message)?.[1] ?? "";
  if (received === "undefined") return "is required";
  const wanted = `must be ${NAMES[expected] ?? expected}`;
  const given = received === "boolean" ? "a boolean" : NAMES[received];
  const isFraction = expected === "int" && received === "number";
  return given === undefined || received === expected || isFraction ? wanted : `${wanted}, not ${given}`;
}

function measured(origin: string, bound: string, size: number): string {
  switch (origin) {
    case "string":
      return `have ${bound} ${counted(size, "character")}`;
    case "array":
    case "set":
      return `have ${bound} ${counted(size, "entry")}`;
    default:
      return `be ${bound} ${size.toLocaleString("en")}`;
  }
}

function counted(size: number, noun: string): string {
  const many = noun.endsWith("y") ? `${noun.slice(0, -1)}ies` : `${noun}s`;
  return `${size.toLocaleString("en")} ${size === 1 ? noun : many}`;
}

/** Of all that it could have been, the one that it is nearest to: with the fewest faults. */
function closestOf(errors: readonly (readonly z.core.$ZodIssue[])[]): string {
  const closest = errors.toSorted((a, b) => a.length - b.length)[0] ?? [];
  const words = closest.map((it) =>
    [it.path.join("."), wordsFor(it)].filter((part) => part !== "").join(" "),
  );
  return words.length > 0 ? words.join("; ") : "is not valid";
}
