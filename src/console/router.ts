/**
 * Where the visitor is: a path and its query, both behind the `#`.
 *
 * Behind the `#` they need no route of the server's, and never reach its logs; a query is part of the place, so that
 * a filter can be sent to a colleague as a link.
 */
import { useSyncExternalStore } from "react";

export interface Place {
  /** Such as `/pages/1029384756`. */
  readonly path: string;
  readonly query: URLSearchParams;
}

const listeners = new Set<() => void>();
let present = placeIn(location.hash);

addEventListener("hashchange", () => {
  present = placeIn(location.hash);
  for (const tell of listeners) tell();
});

export function usePlace(): Place {
  return useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => present,
  );
}

export function hrefOf(path: string, query: Readonly<Record<string, string | undefined>> = {}): string {
  const given = Object.entries(query).filter(
    (it): it is [string, string] => it[1] !== undefined && it[1] !== "",
  );
  const search = new URLSearchParams(given).toString();
  return `#${path}${search === "" ? "" : `?${search}`}`;
}

export function goTo(path: string, query: Readonly<Record<string, string | undefined>> = {}): void {
  location.hash = hrefOf(path, query);
}

/** The same, without a step for the back button: for what changes with every key typed. */
export function turnTo(path: string, query: Readonly<Record<string, string | undefined>> = {}): void {
  history.replaceState(null, "", hrefOf(path, query));
  present = placeIn(location.hash);
  for (const tell of listeners) tell();
}

function placeIn(hash: string): Place {
  const [path = "", search = ""] = hash.replace(/^#/, "").split("?", 2);
  return { path: path.startsWith("/") ? path : "/", query: new URLSearchParams(search) };
}
