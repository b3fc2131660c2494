/** What one would write by hand: two BullMQ queues, two workers. */
import { Queue, Worker, type JobsOptions } from "bullmq";
import { chunksOf, CHUNK, CONCURRENCY, type Contender } from "./contender.ts";
import { openGraphPost } from "./graph-post.ts";
import type { BenchMessage } from "../support/workload.ts";

const OPTIONS: JobsOptions = {
  attempts: 5,
  backoff: { type: "exponential", delay: 1_000 },
  removeOnComplete: true,
};
const PREFIX = "bench-bullmq";

function queueOf(name: string, url: string): Queue<BenchMessage> {
  return new Queue(name, { connection: { url }, prefix: PREFIX, defaultJobOptions: OPTIONS });
}

export const bullmq: Contender = {
  async openProducer({ redisUrl }) {
    const accepted = queueOf("accepted", redisUrl);
    await accepted.waitUntilReady();
    return {
      prepare: () => Promise.resolve(),
      async submit(message) {
        await accepted.add(message.type, message);
      },
      async submitAll(messages) {
        for (const chunk of chunksOf(messages, CHUNK))
          await accepted.addBulk(chunk.map((data) => ({ name: data.type, data })));
      },
      close: () => accepted.close(),
    };
  },

  async openWorker({ redisUrl, graphUrl }) {
    const post = openGraphPost(graphUrl);
    const ready = queueOf("ready", redisUrl);
    const options = {
      connection: { url: redisUrl, maxRetriesPerRequest: null },
      prefix: PREFIX,
      concurrency: CONCURRENCY,
    };
    const classifier = new Worker<BenchMessage>(
      "accepted",
      async (job) => void (await ready.add(job.name, job.data)),
      options,
    );
    const sender = new Worker<BenchMessage>("ready", (job) => post.send(job.id ?? "", job.data), options);
    await Promise.all([classifier.waitUntilReady(), sender.waitUntilReady()]);
    return {
      async close() {
        await Promise.all([classifier.close(), sender.close()]);
        await Promise.all([ready.close(), post.close()]);
      },
    };
  },
};
