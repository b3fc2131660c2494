/** What a valid message is. One schema checks what comes in by HTTP, by file and by hand on the queue. */
import { z } from "zod";
import { PRIORITIES, type Catalogue, type Evidence, type JobType, type Priority } from "./catalogue.ts";
import { contentSchema, webUrl } from "./content.ts";
import { wordsFor } from "./issue-words.ts";
import { legacyTag } from "./legacy.ts";
import type { Reason } from "./outcome.ts";
import { zoneName } from "./quiet-hours.ts";

export type MessageId = string & z.BRAND<"MessageId">;
export type PageId = string & z.BRAND<"PageId">;
export type Psid = string & z.BRAND<"Psid">;

const DIGITS = "must be a string of digits";
const digits = z
  .string({ error: ({ input }) => (input === undefined ? undefined : DIGITS) })
  .regex(/^\d{1,32}$/, DIGITS);
export const pageIdSchema = digits.brand<"PageId">();
export const psidSchema = digits.brand<"Psid">();
/** `m` and 24 characters of base64url: 18 bytes, random or hashed from the idempotency key; `.n` is its nth replay. */
export const messageIdSchema = z
  .string()
  .regex(/^m[\w-]{24}(\.\d{1,3})?$/, "must be a message id")
  .brand<"MessageId">();

/** A page-scoped name of ours or theirs: an order number, an event id. */
const shortText = (max = 100) => z.string().trim().min(1, "must not be empty").max(max);

const EARLIEST = Date.parse("2000-01-01T00:00:00Z");
const LATEST = Date.parse("2100-01-01T00:00:00Z");

/** ISO 8601 with a zone outside, epoch milliseconds inside. A time that is none aborts: nothing is compared with it. */
export const instant = z.iso
  .datetime({
    offset: true,
    abort: true,
    error: ({ input }) =>
      input === undefined ? undefined : "must be an ISO 8601 time with a zone, such as 2026-11-20T10:00:00Z",
  })
  .transform((value) => Date.parse(value))
  .refine((at) => at >= EARLIEST && at < LATEST, { error: "must lie between the years 2000 and 2100" });

const order = z.strictObject({
  id: shortText(),
  placedAt: instant,
  total: shortText().optional(),
  carrier: shortText().optional(),
  trackingUrl: webUrl.optional(),
});

const event = z
  .strictObject({
    id: shortText(),
    name: shortText(200).optional(),
    location: shortText(200).optional(),
    startsAt: instant,
    endsAt: instant.optional(),
    registeredAt: instant,
  })
  .refine((it) => it.endsAt === undefined || it.endsAt >= it.startsAt, {
    error: "must not be before startsAt",
    path: ["endsAt"],
  })
  .refine((it) => it.registeredAt <= (it.endsAt ?? it.startsAt), {
    error: "must not be after the event",
    path: ["registeredAt"],
  });

const account = z.strictObject({ changeId: shortText(), name: shortText(200).optional() });
const agent = z.strictObject({ id: shortText(), name: shortText(200).optional() });

const metadata = z
  .record(shortText(), z.union([z.string().max(1_000), z.number(), z.boolean()]))
  .refine((it) => JSON.stringify(it).length <= 4_000, { error: "must be under 4,000 characters as JSON" });

/** The message as it stands outside (CONTRACT: the JSON of `POST /v1/messages`) and on the outbound queue. */
export const messageSchema = z
  .strictObject({
    page: pageIdSchema,
    recipient: z.strictObject({
      psid: psidSchema,
      country: z
        .string()
        .regex(/^[A-Z]{2}$/, "must be a two-letter country code")
        .optional(),
      /** Whose quiet hours count; left out: the page's. */
      timeZone: zoneName.optional(),
    }),
    type: shortText(),
    content: contentSchema,
    order: order.optional(),
    event: event.optional(),
    account: account.optional(),
    agent: agent.optional(),
    sendAt: instant.optional(),
    expiresAt: instant.optional(),
    priority: z.enum(PRIORITIES).optional(),
    /** Written by a program, not by a person; a human's answer must not be. */
    automated: z.boolean().optional(),
    metadata: metadata.optional(),
    idempotencyKey: z.string().min(1, "must not be empty").max(200).optional(),
  })
  .refine((it) => it.expiresAt === undefined || it.sendAt === undefined || it.expiresAt > it.sendAt, {
    error: "must be after sendAt",
    path: ["expiresAt"],
  });

