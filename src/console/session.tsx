/** Who is signed in, and what they may do. */
import { useQueryClient } from "@tanstack/react-query";
import { createContext, use, useCallback, useEffect, useMemo, useState, type ReactNode } from "react";
import { call, CallFailed, whenSessionExpires } from "./api/call.ts";
import type { Scope, Session } from "./api/shapes.ts";
import { words } from "./words.ts";

export type SessionState =
  | { readonly kind: "asking" }
  | { readonly kind: "in"; readonly session: Session }
  /** `note`: why they have to sign in (again). */
  | { readonly kind: "out"; readonly note: string | null };

interface Doors {
  readonly state: SessionState;
  /** @throws CallFailed */
  readonly signIn: (key: string) => Promise<void>;
  readonly signOut: () => Promise<void>;
}

const Context = createContext<Doors | null>(null);

export function useDoors(): Doors {
  const doors = use(Context);
  if (doors === null) throw new Error("no SessionProvider is around this");
  return doors;
}

/** Whether the signed-in key has the scope; what it lacks is not offered. */
export function useMay(): (scope: Scope) => boolean {
  const { state } = useDoors();
  return useCallback((scope) => state.kind === "in" && state.session.scopes.includes(scope), [state]);
}

export function SessionProvider({ children }: { readonly children: ReactNode }) {
  const [state, setState] = useState<SessionState>({ kind: "asking" });
  const queries = useQueryClient();

  useEffect(() => {
    whenSessionExpires(() => {
      localStorage.removeItem(HINT);
      queries.clear();
      setState((now) => (now.kind === "out" ? now : { kind: "out", note: words.signIn.expired }));
    });
    let isCurrent = true;
    const open = async (): Promise<void> => {
      const next = await firstState();
      if (isCurrent) setState(next);
    };
    void open();
    return () => {
      isCurrent = false;
    };
  }, [queries]);

  const doors = useMemo(
    (): Doors => ({
      state,
      async signIn(key) {
        const session = await call<Session>("POST", "/console/session", { key });
        localStorage.setItem(HINT, "yes");
        setState({ kind: "in", session });
      },
      async signOut() {
        await call("DELETE", "/console/session").catch(() => undefined);
        localStorage.removeItem(HINT);
        queries.clear();
        setState({ kind: "out", note: words.signIn.signedOut });
      },
    }),
    [state, queries],
  );
  return <Context value={doors}>{children}</Context>;
}

/** React's strict mode opens everything twice, and a link works once. */
let opening: Promise<SessionState> | null = null;

function firstState(): Promise<SessionState> {
  opening ??= openSession();
  return opening;
}

/** Whether this browser signed in before: else there is no session to ask for. The session itself no script can see. */
const HINT = "taglane.signed-in";

async function openSession(): Promise<SessionState> {
  const link = linkInAddress();
  if (link === null && localStorage.getItem(HINT) === null) return { kind: "out", note: null };
  try {
    const session =
      link === null
        ? await call<Session>("GET", "/console/session")
        : await call<Session>("POST", "/console/session", { link });
    localStorage.setItem(HINT, "yes");
    return { kind: "in", session };
  } catch (error) {
    return { kind: "out", note: noteOf(error, link !== null) };
  }
}

/** Taken out of the address bar at once: it is as good as a key until it is used. */
function linkInAddress(): string | null {
  const link = /^#link=([\w-]+)$/.exec(location.hash)?.[1] ?? null;
  if (link !== null) history.replaceState(null, "", `${location.pathname}#/`);
  return link;
}

function noteOf(error: unknown, byLink: boolean): string | null {
  if (!(error instanceof CallFailed) || error.status === 0) return words.signIn.unreachable;
  if (error.status === 401) return byLink ? words.signIn.linkUsed : null;
  return error.message;
}
