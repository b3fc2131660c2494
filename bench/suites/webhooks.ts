/** Webhook events taken in a second: signed, over HTTP, recorded before they are answered; beside the hand-written. */
import { createHmac, randomUUID } from "node:crypto";
import { Pool } from "undici";
import { z } from "zod";
import { startChild } from "../support/child.ts";
import { said, toldOf, type Report } from "../support/report.ts";
import { openRoles } from "../support/roles.ts";
import { ratioOf, spreadOf } from "../support/stats.ts";
import { pageAt } from "../support/workload.ts";
import { bySize, inRounds, type Suite } from "./suite.ts";

const APP_SECRET = "the app secret of the benchmark";
/** In a delivery: Meta bundles what comes at about the same time. */
const EVENTS = 20;
const IN_FLIGHT = 16;
const PAGES = 100;
const RIVAL = new URL("../processes/webhook-rival.ts", import.meta.url);

interface Delivery {
  readonly body: string;
  readonly signature: string;
}

export const webhooks: Suite = async (wanted) => {
  const { size, tell } = wanted;
  const rounds = bySize(size, { quick: 1, default: 5, full: 9 });
  const deliveries = bySize(size, { quick: 100, default: 600, full: 2_000 });
  const roles = await openRoles({ META_APP_SECRET: APP_SECRET, META_VERIFY_TOKEN: "bench" });
  const rival = await startChild(RIVAL, { redisUrl: roles.config.REDIS_URL, appSecret: APP_SECRET });
  try {
    await roles.start("serve");
    const port = await rival.ask("port", null, z.number());
    const at = { taglane: roles.url, "hand-written": `http://127.0.0.1:${String(port)}` };
    const measured: Record<keyof typeof at, number[]> = { taglane: [], "hand-written": [] };
    // The first ones warm up.
    for (const origin of Object.values(at)) await eventsPerSecond(origin, deliveriesOf(deliveries));
    await inRounds(wanted, rounds, async (nth) => {
      for (const name of ["taglane", "hand-written"] as const) {
        const perSecond = await eventsPerSecond(at[name], deliveriesOf(deliveries));
        measured[name].push(perSecond);
        tell(`${nth} ${name}: ${said(perSecond)} events/s`);
      }
    });
    return reportOf(measured.taglane, measured["hand-written"]);
  } finally {
    await rival.stop();
    await roles.close();
  }
};

/** People who wrote, a moment ago. */
function deliveriesOf(count: number): Delivery[] {
  return Array.from({ length: count }, (_, nth) => {
    const page = pageAt(nth % PAGES);
    const messaging = Array.from({ length: EVENTS }, () => ({
      sender: { id: String(24_000_000_000 + Math.floor(Math.random() * 1e6)) },
      recipient: { id: page },
      timestamp: Date.now(),
      message: { mid: `m_${randomUUID()}`, text: "Where is my parcel?" },
    }));
    const body = JSON.stringify({ object: "page", entry: [{ id: page, time: Date.now(), messaging }] });
    const signature = `sha256=${createHmac("sha256", APP_SECRET).update(body).digest("hex")}`;
    return { body, signature };
  });
}

async function eventsPerSecond(origin: string, deliveries: readonly Delivery[]): Promise<number> {
  const pool = new Pool(origin, { connections: IN_FLIGHT });
  let next = 0;
  async function line(): Promise<void> {
    for (let it = deliveries[next++]; it !== undefined; it = deliveries[next++]) {
      const answer = await pool.request({
        method: "POST",
        path: "/webhooks/messenger",
        headers: { "content-type": "application/json", "x-hub-signature-256": it.signature },
        body: it.body,
      });
      const told = await answer.body.text();
      if (answer.statusCode !== 200) throw new Error(`A webhook was answered ${told}`);
    }
  }
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: IN_FLIGHT }, line));
  const seconds = (performance.now() - startedAt) / 1_000;
  await pool.close();
  return (deliveries.length * EVENTS) / seconds;
}

function reportOf(ours: readonly number[], theirs: readonly number[]): Report {
  const ratio = ratioOf(ours, theirs);
  return {
    suite: "webhooks",
    about: [
      `Signed deliveries of ${String(EVENTS)} messages that people wrote, ${String(IN_FLIGHT)} under way at once, over ${String(PAGES)} pages; answered once all is recorded.`,
      "Hand-written: express, the signature, BullMQ's addBulk; nobody works those jobs off, while Taglane is done with an event when it answers.",
    ],
    sheets: [
      {
        title: "Webhook events a second",
        columns: ["", "events/s", "Taglane is … times"],
        rows: [
          ["taglane", toldOf(spreadOf(ours)), ""],
          ["hand-written", toldOf(spreadOf(theirs)), toldOf(ratio)],
        ],
      },
    ],
    verdicts: [],
    charts: [],
    figures: { taglane: spreadOf(ours), handWritten: spreadOf(theirs), ratio },
  };
}
