/** Opens everything in order, closes in reverse. */
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { BadSetting, readJsonFile, type ApiKey, type Config } from "./config.ts";
import { catalogueOf, type Catalogue } from "./core/catalogue.ts";
import { jobTypesIn } from "./core/job-types.ts";
import { judgePromotion } from "./core/promotion.ts";
import { CONNECTIONS, createGraphClient, type GraphClient } from "./graph/client.ts";
import type { Logger } from "./log.ts";
import { createCanceller, type Cancel } from "./pipeline/canceller.ts";
import { createCourtesy } from "./pipeline/courtesy.ts";
import { createClassifier } from "./pipeline/classifier.ts";
import { createBury } from "./pipeline/dead-letters.ts";
import { createDiscards, type Discards } from "./pipeline/discard.ts";
import { createHistory, type History, type ToldMessage } from "./pipeline/history.ts";
import { createHolds, type Holds } from "./pipeline/holds.ts";
import { createOperator, type Operator } from "./pipeline/operator.ts";
import { createLatest } from "./pipeline/latest.ts";
import { createOverview, type LookOver } from "./pipeline/overview.ts";
import { createPulse } from "./pipeline/pulse.ts";
import { createExplain, type Explain } from "./pipeline/explain.ts";
import { createIntake } from "./pipeline/intake.ts";
import { createJudge } from "./pipeline/judge.ts";
import { createPacer } from "./pipeline/pacer.ts";
import { createPeople, type People } from "./pipeline/people.ts";
import { createPageOffice, type PageOffice } from "./pipeline/pages.ts";
import { createProducer, type Producer } from "./pipeline/producer.ts";
import { createReadmission } from "./pipeline/readmission.ts";
import { createReplayer, type Replayer } from "./pipeline/replay.ts";
import { createReceipts, type Receive } from "./pipeline/receipts.ts";
import { createQuiet } from "./pipeline/quiet.ts";
import { createRests } from "./pipeline/rests.ts";
import { createSender } from "./pipeline/sender.ts";
import { createTurns } from "./pipeline/turns.ts";
import { createUpkeep, type Upkeep } from "./pipeline/upkeep.ts";
import { createWhereabouts } from "./pipeline/whereabouts.ts";
import { createActivity, type Activity } from "./redis/activity.ts";
import { createLive, type Live } from "./redis/live.ts";
import { createAppRest } from "./redis/app-rest.ts";
import { closeRedis, connectRedis, type Profile, type RedisClient } from "./redis/connection.ts";
import { createConsoleSessions, type ConsoleSessions } from "./redis/console-sessions.ts";
import { createBacklog } from "./redis/backlog.ts";
import { createConversations, type Conversations } from "./redis/conversations.ts";
import { createAudit, type Audit } from "./redis/audit.ts";
import { createDeadLetterIndex } from "./redis/dead-letter-index.ts";
import { createDeadLetters, type DeadLetters } from "./redis/dead-letters.ts";
import { startDuty } from "./redis/duty.ts";
import { createHands } from "./redis/hands.ts";
import { createDoorbell } from "./redis/doorbell.ts";
import { keysFor } from "./redis/keys.ts";
import { consumeLanes, createLanes, type Lanes } from "./redis/lanes.ts";
import { createMessages } from "./redis/messages.ts";
import { createOrder } from "./redis/order.ts";
import { createReplays, type Replays } from "./redis/replays.ts";
import { createPages, type Pages } from "./redis/pages.ts";
import {
  batchQueue,
  bullConnection,
  consumeBatches,
  consumeOutbound,
  consumeReplays,
  deadLetterQueue,
  outboundQueue,
  rawQueuesOver,
  replayQueue,
  type JobQueue,
  type RawQueues,
} from "./redis/queues.ts";
import { createTokenSeal } from "./redis/token-seal.ts";
import { createTold } from "./redis/told.ts";

