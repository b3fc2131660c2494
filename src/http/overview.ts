/** `/v1/overview`, and what else is told of this installation: its job types and its settings. */
import { Router } from "express";
import { SETTINGS, settingNames, shown, type Config } from "../config.ts";
import { isoOrNull } from "../core/decision.ts";
import { evidencePaths } from "../core/message.ts";
import type { Overview } from "../pipeline/overview.ts";
import type { Minute, MinuteKind } from "../redis/activity.ts";
import type { House } from "../runtime.ts";
import type { Guard } from "./auth.ts";
import { only } from "./routes.ts";

export function overviewRoutes(
  house: Pick<House, "lookOver" | "catalogue" | "config">,
  allow: Guard,
): Router {
  const router = Router();

  router
    .route("/overview")
    .get(allow("read"), async (_request, response) => {
      const overview = await house.lookOver();
      response.json({ ...tellOverview(overview), minutes: overview.minutes.map(tellMinute) });
    })
    .all(only("GET"));

  router
    .route("/job-types")
    .get(allow("read"), (_request, response) => {
      const items = [...house.catalogue.values()].map(({ name, tag, evidence, priority }) => ({
        name,
        tag,
        evidence: evidence.flatMap(evidencePaths),
        priority,
      }));
      response.json({ items });
    })
    .all(only("GET"));

  router
    .route("/settings")
    .get(allow("read"), (_request, response) => {
      response.json({ items: settingNames().map((name) => tellSetting(name, house.config)) });
    })
    .all(only("GET"));

  return router;
}

const LISTED = 50;

const MINUTE_MS = 60_000;

/** Of the sixty seconds until now: what this minute has, and of the one before as much as its share of them. */
function lastMinuteOf({ at, minutes }: Pick<Overview, "at" | "minutes">): Record<MinuteKind, number> {
  const [before, present] = [minutes.at(-2), minutes.at(-1)];
  const share = present === undefined ? 0 : Math.max(0, 1 - (at - present.at) / MINUTE_MS);
  const of = (kind: MinuteKind) => (present?.[kind] ?? 0) + Math.round((before?.[kind] ?? 0) * share);
  return { accepted: of("accepted"), sent: of("sent"), dead: of("dead") };
}

/** All but the minutes, which change each minute only. */
export function tellOverview(it: Overview) {
  const { inForce, since, pinned } = it.policy;
  return {
    at: iso(it.at),
    policy: { inForce, since: iso(since), pinned },
    stations: {
      outbound: it.outbound,
      lanes: it.lanes,
      deadLetters: { total: it.deadLetters },
      lastMinute: lastMinuteOf(it),
    },
    oldestWaitingAt: isoOrNull(it.oldestWaitingAt),
    pages: { total: it.pages, held: it.held.length },
    needAPerson: it.held
      .filter(({ needsAPerson }) => needsAPerson)
      .slice(0, LISTED)
      .map(({ id, name, reason, sentence, since: from }) => ({
        id,
        name,
        reason,
        sentence,
        since: iso(from),
      })),
  };
}

export function tellMinute({ at, ...counts }: Minute) {
  return { at: iso(at), ...counts };
}

function tellSetting(name: ReturnType<typeof settingNames>[number], config: Config) {
  const { form, fallback, help, isSecret } = SETTINGS[name];
  return {
    name,
    form: form.words,
    default: plain(fallback),
    help,
    value: isSecret ? shown(name, isSet(config[name]) ? "set" : undefined) : plain(config[name]),
    isSecret,
  };
}

/** Null: not set. */
function plain(value: unknown): string | null {
  return typeof value === "string" || typeof value === "number" ? String(value) : null;
}

function isSet(value: unknown): boolean {
  return value !== undefined && !(Array.isArray(value) && value.length === 0);
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
