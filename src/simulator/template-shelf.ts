import type { TemplateComponent } from "./template-schema.ts";
import type { TemplateSlots } from "./template-slots.ts";

export const templateStatuses = [
  "PENDING",
  "APPROVED",
  "REJECTED",
  "PAUSED",
  "DISABLED",
  "IN_APPEAL",
  "PENDING_DELETION",
  "LIMIT_EXCEEDED",
] as const;
export type TemplateStatus = (typeof templateStatuses)[number];

export type Template = {
  readonly id: string;
  readonly name: string;
  readonly language: string;
  readonly parameterFormat: "POSITIONAL" | "NAMED";
  readonly components: readonly TemplateComponent[];
  readonly slots: TemplateSlots;
  status: TemplateStatus;
  rejectedReason: string;
};

/** A page's templates, each known by its name and language. */
export type TemplateShelf = {
  find(name: string, language: string): Template | undefined;
  byId(id: string): Template | undefined;
  put(template: Template): void;
  /** Removes those that match and returns how many went. */
  remove(matches: (template: Template) => boolean): number;
  list(): Template[];
};

export function createTemplateShelf(): TemplateShelf {
  const templates = new Map<string, Template>();
  return {
    find: (name, language) => templates.get(keyOf(name, language)),
    byId: (id) => [...templates.values()].find((template) => template.id === id),
    put(template) {
      templates.set(keyOf(template.name, template.language), template);
    },
    remove(matches) {
      const going = [...templates.entries()].filter(([, template]) => matches(template));
      for (const [place] of going) templates.delete(place);
      return going.length;
    },
    list: () => [...templates.values()],
  };
}

function keyOf(name: string, language: string): string {
  return `${name} ${language}`;
}
