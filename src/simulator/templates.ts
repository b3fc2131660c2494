import { accept, refuse, type Answer } from "./errors.ts";
import type { GraphCall } from "./graph-call.ts";
import { refusalFromIssues } from "./issues.ts";
import { invalidParameter, objectMissing } from "./refusals.ts";
import type { State } from "./state.ts";
import { refuseMissingExamples } from "./template-examples.ts";
import { review } from "./template-review.ts";
import { templateCreationSchema, type TemplateDefinition } from "./template-schema.ts";
import { creationRefused, readSlots } from "./template-slots.ts";
import type { Template } from "./template-shelf.ts";
import type { Page } from "./world.ts";

/** Graph's page length when the caller names none, and the most it gives. */
const LIST_LIMIT = 25;
const LIST_LIMIT_MAX = 100;

/** `POST /{page}/message_templates` */
export function createTemplate(page: Page, call: GraphCall, state: State): Answer {
  const parsed = templateCreationSchema.safeParse(call.params);
  if (!parsed.success) {
    if (hasQuickReplyButton(call.params))
      return refuse({ ...creationRefused(NO_QUICK_REPLY), subcode: 2018416 });
    return refuse(refusalFromIssues(parsed.error, call.params));
  }
  const definition = parsed.data;
  const reading = readSlots(definition);
  if (reading.kind === "refused") return refuse(reading.refusal);
  const refusal = refuseMissingExamples(definition) ?? refuseTaken(page, definition);
  if (refusal !== undefined) return refuse(refusal);
  const verdict = review(definition, state.review);
  const template = newTemplate(state.nextTemplateId(), definition, reading.slots, verdict);
  page.templates.put(template);
  return accept({ id: template.id, status: template.status, category: "UTILITY" });
}

/** `GET /{page}/message_templates`, newest last, paged by `after`. */
export function listTemplates(page: Page, call: GraphCall): Answer {
  const asked = (name: string): string | null => call.query?.get(name) ?? null;
  const matching = page.templates.list().filter((template) => matches(template, asked));
  const limit = Math.min(Number(asked("limit") ?? LIST_LIMIT) || LIST_LIMIT, LIST_LIMIT_MAX);
  const start = matching.findIndex((template) => template.id === asked("after")) + 1;
  const shown = matching.slice(start, start + limit);
  const fields = asked("fields");
  return accept({
    data: shown.map((template) => pick(show(template), fields)),
    paging: pagingOf(shown, start + limit < matching.length, call.path),
  });
}

/** `DELETE /{page}/message_templates?name=` takes every language of it; `?hsm_id=` takes one. */
export function deleteTemplates(page: Page, call: GraphCall): Answer {
  const name = call.query?.get("name") ?? null;
  const id = call.query?.get("hsm_id") ?? null;
  if (name === null && id === null) return refuse(invalidParameter("The parameter name is required."));
  const removed = page.templates.remove(
    (template) => (id === null || template.id === id) && (name === null || template.name === name),
  );
  return removed > 0 ? accept({ success: true }) : refuse(objectMissing("DELETE", id ?? name ?? ""));
}

/** `GET /{template_id}?fields=` */
export function showTemplate(template: Template, call: GraphCall): Answer {
  return accept(pick(show(template), call.query?.get("fields") ?? null));
}

export function newTemplate(
  id: string,
  definition: TemplateDefinition,
  slots: Template["slots"],
  verdict: Pick<Template, "status" | "rejectedReason">,
): Template {
  const { name, language, parameter_format: parameterFormat, components } = definition;
  return { id, name, language, parameterFormat, components, slots, ...verdict };
}

export function show(template: Template): Record<string, unknown> {
  return {
    name: template.name,
    parameter_format: template.parameterFormat,
    components: template.components,
    language: template.language,
    status: template.status,
    category: "UTILITY",
    rejected_reason: template.rejectedReason,
    id: template.id,
  };
}

const NO_QUICK_REPLY = "Buttons are of type POSTBACK, URL or PHONE_NUMBER.";

/** Measured: this button type has a subcode of its own. */
function hasQuickReplyButton(params: unknown): boolean {
  return JSON.stringify(params ?? null).includes('"type":"QUICK_REPLY"');
}

function refuseTaken(
  page: Page,
  { name, language }: TemplateDefinition,
): ReturnType<typeof creationRefused> | undefined {
  if (page.templates.find(name, language) === undefined) return undefined;
  return creationRefused(`There is already a template "${name}" in the language ${language}.`);
}

function matches(template: Template, asked: (name: string) => string | null): boolean {
  const is = (name: string, value: string): boolean => (asked(name) ?? value) === value;
  return is("name", template.name) && is("language", template.language) && is("status", template.status);
}

/** `id` always comes, whatever fields are asked for. */
function pick(fields: Record<string, unknown>, names: string | null): Record<string, unknown> {
  if (names === null) return fields;
  const wanted = new Set([...names.split(",").map((name) => name.trim()), "id"]);
  return Object.fromEntries(Object.entries(fields).filter(([name]) => wanted.has(name)));
}

function pagingOf(
  shown: readonly Template[],
  hasMore: boolean,
  path: string,
): Record<string, unknown> | undefined {
  const before = shown[0]?.id;
  const after = shown.at(-1)?.id;
  if (before === undefined || after === undefined) return undefined;
  const cursors = { before, after };
  return hasMore ? { cursors, next: `${path}?after=${after}` } : { cursors };
}