/** The stations and stores of one process, over one Redis connection. */
export interface House {
  readonly config: Config;
  readonly catalogue: Catalogue;
  readonly log: Logger;
  readonly client: RedisClient;
  readonly pages: Pages;
  readonly conversations: Conversations;
  readonly deadLetters: DeadLetters;
  readonly replays: Replays;
  readonly replayer: Replayer;
  readonly discards: Discards;
  readonly upkeep: Upkeep;
  readonly audit: Audit;
  readonly sessions: ConsoleSessions<ApiKey>;
  readonly outbound: JobQueue;
  /** Batches beside it. */
  readonly batches: JobQueue;
  readonly lanes: Lanes;
  readonly graph: GraphClient;
  readonly explain: Explain;
  readonly producer: Producer;
  readonly cancel: Cancel;
  readonly holds: Holds;
  readonly office: PageOffice;
  readonly people: People;
  readonly operator: Operator;
  readonly tellMessage: History["tell"];
  /** A person's latest messages, newest first. */
  tellLatest(page: string, psid: string, limit: number): Promise<ToldMessage[]>;
  readonly activity: Activity;
  readonly live: Live;
  readonly lookOver: LookOver;
  /** The queues as BullMQ has them, those with work among the lanes included, for a tool that looks into them. */
  rawQueues(mostLanes: number): Promise<RawQueues>;
  readonly receive: Receive;
  startClassifier(): Role;
  startSender(): Promise<Role>;
  close(): Promise<void>;
}

export type { RawQueues };

export interface Role {
  close(): Promise<void>;
}

export interface HouseOptions {
  readonly config: Config;
  readonly log: Logger;
  readonly profile: Profile;
  readonly now?: () => number;
  readonly random?: () => number;
}

