import { createControl } from "./control.ts";
import { createGraph } from "./graph.ts";
import { close, listen, portOf } from "./server.ts";
import { createState, type Settings } from "./state.ts";
import type { WebhookTarget } from "./webhooks.ts";

export type { WebhookTarget } from "./webhooks.ts";

export type SimulatorOptions = Partial<Settings> & {
  /** 0, the default: any free one. */
  port?: number;
  host?: string;
  /** Where signed events go; `setWebhook` sets it later. */
  webhook?: WebhookTarget;
};

export type Simulator = {
  url: string;
  /** What GRAPH_API_URL would be. */
  graphUrl: string;
  setWebhook(target: WebhookTarget | undefined): Promise<void>;
  /** Ends connections at once, and gives events that wait half a second. */
  close(): Promise<void>;
};

/** The tags that ended on 2026-04-27: Messenger Platform changelog, 2026-03-27. */
const TAGS_RETIRED_AT = Date.parse("2026-04-27T00:00:00Z");

const defaults: Settings = {
  now: Date.now,
  steadyNow: () => performance.now(),
  random: Math.random,
  tagsRetiredAt: TAGS_RETIRED_AT,
  strictRecipients: false,
  appSecret: undefined,
  requireProof: false,
  appId: 1_234_567_890,
  latencyMs: 0,
  keepRequests: 50_000,
  keepMessages: 100_000,
  log: () => undefined,
};

/**
 * A Graph API to develop, test and measure against: it judges every send as Meta does, and shares no code with the
 * pipeline that it judges. `/_sim` steers it. Rejects when the port is taken.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { port = 0, host = "127.0.0.1", webhook, ...settings } = options;
  const state = createState({ ...defaults, ...settings });
  await state.webhooks.setTarget(webhook);
  const { latencyMs, log } = state.options;
  const doors = { graph: createGraph(state), control: createControl(state), latencyMs };
  const server = await listen(host, port, doors);
  const url = `http://${host}:${portOf(server)}`;
  log("simulator.started", { url });
  return {
    url,
    graphUrl: `${url}/v26.0`,
    setWebhook: (target) => state.webhooks.setTarget(target),
    async close() {
      await close(server);
      await state.webhooks.close();
      log("simulator.stopped", { url });
    },
  };
}
