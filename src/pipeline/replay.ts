/**
 * Replaying: a dead letter becomes a new message at the start of the line, judged again like any other.
 *
 * It leaves the dead letters only when its message is safely queued. The message's id follows from the dead letter's,
 * so that two who replay the same one, or one who died in the middle and began again, make one message.
 */
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Catalogue, Priority } from "../core/catalogue.ts";
import { parseMessage, type FieldError } from "../core/message.ts";
import { replayed, replayIdOf, skipStory, type Edit, type NotReplayed } from "../core/replay.ts";
import type { Actor, Audit } from "../redis/audit.ts";
import type { DeadLetterIndex } from "../redis/dead-letter-index.ts";
import type { DeadLetters } from "../redis/dead-letters.ts";
import type { Messages } from "../redis/messages.ts";
import type { Verdict } from "../redis/queue-end.ts";
import type { JobQueue } from "../redis/queues.ts";
import type { Replay, Replays, Selection } from "../redis/replays.ts";
import type { Courtesy } from "./courtesy.ts";
import type { Readmission } from "./readmission.ts";

export interface Preview {
  /** Those looked at; the others sum up to it. */
  readonly matched: number;
  readonly wouldSend: number;
  readonly wouldReject: Readonly<Record<string, number>>;
}

export type ReplayedOne =
  | { readonly kind: "replayed"; readonly id: string; readonly replayOf: string }
  | { readonly kind: "gone" }
  | { readonly kind: "by_another"; readonly id: string }
  /** It would only die again. */
  | { readonly kind: "refused"; readonly reason: NotReplayed; readonly sentence: string }
  /** The new content will not do. */
  | { readonly kind: "invalid"; readonly errors: readonly FieldError[] };

export interface Asked {
  readonly selection: Selection;
  /** At most so many, the earliest accepted; null: all. */
  readonly limit: number | null;
}

export interface Replayer {
  /** Judges each by today's policy; changes nothing. @param tell  is told how many were judged, after each few */
  preview(asked: Asked, tell?: (judged: number) => void, signal?: AbortSignal): Promise<Preview>;
  /** Begins a replay that runs on in the background. */
  start(asked: Asked & { readonly priority: Priority; readonly actor: Actor }): Promise<Replay>;
  one(id: string, how: Edit & { readonly priority: Priority; readonly actor: Actor }): Promise<ReplayedOne>;
  /** The message that a dead letter became; null: it became none that is on record. */
  wasReplayedAs(id: string): Promise<string | null>;
  /** False: it has ended, or there is none. */
  abort(replayId: string, actor: Actor): Promise<boolean>;
  /** Does some of a replay's work: what the job of the replay runs, again and again. */
  step(replayId: string): Promise<Verdict>;
}

/** As many are judged and queued together: while single messages come, and otherwise. */
const FEW = 5;
const MANY = 100;
/** Collecting is one script for so many. */
const COLLECTED_TOGETHER = 500;
/** While so many wait to be classified, no more are added: what is live is not to be buried under them. */
const MOST_WAITING = 1_000;
/** After each few it rests twice as long as they took, up to so long: two thirds of the time are for single messages. */
const BREATHS = 2;
const LONGEST_BREATH_MS = 200;
/** So long does one turn of the replay's job take: then others have theirs, and a process that stops is let go. */
const STEP_MS = 1_000;

const SOON: Verdict = { kind: "snooze", forMs: 1 };
const LATER: Verdict = { kind: "snooze", forMs: 100 };
const DONE: Verdict = { kind: "done" };

