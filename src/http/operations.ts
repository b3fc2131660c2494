/** Every call of the HTTP door, for the document that describes it: with the very schemas that check the requests. */
import { z } from "zod";
import type { Scope } from "../config.ts";
import { messageSchema } from "../core/message.ts";
import { pageInput } from "../core/page.ts";
import { auditQuery } from "./audit.ts";
import { signInBody } from "./console-session.ts";
import { conversationBody } from "./conversations.ts";
import { discardBody, oneBody, replayBody } from "./dead-letters.ts";
import { filterSchema, listQuery } from "./dead-letter-view.ts";
import { latestQuery } from "./messages.ts";
import { pauseBody } from "./pages.ts";

export interface Operation {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** Parameters as `{id}`. */
  readonly path: string;
  /** Null: anybody may. */
  readonly scope: Scope | null;
  readonly summary: string;
  readonly body?: z.ZodType;
  readonly query?: z.ZodObject;
  /** Status and what it means, where it is not 200. */
  readonly answers: Readonly<Record<string, string>>;
  /** Of the answer, where it is not JSON. */
  readonly type?: string;
}

const page = "The page, with its lane; never its token.";
/** Null takes a field away. */
const pagePatch = z.object(
  Object.fromEntries(Object.entries(pageInput.shape).map(([name, field]) => [name, field.nullish()])),
);

