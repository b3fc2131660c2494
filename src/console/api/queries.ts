/** Everything that the screens ask for, by name. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { call } from "./call.ts";
import type * as Shape from "./shapes.ts";

export const keys = {
  session: ["session"],
  overview: ["overview"],
  pages: ["pages"],
  deadLetters: ["dead-letters"],
  messages: ["messages"],
  conversations: ["conversations"],
  replays: ["replays"],
  audit: ["audit"],
} as const;

/** So often is asked again what live events do not tell, ms. */
const NOW_AND_THEN = 30_000;
const SOON = 4_000;
/** Where a message's story ends. */
const OVER = ["read", "dead", "cancelled"];

export function useOverview() {
  return useQuery({
    queryKey: keys.overview,
    queryFn: ({ signal }) => call<Shape.Overview>("GET", "/v1/overview", undefined, signal),
    refetchInterval: NOW_AND_THEN,
  });
}

export function usePages() {
  return useQuery({
    queryKey: keys.pages,
    queryFn: async ({ signal }) =>
      (await call<{ items: Shape.Page[] }>("GET", "/v1/pages", undefined, signal)).items,
    refetchInterval: NOW_AND_THEN,
    // Ten thousand pages are not compared with ten thousand others at each answer.
    structuralSharing: false,
  });
}

export function usePage(id: string) {
  return useQuery({
    queryKey: [...keys.pages, id],
    queryFn: ({ signal }) => call<Shape.Page>("GET", `/v1/pages/${enc(id)}`, undefined, signal),
    refetchInterval: NOW_AND_THEN,
  });
}

export function usePageActivity(id: string, enabled = true) {
  return useQuery({
    queryKey: [...keys.pages, id, "activity"],
    queryFn: async ({ signal }) =>
      (await call<{ minutes: Shape.Minute[] }>("GET", `/v1/pages/${enc(id)}/activity`, undefined, signal))
        .minutes,
    refetchInterval: NOW_AND_THEN,
    enabled,
  });
}

export function usePageTemplates(id: string) {
  return useQuery({
    queryKey: [...keys.pages, id, "templates"],
    queryFn: ({ signal }) =>
      call<Shape.PageTemplates>("GET", `/v1/pages/${enc(id)}/templates`, undefined, signal),
  });
}

export function useSummary(filter: Shape.Filter) {
  return useQuery({
    queryKey: [...keys.deadLetters, "summary", filter],
    queryFn: ({ signal }) =>
      call<Shape.Summary>("GET", `/v1/dead-letters/summary${search(filter)}`, undefined, signal),
    placeholderData: keepPreviousData,
    refetchInterval: NOW_AND_THEN,
  });
}

export function useDeadLetter(id: string) {
  return useQuery({
    queryKey: [...keys.deadLetters, "one", id],
    queryFn: ({ signal }) => call<Shape.DeadLetter>("GET", `/v1/dead-letters/${enc(id)}`, undefined, signal),
  });
}

export function useMessage(id: string) {
  return useQuery({
    queryKey: [...keys.messages, id],
    queryFn: ({ signal }) => call<Shape.Message>("GET", `/v1/messages/${enc(id)}`, undefined, signal),
    // No event tells that it was delivered or read.
    refetchInterval: ({ state }) => (OVER.includes(state.data?.status ?? "") ? NOW_AND_THEN : SOON),
  });
}

export function useMessagesOf(page: string, recipient: string) {
  return useQuery({
    queryKey: [...keys.messages, "of", page, recipient],
    queryFn: async ({ signal }) =>
      (
        await call<{ items: Shape.Message[] }>(
          "GET",
          `/v1/messages${search({ page, recipient, limit: "50" })}`,
          undefined,
          signal,
        )
      ).items,
  });
}

/** Null: not asked, for the ids are not whole yet. */
export function useConversation(page: string | null, psid: string) {
  return useQuery({
    queryKey: [...keys.conversations, page, psid],
    queryFn: ({ signal }) =>
      call<Shape.Conversation>("GET", `/v1/conversations/${enc(page ?? "")}/${enc(psid)}`, undefined, signal),
    enabled: page !== null && /^\d{1,32}$/.test(page) && /^\d{1,32}$/.test(psid),
    refetchInterval: NOW_AND_THEN,
  });
}

export function useJobTypes() {
  return useQuery({
    queryKey: ["job-types"],
    queryFn: async ({ signal }) =>
      (await call<{ items: Shape.JobType[] }>("GET", "/v1/job-types", undefined, signal)).items,
    staleTime: Infinity,
  });
}

export function useSettings() {
  return useQuery({
    queryKey: ["settings"],
    queryFn: async ({ signal }) =>
      (await call<{ items: Shape.Setting[] }>("GET", "/v1/settings", undefined, signal)).items,
  });
}

export function useReplay(id: string | null) {
  return useQuery({
    queryKey: [...keys.replays, id],
    queryFn: ({ signal }) => call<Shape.Replay>("GET", `/v1/replays/${enc(id ?? "")}`, undefined, signal),
    enabled: id !== null,
    // Progress is looked at while there is any; the last look is kept.
    refetchInterval: ({ state }) => (typeof state.data?.endedAt === "string" ? false : 500),
  });
}

export function search(query: object): string {
  const given = Object.entries(query).filter((it): it is [string, string] => typeof it[1] === "string");
  const written = new URLSearchParams(given).toString();
  return written === "" ? "" : `?${written}`;
}

function enc(id: string): string {
  return encodeURIComponent(id);
}

/** By page number; empty until they are known. For labels only, so it is not asked again by itself. */
export function usePageNames(): ReadonlyMap<string, string> {
  const { data } = useQuery({
    queryKey: keys.pages,
    queryFn: async ({ signal }) =>
      (await call<{ items: Shape.Page[] }>("GET", "/v1/pages", undefined, signal)).items,
    select: namesIn,
    structuralSharing: false,
    staleTime: 5 * 60_000,
  });
  return data ?? NO_NAMES;
}

const NO_NAMES: ReadonlyMap<string, string> = new Map();

function namesIn(pages: readonly Shape.Page[]): ReadonlyMap<string, string> {
  return new Map(pages.map((it) => [it.id, it.name]));
}
