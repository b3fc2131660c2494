/** What one would write by hand for Messenger's webhooks: express, the signature, one BullMQ job an event. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { Queue } from "bullmq";
import express from "express";
import { z } from "zod";
import { answerParent, argumentOf } from "../support/child.ts";

const { redisUrl, appSecret } = argumentOf(z.object({ redisUrl: z.string(), appSecret: z.string() }));
const deliverySchema = z.object({ entry: z.array(z.object({ messaging: z.array(z.unknown()) })) });

const events = new Queue("events", {
  connection: { url: redisUrl },
  prefix: "bench-webhooks",
  defaultJobOptions: { removeOnComplete: true },
});
await events.waitUntilReady();

const app = express().disable("x-powered-by");
app.post(
  "/webhooks/messenger",
  express.raw({ type: () => true, limit: "4mb" }),
  async (request, response) => {
    const body: unknown = request.body;
    const expected = `sha256=${createHmac("sha256", appSecret)
      .update(Buffer.isBuffer(body) ? body : "")
      .digest("hex")}`;
    const given = request.get("x-hub-signature-256") ?? "";
    if (given.length !== expected.length || !timingSafeEqual(Buffer.from(given), Buffer.from(expected))) {
      response.sendStatus(401);
      return;
    }
    const { entry } = deliverySchema.parse(JSON.parse(String(body)));
    await events.addBulk(
      entry.flatMap(({ messaging }) => messaging.map((data) => ({ name: "event", data }))),
    );
    response.status(200).send("EVENT_RECEIVED");
  },
);

const server = createServer(app).listen(0, "127.0.0.1");
await once(server, "listening");

answerParent(
  {
    port() {
      const address = server.address();
      return typeof address === "object" && address !== null ? address.port : 0;
    },
  },
  async () => {
    server.closeAllConnections();
    await events.close();
  },
);
