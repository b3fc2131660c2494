/** What people changed: one entry each in a stream, kept for a year unless told otherwise. */
import { z } from "zod";
import type { RedisClient } from "./connection.ts";
import type { Keys } from "./keys.ts";

export const actorSchema = z.object({
  /** The API key's name, or the user of the machine. */
  by: z.string(),
  via: z.enum(["api", "console", "command line", "settings"]),
  /** Address or host name. */
  from: z.string(),
});

/** Who does something, and through which door. */
export type Actor = Readonly<z.output<typeof actorSchema>>;

export interface Deed {
  readonly action: string;
  /** What it was done to: a page, a message, a dead letter, a replay; null: many, as the details say. */
  readonly target: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface AuditEntry extends Actor, Deed {
  readonly id: string;
  /** Epoch ms. */
  readonly at: number;
}

export interface AuditFilter {
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  readonly action?: string | undefined;
  readonly by?: string | undefined;
}

export interface Audit {
  record(actor: Actor, deed: Deed): Promise<void>;
  /** Newest first. @param from  `next` of an earlier list; null: from the newest */
  list(
    filter: AuditFilter,
    limit: number,
    from: string | null,
  ): Promise<{ items: AuditEntry[]; next: string | null }>;
  /** All that match, oldest first. */
  all(filter: AuditFilter): AsyncGenerator<AuditEntry>;
}

const TOGETHER = 500;

export function createAudit(client: RedisClient, keys: Keys, retentionMs: number): Audit {
  async function* newest(filter: AuditFilter, from: string | null): AsyncGenerator<AuditEntry> {
    const start = filter.since === undefined ? "-" : String(filter.since);
    let end = from === null ? endOf(filter) : `(${from}`;
    for (;;) {
      const rows = await client.xrevrange(keys.audit, end, start, "COUNT", TOGETHER);
      const entries = rows.map(entryIn).filter((it) => it !== null);
      yield* entries.filter((it) => matches(it, filter));
      const last = rows.at(-1)?.[0];
      if (rows.length < TOGETHER || last === undefined) return;
      end = `(${last}`;
    }
  }

  return {
    async record(actor, deed) {
      const oldest = String(Date.now() - retentionMs);
      const entry = JSON.stringify({ ...actor, ...deed });
      await client.xadd(keys.audit, "MINID", "~", oldest, "*", "e", entry);
    },
    async list(filter, limit, from) {
      const items: AuditEntry[] = [];
      for await (const entry of newest(filter, from)) {
        if (items.length === limit) return { items, next: items.at(-1)?.id ?? null };
        items.push(entry);
      }
      return { items, next: null };
    },
    async *all(filter) {
      let start = filter.since === undefined ? "-" : String(filter.since);
      for (;;) {
        const rows = await client.xrange(keys.audit, start, endOf(filter), "COUNT", TOGETHER);
        for (const row of rows) {
          const entry = entryIn(row);
          if (entry !== null && matches(entry, filter)) yield entry;
        }
        const last = rows.at(-1)?.[0];
        if (rows.length < TOGETHER || last === undefined) return;
        start = `(${last}`;
      }
    },
  };
}

/** Exclusive, as everywhere. */
function endOf({ until }: AuditFilter): string {
  return until === undefined ? "+" : `(${String(until)}-0`;
}

function matches(entry: AuditEntry, { action, by }: AuditFilter): boolean {
  return (action === undefined || entry.action === action) && (by === undefined || entry.by === by);
}

const stored = actorSchema.extend({
  action: z.string(),
  target: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
});

/** What cannot be read, such as what another tool wrote, is no entry of ours. */
function entryIn([id, fields]: [id: string, fields: string[]]): AuditEntry | null {
  try {
    return { id, at: Number(id.split("-")[0]), ...stored.parse(JSON.parse(fields[1] ?? "")) };
  } catch {
    return null;
  }
}
