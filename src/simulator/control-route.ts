import { z } from "zod";
import type { Answer } from "./errors.ts";
import type { State } from "./state.ts";

/** One call under `/_sim`. Its input is the path's ids, the query and the body in one object; a list body is `items`. */
export type ControlRoute = {
  method: string;
  /** Such as `/conversations/:page/:psid`, without `/_sim`. */
  path: string;
  answer(input: unknown, state: State): Answer | Promise<Answer>;
};

export function route<S extends z.ZodType>(
  method: string,
  path: string,
  schema: S,
  handle: (input: z.infer<S>, state: State) => Answer | Promise<Answer>,
): ControlRoute {
  return {
    method,
    path,
    answer(input, state) {
      const parsed = schema.safeParse(input);
      return parsed.success ? handle(parsed.data, state) : badRequest(parsed.error);
    },
  };
}

/** The ids that a path holds where the pattern says so; `undefined`: another path. */
export function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return undefined;
  const ids: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? "";
    if (part.startsWith(":")) ids[part.slice(1)] = value;
    else if (part !== value) return undefined;
  }
  return ids;
}

export function problem(status: number, error: string): Answer {
  return { status, body: JSON.stringify({ error }) };
}

export function pageMissing(page: string): Answer {
  return problem(404, `Page ${page} is not set up; PUT /_sim/pages/${page} with its token first.`);
}

/** An ISO 8601 time, read as epoch ms. */
export const timeSchema = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

function badRequest(error: z.ZodError): Answer {
  const issues = error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
  const [first] = issues;
  const what =
    first === undefined ? "The input is invalid." : `${first.path || "The input"}: ${first.message}`;
  return { status: 400, body: JSON.stringify({ error: what, issues }) };
}
