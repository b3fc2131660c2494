/** `/metrics`: what Redis knows of all processes together, as Prometheus text. Names and numbers; no page is named. */
import { Router } from "express";
import { Counter, Gauge, Registry } from "prom-client";
import { HOLD_REASONS, REASONS } from "../core/outcome.ts";
import type { Overview } from "../pipeline/overview.ts";
import type { House } from "../runtime.ts";
import { only } from "./routes.ts";

export function metricRoutes(house: Pick<House, "lookOver" | "activity" | "deadLetters">): Router {
  const router = Router();
  router
    .route("/")
    .get(async (_request, response) => {
      const [overview, totals, facets] = await Promise.all([
        house.lookOver(),
        house.activity.totals(),
        house.deadLetters.facets({}, Object.keys(REASONS).length),
      ]);
      const registry = new Registry();
      gauges(registry, overview);
      gauge(registry, "taglane_dead_letters", "Dead letters that are kept, by reason.", "reason", {
        ...zeros(REASONS),
        ...Object.fromEntries(facets.reasons),
      });
      counters(registry, totals);
      response.type(registry.contentType).send(await registry.metrics());
    })
    .all(only("GET"));
  return router;
}

function gauges(registry: Registry, it: Overview): void {
  const outbound = {
    waiting: it.outbound.waiting,
    delayed: it.outbound.scheduled,
    active: it.outbound.active,
  };
  gauge(registry, "taglane_outbound_jobs", "Jobs of the outbound queue, by state.", "state", outbound);
  gauge(registry, "taglane_lane_jobs", "Jobs of all lanes together, by state.", "state", { ...it.lanes });
  const since = it.oldestWaitingAt ?? it.at;
  gauge(
    registry,
    "taglane_oldest_waiting_seconds",
    "Age of the oldest message that waits; 0: none does.",
    null,
    {
      "": Math.max(0, it.at - since) / 1_000,
    },
  );
  gauge(registry, "taglane_pages", "Registered pages.", null, { "": it.pages });
  const held = zeros(HOLD_REASONS);
  for (const { reason } of it.held) held[reason] = (held[reason] ?? 0) + 1;
  gauge(registry, "taglane_pages_held", "Pages whose lanes are paused, by reason.", "reason", held);
}

const OUTCOMES = { sent: 0, throttled: 0, failed: 0, rejected: 0, unknown: 0 };

function counters(registry: Registry, totals: Readonly<Record<string, number>>): void {
  const of = (prefix: string): Record<string, number> =>
    Object.fromEntries(
      Object.entries(totals).flatMap(([name, count]) =>
        name.startsWith(`${prefix}:`) ? [[name.slice(prefix.length + 1), count]] : [],
      ),
    );
  counter(registry, "taglane_messages_accepted_total", "Messages accepted.", null, {
    "": totals["accepted"] ?? 0,
  });
  counter(
    registry,
    "taglane_attempts_total",
    "Calls of the Graph API, by what their answer meant.",
    "outcome",
    {
      ...OUTCOMES,
      ...of("outcome"),
    },
  );
  counter(registry, "taglane_messages_buried_total", "Messages given up, by reason.", "reason", {
    ...zeros(REASONS),
    ...of("buried"),
  });
  counter(
    registry,
    "taglane_unknown_graph_codes_total",
    "Graph errors that stand in none of Meta's tables.",
    "code",
    {
      ...of("unknown_code"),
    },
  );
  counter(registry, "taglane_holds_total", "Times that a page was held, by reason.", "reason", {
    ...zeros(HOLD_REASONS),
    ...of("held"),
  });
  counter(
    registry,
    "taglane_throttles_total",
    "Rests that a limit of Meta's began, of a page or the app.",
    "scope",
    {
      page: 0,
      app: 0,
      ...of("rests"),
    },
  );
}

/** @param label  null: it has none, and its only value stands under "" */
function gauge(
  registry: Registry,
  name: string,
  help: string,
  label: string | null,
  values: Readonly<Record<string, number>>,
): void {
  const it = new Gauge({ name, help, labelNames: label === null ? [] : [label], registers: [registry] });
  for (const [value, count] of Object.entries(values))
    it.set(label === null ? {} : { [label]: value }, count);
}

function counter(
  registry: Registry,
  name: string,
  help: string,
  label: string | null,
  values: Readonly<Record<string, number>>,
): void {
  const it = new Counter({ name, help, labelNames: label === null ? [] : [label], registers: [registry] });
  for (const [value, count] of Object.entries(values))
    it.inc(label === null ? {} : { [label]: value }, count);
}

/** A series that is not there yet cannot be alerted on. */
function zeros(names: object): Record<string, number> {
  return Object.fromEntries(Object.keys(names).map((name) => [name, 0]));
}
