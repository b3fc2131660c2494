import type { Refusal } from "./errors.ts";
import { templateRefused } from "./refusals.ts";
import type { TemplateMessage, TemplateParameter } from "./send-schema.ts";
import type { Template } from "./template-shelf.ts";
import type { Page } from "./world.ts";

type Filled = Readonly<Record<"header" | "body" | "buttons", readonly TemplateParameter[]>>;

/** Whether the Page has this template, approved, and the message fills exactly what it leaves open. */
export function refuseTemplate(message: TemplateMessage, page: Page): Refusal | undefined {
  const language = message.language.code;
  const template = page.templates.find(message.name, language);
  if (template === undefined) {
    return templateRefused(
      "Message Template Not Found",
      `This Page has no message template "${message.name}" in the language ${language}.`,
    );
  }
  if (template.status !== "APPROVED") {
    return templateRefused(
      "Message Template Not Approved",
      `The message template "${message.name}" (${language}) is ${template.status}; only an approved one can be sent.`,
    );
  }
  return refuseParameters(message, template);
}

function refuseParameters(message: TemplateMessage, template: Template): Refusal | undefined {
  const types = message.components.map((component) => component.type);
  if (new Set(types).size < types.length) return mismatch("Each component may be given only once.");
  const filled = fill(message);
  const { slots, parameterFormat } = template;
  return (
    refuseHeader(filled.header, template) ??
    refuseTexts("body", filled.body, slots.body, parameterFormat) ??
    refuseButtons(filled.buttons, slots.buttons)
  );
}

function fill(message: TemplateMessage): Filled {
  const of = (type: keyof Filled): readonly TemplateParameter[] =>
    message.components.find((component) => component.type === type)?.parameters ?? [];
  return { header: of("header"), body: of("body"), buttons: of("buttons") };
}

function refuseHeader(parameters: readonly TemplateParameter[], template: Template): Refusal | undefined {
  const { header } = template.slots;
  switch (header.kind) {
    case "text":
      return refuseTexts("header", parameters, header.variables, template.parameterFormat);
    case "image":
      return parameters.length === 1 && parameters[0]?.type === "image"
        ? undefined
        : mismatch("The header expects 1 parameter of type image.");
  }
}

function refuseTexts(
  place: "header" | "body",
  parameters: readonly TemplateParameter[],
  variables: readonly string[],
  format: Template["parameterFormat"],
): Refusal | undefined {
  if (parameters.length !== variables.length) {
    return mismatch(
      `The ${place} expects ${variables.length} parameters, but ${parameters.length} were given.`,
    );
  }
  const names = parameters.flatMap((each) => (each.type === "text" ? [each.parameter_name] : []));
  if (names.length !== parameters.length) return mismatch(`The ${place} takes parameters of type text only.`);
  if (format === "POSITIONAL" || variables.every((variable) => names.includes(variable))) return undefined;
  return mismatch(`The ${place} expects the parameter names ${variables.join(", ")}.`);
}

function refuseButtons(
  parameters: readonly TemplateParameter[],
  wanted: readonly ("URL" | "POSTBACK")[],
): Refusal | undefined {
  const given = parameters.map((parameter) => parameter.type);
  if (given.length === wanted.length && wanted.every((type, index) => given[index] === type))
    return undefined;
  return mismatch(`The buttons expect [${wanted.join(", ")}], but [${given.join(", ")}] was given.`);
}

function mismatch(why: string): Refusal {
  return templateRefused("Message Template Parameter Mismatch", why);
}
