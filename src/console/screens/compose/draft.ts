/** A message while it is being written, and the message that it makes. */
import type { JobType } from "../../api/shapes.ts";
import { fromLocalInput } from "../../parts/figures.ts";

export interface Draft {
  readonly page: string | null;
  readonly psid: string;
  readonly type: string | null;
  readonly text: string;
  /** By path, such as `order.id`; times as a `datetime-local` field has them. */
  readonly evidence: Readonly<Record<string, string>>;
}

export interface EvidenceField {
  readonly path: string;
  readonly isRequired: boolean;
  readonly isTime: boolean;
}

/** What each part of the proof has; the schema of a message is the server's, and it says what is wrong. */
const PARTS: Readonly<Record<string, readonly (readonly [path: string, isRequired: boolean])[]>> = {
  order: [
    ["order.id", true],
    ["order.placedAt", true],
    ["order.carrier", false],
    ["order.total", false],
  ],
  event: [
    ["event.id", true],
    ["event.startsAt", true],
    ["event.registeredAt", true],
    ["event.name", false],
    ["event.endsAt", false],
  ],
  account: [["account.changeId", true]],
  agent: [["agent.id", true]],
};

export function fieldsOf(type: JobType | undefined): readonly EvidenceField[] {
  const parts = new Set((type?.evidence ?? []).map((it) => it.split(".")[0] ?? it));
  return [...parts].flatMap((part) =>
    (PARTS[part] ?? []).map(([path, isRequired]) => ({ path, isRequired, isTime: path.endsWith("At") })),
  );
}

/** Null: something that every message has is still missing. */
export function messageOf(draft: Draft, fields: readonly EvidenceField[]): Record<string, unknown> | null {
  const { page, psid, type, text } = draft;
  if (page === null || type === null || !/^\d{1,32}$/.test(psid) || text.trim() === "") return null;
  const message: Record<string, unknown> = { page, recipient: { psid }, type, content: { text } };
  for (const { path, isTime } of fields) {
    const [part = "", name = ""] = path.split(".");
    const given = draft.evidence[path]?.trim() ?? "";
    const value = isTime ? fromLocalInput(given) : given;
    if (value === undefined || value === "") continue;
    const before = message[part];
    message[part] = { ...(typeof before === "object" ? before : {}), [name]: value };
  }
  return message;
}

/** So that a button pressed twice sends once. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `console-${[...bytes].map((it) => it.toString(16).padStart(2, "0")).join("")}`;
}
