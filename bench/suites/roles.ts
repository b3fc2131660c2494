/** How long each role takes to start, and how much memory it holds with thousands of pages at work. */
import { setTimeout as sleep } from "node:timers/promises";
import { residentBytes } from "../support/processor.ts";
import { product } from "../support/product.ts";
import { atMost, said, toldOf, type Report } from "../support/report.ts";
import { openRoles, type Role, type Roles } from "../support/roles.ts";
import { spreadOf, type Spread } from "../support/stats.ts";
import { messagesOf, pageAt } from "../support/workload.ts";
import { bySize, inRounds, type Suite } from "./suite.ts";

const ROLES: readonly Role[] = ["serve", "classifier", "sender"];
const STARTS = 5;
const MOST_START_S = 2;
const MOST_RSS_MB = 150;
const BATCH = 5_000;

interface Figures {
  readonly pages: number;
  readonly messages: number;
  /** By role. */
  readonly startS: Readonly<Record<string, Spread>>;
  readonly residentMb: Readonly<Record<string, Spread>>;
  /** Its median. */
  readonly rssMb: Readonly<Record<string, number>>;
}

const SETTINGS = { PAGE_RATE: "300" };

export const roles: Suite = async (wanted) => {
  const { size, tell } = wanted;
  const pages = bySize(size, { quick: 100, default: 2_000, full: 2_000 });
  const messages = pages * bySize(size, { quick: 5, default: 5, full: 20 });
  const startS = await startsOfAll();
  tell("all roles have started");
  const mb: Record<string, number[]> = {};
  await inRounds(wanted, bySize(size, { quick: 1, default: 5, full: 5 }), async (nth) => {
    const resident = await residentAtWork(pages, messages);
    for (const role of ROLES) mb[role] = [...(mb[role] ?? []), resident[role] ?? Number.NaN];
    tell(`${nth} ${ROLES.map((role) => `${role} ${said(resident[role] ?? Number.NaN)} MB`).join(", ")}`);
  });
  const residentMb = Object.fromEntries(ROLES.map((role) => [role, spreadOf(mb[role] ?? [])]));
  const rssMb = Object.fromEntries(ROLES.map((role) => [role, residentMb[role]?.median ?? Number.NaN]));
  return reportOf({ pages, messages, startS, residentMb, rssMb });
};

async function startsOfAll(): Promise<Record<string, Spread>> {
  const opened = await openRoles(SETTINGS);
  try {
    const startS: Record<string, Spread> = {};
    for (const role of ROLES) startS[role] = spreadOf(await startTimes(opened, role));
    return startS;
  } finally {
    await opened.close();
  }
}

async function startTimes(opened: Roles, role: Role): Promise<number[]> {
  const times: number[] = [];
  for (let nth = 0; nth < STARTS; nth += 1) {
    const at = performance.now();
    const child = await opened.start(role);
    times.push((performance.now() - at) / 1_000);
    await opened.kill(child);
  }
  return times;
}

/** Right after the last message, with every lane still open. */
async function residentAtWork(pages: number, count: number): Promise<Record<string, number>> {
  const { createLogger, openHouse, pageSettings } = await product();
  const opened = await openRoles(SETTINGS);
  const log = createLogger("silent", "bench", 2);
  const house = await openHouse({ config: opened.config, log, profile: "producer" });
  try {
    const pids: Record<string, number | undefined> = {};
    for (const role of ROLES) pids[role] = (await opened.start(role)).pid;
    const settings = pageSettings.parse({ name: "A shop" });
    for (let nth = 0; nth < pages; nth += 1)
      await house.office.register(pageAt(nth), settings, "EAAbench", "bench");
    for (let from = 0; from < count; from += BATCH) {
      const batch = messagesOf({ from, count: Math.min(BATCH, count - from), pages });
      await Promise.all(
        batch.map(({ page, recipient }) =>
          house.conversations.inbound(page, recipient.psid, Date.now() - 60_000),
        ),
      );
      await opened.call("POST", "/v1/messages/batch", batch);
    }
    while (opened.arrivals.size < count) await sleep(50);
    return Object.fromEntries(ROLES.map((role) => [role, residentBytes(pids[role]) / 1e6]));
  } finally {
    await house.close();
    await opened.close();
  }
}

function reportOf(figures: Figures): Report {
  const { pages, messages, startS, residentMb } = figures;
  const [slowest, largest] = [startS, residentMb].map((by) => {
    return Object.values(by).toSorted((a, b) => b.median - a.median)[0];
  });
  return {
    suite: "roles",
    about: [
      `From the start of the process to its word that it is ready, ${String(STARTS)} times each.`,
      `Resident memory right after ${said(messages)} messages over ${said(pages)} pages, all their lanes open.`,
    ],
    sheets: [
      {
        title: "The roles",
        columns: ["role", "start to ready, s", "resident, MB"],
        rows: ROLES.map((role) => [
          role,
          startS[role] === undefined ? "" : toldOf(startS[role]),
          residentMb[role] === undefined ? "" : toldOf(residentMb[role]),
        ]),
      },
    ],
    verdicts: [
      atMost("Start to ready, the slowest role", MOST_START_S, slowest ?? Number.NaN, " s"),
      atMost(
        `Resident memory at ${said(pages)} active pages, the largest role`,
        MOST_RSS_MB,
        largest ?? Number.NaN,
        " MB",
      ),
    ],
    charts: [],
    figures,
  };
}
