/**
 * A page's utility templates: which one stands for which job type, and where its values come from.
 *
 * Utility messages: developers.facebook.com/documentation/business-messaging/messenger-platform/
 * send-messages/utility-messages, 2026-03-13.
 */
import { z } from "zod";
import { templateContent, type TemplateContent, type TemplateValue } from "./content.ts";

/** A path into the message (`order.id`, `event.startsAt`, `metadata.city`), or the same under a parameter's name. */
const path = z.string().regex(/^[a-z]\w*(\.\w+)*$/i, "must be a path into the message such as order.id");
const parameter = z.union([path, z.strictObject({ name: z.string().regex(/^\w{1,100}$/), path })]);

export const templateMapping = z.strictObject({
  name: templateContent.shape.name,
  language: templateContent.shape.language,
  header: z.array(parameter).max(1).optional(),
  body: z.array(parameter).max(100).optional(),
  buttons: z
    .array(
      z.discriminatedUnion("type", [
        z.strictObject({ type: z.literal("url"), suffix: path }),
        z.strictObject({ type: z.literal("postback"), payload: z.string().min(1).max(1_000) }),
      ]),
    )
    .max(3)
    .optional(),
});

/** A template for a job type: Meta's definition of it, and where its values come from. */
export const starterTemplate = z.strictObject({
  type: z.string().min(1).max(100),
  mapping: templateMapping,
  /** As `POST /{page}/message_templates` takes it. */
  template: z.looseObject({ name: templateContent.shape.name, language: templateContent.shape.language }),
});

export type StarterTemplate = z.infer<typeof starterTemplate>;
export type TemplateMapping = z.infer<typeof templateMapping>;
type Parameter = z.infer<typeof parameter>;

export type Rendered =
  | { readonly ok: true; readonly template: TemplateContent }
  | { readonly ok: false; readonly missing: readonly string[] };

/** Fills a mapping from a message; times are written in the template's language and the page's time zone. */
export function renderTemplate(mapping: TemplateMapping, message: object, timeZone: string): Rendered {
  const missing: string[] = [];
  const words = (from: string): string => {
    const value = valueAt(message, from);
    if (value === null) missing.push(from);
    return value === null ? "" : written(value, from, mapping.language, timeZone);
  };
  const values = (parameters: readonly Parameter[]): TemplateValue[] =>
    parameters.map((it) => (typeof it === "string" ? words(it) : { name: it.name, value: words(it.path) }));
  const template: TemplateContent = {
    name: mapping.name,
    language: mapping.language,
    ...(mapping.header && { header: values(mapping.header) }),
    ...(mapping.body && { body: values(mapping.body) }),
    ...(mapping.buttons && {
      buttons: mapping.buttons.map((it) =>
        it.type === "url" ? { type: "url", suffix: words(it.suffix) } : it,
      ),
    }),
  };
  return missing.length > 0 ? { ok: false, missing } : { ok: true, template };
}

function valueAt(message: object, from: string): string | number | boolean | null {
  let at: unknown = message;
  for (const key of from.split(".")) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) return null;
    at = Reflect.get(at, key);
  }
  // Graph refuses an empty parameter.
  if (typeof at === "string") return at.trim() === "" ? null : at;
  return typeof at === "number" || typeof at === "boolean" ? at : null;
}

/** A path that ends in `At` is a moment; everything else is written as it is. */
function written(value: string | number | boolean, from: string, language: string, timeZone: string): string {
  if (typeof value !== "number" || !from.endsWith("At")) return String(value);
  const locale = language.replace("_", "-");
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone }).format(value);
}

/** A body holds 1,024 characters in all, its values included: as public code has found; Meta's pages give no number. */
const LONGEST_VALUES = 1_024;

/** Why no template could hold these values, as a sentence; null: their length is no obstacle. */
export function overlong({ name, body = [] }: TemplateContent): string | null {
  const words = body.map((it) => (typeof it === "string" ? it : "value" in it ? it.value : ""));
  const length = words.join("").length;
  if (length <= LONGEST_VALUES) return null;
  return `The values for ${name} have ${String(length)} characters; a template's body holds ${String(LONGEST_VALUES)}.`;
}

/** What a template takes: how many values by position, or which by name; null: that part has none. */
export interface TemplateSlots {
  readonly header: Slots;
  readonly body: Slots;
  readonly buttons: number;
}

type Slots =
  | { readonly kind: "positional"; readonly count: number }
  | { readonly kind: "named"; readonly names: readonly string[] }
  | { readonly kind: "image" };

/** Why the values do not fit the template's variables, as a sentence; null: they do. */
export function misfit(template: TemplateContent, slots: TemplateSlots): string | null {
  const { name, header = [], body = [], buttons = [] } = template;
  const parts = [partMisfit("header", header, slots.header), partMisfit("body", body, slots.body)];
  if (buttons.length !== slots.buttons) {
    parts.push(`${count(slots.buttons, "button value")}, and ${String(buttons.length)} given`);
  }
  const wrong = parts.find((part) => part !== null);
  return wrong === undefined ? null : `The template ${name} takes ${wrong ?? ""}.`;
}

function partMisfit(part: string, values: readonly TemplateValue[], slots: Slots): string | null {
  switch (slots.kind) {
    case "positional": {
      const isByPosition = values.every((it) => typeof it === "string");
      if (isByPosition && values.length === slots.count) return null;
      return `${count(slots.count, "value")} by position in its ${part}, and ${isByPosition ? String(values.length) : "named ones"} given`;
    }
    case "named": {
      const given = values.map((it) => (typeof it === "object" && "name" in it ? it.name : "?"));
      if (given.toSorted().join() === slots.names.toSorted().join()) return null;
      return `the values ${slots.names.join(", ")} by name in its ${part}, and ${given.join(", ") || "none"} given`;
    }
    case "image":
      return values.length === 1 && typeof values[0] === "object" && "imageUrl" in values[0]
        ? null
        : `one picture in its ${part}`;
  }
}

function count(n: number, what: string): string {
  return `${n === 0 ? "no" : String(n)} ${what}${n === 1 ? "" : "s"}`;
}
