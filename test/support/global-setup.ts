/** One Redis for the whole run: REDIS_URL, else a container where Docker answers, else a child process. */
import type { TestProject } from "vitest/node";
import { dockerAnswers, localRedisProgram, startLocalRedis, startRedisContainer } from "./redis-server.ts";

declare module "vitest" {
  interface ProvidedContext {
    redisUrl: string;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const redis = await findRedis();
  project.provide("redisUrl", redis.url);
  return () => redis.stop();
}

async function findRedis(): Promise<{ url: string; stop(): Promise<void> }> {
  const given = process.env["REDIS_URL"];
  if (given) return { url: given, stop: async () => {} };
  if (dockerAnswers()) return startRedisContainer();
  const program = localRedisProgram();
  if (program !== undefined) return startLocalRedis(program);
  throw new Error("The tests need a Redis: type 'node scripts/setup.mjs redis', or set REDIS_URL.");
}
