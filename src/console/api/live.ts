/** What happens, as it happens: one stream of events for the whole page. */
import { useSyncExternalStore } from "react";
import { call } from "./call.ts";
import { queryClient } from "./client.ts";
import { keys } from "./queries.ts";
import type { Overview } from "./shapes.ts";

export type LiveState = "connecting" | "live" | "lost";

/** What a message just did; the picture of the flow moves by it. */
export type Move = "accepted" | "classified" | "attempted" | "buried";

const EVENTS: Readonly<Record<string, readonly (keyof typeof keys)[]>> = {
  "message.accepted": [],
  "message.classified": ["messages"],
  "message.attempted": ["messages"],
  "message.buried": ["deadLetters", "messages"],
  "page.held": ["pages", "overview"],
  "page.resumed": ["pages", "overview"],
  "page.changed": ["pages"],
  "replay.started": ["replays"],
  "replay.ended": ["replays", "deadLetters", "messages"],
};

let state: LiveState = "connecting";
const watchers = new Set<() => void>();
const moveWatchers = new Set<(move: Move) => void>();

export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (tell) => {
      watchers.add(tell);
      return () => watchers.delete(tell);
    },
    () => state,
  );
}

export function watchMoves(tell: (move: Move) => void): () => void {
  moveWatchers.add(tell);
  return () => moveWatchers.delete(tell);
}

/** Listens until it is closed. What was missed while the line was down is asked for again. */
export function listen(): () => void {
  let source: EventSource | null = null;
  let again: ReturnType<typeof setTimeout> | undefined;
  const stale = createStale();

  function open(): void {
    source = new EventSource("/v1/events");
    source.addEventListener("open", () => {
      if (state === "lost") void queryClient.invalidateQueries();
      become("live");
    });
    source.addEventListener("error", () => {
      become("lost");
      // A line that was refused is not tried again by the browser: the session may have ended.
      if (source?.readyState === EventSource.CLOSED) {
        call("GET", "/v1/overview").catch(() => undefined);
        clearTimeout(again);
        again = setTimeout(open, RECONNECT_MS);
      }
    });
    source.addEventListener("overview", (event) => takeOverview(event.data));
    for (const [name, touched] of Object.entries(EVENTS)) {
      source.addEventListener(name, () => {
        for (const key of touched) stale.add(key);
        const move = MOVES[name];
        if (move !== undefined) for (const tell of moveWatchers) tell(move);
      });
    }
  }

  open();
  return () => {
    source?.close();
    clearTimeout(again);
    stale.stop();
    become("connecting");
  };
}

const RECONNECT_MS = 2_000;
/** A busy pipeline has thousands of events a second; what they make stale is asked for this often at most. */
const GATHERED_MS = 1_500;

const MOVES: Readonly<Record<string, Move>> = {
  "message.accepted": "accepted",
  "message.classified": "classified",
  "message.attempted": "attempted",
  "message.buried": "buried",
};

function become(next: LiveState): void {
  if (next === state) return;
  state = next;
  for (const tell of watchers) tell();
}

/** The live one comes without its minutes: those that are known stay. */
function takeOverview(data: string): void {
  const told = overviewIn(data);
  queryClient.setQueryData<Overview>(keys.overview, (known) =>
    known === undefined ? undefined : { ...known, ...told },
  );
}

function overviewIn(data: string): Partial<Overview> {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as in call.ts: the server is of the same build
    return JSON.parse(data) as Partial<Overview>;
  } catch {
    return {};
  }
}

function createStale() {
  const gathered = new Set<keyof typeof keys>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    add(key: keyof typeof keys): void {
      gathered.add(key);
      timer ??= setTimeout(() => {
        timer = undefined;
        for (const it of gathered) void queryClient.invalidateQueries({ queryKey: keys[it] });
        gathered.clear();
      }, GATHERED_MS);
    },
    stop(): void {
      clearTimeout(timer);
    },
  };
}
