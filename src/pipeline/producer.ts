/** The start of the line: accepts a message once, records it, queues it. */
import { createHash, randomBytes } from "node:crypto";
import { PRIORITIES, type Catalogue, type JobType, type Priority } from "../core/catalogue.ts";
import { parseMessage, priorityOf, type FieldError, type Message, type Parsed } from "../core/message.ts";
import type { Logger } from "../log.ts";
import type { Accepted, Messages } from "../redis/messages.ts";
import type { Order } from "../redis/order.ts";
import type { Pages } from "../redis/pages.ts";
import type { JobQueue } from "../redis/queues.ts";
import type { PastDeath } from "../redis/record.ts";
import type { Courtesy } from "./courtesy.ts";
import { gathered } from "./gathered.ts";
import { jobOf, sharedIdOf, sharedJobOf, stateOfShared, type Recorded } from "./outbound-job.ts";

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
  /**
   * Many at once, a few hundred at the most: they travel together, beside single messages, and are `bulk` where neither
   * they nor their type say otherwise. @returns what became of each, in their order. @throws when Redis cannot be reached: then it is not known which were accepted, and a repeat with the same keys is safe.
   */
  submitAll(inputs: readonly unknown[]): Promise<Submitted[]>;
  /** Asked for again after a crash, it is the same message. */
  readmit(input: unknown, as: Readmission): Promise<Readmitted>;
  /** Many at once, as {@link submitAll} takes them. @returns what became of each, in their order */
  readmitAll(them: readonly { readonly input: unknown; readonly as: Readmission }[]): Promise<Readmitted[]>;
}

interface Arrival {
  readonly id: string;
  readonly input: unknown;
  readonly message: Message;
  readonly type: JobType;
  readonly priority: Priority;
  /** Null: a repeat would have another id. */
  readonly fingerprint: string | null;
  /** Epoch ms. */
  readonly acceptedAt: number;
  readonly delayMs: number;
  readonly as: Readmission | null;
}

type Row =
  | { readonly kind: "refused"; readonly errors: readonly FieldError[] }
  /** New and due: it goes with the others. */
  | ({ readonly kind: "together" } & Entered)
  | ({ readonly kind: "alone" } & Entered);

interface Asked {
  readonly input: unknown;
  readonly as: Readmission | null;
}

/** With what it goes, and where. */
interface Company {
  /** Of the job that those of one priority share. */
  readonly idOf: (priority: Priority) => string;
  readonly queue: Pick<JobQueue, "add">;
  readonly rank: (message: Message, type: JobType) => Priority;
  inTurns<T>(all: readonly T[], work: (some: readonly T[]) => Promise<void>): Promise<void>;
}

interface Entered {
  readonly arrived: Arrival;
  readonly accepted: Accepted;
}

const NEVER_BEFORE = { replayOf: null, replay: null, history: [] };

/** Single messages that share a job, at the most: a classifier judges them in one go. */
const MOST_GATHERED = 50;

