/** What the rate headers of a Graph answer say ("Rate limiting", Graph API overview). */
import type { IncomingHttpHeaders } from "node:http";
import { z } from "zod";
import type { Usage } from "../core/pace.ts";

const percent = z.number().min(0).max(10_000).optional().catch(undefined);
const used = z.object({ call_count: percent, total_time: percent, total_cputime: percent });

const businessEntry = used.extend({
  type: z.string().optional().catch(undefined),
  estimated_time_to_regain_access: z.number().nonnegative().optional().catch(undefined),
});
type BusinessEntry = z.output<typeof businessEntry>;
const businessUsage = z.record(z.string(), z.array(businessEntry));

/** Longer than this Meta blocks nobody by rate; a header that says so is a slip. */
const LONGEST_REST_MS = 24 * 3_600_000;
/** Up to 32 businesses stand in one header; more than this is no header of Meta's. */
const LONGEST_HEADER = 16_384;

/** How long to rest, in ms: the longest time in `X-Business-Use-Case-Usage`, which counts minutes. Null: not said. */
export function restAsked(headers: IncomingHttpHeaders): number | null {
  const minutes = businessEntries(headers).map((it) => it.estimated_time_to_regain_access ?? 0);
  const longest = Math.max(0, ...minutes);
  return longest > 0 ? Math.min(longest * 60_000, LONGEST_REST_MS) : null;
}

/** Percents of the rolling hour: of the app, and of the page by the businesses' count or its own. */
export function usageIn(headers: IncomingHttpHeaders): Usage {
  const ofPage = businessEntries(headers).filter(
    ({ type }) => type === undefined || type === "messenger" || type === "pages",
  );
  const own = entryIn(headers["x-page-usage"]);
  const app = entryIn(headers["x-app-usage"]);
  return { app: highest(app === null ? [] : [app]), page: highest(own === null ? ofPage : [...ofPage, own]) };
}

function highest(entries: readonly z.output<typeof used>[]): number | null {
  const percents = entries.flatMap((it) => [it.call_count, it.total_time, it.total_cputime]);
  const said = percents.filter((it) => it !== undefined);
  return said.length === 0 ? null : Math.max(...said);
}

function businessEntries(headers: IncomingHttpHeaders): readonly BusinessEntry[] {
  if (headers["x-business-use-case-usage"] === undefined) return [];
  const parsed = businessUsage.safeParse(jsonIn(headers["x-business-use-case-usage"]));
  return parsed.success ? Object.values(parsed.data).flat() : [];
}

function entryIn(header: string | string[] | undefined): z.output<typeof used> | null {
  if (header === undefined) return null;
  const parsed = used.safeParse(jsonIn(header));
  return parsed.success ? parsed.data : null;
}

/** The headers are hints: what cannot be read was not said. */
function jsonIn(header: string | string[] | undefined): unknown {
  if (typeof header !== "string" || header.length > LONGEST_HEADER) return undefined;
  try {
    return JSON.parse(header);
  } catch {
    return undefined;
  }
}