/** @throws RedisUnreachable, BadSetting */
export async function openHouse({
  config,
  log: givenLog,
  profile,
  now = Date.now,
  random = Math.random,
}: HouseOptions): Promise<House> {
  const catalogue = catalogueOf(ownTypes(config));
  const seal = createTokenSeal(config.ENCRYPTION_KEY ?? null);
  const client = await connectRedis(config.REDIS_URL, profile);
  const keys = keysFor(config.REDIS_PREFIX);
  const connection = bullConnection(client);
  const activity = createActivity(client, keys);
  const live = createLive(client, keys);
  const pulse = createPulse({ log: givenLog, activity, live, now });
  const { log } = pulse;
  let isClosing = false;
  const onError = (error: Error): void => {
    // A queue that was hardly open may still be writing when its connection goes.
    if (!isClosing) log.error("process.error", { error: error.message, stack: error.stack });
  };
  connection.redis.on("error", onError);

  const outbound = outboundQueue(connection, keys);
  const batches = batchQueue(connection, keys);
  const queues = { outbound, batches };
  const doorbell = createDoorbell(client, keys);
  const lanes = createLanes(connection, keys, doorbell);
  const pages = createPages(client, keys, seal);
  const conversations = createConversations(client, keys, now);
  const order = createOrder(client, keys);
  const messages = createMessages(client, keys, config.STATUS_RETENTION_HOURS * 3_600_000);
  const told = createTold(client, keys, config.STATUS_RETENTION_HOURS * 3_600_000);
  const deadQueue = deadLetterQueue(connection, keys);
  const index = createDeadLetterIndex(client, keys);
  const deadLetters = createDeadLetters(deadQueue, index);
  const replays = createReplays(client, keys);
  const graph: GraphClient = createGraphClient({
    baseUrl: config.GRAPH_API_URL,
    appSecret: config.META_APP_SECRET ?? null,
    timeoutMs: config.SEND_TIMEOUT_MS,
  });

  const judge = createJudge({ pages, conversations, told, catalogue, tagPolicy: config.TAG_POLICY, now });
  const quiet = createQuiet({ pages, judge, now });
  const bury = createBury({ deadLetters, messages, told, log, now });
  const backlog = createBacklog(client, keys);
  const holds = createHolds({ pages, lanes, log, now });
  const defaultRate = config.PAGE_RATE;
  const office = createPageOffice({ pages, lanes, backlog, holds, graph, defaultRate, log, now });
  const whereabouts = createWhereabouts({ ...queues, lanes });
  const courtesy = createCourtesy(() => performance.now());
  const producer = createProducer({ messages, order, ...queues, pages, courtesy, catalogue, log, now });
  const audit = createAudit(client, keys, config.AUDIT_RETENTION_DAYS * DAY_MS);
  const discards = createDiscards({ deadLetters, index, audit, log, now });
  const replaying = replayQueue(connection, keys);
  const mostReplays = config.MAX_REPLAYS;
  const readmission = createReadmission({ messages, producer, judge, catalogue, mostReplays, now });
  const replayer = createReplayer({
    deadLetters,
    index,
    replays,
    messages,
    readmission,
    courtesy,
    catalogue,
    queue: replaying,
    ...queues,
    audit,
    log,
    now,
  });
  const upkeep = createUpkeep({
    deadLetters,
    index,
    discards,
    messages,
    replays,
    replayQueue: replaying,
    deadQueue,
    retention: { ageMs: config.DEAD_LETTER_RETENTION_DAYS * DAY_MS, count: config.DEAD_LETTER_MAX },
    log,
    now,
  });
  const people = createPeople({ conversations, pages, log, now });
  const cancel = createCanceller({ messages, ...queues, lanes, log });
  const operator = createOperator({ audit, pages, conversations, holds, office, people, upkeep, cancel });
  const history = createHistory({ messages, conversations, pages, whereabouts, deadLetters });
  const latest = createLatest({ order, messages });
  const rules = { maxAttempts: config.MAX_ATTEMPTS, onUnknown: config.ON_UNKNOWN };

  return {
    config,
    catalogue,
    log,
    client,
    pages,
    conversations,
    deadLetters,
    outbound,
    batches,
    lanes,
    graph,
    explain: createExplain({ judge, quiet, pages }),
    holds,
    office,
    producer,
    replays,
    replayer,
    discards,
    upkeep,
    audit,
    sessions: createConsoleSessions(client, keys, config.API_KEYS, now),
    people,
    operator,
    cancel,
    tellMessage: (id) => history.tell(id),
    tellLatest: async (...of) => Promise.all((await latest(...of)).map((it) => history.tellRecord(it))),
    activity,
    live,
    lookOver: createOverview({
      pages,
      backlog,
      outbound,
      batches,
      deadLetters,
      activity,
      tagPolicy: config.TAG_POLICY,
      now,
    }),
    rawQueues: rawQueuesOver(connection, client, keys),
    receive: createReceipts({ conversations, messages, pages, holds, log }),
    startClassifier() {
      // The guard's index is built at its first text: better now than while a message waits.
      judgePromotion("Welcome.");
      const intake = createIntake({ messages, order, bury, catalogue, log, now });
      const deps = { intake, judge, quiet, messages, outbound, lanes, bury, courtesy, catalogue, log, now };
      const classifier = createClassifier(deps);
      const concurrency = config.CLASSIFIER_CONCURRENCY;
      const consumers = [
        consumeOutbound((job) => classifier.single(job), { client, keys, concurrency, onError }),
        consumeBatches((job) => classifier.batch(job), { client, keys, onError }),
        consumeReplays(({ id }) => replayer.step(id), { client, keys, onError }),
      ];
      const duty = startDuty(() => upkeep.run(), UPKEEP_EVERY_MS, onError);
      return {
        async close() {
          await duty.stop();
          await Promise.all(consumers.map((it) => it.close()));
        },
      };
    },
    startSender() {
      let senders = 1;
      const { APP_RATE } = config;
      // A page that floods leaves some to those that are quiet.
      const hands = createHands(CONNECTIONS, CONNECTIONS / 4);
      const pacer = createPacer(() => (APP_RATE === undefined ? null : APP_RATE / senders), steadyClock);
      const appRest = createAppRest(client, keys, doorbell, steadyClock);
      const send = createSender({
        graph,
        judge,
        quiet,
        messages,
        conversations,
        pages,
        holds,
        rests: createRests({ lanes, appRest, log, clock: steadyClock }),
        turns: createTurns({ messages, whereabouts, clock: steadyClock }),
        pacer: { ...pacer, turn: (...of) => hands.lend(pacer.turn(...of)) },
        bury,
        catalogue,
        rules,
        defaultRate,
        log,
        now,
        random,
      });
      return consumeLanes(send, {
        client,
        connection,
        keys,
        lanes,
        doorbell,
        self: `${hostname()}.${String(process.pid)}.${randomUUID().slice(0, 8)}`,
        concurrency: config.SENDER_CONCURRENCY,
        hands,
        onError,
        async onSweep(owners) {
          senders = owners.count;
          await appRest.refresh();
          await holds.probe((page) => owners.isMine(page));
        },
      });
    },
    async close() {
      isClosing = true;
      await pulse.close();
      await graph.close();
      await closeRedis(client);
    },
  };
}

const DAY_MS = 24 * 3_600_000;
const UPKEEP_EVERY_MS = 60_000;

/** Ms that never go back, whatever happens to the date. */
function steadyClock(): number {
  return performance.now();
}

function ownTypes(config: Config) {
  if (config.JOB_TYPES_FILE === undefined) return [];
  const read = jobTypesIn(readJsonFile("JOB_TYPES_FILE", config.JOB_TYPES_FILE));
  if (read.ok) return read.types;
  throw new BadSetting(
    `JOB_TYPES_FILE names ${config.JOB_TYPES_FILE}, which is no list of job types: ${read.errors.join("; ")}.`,
  );
}
