/** Registering pages: settings, token, rate of the lanes, and what Graph says of their templates. */
import type { PageSettings } from "../core/page.ts";
import { templateKey } from "../core/page.ts";
import { LANE_KINDS, laneRate, rateWindow } from "../core/pace.ts";
import type { GraphClient } from "../graph/client.ts";
import type { Logger } from "../log.ts";
import type { Lanes } from "../redis/lanes.ts";
import type { Pages, StoredPage } from "../redis/pages.ts";
import type { Holds } from "./holds.ts";

export interface LaneView {
  readonly waiting: number;
  readonly delayed: number;
  readonly active: number;
  readonly ratePerSecond: number;
}

export interface PageOffice {
  /** @param by  who did it. @returns what Graph said of the templates: null when all went well or none were asked for */
  register(
    id: string,
    settings: PageSettings,
    accessToken: string | null,
    by: string,
  ): Promise<{ warning: string | null }>;
  laneOf(page: StoredPage): Promise<LaneView>;
  /** Asks Graph for the page's templates and keeps their approval. */
  syncTemplates(id: string): Promise<{ ok: true; count: number } | { ok: false; error: string }>;
}

export function createPageOffice(deps: {
  readonly pages: Pages;
  readonly lanes: Pick<Lanes, "queue">;
  readonly holds: Pick<Holds, "release">;
  readonly graph: Pick<GraphClient, "listTemplates">;
  readonly defaultRate: number;
  readonly log: Logger;
}): PageOffice {
  const { pages, lanes, holds, graph, defaultRate, log } = deps;

  async function syncTemplates(id: string) {
    const token = await pages.token(id);
    if (token === null) return { ok: false, error: "the page has no access token" } as const;
    const listed = await graph.listTemplates(id, token);
    if (!listed.ok) return { ok: false, error: listed.error } as const;
    await pages.putTemplates(
      id,
      Object.fromEntries(listed.templates.map((it) => [templateKey(it), it.status])),
    );
    return { ok: true, count: listed.templates.length } as const;
  }

  return {
    syncTemplates,
    async register(id, settings, accessToken, by) {
      await pages.put(id, settings, accessToken);
      const rate = settings.ratePerSecond ?? defaultRate;
      await Promise.all(
        LANE_KINDS.map((kind) => lanes.queue({ kind, page: id }).setRate(rateWindow(laneRate(kind, rate)))),
      );
      log.info("page.registered", { page: id, name: settings.name, rate, by });
      const held = (await pages.get(id))?.held;
      if (accessToken !== null && held?.reason === "token_invalid") await holds.release(id, by);
      if (Object.keys(settings.templates).length === 0) return { warning: null };
      const synced = await syncTemplates(id);
      return {
        warning: synced.ok ? null : `The page's templates could not be had from Graph: ${synced.error}`,
      };
    },
    async laneOf(page) {
      const counts = await Promise.all(
        LANE_KINDS.map((kind) => lanes.queue({ kind, page: page.id }).counts()),
      );
      const total = (of: keyof (typeof counts)[number]) => counts.reduce((sum, it) => sum + it[of], 0);
      return {
        waiting: total("waiting"),
        delayed: total("delayed"),
        active: total("active"),
        ratePerSecond: page.ratePerSecond ?? defaultRate,
      };
    },
  };
}
