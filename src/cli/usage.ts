/** What was typed does not make sense: exit code 2. */
import { InvalidArgumentError } from "commander";
import type { z } from "zod";
import { fieldErrors } from "../core/message.ts";
import type { Form } from "../setting-forms.ts";

export class BadUsage extends Error {
  readonly code = "BAD_USAGE";
  constructor(message: string) {
    super(message);
    this.name = "BadUsage";
  }
}

/** An option's or argument's text, checked by the schema that checks it elsewhere too. */
export function checkedBy<T>(schema: z.ZodType<T>): (value: string) => T {
  return (value) => {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    throw new InvalidArgumentError(`It ${fieldErrors(parsed.error)[0]?.message ?? "is not valid"}.`);
  };
}

/** The same by the form of a setting. */
export function inForm<T>({ schema, words }: Form<T>): (value: string) => T {
  return (value) => {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    throw new InvalidArgumentError(`It must be ${words}.`);
  };
}
