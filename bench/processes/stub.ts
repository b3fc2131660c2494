/** Graph's place: answers every POST at once with the same body, counts them, and may note who got one when. */
import { once } from "node:events";
import { createServer } from "node:http";
import { z } from "zod";
import { answerParent, ownCpuSeconds, sharedClock } from "../support/child.ts";

const ANSWER = JSON.stringify({ recipient_id: "24000000000", message_id: "m_bench" });
const HEADERS = { "content-type": "application/json", "content-length": String(ANSWER.length) };
const armSchema = z.object({ count: z.number(), noted: z.boolean() });

const TICK_MS = 2;

let expected = 0;
let arrived = 0;
let isNoting = false;
let arrivals: [psid: string, at: number, notBefore: number][] = [];
/** The last two ticks: what came before the one before last has been read, however long this process stood still since. */
let [lastTick, tickBefore] = [0, 0];
let ticking: NodeJS.Timeout | undefined;
let lastAt = 0;
let reached: () => void = () => {};
let all = Promise.resolve();

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => {
    if (isNoting) chunks.push(chunk);
  });
  request.on("end", () => {
    response.writeHead(200, HEADERS).end(ANSWER);
    if (request.method !== "POST") return;
    arrived += 1;
    if (isNoting)
      arrivals.push([recipientIn(Buffer.concat(chunks).toString("latin1")), sharedClock(), tickBefore]);
    if (arrived !== expected) return;
    lastAt = sharedClock();
    reached();
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1");
await once(server, "listening");

answerParent(
  {
    port() {
      const address = server.address();
      return typeof address === "object" && address !== null ? address.port : 0;
    },
    /** From now on so many are expected. */
    arm(argument) {
      const { count, noted } = armSchema.parse(argument);
      [expected, isNoting, arrived, arrivals] = [count, noted, 0, []];
      clearInterval(ticking);
      if (noted) ticking = setInterval(() => ([tickBefore, lastTick] = [lastTick, sharedClock()]), TICK_MS);
      all = new Promise<void>((resolve) => (reached = resolve));
    },
    /** When the last of those expected came; with who got which when, if that is noted. */
    async reached() {
      await all;
      return { at: lastAt, arrivals };
    },
    arrived: () => arrived,
    cpu: ownCpuSeconds,
  },
  () => {
    clearInterval(ticking);
    server.closeAllConnections();
    return Promise.resolve();
  },
);

function recipientIn(body: string): string {
  return /"recipient":\{"id":"(\d+)"/.exec(body)?.[1] ?? "";
}
