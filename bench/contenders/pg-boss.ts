/**
 * Two pg-boss queues. Its own worker loop waits half a second between two fetches at the least; here the next fetch
 * follows at once while there is work, and a batch is worked on together, which is as fast as it goes.
 */
import { setTimeout as sleep } from "node:timers/promises";
import PgBoss from "pg-boss";
import { chunksOf, CHUNK, CONCURRENCY, type Contender } from "./contender.ts";
import { openGraphPost } from "./graph-post.ts";
import type { BenchMessage } from "../support/workload.ts";

const IDLE_MS = 20;
const POOL = 10;

async function openBoss(connectionString: string | null): Promise<PgBoss> {
  if (connectionString === null) throw new Error("pg-boss needs a PostgreSQL.");
  const boss = new PgBoss({
    connectionString,
    max: POOL,
    schema: "bench_boss",
    supervise: false,
    schedule: false,
  });
  boss.on("error", (error) => process.stderr.write(`pg-boss: ${error.message}\n`));
  await boss.start();
  for (const name of ["accepted", "ready"]) {
    if ((await boss.getQueue(name)) === null)
      await boss.createQueue(name, { name, retryLimit: 5, retryBackoff: true });
  }
  return boss;
}

export const pgBoss: Contender = {
  async openProducer({ postgresUrl }) {
    const boss = await openBoss(postgresUrl);
    return {
      prepare: () => Promise.resolve(),
      async submit(message) {
        await boss.send("accepted", message);
      },
      async submitAll(messages) {
        for (const chunk of chunksOf(messages, CHUNK))
          await boss.insert(chunk.map((data) => ({ name: "accepted", data })));
      },
      close: () => boss.stop({ graceful: false }),
    };
  },

  async openWorker({ postgresUrl, graphUrl }) {
    const boss = await openBoss(postgresUrl);
    const post = openGraphPost(graphUrl);
    const stopping = new AbortController();

    async function work(queue: string, handle: (id: string, data: BenchMessage) => Promise<unknown>) {
      while (!stopping.signal.aborted) {
        const jobs = await boss.fetch<BenchMessage>(queue, { batchSize: CONCURRENCY });
        if (jobs.length === 0) {
          await sleep(IDLE_MS);
          continue;
        }
        await Promise.all(jobs.map(({ id, data }) => handle(id, data)));
        await boss.complete(
          queue,
          jobs.map(({ id }) => id),
        );
      }
    }

    const loops = [
      work("accepted", (_, data) => boss.send("ready", data)),
      work("ready", (id, data) => post.send(id, data)),
    ];
    return {
      async close() {
        stopping.abort();
        await Promise.all(loops);
        await Promise.all([boss.stop({ graceful: false }), post.close()]);
      },
    };
  },
};
