import { z } from "zod";
import { pageMissing, problem, route, timeSchema, type ControlRoute } from "./control-route.ts";
import { accept, type Answer } from "./errors.ts";
import {
  policyEvent,
  postbackEvent,
  reactionEvent,
  readEvent,
  referralEvent,
  templateStatusEvent,
  textEvent,
  type Meeting,
  type WebhookEntry,
} from "./events.ts";
import { pageIdSchema, psidSchema, type PageId, type Psid } from "./ids.ts";
import type { State } from "./state.ts";
import { templateStatuses } from "./template-shelf.ts";
import type { Page } from "./world.ts";

const person = z.strictObject({ page: pageIdSchema, psid: psidSchema, at: timeSchema.optional() });

const inbound = person.extend({
  text: z.string().min(1).optional(),
  postback: z
    .strictObject({ title: z.string().default("Get started"), payload: z.string().min(1) })
    .optional(),
});

const reaction = person.extend({
  mid: z.string().min(1),
  action: z.enum(["react", "unreact"]).default("react"),
  reaction: z.string().default("love"),
  emoji: z.string().default("\u2764"),
});

const referral = person.extend({
  ref: z.string().default("link"),
  source: z.enum(["SHORTLINK", "ADS"]).default("SHORTLINK"),
  ad_id: z.string().optional(),
});

const policy = z.strictObject({
  page: pageIdSchema,
  action: z.enum(["warning", "block", "unblock"]),
  reason: z.string().optional(),
  at: timeSchema.optional(),
});

const templateStatus = z.strictObject({
  page: pageIdSchema,
  name: z.string(),
  language: z.string(),
  status: z.enum(templateStatuses),
  reason: z.string().default("NONE"),
  /** Meta's pages name this field in two ways. */
  field: z
    .enum(["message_template_status_update", "messenger_template_status_update"])
    .default("message_template_status_update"),
});

/** What people and Meta do: each call changes the world, sends one signed webhook, and says how that was answered. */
export const actRoutes: readonly ControlRoute[] = [
  route("POST", "/inbound", inbound, writeBack),
  route("POST", "/reactions", reaction, async ({ page, psid, at, ...part }, state) => {
    if (part.action === "unreact")
      return await act(state, page, (of) => reactionEvent(meetingOf(of, psid, at, state), part));
    return await act(state, page, (of) => reactionEvent(openWindow(of, psid, at, state), part));
  }),
  route("POST", "/referrals", referral, async ({ page, psid, at, ...part }, state) =>
    act(state, page, (of) =>
      referralEvent(openWindow(of, psid, at, state), { ...part, type: "OPEN_THREAD" }),
    ),
  ),
  route("POST", "/read", person, async ({ page, psid, at }, state) =>
    act(state, page, (of) => {
      const meeting = meetingOf(of, psid, at, state);
      return readEvent(meeting, meeting.at);
    }),
  ),
  route("POST", "/policy", policy, enforcePolicy),
  route("POST", "/template-status", templateStatus, changeStatus),
];

async function writeBack(input: z.infer<typeof inbound>, state: State): Promise<Answer> {
  const { page, psid, at, text, postback } = input;
  if ((text === undefined) === (postback === undefined)) return problem(400, "Give either text or postback.");
  const mid = state.nextMid();
  return await act(state, page, (of) => {
    const meeting = openWindow(of, psid, at, state);
    return postback === undefined
      ? textEvent(meeting, mid, text ?? "")
      : postbackEvent(meeting, mid, postback);
  });
}

/** A block is what makes a Page restricted; a warning changes nothing yet. */
async function enforcePolicy(input: z.infer<typeof policy>, state: State): Promise<Answer> {
  const { page, at, ...enforcement } = input;
  return await act(state, page, (of) => {
    if (enforcement.action !== "warning") of.restricted = enforcement.action === "block";
    return policyEvent(page, at ?? state.options.now(), enforcement);
  });
}

async function changeStatus(input: z.infer<typeof templateStatus>, state: State): Promise<Answer> {
  const { page, name, language, status, reason, field } = input;
  const template = state.world.page(page)?.templates.find(name, language);
  if (template === undefined) return problem(404, `Page ${page} has no template "${name}" in ${language}.`);
  template.status = status;
  template.rejectedReason = reason;
  return await act(state, page, () => templateStatusEvent(page, state.options.now(), field, template));
}

async function act(state: State, id: PageId, change: (page: Page) => WebhookEntry): Promise<Answer> {
  const page = state.world.page(id);
  if (page === undefined) return pageMissing(id);
  const entry = change(page);
  return accept({ event: entry, webhook: (await state.webhooks.deliver(entry)) ?? null });
}

/** The person did something that opens the window; whoever writes to a Page does not block it. */
function openWindow(page: Page, psid: Psid, at: number | undefined, state: State): Meeting {
  const meeting = meetingOf(page, psid, at, state);
  const known = state.world.meet(page, psid);
  known.lastInboundAt = Math.max(known.lastInboundAt ?? -Infinity, meeting.at);
  known.blocked = false;
  return meeting;
}

function meetingOf(page: Page, psid: Psid, at: number | undefined, state: State): Meeting {
  return { page: page.id, psid, at: at ?? state.options.now() };
}
