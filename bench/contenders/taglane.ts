/** The product with all its duties: policy, window, ledger, records; a page's rate so high that it holds nothing up. */
import { CHUNK, chunksOf, type Contender, type Surroundings } from "./contender.ts";
import { product } from "../support/product.ts";
import { pageAt } from "../support/workload.ts";

async function open({ redisUrl, graphUrl, settings }: Surroundings, profile: "producer" | "worker") {
  const { configFrom, createLogger, openHouse } = await product();
  const config = configFrom({
    NODE_ENV: "production",
    REDIS_URL: redisUrl,
    GRAPH_API_URL: graphUrl,
    LOG_LEVEL: "warn",
    ...settings,
  });
  return openHouse({ config, log: createLogger(config.LOG_LEVEL, `bench-${profile}`, 2), profile });
}

export const taglane: Contender = {
  async openProducer(surroundings) {
    const { pageSettings, submitAll } = await product();
    const house = await open(surroundings, "producer");
    const settings = pageSettings.parse({ name: "A shop" });
    let registered = 0;

    async function register(pages: number): Promise<void> {
      const missing = Array.from({ length: Math.max(0, pages - registered) }, (_, nth) => registered + nth);
      for (const some of chunksOf(missing, 100))
        await Promise.all(
          some.map((nth) => house.office.register(pageAt(nth), settings, "EAAbench", "bench")),
        );
      registered = Math.max(registered, pages);
    }

    return {
      /** They wrote an hour ago: the window is open. */
      async prepare(messages, pages) {
        await register(pages);
        const wroteAt = Date.now() - 3_600_000;
        for (const some of chunksOf(messages, CHUNK))
          await Promise.all(
            some.map(({ page, recipient }) => house.conversations.inbound(page, recipient.psid, wroteAt)),
          );
      },
      async submit(message) {
        const { kind } = await house.producer.submit(message);
        if (kind !== "accepted") throw new Error(`The message was not accepted: ${kind}`);
      },
      async submitAll(messages) {
        await submitAll(rowsOf(messages), house.producer, (_, { kind }) => {
          if (kind !== "accepted") throw new Error(`A row was not accepted: ${kind}`);
        });
      },
      async setOpen(pages, isOpen) {
        await Promise.all(
          Array.from({ length: pages }, async (_, nth) => {
            const lane = { kind: "text", page: pageAt(nth) } as const;
            const queue = house.lanes.queue(lane);
            await (isOpen ? queue.resume() : queue.pause());
            if (isOpen) await house.lanes.ring(lane);
          }),
        );
      },
      close: () => house.close(),
    };
  },

  async openWorker(surroundings) {
    const house = await open(surroundings, "worker");
    const { stations } = surroundings;
    const roles = [
      ...(stations.includes("classifier") ? [house.startClassifier()] : []),
      ...(stations.includes("sender") ? [await house.startSender()] : []),
    ];
    return {
      async close() {
        await Promise.all(roles.map((role) => role.close()));
        await house.close();
      },
    };
  },
};

async function* rowsOf(messages: readonly unknown[]) {
  for (const value of messages) yield { value };
}
