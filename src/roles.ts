/** One role a process: config, wire, run until a signal, then drain. `workers/` and the CLI start here. */
import { hostname } from "node:os";
import { setFlagsFromString } from "node:v8";
import { BadSetting, configFrom, readEnvironment, readJsonFile, type Config } from "./config.ts";
import { fieldErrors } from "./core/message.ts";
import { pageListSchema } from "./core/page.ts";
import { policyMoment, policyNameAt } from "./core/policy-table.ts";
import { createLogger } from "./log.ts";
import { openHouse, type House } from "./runtime.ts";
import { startDuty, type Duty } from "./redis/duty.ts";
import { untilSignal } from "./shutdown.ts";

export const runApi = () => runRole("api", startApi);
export const runClassifier = () => runRole("classifier", (house) => Promise.resolve(house.startClassifier()));
export const runSender = () => runRole("sender", (house) => house.startSender());

/** The policy that a page follows which pins none. */
export function policyInForce(config: Config, now: number): string {
  return policyNameAt(policyMoment("auto", config.TAG_POLICY, now));
}

/**
 * By itself V8 lets a heap grow to several times what it holds before it looks for garbage, which is right for a process
 * that has the machine to itself. A fifth more than it holds is enough for ours; docs/decisions.md says what it costs.
 */
const HEAP_GROWTH = "--heap-growing-percent=20";

interface Started {
  close(): Promise<void>;
}

async function runRole(
  role: "api" | "classifier" | "sender",
  start: (house: House) => Promise<Started>,
): Promise<void> {
  setFlagsFromString(HEAP_GROWTH);
  const config = configFrom(readEnvironment());
  if (role !== "classifier") requireKey(config);
  const log = createLogger(config.LOG_LEVEL, role);
  const signalled = untilSignal(log);
  const house = await openHouse({ config, log, profile: role === "api" ? "producer" : "worker" });
  const started = await start(house).catch(async (error: unknown) => {
    await house.close();
    throw error;
  });
  log.info("process.started", { tagPolicy: config.TAG_POLICY, inForce: policyInForce(config, Date.now()) });
  await signalled;
  await started.close();
  await house.close();
  log.info("process.stopped");
}

async function startApi(house: House): Promise<Started> {
  await house.office.applyDefaultRate();
  await registerPages(house);
  // Loaded here: the other roles need neither express nor the documents of the API.
  const { startHttp } = await import("./http/server.ts");
  const server = await startHttp(house);
  house.log.info("http.listening", { url: server.url });
  const approvals = watchApprovals(house);
  return {
    async close() {
      await approvals.stop();
      await server.close();
    },
  };
}

/** Meta approves within seconds, as a rule; webhooks tell it too, but the list edge is the truth. */
export function watchApprovals({ office, log }: House): Duty {
  const onError = (error: Error): void => log.error("template.sync_failed", { error: error.message });
  return startDuty(() => office.chaseApprovals(), APPROVALS_EVERY_MS, onError);
}

const APPROVALS_EVERY_MS = 60_000;

function requireKey(config: Config): void {
  if (config.ENCRYPTION_KEY !== undefined) return;
  throw new BadSetting(
    "ENCRYPTION_KEY is not set, but must be 32 bytes in base64, such as `openssl rand -base64 32` prints.",
  );
}

/** PAGES_FILE: registered at each start, so that the file stays the truth for what it names. */
async function registerPages(house: House): Promise<void> {
  const { PAGES_FILE: path } = house.config;
  if (path === undefined) return;
  const parsed = pageListSchema.safeParse(readJsonFile("PAGES_FILE", path));
  if (!parsed.success) {
    const words = fieldErrors(parsed.error).map(
      (it) => `${it.path === "" ? "the whole" : it.path} ${it.message}`,
    );
    throw new BadSetting(`PAGES_FILE names ${path}, which is no list of pages: ${words.join("; ")}.`);
  }
  const actor = { by: "PAGES_FILE", via: "settings", from: hostname() } as const;
  for (const { id, accessToken = null, ...settings } of parsed.data) {
    const { warning } = await house.operator.register(id, settings, accessToken, actor);
    if (warning !== null) house.log.warn("page.templates_unknown", { page: id, warning });
  }
}
