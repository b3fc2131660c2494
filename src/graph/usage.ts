/** What the rate headers of a Graph answer ask for ("Rate limiting", Graph API overview). */
import type { IncomingHttpHeaders } from "node:http";
import { z } from "zod";

const businessUsage = z.record(
  z.string(),
  z.array(
    z.object({
      type: z.string().optional(),
      estimated_time_to_regain_access: z.number().nonnegative().optional(),
    }),
  ),
);

/** How long to rest, in ms: the longest time in `X-Business-Use-Case-Usage`, which counts minutes. Null: not said. */
export function restAsked(headers: IncomingHttpHeaders): number | null {
  const header = headers["x-business-use-case-usage"];
  if (typeof header !== "string") return null;
  const minutes = minutesIn(header);
  return minutes > 0 ? minutes * 60_000 : null;
}

function minutesIn(header: string): number {
  try {
    const usage = businessUsage.safeParse(JSON.parse(header));
    if (!usage.success) return 0;
    const times = Object.values(usage.data).flat();
    return Math.max(0, ...times.map((it) => it.estimated_time_to_regain_access ?? 0));
  } catch {
    return 0;
  }
}
