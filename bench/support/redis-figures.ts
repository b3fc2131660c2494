/** What Redis says of itself. */
import type { Redis } from "ioredis";

/** Processor time so far. */
export async function redisCpuSeconds(redis: Redis): Promise<number> {
  const told = await redis.info("cpu");
  return figureIn(told, "used_cpu_user") + figureIn(told, "used_cpu_sys");
}

/** Bytes in use for keys and values, buffers of connections apart. */
export async function redisBytes(redis: Redis): Promise<number> {
  return figureIn(await redis.info("memory"), "used_memory_dataset");
}

function figureIn(told: string, name: string): number {
  return Number(new RegExp(`^${name}:([\\d.]+)`, "m").exec(told)?.[1]);
}
