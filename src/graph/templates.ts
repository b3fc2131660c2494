/** Utility templates on the wire: what the list edge tells, and which values each takes. "Utility messages", 2026-03-13. */
import { z } from "zod";
import type { TemplateSlots } from "../core/template.ts";

/** A template as Meta keeps it, for one page. */
export interface GraphTemplate {
  readonly name: string;
  readonly language: string;
  readonly status: string;
  /** Meta's reason when it was rejected. */
  readonly rejectedReason: string | null;
  /** Null: the list did not show the components. */
  readonly slots: TemplateSlots | null;
}

const component = z.object({
  type: z.string(),
  format: z.string().optional(),
  text: z.string().optional(),
  buttons: z.array(z.object({ type: z.string(), url: z.string().optional() })).optional(),
});

export const templateList = z.object({
  data: z.array(
    z.object({
      name: z.string(),
      language: z.string(),
      status: z.string(),
      rejected_reason: z.string().optional(),
      parameter_format: z.string().optional(),
      components: z.array(component).optional(),
    }),
  ),
  paging: z
    .object({ cursors: z.object({ after: z.string() }).optional(), next: z.string().optional() })
    .optional(),
});

/** The answer to a creation. */
export const createdTemplate = z.object({ id: z.string(), status: z.string() });

type Listed = z.infer<typeof templateList>["data"][number];
type Component = z.infer<typeof component>;

export function templatesIn(listed: readonly Listed[]): GraphTemplate[] {
  return listed.map((it) => ({
    name: it.name,
    language: it.language,
    status: it.status,
    rejectedReason:
      it.rejected_reason === undefined || it.rejected_reason === "NONE" ? null : it.rejected_reason,
    slots: it.components === undefined ? null : slotsOf(it.components, it.parameter_format === "NAMED"),
  }));
}

function slotsOf(components: readonly Component[], isNamed: boolean): TemplateSlots {
  const part = (type: string): Component | undefined =>
    components.find((it) => it.type.toUpperCase() === type);
  const header = part("HEADER");
  return {
    header: header?.format === "IMAGE" ? { kind: "image" } : slotsIn(header?.text, isNamed),
    body: slotsIn(part("BODY")?.text, isNamed),
    buttons: (part("BUTTONS")?.buttons ?? []).filter(takesValue).length,
  };
}

function slotsIn(text = "", isNamed: boolean): TemplateSlots["body"] {
  const names = new Set([...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map((match) => match[1] ?? ""));
  return isNamed && names.size > 0
    ? { kind: "named", names: [...names] }
    : { kind: "positional", count: names.size };
}

/** A link with a variable at its end takes a suffix, a postback its payload; a telephone number takes nothing. */
function takesValue(button: { type: string; url?: string | undefined }): boolean {
  return button.type === "POSTBACK" || (button.type === "URL" && (button.url ?? "").includes("{{"));
}
