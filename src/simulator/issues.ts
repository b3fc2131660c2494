import type { z } from "zod";
import type { Refusal } from "./errors.ts";
import { isRecord } from "./params.ts";
import { invalidParameter } from "./refusals.ts";

/** Says the first thing that is wrong with a call's parameters in Graph's words, such as `message[text]` for a path. */
export function refusalFromIssues(error: z.ZodError, params: unknown): Refusal {
  const [issue] = error.issues;
  if (issue === undefined) return invalidParameter("Invalid parameter");
  const name = paramName(issue.path);
  if (issue.code === "unrecognized_keys") {
    return invalidParameter(`Invalid keys "${issue.keys.join(", ")}" were found in param "${name}".`);
  }
  if (valueAt(params, issue.path) === undefined)
    return invalidParameter(`The parameter ${name} is required.`);
  if (issue.message.startsWith("must ")) return invalidParameter(`Param ${name} ${issue.message}`);
  return invalidParameter(`Param ${name} is invalid. ${issue.message}`);
}

function paramName(path: readonly PropertyKey[]): string {
  return path.map((part, index) => (index === 0 ? String(part) : `[${String(part)}]`)).join("");
}

function valueAt(params: unknown, path: readonly PropertyKey[]): unknown {
  let value = params;
  for (const part of path) {
    if (Array.isArray(value) && typeof part === "number") value = value[part];
    else if (isRecord(value)) value = value[String(part)];
    else return undefined;
  }
  return value;
}
