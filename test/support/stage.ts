/** The whole pipeline in this process: real Redis, real queues, real HTTP to a simulator, and a clock of the test's. */
import { randomBytes } from "node:crypto";
import { request } from "undici";
import { configFrom, type Environment } from "../../src/config.ts";
import { pageSettings } from "../../src/core/page.ts";
import { openHouse, type House, type Role } from "../../src/runtime.ts";
import { startSimulator, type Simulator } from "../../src/simulator/simulator.ts";
import { aToken, createRecorder, type Recorder } from "./recorder.ts";
import { testRedis } from "./redis.ts";

export interface Stage {
  readonly house: House;
  readonly simulator: Simulator;
  readonly recorder: Recorder;
  /** Epoch ms, as the pipeline and the simulator see it. */
  readonly now: () => number;
  advance(ms: number): void;
  /** Registers a page here and at the simulator. */
  page(
    id: string,
    settings?: Readonly<Record<string, unknown>>,
    atMeta?: Readonly<Record<string, unknown>>,
  ): Promise<void>;
  /** The person wrote at that time; here and at Meta. */
  wrote(page: string, psid: string, at: number): Promise<void>;
  /** Asks the simulator, or tells it something. */
  simulate(method: "GET" | "PUT" | "POST" | "DELETE", path: string, body?: unknown): Promise<unknown>;
  submit(message: unknown): Promise<string>;
  /** Resolves when the message has ended, with its story. */
  ended(id: string): Promise<NonNullable<Awaited<ReturnType<House["tellMessage"]>>>>;
  /** Stops the sender, as a deployment does. */
  stopSender(): Promise<void>;
  startSender(): Promise<void>;
  close(): Promise<void>;
}

export async function openStage(settings: Environment = {}): Promise<Stage> {
  const redis = testRedis();
  let offset = 0;
  const now = (): number => Date.now() + offset;
  const simulator = await startSimulator({ now });
  const recorder = createRecorder();
  const config = configFrom({
    NODE_ENV: "test",
    REDIS_URL: redis.url,
    REDIS_PREFIX: redis.prefix,
    GRAPH_API_URL: simulator.graphUrl,
    ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    META_APP_SECRET: "an app secret of the test",
    ...settings,
  });
  const house = await openHouse({ config, log: recorder.log, profile: "worker", now });
  const classifier = house.startClassifier();
  let sender: Role | null = await house.startSender();

  async function simulate(
    method: "GET" | "PUT" | "POST" | "DELETE",
    path: string,
    body?: unknown,
  ): Promise<unknown> {
    const answer = await request(`${simulator.url}/_sim${path}`, {
      method,
      headers: { "content-type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }

  return {
    house,
    simulator,
    recorder,
    now,
    advance(ms) {
      offset += ms;
    },
    async page(id, given = {}, atMeta = {}) {
      await simulate("PUT", `/pages/${id}`, { token: aToken(id), name: id, ...atMeta });
      await house.office.register(id, pageSettings.parse({ name: id, ...given }), aToken(id), "test");
    },
    async wrote(page, psid, at) {
      await simulate("PUT", `/conversations/${page}/${psid}`, { lastInboundAt: new Date(at).toISOString() });
      await house.conversations.inbound(page, psid, at);
    },
    simulate,
    async submit(message) {
      const submitted = await house.producer.submit(message);
      if (submitted.kind !== "accepted") throw new Error(JSON.stringify(submitted));
      return submitted.id;
    },
    async ended(id) {
      await recorder.until(
        ({ event, fields }) =>
          fields["id"] === id &&
          (event === "message.buried" || (event === "message.attempted" && fields["next"] === "done")),
      );
      for (;;) {
        const told = await house.tellMessage(id);
        if (told !== null && ["sent", "delivered", "read", "dead"].includes(told.status)) return told;
      }
    },
    async stopSender() {
      await sender?.close();
      sender = null;
    },
    async startSender() {
      sender = await house.startSender();
    },
    async close() {
      await sender?.close();
      await classifier.close();
      await house.close();
      await simulator.close();
      await redis.cleanup();
    },
  };
}