export function createProducer(deps: {
  readonly messages: Pick<Messages, "accept">;
  readonly order: Order;
  readonly outbound: Pick<JobQueue, "add" | "stateOf">;
  readonly batches: Pick<JobQueue, "add" | "stateOf">;
  readonly pages: Pick<Pages, "recent">;
  readonly courtesy: Courtesy;
  readonly catalogue: Catalogue;
  readonly log: Logger;
  readonly now: () => number;
}): Producer {
  const { messages, order, outbound, batches, pages, courtesy, catalogue, log, now } = deps;
  let lastMoment = 0;

  /** Epoch ms, in thousandths where more than one is accepted in the same: no two of this process are equal. */
  function moment(): number {
    lastMoment = Math.max(now(), lastMoment + 0.001);
    return lastMoment;
  }

  async function parse(input: unknown): Promise<Extract<Parsed, { ok: true }> | FieldError[]> {
    const parsed = parseMessage(input, catalogue);
    if (!parsed.ok) return [...parsed.errors];
    return (await pages.recent(parsed.message.page)) === null ? [unknownPage(parsed.message)] : parsed;
  }

  function arrival(
    input: unknown,
    { message, type }: Extract<Parsed, { ok: true }>,
    priority: Priority,
    as: Readmission | null,
  ): Arrival {
    const acceptedAt = moment();
    return {
      id: as?.id ?? messageId(message.idempotencyKey),
      input,
      message,
      type,
      priority,
      fingerprint: message.idempotencyKey === undefined && as === null ? null : fingerprintOf(message),
      acceptedAt,
      delayMs: Math.max(0, Math.ceil((message.sendAt ?? 0) - acceptedAt)),
      as,
    };
  }

  /** What waits for its own time holds nothing of the same person up, and is held up by nothing. */
  function record(it: Arrival, shared: string | null): Promise<Accepted> {
    const { id, fingerprint, acceptedAt, message, priority, delayMs } = it;
    const { replayOf, replay, history } = it.as ?? NEVER_BEFORE;
    const { page, psid, type } = who(message);
    const sendAt = message.sendAt ?? null;
    const following = delayMs > 0 ? undefined : order.following({ page, psid, priority, id });
    return messages.accept(
      { id, fingerprint, page, psid, type, acceptedAt, sendAt, replayOf, replay, history, shared },
      following,
    );
  }

  async function queued(it: Arrival, accepted: Accepted): Promise<void> {
    const { id, input: message, priority, type, delayMs } = it;
    if (accepted.isNew) {
      const how = { acceptedAt: it.acceptedAt, after: accepted.after, again: false };
      await outbound.add(jobOf({ id, priority, message, ...how }, type.name, delayMs));
    } else if (await mayBeLost(it, accepted)) {
      const { acceptedAt, after } = accepted;
      await outbound.add(
        jobOf({ id, priority, message, acceptedAt, after, again: true }, type.name, delayMs),
      );
    }
  }

  /** A repeat may follow a crash between record and queue: then it is put there again, and its record looked at first. */
  async function mayBeLost(it: Arrival, was: Extract<Accepted, { isNew: false }>): Promise<boolean> {
    if (was.status !== "accepted" || was.fingerprint !== it.fingerprint) return false;
    return was.shared === null || (await stateOfShared(was.shared, { outbound, batches })) === null;
  }

  function tell(it: Arrival, accepted: Accepted): Submitted {
    const { id, message, as } = it;
    if (!accepted.isNew)
      return { kind: accepted.fingerprint === it.fingerprint ? "duplicate" : "conflict", id };
    log.info("message.accepted", { id, ...who(message), ...(as !== null && { replayOf: as.replayOf }) });
    return { kind: "accepted", id };
  }

  /** One of several, on record with the job that they will share. */
  async function enter({ input, as }: Asked, { idOf, rank }: Company): Promise<Row> {
    const parsed = await parse(input);
    if (Array.isArray(parsed)) return { kind: "refused", errors: parsed };
    const priority = rank(parsed.message, parsed.type);
    const arrived = arrival(input, parsed, priority, as);
    const accepted = await record(arrived, arrived.delayMs > 0 ? null : idOf(priority));
    return { kind: accepted.isNew && arrived.delayMs === 0 ? "together" : "alone", arrived, accepted };
  }

  /** On record each, then on the queue together where they are new and due. */
  async function enterAll(them: readonly Asked[], company: Company): Promise<Row[]> {
    const rows: Row[] = [];
    await company.inTurns(them, async (some) => {
      // Sent in their order on one connection, so that of two to one person the second follows the first.
      rows.push(...(await Promise.all(some.map((it) => enter(it, company)))));
    });
    const together = rows.filter((row) => row.kind === "together");
    const fresh = new Set(together.map(({ arrived }) => arrived.id));
    const alone = rows.flatMap((row) => (row.kind === "alone" && !fresh.has(row.arrived.id) ? [row] : []));
    await Promise.all([
      ...alone.map(({ arrived, accepted }) => queued(arrived, accepted)),
      ...PRIORITIES.map(async (priority) => {
        const those = together.filter(({ arrived }) => arrived.priority === priority);
        if (those.length === 0) return;
        await company.queue.add(sharedJobOf(company.idOf(priority), priority, those.map(recordedOf)));
      }),
    ]);
    return rows;
  }

  /** Rows of a batch wait beside single messages, and give way to them. */
  function batch(): Company {
    const idOf = sharedIdOf("batch");
    return { idOf, queue: batches, rank: bulkPriorityOf, inTurns: (...of) => courtesy.inTurns(...of) };
  }

  /** Single messages that came at the same time. */
  function group(): Company {
    const idOf = sharedIdOf("group");
    return { idOf, queue: outbound, rank: priorityOf, inTurns: (all, work) => work(all) };
  }

  function toldOf(row: Row): Submitted {
    return row.kind === "refused" ? row : tell(row.arrived, row.accepted);
  }

  function readmitted(row: Row): Readmitted {
    if (row.kind === "refused") return row;
    const { arrived, accepted } = row;
    tell(arrived, accepted);
    return { kind: accepted.isNew || accepted.replay === arrived.as?.replay ? "replayed" : "by_another" };
  }

  /** With a job of its own, under its id. */
  async function enterAlone({ input, as }: Asked): Promise<Row> {
    const parsed = await parse(input);
    if (Array.isArray(parsed)) return { kind: "refused", errors: parsed };
    const arrived = arrival(input, parsed, priorityOf(parsed.message, parsed.type), as);
    const accepted = await record(arrived, null);
    await queued(arrived, accepted);
    return { kind: "alone", arrived, accepted };
  }

  const submitted = gathered(async (inputs: readonly unknown[]) => {
    const them = inputs.map(unasked);
    const [first] = them;
    const isAlone = first !== undefined && them.length === 1;
    return (isAlone ? [await enterAlone(first)] : await enterAll(them, group())).map(toldOf);
  }, MOST_GATHERED);

  return {
    submit(input) {
      courtesy.noticed();
      return submitted(input);
    },
    async submitAll(inputs) {
      return (await enterAll(inputs.map(unasked), batch())).map(toldOf);
    },
    readmit: async (input, as) => readmitted(await enterAlone({ input, as })),
    readmitAll: async (them) => (await enterAll(them, batch())).map(readmitted),
  };
}

function recordedOf({
  arrived: { id, acceptedAt, priority, input },
  accepted: { after },
}: Entered): Recorded {
  return { id, acceptedAt, priority, after, again: false, message: input };
}

function unasked(input: unknown): Asked {
  return { input, as: null };
}

/** A batch is bulk unless someone says otherwise, so that it never delays single messages. */
function bulkPriorityOf(message: Message, type: JobType): Priority {
  return message.priority ?? (type.priority === "normal" ? "bulk" : type.priority);
}

/** From the key, so that the same key is the same message wherever it comes in; else random. */
export function messageId(idempotencyKey: string | undefined): string {
  const bytes =
    idempotencyKey === undefined
      ? randomId()
      : createHash("sha256").update(`key ${idempotencyKey}`).digest().subarray(0, ID_BYTES);
  return `m${bytes.toString("base64url")}`;
}

const ID_BYTES = 18;
let random = Buffer.alloc(0);

/** Drawn a hundred at a time: to ask for so few bytes costs as much as to ask for many. */
function randomId(): Buffer {
  if (random.length === 0) random = randomBytes(100 * ID_BYTES);
  const id = random.subarray(0, ID_BYTES);
  random = random.subarray(ID_BYTES);
  return id;
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
