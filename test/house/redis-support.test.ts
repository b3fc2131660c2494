import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Redis } from "ioredis";
import { describe, expect, onTestFinished, test } from "vitest";
import { localRedisProgram } from "../support/redis-server.ts";
import { freshRedis, testRedis } from "../support/redis.ts";

describe("testRedis", () => {
  test("cleans up its own keys and leaves those of others", async () => {
    const [mine, theirs] = [testRedis(), testRedis()];
    const client = connect(mine.url);
    await client.mset(`${mine.prefix}:{1}:a`, "1", `${mine.prefix}b`, "1", `${theirs.prefix}:a`, "1");
    await mine.cleanup();
    expect(await client.keys(`${mine.prefix}*`)).toEqual([]);
    expect(await client.keys(`${theirs.prefix}*`)).toEqual([`${theirs.prefix}:a`]);
    await theirs.cleanup();
  });
});

describe("freshRedis", () => {
  test("comes back with its data after a crash when it is durable", async () => {
    const redis = await freshRedis({ durable: true });
    onTestFinished(() => redis.stop());
    await connect(redis.url).set("a", "1");
    await redis.kill();
    await redis.restart();
    expect(await connect(redis.url).get("a")).toBe("1");
  });

  test("answers nothing while it is paused", async () => {
    const redis = await freshRedis();
    onTestFinished(() => redis.stop());
    const client = connect(redis.url);
    await client.ping();
    await redis.pause();
    const answer = client.ping();
    await expect(connect(redis.url, { commandTimeout: 200 }).ping()).rejects.toThrow("Command timed out");
    await redis.resume();
    expect(await answer).toBe("PONG");
  });

  test.runIf(localRedisProgram())("ends with the process that started it, a SIGKILL included", async () => {
    // A process that is killed leaves its folder behind.
    const folder = await mkdtemp(join(tmpdir(), "taglane-killed-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const child = spawn(process.execPath, ["--import", import.meta.resolve("tsx"), "-e", startAndWait], {
      cwd: join(import.meta.dirname, "../.."),
      env: { PATH: process.env["PATH"], TMPDIR: folder },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [url] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
    const socket = createConnection(Number(new URL(url).port), "127.0.0.1");
    await once(socket, "connect");
    // Its end may be a reset.
    socket.on("error", () => undefined).resume();
    const closed = new Promise((resolve) => socket.once("close", resolve));
    child.kill("SIGKILL");
    expect(await closed).toBeTypeOf("boolean");
  });
});

const startAndWait = `
  import("./test/support/redis-server.ts").then(async ({ localRedisProgram, startLocalRedis }) => {
    console.log((await startLocalRedis(localRedisProgram())).url);
  });`;

/** A client that is closed with the test. A connection that breaks with its Redis is what some tests are about. */
function connect(url: string, options: { commandTimeout?: number } = {}): Redis {
  const client = new Redis(url, options);
  client.on("error", () => {});
  onTestFinished(() => client.disconnect());
  return client;
}
