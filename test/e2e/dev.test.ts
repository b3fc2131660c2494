/** What a newcomer sees: `taglane dev` on an empty folder, the demo's table, Ctrl-C, and a second start. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Running } from "../../src/cli/dev-state.ts";
import { connectRedis } from "../../src/redis/connection.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const MAIN = new URL("../../dist/src/cli/main.js", import.meta.url).pathname;

const dataDir = mkdtempSync(join(tmpdir(), "taglane-dev-"));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

interface Run {
  readonly lines: string[];
  readonly child: ChildProcess;
  readonly pids: readonly number[];
  readonly redisUrl: string;
}

describe("the first start", () => {
  let run: Run;
  beforeAll(async () => {
    run = await start();
  }, 60_000);

  test.each([
    [
      "2093847561",
      "order_shipped",
      "closed",
      "POST_PURCHASE_UPDATE",
      "MESSAGE_TAG POST_PURCHASE_UPDATE",
      "sent",
    ],
    ["1029384756", "order_shipped", "closed", "POST_PURCHASE_UPDATE", "UTILITY order_shipped_v1", "sent"],
    ["1029384756", "order_confirmed", "open", "POST_PURCHASE_UPDATE", "UPDATE", "sent"],
    ["1029384756", "rsvp_reminder", "closed", "CONFIRMED_EVENT_UPDATE", "UTILITY rsvp_reminder_v1", "sent"],
    [
      "2093847561",
      "rsvp_reminder",
      "closed",
      "CONFIRMED_EVENT_UPDATE",
      "MESSAGE_TAG CONFIRMED_EVENT_UPDATE",
      "sent",
    ],
    ["1029384756", "agent_reply", "human_agent", "HUMAN_AGENT", "MESSAGE_TAG HUMAN_AGENT", "sent"],
    ["1029384756", "agent_reply", "closed", "HUMAN_AGENT", "–", "dead: human_agent_expired"],
    ["1029384756", "order_delivered", "closed", "POST_PURCHASE_UPDATE", "–", "dead: promotional_content"],
    ["2093847561", "event_reminder", "closed", "CONFIRMED_EVENT_UPDATE", "–", "dead: event_over"],
  ])("tells of %s %s in a %s window: %s, as %s: %s", (...cells) => {
    const rows = run.lines.map((line) => line.trim().split(/ {2,}/).map(sentIsSent));
    expect(rows).toContainEqual(cells);
  });

  test("says where it is, with which key, and what to try", () => {
    const all = run.lines.join("\n");
    expect(all).toMatch(/Taglane is up at http:\/\/127\.0\.0\.1:\d+/);
    expect(all).toMatch(/API key: dev-[0-9a-f]{32}/);
    expect(all).toContain("curl -s http://127.0.0.1:");
  });

  test("prints a link that signs in at the console once, and may do everything", async () => {
    const [, url = "", link = ""] = /Console: (http:\S+)\/#link=([\w-]+)/.exec(run.lines.join("\n")) ?? [];
    const signIn = () => fetch(`${url}/console/session`, { method: "POST", body: JSON.stringify({ link }) });
    const answer = await signIn();
    expect(await answer.json()).toMatchObject({ name: "dev", scopes: ["send", "read", "ops", "admin"] });
    const cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? "";
    const overview = await fetch(`${url}/v1/overview`, { headers: { cookie } });
    expect(await overview.json()).toMatchObject({ pages: { total: 2 }, policy: { pinned: false } });
    expect((await signIn()).status).toBe(401);
  });

  test("a second one beside it is refused with one sentence", async () => {
    const other = launch();
    const [code] = await once(other, "exit");
    expect(code).toBe(1);
    const said = await other.said;
    expect(said).toMatch(/^A Taglane runs here already \(process \d+, http:.+\); stop it first/);
    expect(said.trim().split("\n")).toHaveLength(1);
  });

  test("Ctrl-C ends it: exit code 0, no process and no lock left behind, no token in its log", async () => {
    const exited = once(run.child, "exit");
    run.child.kill("SIGINT");
    const [code] = await exited;
    expect(code).toBe(0);
    for (const pid of run.pids) expect(() => process.kill(pid, 0)).toThrow("ESRCH");
    expect(existsSync(join(dataDir, "running.json"))).toBe(false);
    const kept = JSON.parse(readFileSync(join(dataDir, "dev.json"), "utf8")) as Kept;
    const log = readFileSync(join(dataDir, "taglane.log"), "utf8");
    expect(log).toContain("message.attempted");
    for (const secret of [
      ...Object.values(kept.pageTokens),
      kept.apiKey,
      kept.appSecret,
      kept.encryptionKey,
    ]) {
      expect(log).not.toContain(secret);
    }
  });

  test("a second start still knows the first one's messages", async () => {
    const second = await start();
    const all = second.lines.join("\n");
    expect(all).toContain("its messages are still known");
    const table = (lines: string[]) =>
      lines.filter((line) => /^ \d{10} /.test(line)).map((line) => line.trim());
    const plain = (line: string) => line.split(/ {2,}/).map(sentIsSent).join("|");
    expect(table(second.lines).map(plain)).toEqual(table(run.lines).map(plain));
    const exited = once(second.child, "exit");
    second.child.kill("SIGINT");
    await exited;
  }, 60_000);
});

test("after a kill the next start ends the Redis that was left over, and loses nothing", async () => {
  const first = await start();
  const exited = once(first.child, "exit");
  first.child.kill("SIGKILL");
  await exited;
  const second = await start();
  await expect(connectRedis(first.redisUrl, "producer")).rejects.toThrow("cannot be reached");
  expect(second.lines.join("\n")).toContain("its messages are still known");
  const ended = once(second.child, "exit");
  second.child.kill("SIGINT");
  await ended;
}, 60_000);

interface Kept {
  readonly pageTokens: Record<string, string>;
  readonly apiKey: string;
  readonly appSecret: string;
  readonly encryptionKey: string;
}

/** Whether the delivery receipt has come yet is the simulator's to say. */
function sentIsSent(cell: string): string {
  return cell === "delivered" || cell === "read" ? "sent" : cell;
}

function launch() {
  const child = spawn(process.execPath, [MAIN, "dev"], {
    env: { PATH: process.env["PATH"], NODE_ENV: "test", PORT: "0", DATA_DIR: dataDir },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let words = "";
  child.stderr.on("data", (chunk: Buffer) => (words += chunk.toString()));
  const said = once(child, "exit").then(() => words);
  return Object.assign(child, { said });
}

async function start(): Promise<Run> {
  const child = launch();
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  await new Promise<void>((resolve, reject) => {
    void child.said.then((words) => reject(new Error(words)));
    reader.on("line", (line) => {
      lines.push(line);
      if (line.startsWith("Ctrl-C stops")) resolve();
    });
  });
  const running = JSON.parse(readFileSync(join(dataDir, "running.json"), "utf8")) as Running;
  const redisUrl = String(running.environment["REDIS_URL"]);
  return { lines, child, pids: [running.pid, Number(running.redisPid)], redisUrl };
}
