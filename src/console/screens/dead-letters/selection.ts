/** Which dead letters are picked: some by hand, or all that the list holds. */
import type { Filter, Selection } from "../../api/shapes.ts";

export type Picked =
  | { readonly kind: "some"; readonly ids: ReadonlySet<string> }
  | { readonly kind: "all"; readonly filter: Filter; readonly count: number };

export const NOTHING: Picked = { kind: "some", ids: new Set() };
/** The server takes no more by name. */
export const MOST_BY_HAND = 1_000;

export function countOf(picked: Picked): number {
  return picked.kind === "all" ? picked.count : picked.ids.size;
}

export function isPicked(picked: Picked, id: string | undefined): boolean {
  return picked.kind === "all" || (id !== undefined && picked.ids.has(id));
}

export function toggled(picked: Picked, id: string): Picked {
  if (picked.kind === "all") return { kind: "some", ids: new Set([id]) };
  const ids = new Set(picked.ids);
  if (!ids.delete(id)) ids.add(id);
  return { kind: "some", ids };
}

export function selectionOf(picked: Picked): Selection {
  return picked.kind === "all" ? picked.filter : { ids: [...picked.ids] };
}
