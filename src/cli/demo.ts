/** The demo: a Monday at a shop with two Pages, told through the same doors that everyone uses. */
import { readFileSync, readdirSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { request } from "undici";
import { z } from "zod";
import { openRows } from "./rows.ts";

/** 09:00 of the Monday that the files in examples/ tell of. */
const TOLD_AT = Date.parse("2026-11-23T09:00:00Z");
/** From `dist/src/cli/` and from `src/cli/` alike, the examples stand beside package.json. */
const EXAMPLES = new URL(
  import.meta.url.includes("/dist/") ? "../../../examples/" : "../../examples/",
  import.meta.url,
);
const FILES = ["shop.ndjson", "events.csv", "support.ndjson", "bank.ndjson"];
/** The story ends in seconds; this is for a machine that is very busy. */
const PATIENCE_MS = 45_000;

export interface Stage {
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly simulatorUrl: string;
  /** By page id. */
  readonly pageTokens: Readonly<Record<string, string>>;
  /** Epoch ms that stands for that Monday, 09:00. */
  readonly monday: number;
}

/** One message of the demo and what became of it. */
export interface Told {
  readonly type: string;
  readonly page: string;
  readonly window: string;
  readonly tag: string;
  readonly carriedAs: string;
  readonly outcome: string;
  readonly detail: string;
}

export function demoPageIds(): string[] {
  return readPages().map((page) => page.id);
}

/** Meta's side of the story: pages, templates, and people who wrote. Needed at each start: the simulator forgets. */
export async function setStage(stage: Stage): Promise<void> {
  const templates = readdirSync(new URL("templates/", EXAMPLES)).map(
    (name) => starter.parse(readJson(`templates/${name}`)).template,
  );
  for (const { id, name, humanAgent = false, templates: mapping = {}, tagPolicy } of readPages()) {
    const tagsRetiredAt = tagPolicy === "message_tags" ? { tagsRetiredAt: null } : {};
    await simulate(stage, "PUT", `/pages/${id}`, {
      token: stage.pageTokens[id],
      name,
      humanAgent,
      ...tagsRetiredAt,
    });
    if (Object.keys(mapping).length > 0)
      await simulate(stage, "PUT", `/templates/${id}`, { items: templates });
  }
  for (const page of readPages()) {
    const { id, ...settings } = page;
    await call(stage, "PUT", `/v1/pages/${id}`, { ...settings, accessToken: stage.pageTokens[id] });
  }
  for (const { page, psid, at } of readConversations()) {
    await simulate(stage, "POST", "/inbound", { page, psid, text: "Hello!", at: moved(at, stage.monday) });
  }
}

/** Queues every message and waits until each has ended. The same Monday again gives the same messages. */
export async function play(stage: Stage): Promise<Told[]> {
  const ids: string[] = [];
  for (const file of FILES) {
    for await (const row of await openRows(fileURLToPath(new URL(file, EXAMPLES)), undefined)) {
      if ("error" in row) throw new Error(`${file}, line ${String(row.number)}: ${row.error}`);
      const { id } = accepted.parse(
        await call(stage, "POST", "/v1/messages", asOfNow(row.value, stage.monday)),
      );
      ids.push(id);
    }
  }
  const deadline = Date.now() + PATIENCE_MS;
  return Promise.all(ids.map((id) => ended(stage, id, deadline)));
}

const starter = z.object({ template: z.unknown() });
const accepted = z.object({ id: z.string() });
const toldMessage = z.object({
  status: z.string(),
  page: z.string(),
  type: z.string(),
  decision: z
    .object({
      window: z.object({ state: z.string() }),
      tag: z.string().nullable(),
      carriedAs: z
        .object({
          messagingType: z.string(),
          tag: z.string().nullable(),
          template: z.object({ name: z.string() }).nullable(),
        })
        .optional(),
    })
    .nullable(),
  deadLetter: z.object({ reason: z.string(), sentence: z.string() }).optional(),
});

const FINAL = ["sent", "delivered", "read", "dead", "cancelled"];

async function ended(stage: Stage, id: string, deadline: number): Promise<Told> {
  for (;;) {
    const message = toldMessage.parse(await call(stage, "GET", `/v1/messages/${id}`));
    if (FINAL.includes(message.status) || Date.now() > deadline) return told(message);
    await pause(100);
  }
}

function told(message: z.infer<typeof toldMessage>): Told {
  const { decision, deadLetter } = message;
  const as = decision?.carriedAs;
  const carrier =
    as === undefined
      ? ""
      : [as.messagingType, as.tag, as.template?.name].filter((it) => typeof it === "string").join(" ");
  return {
    type: message.type,
    page: message.page,
    window: decision?.window.state ?? "",
    tag: decision?.tag ?? "none",
    carriedAs: deadLetter === undefined ? carrier : "–",
    outcome: deadLetter === undefined ? message.status : `dead: ${deadLetter.reason}`,
    detail:
      deadLetter === undefined ? "" : `on ${message.page} (${deadLetter.reason}): ${deadLetter.sentence}`,
  };
}

/** Every time in the message moved by as much, and the key told apart by the Monday it is played on. */
function asOfNow(value: unknown, monday: number): unknown {
  const at = new Date(monday).toISOString();
  const text = JSON.stringify(value).replaceAll(
    /"(\d{4}-\d\d-\d\dT[\d:.]+Z)"/g,
    (_, time: string) => `"${moved(time, monday)}"`,
  );
  const message = withKey.parse(JSON.parse(text));
  return { ...message, idempotencyKey: `${message.idempotencyKey} ${at}` };
}

const withKey = z.looseObject({ idempotencyKey: z.string() });

function moved(time: string, monday: number): string {
  return new Date(Date.parse(time) - TOLD_AT + monday).toISOString();
}

function readPages() {
  return z
    .array(
      z.looseObject({
        id: z.string(),
        name: z.string(),
        humanAgent: z.boolean().optional(),
        tagPolicy: z.string().optional(),
        templates: z.record(z.string(), z.unknown()).optional(),
      }),
    )
    .parse(readJson("pages.json"));
}

function readConversations() {
  return z
    .array(z.object({ page: z.string(), psid: z.string(), at: z.string() }))
    .parse(readJson("conversations.json"));
}

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, EXAMPLES), "utf8"));
}

function simulate(stage: Stage, method: "PUT" | "POST", path: string, body: unknown): Promise<unknown> {
  return fetchJson(`${stage.simulatorUrl}/_sim${path}`, method, {}, body);
}

function call(stage: Stage, method: "GET" | "PUT" | "POST", path: string, body?: unknown): Promise<unknown> {
  return fetchJson(stage.apiUrl + path, method, { authorization: `Bearer ${stage.apiKey}` }, body);
}

async function fetchJson(
  url: string,
  method: "GET" | "PUT" | "POST",
  headers: Record<string, string>,
  body: unknown,
) {
  const json = { ...headers, "content-type": "application/json" };
  const answer = await request(url, {
    method,
    headers: json,
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await answer.body.text();
  if (answer.statusCode >= 300)
    throw new Error(`${method} ${url} answered ${String(answer.statusCode)}: ${text}`);
  const parsed: unknown = JSON.parse(text);
  return parsed;
}
