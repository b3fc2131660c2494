/** Accepts for one contender: singly, as a bulk, or evenly at a pace. */
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { contenderNamed, surroundingsSchema } from "../contenders/contender.ts";
import { answerParent, argumentOf, ownCpuSeconds, sharedClock } from "../support/child.ts";
import { messagesOf, type BenchMessage } from "../support/workload.ts";

const shareSchema = z.object({ from: z.number(), count: z.number(), pages: z.number() });
const inFlightSchema = shareSchema.extend({ inFlight: z.number() });
const openSchema = z.object({ pages: z.number(), isOpen: z.boolean() });
const pacedSchema = shareSchema.extend({ perSecond: z.number() });

const { name, surroundings } = argumentOf(z.object({ name: z.string(), surroundings: surroundingsSchema }));
const contender = await contenderNamed(name);
const producer = await contender.openProducer(surroundings);

async function timed(accept: () => Promise<unknown>): Promise<{ startedAt: number; acceptedAt: number }> {
  const startedAt = sharedClock();
  await accept();
  return { startedAt, acceptedAt: sharedClock() };
}

async function singly(messages: readonly BenchMessage[], inFlight: number): Promise<void> {
  let next = 0;
  async function line(): Promise<void> {
    for (let message = messages[next++]; message !== undefined; message = messages[next++])
      await producer.submit(message);
  }
  await Promise.all(Array.from({ length: inFlight }, line));
}

/** Each at its time, whether those before it are accepted or not. @returns when each was handed over */
async function paced(messages: readonly BenchMessage[], perSecond: number): Promise<number[]> {
  const startedAt = sharedClock();
  const calls: Promise<void>[] = [];
  const handedOverAt: number[] = [];
  for (const [nth, message] of messages.entries()) {
    const waitMs = startedAt + (nth * 1_000) / perSecond - sharedClock();
    // A timer is a millisecond late at the least: what is due within one goes now.
    if (waitMs > 1) await sleep(waitMs);
    handedOverAt.push(sharedClock());
    calls.push(producer.submit(message));
  }
  await Promise.all(calls);
  return handedOverAt;
}

answerParent(
  {
    async prepare(argument) {
      const share = shareSchema.parse(argument);
      await producer.prepare(messagesOf(share), share.pages);
    },
    single(argument) {
      const { inFlight, ...share } = inFlightSchema.parse(argument);
      const messages = messagesOf(share);
      return timed(() => singly(messages, inFlight));
    },
    bulk(argument) {
      const messages = messagesOf(shareSchema.parse(argument));
      return timed(() => producer.submitAll(messages));
    },
    paced(argument) {
      const { perSecond, ...share } = pacedSchema.parse(argument);
      return paced(messagesOf(share), perSecond);
    },
    async setOpen(argument) {
      const { pages, isOpen } = openSchema.parse(argument);
      await producer.setOpen?.(pages, isOpen);
    },
    cpu: ownCpuSeconds,
    rss: () => process.memoryUsage.rss(),
  },
  () => producer.close(),
);
