/**
 * `/v1/events`: what happens, live, as server-sent events. All who look on in this process share one subscription and one
 * look at the whole; both begin with the first of them and end with the last.
 */
import { Router, type Request, type Response } from "express";
import type { LiveBatch, LiveEvent } from "../redis/live.ts";
import type { House } from "../runtime.ts";
import { sessionOf, type Guard } from "./auth.ts";
import { tellOverview } from "./overview.ts";
import { Problem } from "./problem.ts";
import { only } from "./routes.ts";

export interface Broadcast {
  readonly routes: Router;
  /** Ends all that are open, so that the server can close. */
  close(): Promise<void>;
}

type Deps = Pick<House, "live" | "lookOver" | "sessions" | "log">;

/** How often the whole is looked at again, and whether each session still stands. */
const LOOK_EVERY_MS = 2_000;
const HEARTBEAT_MS = 15_000;
/** A page holds one, a person has a few of them open; beyond this something is wrong. */
const MOST_LOOKERS = 500;
/** So many message events a second are passed on, whichever number of processes tells of them. */
const MOST_A_SECOND = 100;
/** What a slow reader has not taken yet; while it is more, it is told nothing but that it missed some. */
const MOST_UNREAD = 256 * 1_024;
/** A reader who has taken nothing for so long is gone. */
const PATIENCE_MS = 60_000;

interface Looker {
  readonly response: Response;
  /** Of a console's session; null: it came with a key. */
  readonly token: string | null;
  missed: number;
  slowSince: number | null;
}

export function createBroadcast(house: Deps, allow: Guard): Broadcast {
  const lookers = new Set<Looker>();
  let open: Promise<{ close(): Promise<void> }> | null = null;
  let isClosed = false;
  const budget = createBudget();

  function hear({ events, skipped }: LiveBatch): void {
    const allowed = events.filter((it) => !it.event.startsWith("message.") || budget.take());
    const missed = skipped + events.length - allowed.length;
    const text = allowed.map(textOf).join("");
    for (const looker of lookers) tell(looker, text, missed, allowed.length);
  }

  /** @param count  how many events the text holds */
  function tell(looker: Looker, text: string, missed: number, count: number): void {
    const { response } = looker;
    looker.missed += missed;
    if (response.writableLength > MOST_UNREAD) {
      looker.missed += count;
      looker.slowSince ??= performance.now();
      if (performance.now() - looker.slowSince > PATIENCE_MS) response.destroy();
      return;
    }
    looker.slowSince = null;
    const thinned = looker.missed === 0 ? "" : textOf({ event: "thinned", data: { skipped: looker.missed } });
    looker.missed = 0;
    if (text + thinned !== "") response.write(text + thinned);
  }

  async function start(): Promise<{ close(): Promise<void> }> {
    const subscription = await house.live.listen(hear);
    let last = "";
    const looking = setInterval(() => void look(), LOOK_EVERY_MS);
    const beating = setInterval(() => {
      for (const looker of lookers) tell(looker, ":\n\n", 0, 0);
    }, HEARTBEAT_MS);

    async function look(): Promise<void> {
      try {
        await Promise.all([...lookers].map(endIfSignedOut));
        const overview = await overviewText();
        // Its time alone is no news.
        if (overview.text === last) return;
        last = overview.text;
        for (const looker of lookers) tell(looker, overview.event, 0, 1);
      } catch (error) {
        house.log.warn("console.look_failed", {
          error: error instanceof Error ? error.message : String(error),
        });
      }
    }

    return {
      close() {
        clearInterval(looking);
        clearInterval(beating);
        return subscription.close();
      },
    };
  }

  async function overviewText(): Promise<{ text: string; event: string }> {
    const { at, ...overview } = tellOverview(await house.lookOver());
    return {
      text: JSON.stringify(overview),
      event: textOf({ event: "overview", data: { at, ...overview } }),
    };
  }

  async function endIfSignedOut({ token, response }: Looker): Promise<void> {
    if (token !== null && (await house.sessions.find(token)) === null) response.end();
  }

  async function add(request: Request, response: Response): Promise<void> {
    if (isClosed || lookers.size >= MOST_LOOKERS)
      throw new Problem(503, "No more can look on here at this moment; try again in a few seconds.");
    const { event: first } = await overviewText();
    const looker: Looker = { response, token: sessionOf(request), missed: 0, slowSince: null };
    lookers.add(looker);
    response.on("close", () => remove(looker));
    open ??= start().catch((error: unknown) => {
      open = null;
      throw error;
    });
    try {
      await open;
    } catch (error) {
      lookers.delete(looker);
      throw error;
    }
    response.set({ "content-type": "text/event-stream; charset=utf-8", "x-accel-buffering": "no" });
    // Half a minute of silence and a browser asks again by itself, after two seconds.
    response.write(`retry: 2000\n\n${first}`);
  }

  function remove(looker: Looker): void {
    lookers.delete(looker);
    if (lookers.size === 0) stop().catch(() => undefined);
  }

  async function stop(): Promise<void> {
    const running = open;
    open = null;
    await (await running)?.close();
  }

  const routes = Router();
  routes.route("/").get(allow("read"), add).all(only("GET"));

  return {
    routes,
    async close() {
      isClosed = true;
      for (const { response } of lookers) response.end();
      await stop().catch(() => undefined);
    },
  };
}

/** Refilled each second. */
function createBudget(): { take(): boolean } {
  let second = 0;
  let left = MOST_A_SECOND;
  return {
    take() {
      const now = Math.floor(performance.now() / 1_000);
      if (now !== second) [second, left] = [now, MOST_A_SECOND];
      left -= 1;
      return left >= 0;
    },
  };
}

function textOf({ event, data }: LiveEvent): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
