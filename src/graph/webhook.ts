/**
 * Meta's webhooks: is it theirs, and what happened.
 *
 * "Webhooks", 2026-05-05: signed over the raw body; several entries a delivery; duplicates and disorder are
 * to be expected. Which actions open the window: "Send messages", 2026-05-05.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";

/** Times are epoch ms. */
export type WebhookEvent =
  /** The person did something that opens the window. */
  | {
      readonly kind: "inbound";
      readonly page: string;
      readonly psid: string;
      readonly at: number;
      /** A click-to-Messenger ad brought them. */
      readonly byAd: boolean;
    }
  | {
      readonly kind: "echo";
      readonly page: string;
      readonly psid: string;
      readonly at: number;
      readonly metadata: string | null;
      readonly graphMessageId: string;
    }
  | { readonly kind: "delivered"; readonly page: string; readonly psid: string; readonly watermark: number }
  | { readonly kind: "read"; readonly page: string; readonly psid: string; readonly watermark: number }
  | { readonly kind: "policy"; readonly page: string; readonly action: string; readonly reason: string }
  | {
      readonly kind: "template";
      readonly page: string;
      readonly name: string;
      readonly language: string;
      readonly status: string;
    };

/** Whether `X-Hub-Signature-256` is the HMAC of these very bytes; compared in constant time. */
export function isSigned(rawBody: Buffer, header: string | undefined, appSecret: string): boolean {
  const given = /^sha256=([0-9a-f]{64})$/.exec(header ?? "")?.[1];
  if (given === undefined) return false;
  const expected = createHmac("sha256", appSecret).update(rawBody).digest();
  return timingSafeEqual(Buffer.from(given, "hex"), expected);
}

const id = z.object({ id: z.string().regex(/^\d{1,32}$/) });
/** Meta sends milliseconds, in places seconds, in places a string. Below 10^11 it can only be seconds. */
const moment = z.coerce
  .number()
  .int()
  .positive()
  .transform((at) => (at < 1e11 ? at * 1000 : at));
const watermark = z.object({ watermark: moment });

const messaging = z.object({
  sender: id,
  recipient: id,
  timestamp: moment.optional(),
  message: z
    .object({
      mid: z.string(),
      is_echo: z.boolean().optional(),
      metadata: z.string().optional(),
      referral: z.object({ source: z.string().optional() }).optional().catch(undefined),
    })
    .optional(),
  postback: z.object({}).optional(),
  reaction: z.object({ action: z.string() }).optional(),
  referral: z.object({ type: z.string().optional() }).optional(),
  delivery: watermark.optional(),
  read: watermark.optional(),
});

const policyEnforcement = z.object({
  recipient: id,
  policy_enforcement: z.object({ action: z.string(), reason: z.string().optional() }),
});

/** Both field names are in Meta's pages; the value's shape is WhatsApp's, which Messenger's readers share. */
const templateChange = z.object({
  field: z.enum(["message_template_status_update", "messenger_template_status_update"]),
  value: z.object({
    event: z.string().optional(),
    message_template_status: z.string().optional(),
    message_template_name: z.string(),
    message_template_language: z.string(),
  }),
});

const envelope = z.object({ object: z.literal("page"), entry: z.array(z.unknown()) });

const pageEntry = z.object({
  id: z.string().regex(/^\d{1,32}$/),
  messaging: z.array(z.unknown()).optional(),
  standby: z.array(z.unknown()).optional(),
  changes: z.array(z.unknown()).optional(),
});

export interface Delivery {
  readonly events: readonly WebhookEvent[];
  /** How many entries said nothing that matters here, or nothing that could be read. */
  readonly ignored: number;
}

/** The events in a webhook's body; what cannot be read is counted and left out, the rest goes on. */
export function eventsIn(body: unknown): Delivery {
  const parsed = envelope.safeParse(body);
  if (!parsed.success) return { events: [], ignored: 1 };
  const seen = parsed.data.entry.flatMap(entryEvents);
  const events = seen.filter((event) => event !== null);
  return { events, ignored: seen.length - events.length };
}

function entryEvents(value: unknown): (WebhookEvent | null)[] {
  const parsed = pageEntry.safeParse(value);
  if (!parsed.success) return [null];
  const { id: page, messaging: own = [], standby = [], changes = [] } = parsed.data;
  return [
    ...[...own, ...standby].map((it) => messagingEvent(page, it)),
    ...changes.map((it) => templateEvent(page, it)),
  ];
}

function messagingEvent(page: string, value: unknown): WebhookEvent | null {
  const enforcement = policyEnforcement.safeParse(value);
  if (enforcement.success) {
    const { action, reason = "" } = enforcement.data.policy_enforcement;
    return { kind: "policy", page, action, reason };
  }
  const parsed = messaging.safeParse(value);
  if (!parsed.success) return null;
  const it = parsed.data;
  if (it.message?.is_echo === true) {
    const { mid, metadata = null } = it.message;
    if (it.timestamp === undefined) return null;
    return { kind: "echo", page, psid: it.recipient.id, at: it.timestamp, metadata, graphMessageId: mid };
  }
  const psid = it.sender.id;
  if (it.delivery) return { kind: "delivered", page, psid, watermark: it.delivery.watermark };
  if (it.read) return { kind: "read", page, psid, watermark: it.read.watermark };
  const opens =
    it.message ?? it.postback ?? it.referral ?? (it.reaction?.action === "react" ? it.reaction : undefined);
  if (opens === undefined || it.timestamp === undefined || psid === page) return null;
  return { kind: "inbound", page, psid, at: it.timestamp, byAd: it.message?.referral?.source === "ADS" };
}

function templateEvent(page: string, value: unknown): WebhookEvent | null {
  const parsed = templateChange.safeParse(value);
  if (!parsed.success) return null;
  const it = parsed.data.value;
  const status = it.event ?? it.message_template_status;
  if (status === undefined) return null;
  return {
    kind: "template",
    page,
    name: it.message_template_name,
    language: it.message_template_language,
    status,
  };
}
