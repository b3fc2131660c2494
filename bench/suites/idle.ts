/** What a sender costs that has thousands of pages and nothing to send. */
import { setTimeout as sleep } from "node:timers/promises";
import { product } from "../support/product.ts";
import { cpuSeconds } from "../support/processor.ts";
import { said, type Report } from "../support/report.ts";
import { openRoles } from "../support/roles.ts";
import { pageAt } from "../support/workload.ts";
import { bySize, type Suite } from "./suite.ts";

const SETTLED_MS = 3_000;

export const idle: Suite = async ({ size }) => {
  const pages = bySize(size, { quick: 100, default: 5_000, full: 10_000 });
  const seconds = bySize(size, { quick: 2, default: 10, full: 60 });
  const { createLogger, openHouse, pageSettings } = await product();
  const roles = await openRoles();
  const log = createLogger("silent", "bench", 2);
  const house = await openHouse({ config: roles.config, log, profile: "producer" });
  try {
    for (let nth = 0; nth < pages; nth += 1) {
      const settings = pageSettings.parse({ name: `Page ${String(nth)}` });
      await house.office.register(pageAt(nth), settings, "EAAidle", "bench");
    }
    const clients = async () =>
      Number(/connected_clients:(\d+)/.exec(await house.client.info("clients"))?.[1]);
    const others = await clients();
    const sender = await roles.start("sender");
    await sleep(SETTLED_MS);
    const connections = (await clients()) - others;
    const before = cpuSeconds(sender.pid);
    await sleep(seconds * 1_000);
    const coreShare = (cpuSeconds(sender.pid) - before) / seconds;
    return reportOf({ pages, seconds, coreShare, connections });
  } finally {
    await house.close();
    await roles.close();
  }
};

interface Figures {
  readonly pages: number;
  readonly seconds: number;
  /** Of one core. */
  readonly coreShare: number;
  readonly connections: number;
}

function reportOf(figures: Figures): Report {
  const { pages, seconds, coreShare, connections } = figures;
  return {
    suite: "idle",
    about: [`A sender with ${said(pages)} pages and nothing to send, watched for ${String(seconds)} s.`],
    sheets: [
      {
        title: "An idle sender",
        columns: ["pages", "of one core", "connections to Redis"],
        rows: [[said(pages), `${said(coreShare * 100)} %`, String(connections)]],
      },
    ],
    verdicts: [],
    charts: [],
    figures,
  };
}
