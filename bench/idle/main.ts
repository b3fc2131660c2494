/** What a sender costs that has thousands of pages and nothing to send: `BENCH_PAGES` (5,000), `BENCH_SECONDS` (60). */
import { setTimeout as sleep } from "node:timers/promises";
import { pageSettings } from "../../src/core/page.ts";
import { createLogger } from "../../src/log.ts";
import { openHouse } from "../../src/runtime.ts";
import { cpuSeconds } from "../support/processor.ts";
import { openRoles } from "../support/roles.ts";

const PAGES = Number(process.env["BENCH_PAGES"] ?? 5_000);
const SECONDS = Number(process.env["BENCH_SECONDS"] ?? 60);

const roles = await openRoles();
const house = await openHouse({
  config: roles.config,
  log: createLogger("silent", "bench", 2),
  profile: "producer",
});
try {
  for (let nth = 0; nth < PAGES; nth += 1)
    await house.office.register(
      String(1_000_000_000 + nth),
      pageSettings.parse({ name: `Page ${String(nth)}` }),
      "EAAidle",
      "bench",
    );
  const connected = await clients();
  const sender = await roles.start("sender");
  await sleep(5_000);
  const connections = (await clients()) - connected;
  const before = cpuSeconds(sender.pid);
  await sleep(SECONDS * 1_000);
  const share = (cpuSeconds(sender.pid) - before) / SECONDS;
  process.stdout.write(
    `${JSON.stringify({ pages: PAGES, seconds: SECONDS, coreShare: share, connections })}\n`,
  );
} finally {
  await house.close();
  await roles.close();
}

async function clients(): Promise<number> {
  return Number(/connected_clients:(\d+)/.exec(await house.client.info("clients"))?.[1]);
}