export const OPERATIONS: readonly Operation[] = [
  {
    method: "post",
    path: "/v1/messages",
    scope: "send",
    summary: "Accepts a message, once for each idempotency key.",
    body: messageSchema,
    answers: {
      "202": "Accepted.",
      "200": "The same message was accepted before.",
      "409": "The key was used for another message.",
    },
  },
  {
    method: "get",
    path: "/v1/messages",
    scope: "read",
    summary: "A person's latest messages that are on record, newest first.",
    query: latestQuery,
    answers: { "200": "The messages, each as by its id." },
  },
  {
    method: "post",
    path: "/v1/messages/batch",
    scope: "send",
    summary:
      "Accepts up to 10,000 messages, as a JSON array or as NDJSON: the good ones are taken, the bad ones named.",
    body: z.array(messageSchema),
    answers: { "202": "How many were accepted, and what was wrong with the others." },
  },
  {
    method: "post",
    path: "/v1/messages/explain",
    scope: "read",
    summary: "What would be decided for a message now, and why; sends nothing.",
    body: messageSchema,
    answers: { "200": "The decision, the request that Graph would get, and the promotion guard's marks." },
  },
  {
    method: "get",
    path: "/v1/messages/{id}",
    scope: "read",
    summary: "One message's story.",
    answers: { "200": "Its status, decision, attempts, and what became of it." },
  },
  {
    method: "delete",
    path: "/v1/messages/{id}",
    scope: "send",
    summary: "Takes a message back while it still waits.",
    answers: { "200": "It is cancelled.", "409": "It is too late." },
  },
  {
    method: "get",
    path: "/v1/pages",
    scope: "read",
    summary: "All pages, with their lanes.",
    answers: { "200": "The pages." },
  },
  { method: "get", path: "/v1/pages/{id}", scope: "read", summary: "One page.", answers: { "200": page } },
  {
    method: "put",
    path: "/v1/pages/{id}",
    scope: "admin",
    summary: "Registers a page, or replaces all of its settings; its token stays when none is given.",
    body: pageInput,
    answers: { "200": page },
  },
  {
    method: "patch",
    path: "/v1/pages/{id}",
    scope: "admin",
    summary: "Changes the settings that are named; null takes one away.",
    body: pagePatch,
    answers: { "200": page },
  },
  {
    method: "post",
    path: "/v1/pages/{id}/pause",
    scope: "ops",
    summary: "Holds a page: its lanes pause, and nothing is lost.",
    body: pauseBody,
    answers: { "200": page },
  },
  {
    method: "post",
    path: "/v1/pages/{id}/resume",
    scope: "ops",
    summary: "Lets a held page go on.",
    answers: { "200": page },
  },
  {
    method: "get",
    path: "/v1/pages/{id}/activity",
    scope: "read",
    summary: "What was accepted, sent and given up in each of the last 60 minutes.",
    answers: { "200": "The minutes, oldest first." },
  },
  {
    method: "get",
    path: "/v1/pages/{id}/templates",
    scope: "read",
    summary: "The page's utility templates with their approval.",
    answers: { "200": "The templates, and when Graph last told of them." },
  },
  {
    method: "post",
    path: "/v1/pages/{id}/templates/sync",
    scope: "admin",
    summary: "Asks Graph for the page's templates.",
    answers: { "200": "The templates.", "502": "Graph did not tell." },
  },
  {
    method: "get",
    path: "/v1/conversations/{page}/{psid}",
    scope: "read",
    summary: "What is known of one person on one page: their window, and what stands against them.",
    answers: { "200": "The conversation." },
  },
  {
    method: "put",
    path: "/v1/conversations/{page}/{psid}",
    scope: "admin",
    summary: "Imports when they last wrote; never moves it backwards.",
    body: conversationBody,
    answers: { "200": "The conversation." },
  },
  {
    method: "delete",
    path: "/v1/conversations/{page}/{psid}/suppression",
    scope: "ops",
    summary: "Lifts what a refusal of Meta's left standing against them.",
    answers: { "200": "The conversation." },
  },
  {
    method: "get",
    path: "/v1/dead-letters",
    scope: "read",
    summary: "Dead letters, newest first.",
    query: listQuery,
    answers: { "200": "Some of them, how many there are, and where the list goes on." },
  },
  {
    method: "get",
    path: "/v1/dead-letters/summary",
    scope: "read",
    summary: "How many there are, by reason, page and type.",
    query: filterSchema,
    answers: { "200": "The counts." },
  },
  {
    method: "post",
    path: "/v1/dead-letters/replay",
    scope: "ops",
    summary: "Replays all that a filter matches, in the background; or says what would become of them.",
    body: replayBody,
    answers: { "202": "It has begun.", "200": "What would become of them (dryRun)." },
  },
  {
    method: "post",
    path: "/v1/dead-letters/discard",
    scope: "ops",
    summary: "Throws away all that a filter matches, when their number is confirmed.",
    body: discardBody,
    answers: { "200": "How many are gone.", "409": "There are not so many, or more." },
  },
  {
    method: "get",
    path: "/v1/dead-letters/{id}",
    scope: "read",
    summary: "One dead letter with its message, its attempts and its history.",
    answers: { "200": "The dead letter." },
  },
  {
    method: "post",
    path: "/v1/dead-letters/{id}/replay",
    scope: "ops",
    summary: "Replays one, with another content if one is given.",
    body: oneBody,
    answers: { "202": "The message that it became.", "409": "It would only die again, or is gone." },
  },
  {
    method: "get",
    path: "/v1/replays",
    scope: "ops",
    summary: "The latest replays, newest first.",
    answers: { "200": "The replays." },
  },
  {
    method: "get",
    path: "/v1/replays/{id}",
    scope: "ops",
    summary: "How far a replay is.",
    answers: { "200": "The replay." },
  },
  {
    method: "delete",
    path: "/v1/replays/{id}",
    scope: "ops",
    summary: "Aborts a replay; what it has replayed stays so.",
    answers: { "200": "The replay.", "409": "It has ended already." },
  },
  {
    method: "get",
    path: "/v1/audit",
    scope: "ops",
    summary: "Who changed what, newest first; as NDJSON all that match, oldest first.",
    query: auditQuery,
    answers: { "200": "The entries." },
  },
  {
    method: "get",
    path: "/v1/overview",
    scope: "read",
    summary: "All of it at a glance.",
    answers: { "200": "What stands where, the last 60 minutes, the pages that need a person." },
  },
  {
    method: "get",
    path: "/v1/events",
    scope: "read",
    summary: "What happens, live: server-sent events.",
    answers: { "200": "The events, for as long as somebody listens." },
    type: "text/event-stream",
  },
  {
    method: "get",
    path: "/v1/job-types",
    scope: "read",
    summary: "The job types: their tag, and what a message of each must carry.",
    answers: { "200": "The types." },
  },
  {
    method: "get",
    path: "/v1/settings",
    scope: "read",
    summary: "The settings in force; of a secret only whether it is set.",
    answers: { "200": "The settings." },
  },
  {
    method: "post",
    path: "/console/session",
    scope: null,
    summary: "Signs in at the console with an API key's secret or a one-time link.",
    body: signInBody,
    answers: { "200": "Who is signed in; a cookie is set.", "429": "Too many tries." },
  },
  {
    method: "get",
    path: "/console/session",
    scope: null,
    summary: "Who is signed in at the console.",
    answers: { "200": "The key's name and scopes." },
  },
  {
    method: "delete",
    path: "/console/session",
    scope: null,
    summary: "Signs out at the console.",
    answers: { "204": "Nobody is signed in." },
  },
  {
    method: "get",
    path: "/webhooks/messenger",
    scope: null,
    summary: "Meta's verification of the webhook.",
    answers: { "200": "The challenge." },
    type: "text/plain",
  },
  {
    method: "post",
    path: "/webhooks/messenger",
    scope: null,
    summary: "Meta's events, signed with the app's secret.",
    answers: { "200": "They are on record." },
    type: "text/plain",
  },
  {
    method: "get",
    path: "/healthz",
    scope: null,
    summary: "Whether the process lives.",
    answers: { "200": "It does." },
  },
  {
    method: "get",
    path: "/readyz",
    scope: null,
    summary: "Whether it can accept messages: tests a write to Redis.",
    answers: { "200": "It can.", "503": "Redis takes no writes." },
  },
  {
    method: "get",
    path: "/metrics",
    scope: null,
    summary: "Counts and gauges of all processes together.",
    answers: { "200": "As Prometheus reads them." },
    type: "text/plain",
  },
];
