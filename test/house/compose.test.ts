import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DCLinter } from "dclint";
import { describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { SETTINGS } from "../../src/config.ts";
import { COMPACT_VALUE } from "../../src/redis/checkup.ts";

const path = join(import.meta.dirname, "../../docker-compose.yml");
const text = readFileSync(path, "utf8");
const role = z.object({
  command: z.array(z.string()),
  environment: z.record(z.string(), z.unknown()),
  ports: z.array(z.string()).default([]),
  depends_on: z.object({ redis: z.object({ condition: z.string() }) }),
  deploy: z.object({ replicas: z.number() }).optional(),
  stop_grace_period: z.string(),
});
// dclint's own types do not resolve under nodenext.
const lintResults = z.tuple([
  z.object({
    messages: z.array(z.object({ rule: z.string(), type: z.string(), message: z.string() })),
  }),
]);
const { services } = z
  .object({
    services: z.object({
      redis: z.object({ command: z.array(z.string()), ports: z.array(z.string()).default([]) }),
      api: role,
      classifier: role,
      sender: role,
    }),
  })
  .parse(parse(text, { merge: true }));

describe("docker-compose.yml", () => {
  test("keeps to the Compose specification", () => {
    expect(complaints(path)).toEqual([]);
  });

  test.each([
    ["an unknown key", "stop_grace_period:", "stop_grace:"],
    ["a value of the wrong type", "command: [sender]", "command: { run: sender }"],
    ["a condition that does not exist", "service_healthy", "healthy"],
  ])("would not pass with %s", async (_label, right, wrong) => {
    const folder = await mkdtemp(join(tmpdir(), "taglane-compose-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const spoilt = join(folder, "docker-compose.yml");
    await writeFile(spoilt, (await readFile(path, "utf8")).replaceAll(right, wrong));
    expect(complaints(spoilt)).not.toEqual([]);
  });

  test("keeps what Redis holds on disk, evicts nothing and does not publish it", () => {
    const command = services.redis.command.join(" ");
    expect(command).toContain("--appendonly yes");
    expect(command).toContain("--maxmemory-policy noeviction");
    expect(command).toContain(`--hash-max-listpack-value ${String(COMPACT_VALUE)}`);
    expect(services.redis.ports).toEqual([]);
  });

  test.each(["api", "classifier", "sender"] as const)("runs the %s once Redis is healthy", (name) => {
    expect(services[name].depends_on.redis.condition).toBe("service_healthy");
    expect(services[name].stop_grace_period).toBe("30s");
  });

  test("runs each role from its own command, and the sender twice", () => {
    expect(services.api.command).toEqual(["serve"]);
    expect(services.classifier.command).toEqual(["classifier"]);
    expect(services.sender.command).toEqual(["sender"]);
    expect(services.sender.deploy?.replicas).toBe(2);
  });

  test("listens on this machine only, unless told otherwise", () => {
    expect(services.api.ports).toEqual(["${PUBLISH_ADDRESS:-127.0.0.1}:${PORT:-3000}:3000"]);
    expect(services.api.environment).toMatchObject({ HOST: "0.0.0.0", PORT: 3000 });
  });

  test("hands on each setting, but for those of development", () => {
    // DATA_DIR holds the Redis of `npm start`, and the image sets NODE_ENV.
    const development = ["DATA_DIR", "NODE_ENV"];
    const names = Object.keys(SETTINGS).filter((name) => !development.includes(name));
    expect(Object.keys(services.api.environment).toSorted()).toEqual(names.toSorted());
  });

  test("does not start without the secrets", () => {
    const required = [...text.matchAll(/\$\{(\w+):\?/g)].map(([, name = ""]) => name);
    expect(required.toSorted()).toEqual([
      "API_KEYS",
      "ENCRYPTION_KEY",
      "META_APP_SECRET",
      "META_VERIFY_TOKEN",
    ]);
  });
});

/** What breaks the Compose specification's JSON schema, or would fail at `docker compose up`. Questions of taste are warnings. */
function complaints(file: string): string[] {
  // This rule reads no ${VARIABLE}; the test of the ports above is stricter.
  const rules = { "no-unbound-port-interfaces": 0 } as const;
  const linter = new DCLinter({ rules, quiet: false, debug: false, exclude: [] });
  const [{ messages }] = lintResults.parse(linter.lintFiles([file], false));
  return messages.filter(({ type }) => type === "error").map(({ rule, message }) => `${rule}: ${message}`);
}