/** The fields of a message that this evidence cannot do without, as `order.id`. */
export function evidencePaths(evidence: Evidence): string[] {
  const { shape } = messageSchema.shape[evidence].unwrap();
  return Object.entries(shape)
    .filter(([, field]) => !(field instanceof z.ZodOptional))
    .map(([name]) => `${evidence}.${name}`);
}

/** A message as producers write it: times are ISO 8601 strings. This shape travels on the queues. */
export type MessageInput = z.input<typeof messageSchema>;
/** A message that was checked: times are epoch ms, ids are branded. */
export type Message = z.output<typeof messageSchema>;

export interface FieldError {
  /** Dotted, as `order.placedAt`; empty for the message itself. */
  readonly path: string;
  readonly message: string;
}

export type Parsed =
  | { readonly ok: true; readonly message: Message; readonly type: JobType }
  | {
      readonly ok: false;
      readonly reason: Extract<Reason, "invalid_message" | "unknown_type">;
      readonly errors: FieldError[];
    };

/** Each message is checked at every station: compiled, that takes half the time and a quarter of the memory. */
const compiledSchema = z.compile(messageSchema);

/** Checks one message against the schema and against what its type must carry. Never throws. */
export function parseMessage(input: unknown, catalogue: Catalogue): Parsed {
  const parsed = compiledSchema.safeParse(withLegacyTag(input));
  if (!parsed.success) return { ok: false, reason: "invalid_message", errors: fieldErrors(parsed.error) };
  const message = parsed.data;
  const type = catalogue.get(message.type);
  if (type === undefined) return unknownType(message.type, catalogue);
  const missing = type.evidence.filter((evidence) => message[evidence] === undefined);
  if (missing.length > 0) {
    const errors = missing.map((path) => ({ path, message: `is required for ${type.name}` }));
    return { ok: false, reason: "invalid_message", errors };
  }
  if (type.tag === "HUMAN_AGENT" && message.automated === true) {
    const sentence = `must not be true: Meta allows ${type.name} only for what a person wrote`;
    return { ok: false, reason: "invalid_message", errors: [{ path: "automated", message: sentence }] };
  }
  return { ok: true, message, type };
}

function unknownType(name: string, catalogue: Catalogue): Parsed {
  const sentence =
    legacyTag(name).kind === "none"
      ? `is Meta's old tag ${name}, which has no successor: such messages may no longer be sent`
      : `"${name}" is not a known type; known are ${[...catalogue.keys()].join(", ")}`;
  return { ok: false, reason: "unknown_type", errors: [{ path: "type", message: sentence }] };
}

/** Imported jobs name a tag where we name a type, in `type` or in `tag`; the successor's type stands for it. */
function withLegacyTag(input: unknown): unknown {
  if (typeof input !== "object" || input === null || Array.isArray(input)) return input;
  const name = "type" in input ? input.type : "tag" in input ? input.tag : undefined;
  const legacy = typeof name === "string" ? legacyTag(name) : { kind: "unknown" as const };
  if (legacy.kind === "unknown") return input;
  const { tag: _tag, ...message } = { tag: undefined, ...input };
  return { ...message, type: legacy.kind === "successor" ? legacy.type : name };
}

/** The priority in force: the message's own, else its type's. */
export function priorityOf(message: Message, type: JobType): Priority {
  return message.priority ?? type.priority;
}

/** Zod's issues as paths and sentences; unknown fields are named one by one. */
export function fieldErrors(error: z.ZodError): FieldError[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        path: pathOf([...issue.path, key]),
        message: "is not a known field",
      }));
    }
    return [{ path: pathOf(issue.path), message: wordsFor(issue) }];
  });
}

/** A field's name may be as long as the body: only its beginning is said. */
const LONGEST_NAME = 100;

function pathOf(path: readonly PropertyKey[]): string {
  return path.map((key) => String(key).slice(0, LONGEST_NAME)).join(".");
}