export function createReplayer(deps: {
  readonly deadLetters: Pick<DeadLetters, "get" | "getAll" | "sweep">;
  readonly index: Pick<DeadLetterIndex, "claim" | "count" | "letGo" | "newest" | "present" | "take">;
  readonly replays: Replays;
  readonly messages: Pick<Messages, "get">;
  readonly readmission: Readmission;
  readonly courtesy: Pick<Courtesy, "isDue">;
  readonly catalogue: Catalogue;
  readonly queue: Pick<JobQueue, "add">;
  readonly outbound: Pick<JobQueue, "counts">;
  readonly batches: Pick<JobQueue, "counts">;
  readonly audit: Pick<Audit, "record">;
  readonly log: { info(event: string, fields: Readonly<Record<string, unknown>>): void };
  readonly now: () => number;
}): Replayer {
  const { deadLetters, index, replays, messages, readmission, courtesy, catalogue } = deps;
  const { queue, outbound, batches, audit, log, now } = deps;

  /** What becomes of the next few of a replay. */
  async function outcomesOf(
    ids: readonly string[],
    { id: replay, priority, actor: { by } }: Replay,
  ): Promise<Map<string, string>> {
    const entries = await deadLetters.getAll(ids);
    const verdicts = await Promise.all(entries.map((entry) => readmission.judged(entry, priority)));
    const wanted = verdicts.flatMap((it) => (it.ok ? [it] : []));
    const isThere = await index.claim(
      wanted.map(({ entry }) => entry.id),
      now(),
    );
    const claimed = wanted.filter((_, i) => isThere[i] === true);
    const readmitted = await readmission.all(claimed, { replay, by, isEdited: false });
    const became = new Map(claimed.map(({ entry: { id } }, i) => [id, readmitted[i]?.kind ?? "refused"]));
    const outcomes = await Promise.all(
      ids.map(async (id, i) => {
        const verdict = verdicts[i];
        if (verdict?.ok === false && verdict.why !== "gone") return verdict.why;
        switch (became.get(id)) {
          case "replayed":
            return "replayed";
          case "by_another":
            return "replayed_by_another";
          case "refused":
            await index.letGo([id]);
            return "unknown_page";
          case undefined:
            return (await readmission.isOf(id, replay)) ? "replayed" : "gone";
        }
      }),
    );
    return new Map(ids.map((id, i) => [id, outcomes[i] ?? "gone"]));
  }

  /** The next few. False: nothing is left. */
  async function goOn(replay: Replay): Promise<boolean> {
    const ids = await replays.todo(replay.id, 0, courtesy.isDue ? FEW : MANY);
    if (ids.length === 0) return false;
    const outcomes = await outcomesOf(ids, replay);
    await deadLetters.sweep(await replays.settle(replay.id, outcomes, now()));
    return true;
  }

  /** Those that were queued before the abort, but not yet counted. */
  async function endAborted(replay: Replay): Promise<void> {
    const ids = await replays.todo(replay.id, 0, MANY);
    const mine = await Promise.all(ids.map((id) => readmission.isOf(id, replay.id)));
    const outcomes = new Map(ids.filter((_, i) => mine[i]).map((id) => [id, "replayed"]));
    if (outcomes.size > 0) await deadLetters.sweep(await replays.settle(replay.id, outcomes, now()));
    await end(replay, "aborted");
  }

  /** Told before it is ended: whoever dies between tells it twice rather than never. */
  async function end({ id, actor }: Replay, state: "done" | "aborted"): Promise<void> {
    const it = await replays.get(id);
    const details = { state, matched: it?.matched, replayed: it?.replayed, skipped: it?.skipped };
    await audit.record(actor, { action: "replay.ended", target: id, details });
    await replays.ended(id, state, now());
    log.info("replay.ended", { id, by: actor.by, ...details });
  }

  /** Fixed at the start: what dies later, even again, is not of it. */
  async function fixed(selection: Selection): Promise<Selection> {
    if ("ids" in selection) return { ids: [...new Set(selection.ids)] };
    const [newest] = await index.newest(selection, null, 1);
    return { ...selection, upTo: newest?.[1] ?? "-inf" };
  }

  async function countOf(selection: Selection): Promise<number> {
    if (!("ids" in selection)) return index.count(selection);
    return (await index.present(selection.ids)).filter(Boolean).length;
  }

  return {
    async start({ selection, limit, priority, actor }) {
      const id = `r${randomBytes(12).toString("base64url")}`;
      const chosen = await fixed(selection);
      const all = await countOf(chosen);
      const matched = limit === null ? all : Math.min(all, limit);
      await replays.start({ id, selection: chosen, limit, priority, actor, startedAt: now(), matched });
      const details = { filter: selection, limit, priority, matched };
      await audit.record(actor, { action: "replay.started", target: id, details });
      await queue.add({ id, name: "replay", data: { replay: id }, priority: "normal" });
      log.info("replay.started", { id, by: actor.by, matched, selection });
      const replay = await replays.get(id);
      if (replay === null) throw new Error(`Replay ${id} was not kept.`);
      return replay;
    },
    async preview({ selection, limit }, tell = () => undefined, signal = NEVER) {
      const id = `p${randomBytes(12).toString("base64url")}`;
      const chosen = await fixed(selection);
      const reasons = new Map<string, number>();
      let wouldSend = 0;
      let looked = 0;
      try {
        await collectAll(id, chosen);
        const matched = await replays.cut(id, limit);
        while (looked < matched) {
          signal.throwIfAborted();
          const ids = await replays.todo(id, looked, COLLECTED_TOGETHER);
          const entries = await deadLetters.getAll(ids);
          for (const verdict of await Promise.all(
            entries.map((entry) => readmission.judged(entry, "bulk")),
          )) {
            if (verdict.ok) wouldSend += 1;
            else reasons.set(verdict.why, (reasons.get(verdict.why) ?? 0) + 1);
          }
          looked += ids.length;
          if (ids.length === 0) break;
          tell(looked);
        }
      } finally {
        await replays.drop(id);
      }
      return { matched: looked, wouldSend, wouldReject: Object.fromEntries(reasons) };
    },
    async one(id, { content, priority, actor }) {
      const entry = await deadLetters.get(id);
      if (entry === null) return { kind: "gone" };
      const edit: Edit = content === undefined ? {} : { content };
      const verdict = await readmission.judged(entry, priority, edit);
      if (!verdict.ok) {
        const parsed = parseMessage(replayed(entry.message, priority, edit), catalogue);
        if (content !== undefined && !parsed.ok) return { kind: "invalid", errors: parsed.errors };
        return { kind: "refused", reason: verdict.why, sentence: skipStory(verdict.why, verdict.detail) };
      }
      if ((await index.claim([id], now()))[0] !== true) return { kind: "gone" };
      const replay = `o${randomBytes(12).toString("base64url")}`;
      const isEdited = content !== undefined;
      const readmitted = await readmission.one(entry, verdict.input, { replay, by: actor.by, isEdited });
      if (readmitted.kind === "refused") {
        await index.letGo([id]);
        return { kind: "invalid", errors: readmitted.errors };
      }
      const newId = replayIdOf(entry.messageId);
      if (readmitted.kind === "by_another") return { kind: "by_another", id: newId };
      await index.take([id], now(), false);
      await deadLetters.sweep([id]);
      await audit.record(actor, {
        action: "dead_letter.replayed",
        target: id,
        details: { as: newId, edited: isEdited, priority },
      });
      log.info("dead_letter.replayed", { id, as: newId, by: actor.by, edited: isEdited });
      return { kind: "replayed", id: newId, replayOf: entry.messageId };
    },
    async wasReplayedAs(id) {
      const as = replayIdOf(`m${id.slice(1)}`);
      return (await messages.get(as)) === null ? null : as;
    },
    async abort(replayId, actor) {
      if (!(await replays.abort(replayId))) return false;
      await audit.record(actor, { action: "replay.aborted", target: replayId, details: {} });
      return true;
    },
    async step(replayId) {
      const until = performance.now() + STEP_MS;
      do {
        const began = performance.now();
        const replay = await replays.get(replayId);
        if (replay === null || replay.state === "done" || replay.state === "aborted") return DONE;
        if (replay.state === "aborting") {
          await endAborted(replay);
          return DONE;
        }
        if (replay.state === "collecting") await collectSome(replay);
        else if (await isFull()) return LATER;
        else if (!(await goOn(replay))) {
          await end(replay, "done");
          return DONE;
        }
        if (courtesy.isDue) await sleep(Math.min(BREATHS * (performance.now() - began), LONGEST_BREATH_MS));
      } while (performance.now() < until);
      return SOON;
    },
  };

  async function isFull(): Promise<boolean> {
    const [single, together] = await Promise.all([outbound.counts(), batches.counts()]);
    return single.waiting + together.waiting * MANY > MOST_WAITING;
  }

  async function collectSome({ id, selection, limit }: Replay): Promise<void> {
    if (await replays.collect(id, selection, COLLECTED_TOGETHER))
      await replays.collected(id, await replays.cut(id, limit));
  }

  async function collectAll(id: string, selection: Selection): Promise<void> {
    while (!(await replays.collect(id, selection, COLLECTED_TOGETHER)));
  }
}

const NEVER = new AbortController().signal;
