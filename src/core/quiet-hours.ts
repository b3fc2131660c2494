/** Placeholder until the rule is written. */
import type { JobType } from "./catalogue.ts";
import type { Message } from "./message.ts";
import type { PageSettings } from "./page.ts";

export function waitsUntil(
  _message: Message,
  _type: JobType,
  _page: PageSettings,
  _now: number,
): number | null {
  return null;
}
