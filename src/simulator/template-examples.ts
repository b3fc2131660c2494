import type { Refusal } from "./errors.ts";
import type { TemplateComponent, TemplateDefinition, UrlButton } from "./template-schema.ts";
import { creationRefused, isDynamicUrl, variablesOf } from "./template-slots.ts";

type NamedExamples = readonly { param_name: string }[] | undefined;

/** Meta's reviewers want an example for everything a template leaves open. */
export function refuseMissingExamples(definition: TemplateDefinition): Refusal | undefined {
  const lacking = definition.components.find(
    (component) => !hasExamples(component, definition.parameter_format),
  );
  if (lacking === undefined) return undefined;
  return creationRefused(`The ${lacking.type} component lacks an example for each of its variables.`);
}

function hasExamples(component: TemplateComponent, format: "POSITIONAL" | "NAMED"): boolean {
  switch (component.type) {
    case "HEADER": {
      if (component.format === "IMAGE") return (component.example?.header_handle ?? []).length > 0;
      const variables = variablesOf(component.text);
      return format === "NAMED"
        ? namesMatch(variables, component.example?.header_text_named_params)
        : variables.length === (component.example?.header_text ?? []).length;
    }
    case "BODY": {
      const variables = variablesOf(component.text);
      return format === "NAMED"
        ? namesMatch(variables, component.example?.body_text_named_params)
        : rowsMatch(variables, component.example?.body_text);
    }
    case "BUTTONS":
      return component.buttons.every((button) => button.type !== "URL" || hasUrlExample(button));
  }
}

function namesMatch(variables: readonly string[], examples: NamedExamples): boolean {
  const names = new Set((examples ?? []).map((example) => example.param_name));
  return names.size === variables.length && variables.every((name) => names.has(name));
}

function rowsMatch(variables: readonly string[], rows: readonly string[][] | undefined): boolean {
  if (variables.length === 0) return true;
  return rows !== undefined && rows.length > 0 && rows.every((row) => row.length === variables.length);
}

function hasUrlExample(button: UrlButton): boolean {
  if (!isDynamicUrl(button) || typeof button.url !== "string") return true;
  return button.url_suffix_example !== undefined || button.example !== undefined;
}
