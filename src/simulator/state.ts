import { randomBytes } from "node:crypto";
import { createDeliveredLog, type DeliveredLog } from "./delivered.ts";
import { createFaults, type Faults } from "./faults.ts";
import { createJournal } from "./journal.ts";
import { createLimits, type Limits } from "./limits.ts";
import type { ReceivedLog, ReceivedRequest } from "./received.ts";
import { createStats, type Stats } from "./stats.ts";
import { ordinaryReview, type ReviewRule } from "./template-review.ts";
import { Webhooks, type Log } from "./webhooks.ts";
import { createWorld, type World } from "./world.ts";

export type Settings = {
  /** Epoch ms; windows, retirement dates and quotas go by it. Default: Date.now. */
  now: () => number;
  /** Ms of a clock that never steps back; rates a second go by it. Default: performance.now. */
  steadyNow: () => number;
  /** 0 to 1; faults with a probability go by it. Default: Math.random. */
  random: () => number;
  /** Epoch ms from which the three retired tags are refused. Default: 2026-04-27. */
  tagsRetiredAt: number;
  /** Whether a PSID that no control call named is refused as unknown. Default: false; it just never wrote. */
  strictRecipients: boolean;
  /** The app's secret: with it, an `appsecret_proof` that is given must be right. Default: none. */
  appSecret: string | undefined;
  /** Whether a call without a proof is refused; needs `appSecret`. Default: false. */
  requireProof: boolean;
  /** The app that echoes name as their sender. */
  appId: number;
  /** How long every Graph answer is held back, after its call was handled. Default: 0. */
  latencyMs: number;
  /** How many of the last requests are kept to look at, at least 1. Default: 50,000. */
  keepRequests: number;
  /** How many of the last accepted messages are kept, at least 1. Default: 100,000. */
  keepMessages: number;
  /** Told of `simulator.*` events; never of a text or a token. Default: nobody. */
  log: Log;
};

export type Echoes = {
  enabled: boolean;
  delayMs: number;
  /** Whether deliveries name the messages: Meta may leave `mids` out. */
  mids: boolean;
};

/** Everything that the simulator remembers, and what it was told about how to behave. */
export type State = {
  readonly options: Settings;
  readonly world: World;
  readonly limits: Limits;
  readonly faults: Faults;
  readonly stats: Stats;
  readonly received: ReceivedLog;
  readonly delivered: DeliveredLog;
  readonly webhooks: Webhooks;
  echoes: Echoes;
  review: ReviewRule;
  nextMid(): string;
  nextTemplateId(): string;
  /** Forgets all but the options and the webhook target. */
  reset(): void;
};

const ordinaryEchoes: Echoes = { enabled: true, delayMs: 0, mids: true };

/** Sixteen digits, as Graph's ids have, and still exact as a JSON number. */
const FIRST_TEMPLATE_ID = 1_000_000_000_000_001;

export function createState(options: Settings): State {
  const run = randomBytes(24).toString("base64url");
  let mids = 0;
  let templates = 0;
  return {
    options,
    world: createWorld(),
    limits: createLimits(options),
    faults: createFaults(options.random),
    stats: createStats(),
    received: createJournal<ReceivedRequest>(options.keepRequests),
    delivered: createDeliveredLog(options.keepMessages),
    webhooks: new Webhooks(options.log),
    echoes: ordinaryEchoes,
    review: ordinaryReview,
    nextMid() {
      mids += 1;
      return `m_${run}${mids.toString(36).padStart(8, "0")}`;
    },
    nextTemplateId() {
      templates += 1;
      return String(FIRST_TEMPLATE_ID + templates);
    },
    reset() {
      for (const part of [this.world, this.limits, this.stats, this.webhooks]) part.reset();
      for (const log of [this.faults, this.received, this.delivered]) log.clear();
      this.echoes = ordinaryEchoes;
      this.review = ordinaryReview;
    },
  };
}
