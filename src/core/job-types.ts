/** Operators' own job types, as JOB_TYPES_FILE gives them. */
import { z } from "zod";
import { BUILT_IN_TYPES, EVIDENCE, PRIORITIES, TAG_EVIDENCE, TAGS, type JobType } from "./catalogue.ts";
import { fieldErrors } from "./message.ts";
import { templateMapping } from "./template.ts";

const jobType = z
  .strictObject({
    name: z.string().regex(/^[a-z][a-z0-9_]{0,59}$/, "must be lower-case letters, digits and underscores"),
    tag: z.enum(TAGS).nullable(),
    evidence: z.array(z.enum(EVIDENCE)).default([]),
    priority: z.enum(PRIORITIES).default("normal"),
    template: templateMapping.optional(),
  })
  // What a tag asks for is Meta's to say: a type may ask for more, never for less.
  .transform(({ evidence, ...type }): JobType => {
    const required = type.tag === null ? [] : [TAG_EVIDENCE[type.tag]];
    return { ...type, evidence: [...new Set([...required, ...evidence])] };
  });

export type ReadTypes =
  | { readonly ok: true; readonly types: readonly JobType[] }
  | { readonly ok: false; readonly errors: readonly string[] };

/** Checks the whole file; one sentence for each entry that will not do. */
export function jobTypesIn(file: unknown): ReadTypes {
  const list = z.array(z.unknown()).safeParse(file);
  if (!list.success) return { ok: false, errors: ["the file must hold a JSON array of types"] };
  const types: JobType[] = [];
  const errors: string[] = [];
  const taken = new Set(BUILT_IN_TYPES.map((type) => type.name));
  for (const [index, entry] of list.data.entries()) {
    const parsed = jobType.safeParse(entry);
    if (!parsed.success) {
      const words = fieldErrors(parsed.error).map(({ path, message }) => `${path} ${message}`.trim());
      errors.push(`type ${String(index + 1)}: ${words.join(", ")}`);
    } else if (taken.has(parsed.data.name)) {
      errors.push(
        `type ${String(index + 1)}: ${parsed.data.name} is built in or given twice and cannot be redefined`,
      );
    } else {
      taken.add(parsed.data.name);
      types.push(parsed.data);
    }
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, types };
}
