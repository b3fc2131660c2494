import { request, type Dispatcher } from "undici";
import { z } from "zod";
import { startSimulator, type Simulator, type SimulatorOptions } from "../../src/simulator/simulator.ts";

export const HOUR = 3_600_000;
export const PAGE = "1029384756";
export const PSID = "24681012";
export const TOKEN = "token-of-the-page";
/** After the retirement of the tags. */
export const NOW = Date.parse("2026-11-22T12:00:00Z");
export const BEFORE_RETIREMENT = Date.parse("2026-04-26T23:59:59Z");

const jsonSchema = z.record(z.string(), z.unknown());
const errorSchema = z.object({ error: z.object({ code: z.number(), error_subcode: z.number().optional() }) });

export type Method = Dispatcher.HttpMethod;
export type Json = z.infer<typeof jsonSchema>;
export type Reply = {
  status: number;
  json: Json;
  headers: Record<string, string | string[] | undefined>;
  /** `code/subcode` of a Graph error, `ok` without one. */
  verdict: string;
};

export type Stage = {
  simulator: Simulator;
  clock: { now: number; steady: number };
  control(method: Method, path: string, body?: unknown): Promise<Reply>;
  graph(method: Method, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  /** Sends as the page, to the person, with these fields over a plain UPDATE. */
  send(fields?: Json): Promise<Reply>;
};

/** A simulator with one Page and one person, who wrote an hour ago; its clocks stand still until a test moves them. */
export async function openStage(options: SimulatorOptions = {}): Promise<Stage> {
  const clock = { now: NOW, steady: 0 };
  const simulator = await startSimulator({ now: () => clock.now, steadyNow: () => clock.steady, ...options });
  const stage: Stage = {
    simulator,
    clock,
    control: (method, path, body) => call(`${simulator.url}/_sim${path}`, method, body, {}),
    graph: (method, path, body, headers) =>
      call(simulator.graphUrl + path, method, body, headers ?? { authorization: `Bearer ${TOKEN}` }),
    send: (fields) => stage.graph("POST", `/${PAGE}/messages`, { ...update(), ...fields }),
  };
  await setUp(stage);
  return stage;
}

/** The Page and the person as every test finds them. */
export async function setUp(stage: Stage): Promise<void> {
  stage.clock.now = NOW;
  stage.clock.steady += 10_000;
  await stage.control("POST", "/reset");
  await stage.control("PUT", `/pages/${PAGE}`, { token: TOKEN, name: "A Shop" });
  await wroteAgo(stage, HOUR);
}

export async function wroteAgo(stage: Stage, agoMs: number): Promise<void> {
  const lastInboundAt = new Date(stage.clock.now - agoMs).toISOString();
  await stage.control("PUT", `/conversations/${PAGE}/${PSID}`, { lastInboundAt });
}

export function update(): Json {
  return {
    recipient: { id: PSID },
    messaging_type: "UPDATE",
    message: { text: "Your order is on its way." },
  };
}

/** A list of objects, somewhere in an answer. */
export function rowsOf(value: unknown): Json[] {
  return z.array(jsonSchema).parse(value);
}

/** An attachment of a structured template. */
export function template(payload: Json): Json {
  return { attachment: { type: "template", payload } };
}

async function call(
  url: string,
  method: Method,
  body: unknown,
  headers: Record<string, string>,
): Promise<Reply> {
  const response = await request(url, {
    method,
    headers: { "content-type": "application/json", ...headers },
    body: body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await response.body.text();
  const json = parseText(text);
  return { status: response.statusCode, json, headers: response.headers, verdict: verdictOf(json) };
}

/** What is not JSON comes as `{ text }`: scripted faults send such bodies. */
function parseText(text: string): Json {
  try {
    return jsonSchema.parse(JSON.parse(text));
  } catch {
    return { text };
  }
}

function verdictOf(json: Json): string {
  const parsed = errorSchema.safeParse(json);
  if (!parsed.success) return "ok";
  const { code, error_subcode: subcode } = parsed.data.error;
  return subcode === undefined ? String(code) : `${code}/${subcode}`;
}
