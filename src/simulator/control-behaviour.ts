import { z } from "zod";
import { problem, route, type ControlRoute } from "./control-route.ts";
import { accept, refuse, type Answer } from "./errors.ts";
import type { Fault, FaultEffect } from "./faults.ts";
import { pageIdSchema, psidSchema } from "./ids.ts";
import type { State } from "./state.ts";
import { ordinaryReview } from "./template-review.ts";
import { templateStatuses } from "./template-shelf.ts";

const httpStatus = z.number().int().min(200).max(599);
const delayMs = z.number().int().min(0).max(600_000);

const faultSchema = z.strictObject({
  edge: z.enum(["messages", "message_templates"]).default("messages"),
  page: pageIdSchema.optional(),
  psid: psidSchema.optional(),
  /** Without it: once; with a probability: for ever. */
  times: z.number().int().positive().optional(),
  probability: z.number().min(0).max(1).default(1),
  delayMs: delayMs.default(0),
  error: z
    .strictObject({
      code: z.number().int(),
      subcode: z.number().int().optional(),
      message: z.string().optional(),
      isTransient: z.boolean().optional(),
      userTitle: z.string().optional(),
      userMessage: z.string().optional(),
      status: httpStatus.optional(),
    })
    .optional(),
  cut: z.enum(["before", "after"]).optional(),
  html: z.literal(true).optional(),
  body: z.string().optional(),
  status: httpStatus.optional(),
  headers: z.record(z.string(), z.string()).optional(),
  /** Carries the call out before the false answer goes back. */
  handle: z.boolean().default(false),
});
type FaultInput = z.infer<typeof faultSchema>;

const reviewSchema = z.strictObject({
  outcome: z.enum(["auto", ...templateStatuses]).default("auto"),
  reason: z.string().min(1).default(ordinaryReview.reason),
  promotionalWords: z.array(z.string().min(1).toLowerCase()).default([...ordinaryReview.promotionalWords]),
});

const echoesSchema = z.strictObject({
  enabled: z.boolean().default(true),
  delayMs: delayMs.default(0),
  mids: z.boolean().default(true),
});

const webhookSchema = z.strictObject({ url: z.url({ protocol: /^https?$/ }), appSecret: z.string().min(1) });

/** The calls that change how the simulator behaves. */
export const behaviourRoutes: readonly ControlRoute[] = [
  route("POST", "/faults", faultSchema, addFault),
  route("GET", "/faults", z.unknown(), (_, { faults }) => accept({ faults: faults.list() })),
  route("DELETE", "/faults", z.unknown(), (_, { faults }) => {
    faults.clear();
    return accept({ faults: [] });
  }),
  route("POST", "/echoes", echoesSchema, (echoes, state) => {
    state.echoes = echoes;
    return accept(echoes);
  }),
  route("PUT", "/review", reviewSchema, (review, state) => {
    state.review = review;
    return accept(review);
  }),
  route(
    "PUT",
    "/app",
    z.strictObject({ callsPerHour: z.number().int().positive().nullable() }),
    ({ callsPerHour }, { limits }) => {
      limits.setAppCallsPerHour(callsPerHour);
      return accept({ callsPerHour });
    },
  ),
  route("PUT", "/webhook", webhookSchema, async (target, { webhooks }) => {
    await webhooks.setTarget(target);
    return accept({ url: target.url });
  }),
  route("POST", "/reset", z.unknown(), (_, state) => {
    state.reset();
    return accept({ reset: true });
  }),
];

function addFault(input: FaultInput, { faults }: State): Answer {
  const { error, cut, html, body } = input;
  const given = [error, cut, html, body].filter((each) => each !== undefined);
  if (given.length > 1) return problem(400, "A fault has only one of error, cut, html and body.");
  const effect = effectOf(input);
  if (effect.kind === "delay" && input.delayMs === 0) {
    return problem(400, "A fault needs one of error, cut, html, body, status and delayMs.");
  }
  const { times, probability, edge, page, psid } = input;
  const timesLeft = times ?? (probability < 1 ? Infinity : 1);
  const fault: Fault = { edge, page, psid, timesLeft, probability, delayMs: input.delayMs, effect };
  faults.add(fault);
  return accept({ faults: faults.list().length });
}

function effectOf({ error, cut, html, body, status, headers = {}, handle }: FaultInput): FaultEffect {
  if (cut !== undefined) return { kind: "cut", when: cut };
  if (html === true) {
    const page = "<!DOCTYPE html><html><body><h1>Sorry, something went wrong.</h1></body></html>";
    const answer = {
      status: status ?? 502,
      body: page,
      headers: { ...headers, "Content-Type": "text/html" },
    };
    return { kind: "answer", answer, handle };
  }
  if (error !== undefined) return { kind: "answer", answer: scriptedError(error, status, headers), handle };
  if (body === undefined && status === undefined) return { kind: "delay" };
  return { kind: "answer", answer: { status: status ?? 200, body: body ?? "", headers }, handle };
}

/** Codes 1 and 2 are Meta's own trouble, and transient unless the script says otherwise. */
function scriptedError(
  error: NonNullable<FaultInput["error"]>,
  status: number | undefined,
  headers: Record<string, string>,
): Answer {
  const { code, subcode, message, isTransient, userTitle, userMessage } = error;
  return refuse({
    code,
    message: message ?? `(#${code}) Scripted error`,
    subcode,
    isTransient: isTransient ?? (code === 1 || code === 2 ? true : undefined),
    userTitle,
    userMessage,
    status: error.status ?? status,
    headers,
  });
}
