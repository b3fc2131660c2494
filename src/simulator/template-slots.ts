import { templateRefused } from "./refusals.ts";
import type { Refusal } from "./errors.ts";
import type { TemplateComponent, TemplateDefinition, UrlButton } from "./template-schema.ts";

/** What a template leaves open, to be filled in by each message. */
export type TemplateSlots = {
  header: { kind: "text"; variables: readonly string[] } | { kind: "image" };
  body: readonly string[];
  /** The buttons that want a value, in their order. */
  buttons: readonly ("URL" | "POSTBACK")[];
};

export type SlotReading = { kind: "slots"; slots: TemplateSlots } | { kind: "refused"; refusal: Refusal };

const VARIABLE = /\{\{([^{}]*)\}\}/g;

/** Reads what a template leaves open, and refuses the texts that Meta's format rules refuse. */
export function readSlots(definition: TemplateDefinition): SlotReading {
  const refusal = refuseComponents(definition.components) ?? refuseTexts(definition);
  if (refusal !== undefined) return { kind: "refused", refusal };
  return { kind: "slots", slots: slotsOf(definition.components) };
}

/** The variables of a text, in the order in which they first stand in it. */
export function variablesOf(text: string): string[] {
  return [...new Set([...text.matchAll(VARIABLE)].map((match) => match[1] ?? ""))];
}

export function isDynamicUrl(button: UrlButton): boolean {
  if (typeof button.url !== "string") return button.url.url_suffix_example !== undefined;
  return button.url.includes("{{");
}

function slotsOf(components: readonly TemplateComponent[]): TemplateSlots {
  const slots: { -readonly [K in keyof TemplateSlots]: TemplateSlots[K] } = {
    header: { kind: "text", variables: [] },
    body: [],
    buttons: [],
  };
  for (const component of components) {
    switch (component.type) {
      case "HEADER":
        slots.header =
          component.format === "IMAGE"
            ? { kind: "image" }
            : { kind: "text", variables: variablesOf(component.text) };
        break;
      case "BODY":
        slots.body = variablesOf(component.text);
        break;
      case "BUTTONS":
        slots.buttons = component.buttons.flatMap((button) => {
          switch (button.type) {
            case "URL":
              return isDynamicUrl(button) ? ["URL" as const] : [];
            case "POSTBACK":
              return ["POSTBACK" as const];
            case "PHONE_NUMBER":
              return [];
          }
        });
        break;
    }
  }
  return slots;
}

function refuseComponents(components: readonly TemplateComponent[]): Refusal | undefined {
  const count = (type: TemplateComponent["type"]): number =>
    components.filter((component) => component.type === type).length;
  if (count("BODY") !== 1) return creationRefused("A template has exactly one BODY component.");
  if (count("HEADER") > 1) return creationRefused("A template has at most one HEADER component.");
  if (count("BUTTONS") > 1) return creationRefused("A template has at most one BUTTONS component.");
  return undefined;
}

function refuseTexts({ components, parameter_format: format }: TemplateDefinition): Refusal | undefined {
  for (const component of components) {
    if (component.type === "HEADER" && component.format === "TEXT") {
      const refusal = refuseVariables(component.text, format);
      if (refusal !== undefined) return refusal;
    }
    if (component.type === "BODY") {
      const refusal = refuseVariables(component.text, format) ?? refuseEdges(component.text);
      if (refusal !== undefined) return refusal;
    }
    if (component.type === "BUTTONS") {
      const urls = component.buttons.filter((button) => button.type === "URL");
      if (!urls.every(hasVariableOnlyAtTheEnd)) {
        return creationRefused("A URL button takes one variable, {{1}}, and only at the end of its URL.");
      }
    }
  }
  return undefined;
}

function refuseVariables(text: string, format: "POSITIONAL" | "NAMED"): Refusal | undefined {
  if (/[{}]/.test(text.replace(VARIABLE, ""))) {
    return creationRefused("A variable is written in double braces, such as {{1}}.");
  }
  const names = variablesOf(text);
  if (format === "NAMED") {
    return names.every((name) => /^[a-z_][a-z0-9_]*$/.test(name))
      ? undefined
      : creationRefused(
          "With parameter_format NAMED every variable is a lowercase name, such as {{order_id}}.",
        );
  }
  if (!names.every((name) => /^\d+$/.test(name))) {
    return creationRefused("Positional variables are numbers; they do not mix with names or # $ %.");
  }
  const isSequential = names.every((_, index) => names.includes(String(index + 1)));
  return isSequential
    ? undefined
    : creationRefused("Positional variables are numbered from {{1}} without a gap.");
}

/** 2388299 was measured on WhatsApp, whose template rules Messenger shares. */
function refuseEdges(text: string): Refusal | undefined {
  if (!/^\s*\{\{|\}\}\s*$/.test(text)) return undefined;
  return { ...creationRefused("Variables can't be at the start or end of the template."), subcode: 2388299 };
}

function hasVariableOnlyAtTheEnd(button: UrlButton): boolean {
  if (typeof button.url !== "string") return !button.url.base_url.includes("{{");
  return !button.url.replace(/\{\{1\}\}$/, "").includes("{{");
}

export function creationRefused(why: string): Refusal {
  return templateRefused("Message Template Creation Failed", why);
}
