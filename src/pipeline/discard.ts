/** Throwing dead letters away: by hand, when the count is confirmed, or when they are old or too many. */
import type { Logger } from "../log.ts";
import type { Actor, Audit } from "../redis/audit.ts";
import type { DeadLetterFilter, DeadLetterIndex } from "../redis/dead-letter-index.ts";
import type { DeadLetters } from "../redis/dead-letters.ts";
import type { Selection } from "../redis/replays.ts";

export type Discarded =
  | { readonly kind: "discarded"; readonly discarded: number }
  /** Not so many as was said: nothing was thrown away. */
  | { readonly kind: "moved"; readonly matched: number };

export interface Discards {
  count(selection: Selection): Promise<number>;
  /** Those being replayed at this moment stay. @param tell  is told how many are gone, after each few */
  discard(
    asked: { readonly selection: Selection; readonly confirm: number; readonly actor: Actor },
    tell?: (discarded: number) => void,
  ): Promise<Discarded>;
  /** Those that died before that time, and the oldest beyond so many. Returns how many it took. */
  retire(before: number, most: number): Promise<number>;
}

const TOGETHER = 500;

export function createDiscards(deps: {
  readonly deadLetters: Pick<DeadLetters, "remove">;
  readonly index: Pick<DeadLetterIndex, "count" | "newest" | "oldest" | "present">;
  readonly audit: Pick<Audit, "record">;
  readonly log: Logger;
  readonly now: () => number;
}): Discards {
  const { deadLetters, index, audit, log, now } = deps;

  async function countOf(selection: Selection): Promise<number> {
    if (!("ids" in selection)) return index.count(selection);
    return (await index.present([...new Set(selection.ids)])).filter(Boolean).length;
  }

  async function* chunks(selection: Selection): AsyncGenerator<string[]> {
    if ("ids" in selection) return yield [...selection.ids];
    for (let from: string | null = null; ;) {
      const found = await index.oldest(selection, from, TOGETHER);
      if (found.length > 0) yield found.map(([id]) => id);
      if (found.length < TOGETHER) return;
      from = found.at(-1)?.[1] ?? null;
    }
  }

  async function removeAll(
    selection: Selection,
    most: number,
    tell: (removed: number) => void,
  ): Promise<number> {
    let removed = 0;
    for await (const ids of chunks(selection)) {
      removed += (await deadLetters.remove(ids.slice(0, most - removed), now())).length;
      tell(removed);
      if (removed >= most) break;
    }
    return removed;
  }

  /** What dies while it runs was not counted, and so is not of it. */
  async function fixed(filter: DeadLetterFilter): Promise<DeadLetterFilter> {
    const [newest] = await index.newest(filter, null, 1);
    return { ...filter, upTo: newest?.[1] ?? "-inf" };
  }

  return {
    count: countOf,
    async discard({ selection, confirm, actor }, tell = () => undefined) {
      const chosen = "ids" in selection ? selection : await fixed(selection);
      const matched = await countOf(chosen);
      if (matched !== confirm) return { kind: "moved", matched };
      const details = { filter: selection, matched };
      await audit.record(actor, { action: "dead_letters.discard_started", target: null, details });
      const discarded = await removeAll(chosen, matched, tell);
      await audit.record(actor, {
        action: "dead_letters.discarded",
        target: null,
        details: { ...details, discarded },
      });
      log.info("dead_letters.discarded", { by: actor.by, selection, discarded });
      return { kind: "discarded", discarded };
    },
    async retire(before, most) {
      const tell = (): void => undefined;
      const old = await removeAll({ until: before }, Infinity, tell);
      const tooMany = (await index.count({})) - most;
      const surplus = tooMany > 0 ? await removeAll({}, tooMany, tell) : 0;
      if (old + surplus > 0) log.warn("dead_letters.retired", { old, surplus });
      return old + surplus;
    },
  };
}
