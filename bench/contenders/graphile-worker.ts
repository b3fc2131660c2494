/** Two graphile-worker tasks, as its readme starts them: without the local queue, which trades a crash for speed. */
import { Logger, makeWorkerUtils, run, runMigrations } from "graphile-worker";
import { chunksOf, CHUNK, CONCURRENCY, type Contender } from "./contender.ts";
import { openGraphPost } from "./graph-post.ts";
import type { BenchMessage } from "../support/workload.ts";

const POOL = 10;
const SILENT = new Logger(() => () => {});

declare global {
  namespace GraphileWorker {
    interface Tasks {
      classify: BenchMessage;
      send: BenchMessage;
    }
  }
}

function optionsFor(connectionString: string | null) {
  if (connectionString === null) throw new Error("graphile-worker needs a PostgreSQL.");
  return { connectionString, maxPoolSize: POOL, schema: "bench_graphile", logger: SILENT };
}

export const graphileWorker: Contender = {
  async openProducer({ postgresUrl }) {
    const utils = await makeWorkerUtils(optionsFor(postgresUrl));
    return {
      prepare: () => Promise.resolve(),
      async submit(message) {
        await utils.addJob("classify", message, { maxAttempts: 5 });
      },
      async submitAll(messages) {
        for (const chunk of chunksOf(messages, CHUNK))
          await utils.addJobs(
            chunk.map((payload) => ({ identifier: "classify" as const, payload, maxAttempts: 5 })),
          );
      },
      async close() {
        await utils.release();
      },
    };
  },

  async openWorker({ postgresUrl, graphUrl }) {
    const post = openGraphPost(graphUrl);
    const options = optionsFor(postgresUrl);
    await runMigrations(options);
    const runner = await run({
      ...options,
      concurrency: CONCURRENCY,
      noHandleSignals: true,
      taskList: {
        async classify(message, { addJob }) {
          await addJob("send", message, { maxAttempts: 5 });
        },
        async send(message, { job }) {
          await post.send(job.id, message);
        },
      },
    });
    return {
      async close() {
        await runner.stop();
        await post.close();
      },
    };
  },
};
