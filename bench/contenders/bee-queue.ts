/** Two bee-queues, set as its readme advises for speed: no events, finished jobs removed. */
import BeeQueue from "bee-queue";
import { chunksOf, CHUNK, CONCURRENCY, type Contender } from "./contender.ts";
import { openGraphPost } from "./graph-post.ts";
import type { BenchMessage } from "../support/workload.ts";

function queueOf(name: string, url: string, isWorker: boolean): BeeQueue<BenchMessage> {
  return new BeeQueue<BenchMessage>(name, {
    redis: { url },
    prefix: "bench-bee",
    isWorker,
    getEvents: false,
    sendEvents: false,
    storeJobs: false,
    removeOnSuccess: true,
  });
}

export const beeQueue: Contender = {
  async openProducer({ redisUrl }) {
    const accepted = queueOf("accepted", redisUrl, false);
    await accepted.ready();
    return {
      prepare: () => Promise.resolve(),
      async submit(message) {
        await accepted.createJob(message).retries(5).save();
      },
      async submitAll(messages) {
        for (const chunk of chunksOf(messages, CHUNK))
          await accepted.saveAll(chunk.map((message) => accepted.createJob(message).retries(5)));
      },
      close: () => accepted.close(),
    };
  },

  async openWorker({ redisUrl, graphUrl }) {
    const post = openGraphPost(graphUrl);
    const accepted = queueOf("accepted", redisUrl, true);
    const toReady = queueOf("ready", redisUrl, false);
    const ready = queueOf("ready", redisUrl, true);
    await Promise.all([accepted.ready(), toReady.ready(), ready.ready()]);
    accepted.process(CONCURRENCY, async (job) => {
      await toReady.createJob(job.data).retries(5).save();
    });
    ready.process(CONCURRENCY, (job) => post.send(job.id, job.data));
    return {
      async close() {
        await Promise.all([accepted.close(), toReady.close(), ready.close()]);
        await post.close();
      },
    };
  },
};
