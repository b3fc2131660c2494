import { once } from "node:events";
import { createServer } from "node:http";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test, vi } from "vitest";
import { launch, run } from "./terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "taglane-dev-cli-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("taglane dev", () => {
  test("stops in order at a Ctrl-C that comes while it starts: no process is left behind", async () => {
    // Empty values count as not set: it starts a Redis of its own all the same.
    const env = { NODE_ENV: "test", PORT: "0", DATA_DIR: "early", REDIS_URL: "", GRAPH_API_URL: "" };
    const child = launch("src/cli/main.js", ["dev"], folder, env);
    const closed = once(child, "close");
    const log = join(folder, "early", "redis", "redis.log");
    await vi.waitFor(() => expect(readFileSync(log, "utf8")).toContain("Ready to accept connections"), {
      timeout: 15_000,
      interval: 20,
    });
    child.kill("SIGINT");
    await closed;
    expect(child.exitCode).toBe(0);
    expect(existsSync(join(folder, "early", "running.json"))).toBe(false);
    const redisPid = Number(/^(\d+):/m.exec(readFileSync(log, "utf8"))?.[1]);
    expect(() => process.kill(redisPid, 0)).toThrow("ESRCH");
  }, 40_000);

  test("on a port that is taken says so in one sentence, and leaves no process behind", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = String(typeof address === "object" && address !== null ? address.port : 0);
    const { code, stderr } = await run(["dev"], folder, {
      env: { NODE_ENV: "test", PORT: port, DATA_DIR: "taken" },
    });
    server.close();
    expect(code).toBe(1);
    expect(stderr).toBe(`Port ${port} on 127.0.0.1 is in use; stop what is there, or set PORT to another.\n`);
    const redisPid = Number(
      /^(\d+):/m.exec(readFileSync(join(folder, "taken", "redis", "redis.log"), "utf8"))?.[1],
    );
    expect(() => process.kill(redisPid, 0)).toThrow("ESRCH");
  }, 40_000);

  test("short commands beside it work on what runs here, without a setting", async () => {
    mkdirSync(join(folder, ".taglane"));
    const environment = { REDIS_URL: "redis://127.0.0.1:9", REDIS_PREFIX: "here" };
    const running = { pid: process.pid, url: "http://127.0.0.1:1", redisPid: null, environment };
    writeFileSync(join(folder, ".taglane", "running.json"), JSON.stringify(running));
    const { stderr } = await run(["pages"], folder, { env: { NODE_ENV: "test", REDIS_URL: "" } });
    expect(stderr).toMatch(/^Redis at redis:\/\/127\.0\.0\.1:9 cannot be reached/);
  });
});
