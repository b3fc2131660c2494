/** The start of the line: accepts a message once, records it, queues it. */
import { createHash, randomBytes } from "node:crypto";
import type { Catalogue } from "../core/catalogue.ts";
import { parseMessage, priorityOf, type FieldError, type Message, type Parsed } from "../core/message.ts";
import type { Logger } from "../log.ts";
import type { Accepted, Messages, PastDeath } from "../redis/messages.ts";
import type { Order } from "../redis/order.ts";
import type { Pages } from "../redis/pages.ts";
import type { JobQueue } from "../redis/queues.ts";

export type Submitted =
  | { readonly kind: "accepted"; readonly id: string }
  /** The same key and the same message were here before. */
  | { readonly kind: "duplicate"; readonly id: string }
  /** The same key, another message. */
  | { readonly kind: "conflict"; readonly id: string }
  | { readonly kind: "refused"; readonly errors: readonly FieldError[] };

/** How a dead letter comes in again. */
export interface Readmission {
  readonly id: string;
  readonly replayOf: string;
  /** Which replay this is: of several at once, one brings it. */
  readonly replay: string;
  readonly history: readonly PastDeath[];
}

export type Readmitted =
  /** It is on the queue; by this replay, at this call or an earlier one. */
  | { readonly kind: "replayed" }
  /** Another replay brought it, perhaps with another text. */
  | { readonly kind: "by_another" }
  | { readonly kind: "refused"; readonly errors: readonly FieldError[] };

export interface Producer {
  /** @param input  as of `POST /v1/messages`. @throws when Redis cannot be reached: then nothing was accepted for sure. */
  submit(input: unknown): Promise<Submitted>;
  /** Asked for again after a crash, it is the same message. */
  readmit(input: unknown, as: Readmission): Promise<Readmitted>;
}

export function createProducer(deps: {
  readonly messages: Pick<Messages, "accept" | "follows">;
  readonly order: Order;
  readonly outbound: Pick<JobQueue, "add">;
  readonly pages: Pick<Pages, "recent">;
  readonly catalogue: Catalogue;
  readonly log: Logger;
  readonly now: () => number;
}): Producer {
  const { messages, order, outbound, pages, catalogue, log, now } = deps;
  let lastMoment = 0;

  /** Epoch ms, in thousandths where more than one is accepted in the same: no two of this process are equal. */
  function moment(): number {
    lastMoment = Math.max(now(), lastMoment + 0.001);
    return lastMoment;
  }

  /** Records it and queues it; what is on record already under this id is only seen to be on the queue. */
  async function admit(
    id: string,
    input: unknown,
    { message, type }: Extract<Parsed, { ok: true }>,
    as: Readmission | null,
  ): Promise<{ readonly fingerprint: string; readonly accepted: Accepted }> {
    const fingerprint = fingerprintOf(message);
    const acceptedAt = moment();
    const sendAt = message.sendAt ?? null;
    const { replayOf, replay, history } = as ?? { replayOf: null, replay: null, history: [] };
    const accepted = await messages.accept({
      id,
      fingerprint,
      ...who(message),
      acceptedAt,
      sendAt,
      replayOf,
      replay,
      history,
    });
    // A repeat may follow a crash between record and queue: adding an id that is there changes nothing.
    if (accepted.isNew || (accepted.status === "accepted" && accepted.fingerprint === fingerprint)) {
      const delayMs = sendAt === null ? 0 : Math.max(0, Math.ceil(sendAt - acceptedAt));
      const priority = priorityOf(message, type);
      // What waits for its own time holds nothing up, and is held up by nothing.
      if (accepted.isNew && delayMs === 0) {
        const after = await order.follow({ ...who(message), priority, id });
        if (after !== null) await messages.follows(id, after);
      }
      await outbound.add({ id, name: type.name, data: input, priority, ...(delayMs > 0 && { delayMs }) });
    }
    if (accepted.isNew)
      log.info("message.accepted", { id, ...who(message), ...(replayOf !== null && { replayOf }) });
    return { fingerprint, accepted };
  }

  async function parse(input: unknown): Promise<Extract<Parsed, { ok: true }> | FieldError[]> {
    const parsed = parseMessage(input, catalogue);
    if (!parsed.ok) return [...parsed.errors];
    return (await pages.recent(parsed.message.page)) === null ? [unknownPage(parsed.message)] : parsed;
  }

  return {
    async submit(input) {
      const parsed = await parse(input);
      if (Array.isArray(parsed)) return { kind: "refused", errors: parsed };
      const id = messageId(parsed.message.idempotencyKey);
      const { accepted, fingerprint } = await admit(id, input, parsed, null);
      if (accepted.isNew) return { kind: "accepted", id };
      return { kind: accepted.fingerprint === fingerprint ? "duplicate" : "conflict", id };
    },
    async readmit(input, as) {
      const parsed = await parse(input);
      if (Array.isArray(parsed)) return { kind: "refused", errors: parsed };
      const { accepted } = await admit(as.id, input, parsed, as);
      return { kind: accepted.isNew || accepted.replay === as.replay ? "replayed" : "by_another" };
    },
  };
}

/** From the key, so that the same key is the same message wherever it comes in; else random. */
export function messageId(idempotencyKey: string | undefined): string {
  const bytes =
    idempotencyKey === undefined
      ? randomBytes(18)
      : createHash("sha256").update(`key ${idempotencyKey}`).digest().subarray(0, 18);
  return `m${bytes.toString("base64url")}`;
}

/** The checked message, fields in one order: spelling a time or ordering the JSON otherwise is no difference. */
export function fingerprintOf(message: Message): string {
  const { idempotencyKey: _, ...said } = message;
  return createHash("sha256").update(JSON.stringify(said, inOrder)).digest("base64url").slice(0, 16);
}

function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

export function who(message: Message): { page: string; psid: string; type: string } {
  return { page: message.page, psid: message.recipient.psid, type: message.type };
}

function unknownPage(message: Message): FieldError {
  return {
    path: "page",
    message: `${message.page} is not registered; add it with PUT /v1/pages/${message.page}`,
  };
}
