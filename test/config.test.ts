import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { BadSetting, configFrom, readJsonFile, settingNames, shown } from "../src/config.ts";
import { HIDDEN, RULES } from "./config-rules.ts";

/** What is said of the setting; null: the value will do. */
function fault(name: string, value: string): string | null {
  try {
    configFrom({ [name]: value });
    return null;
  } catch (error) {
    if (error instanceof BadSetting) return error.message;
    throw error;
  }
}

test("each setting has its rules here", () => {
  expect(RULES.map(({ name }) => name).toSorted()).toEqual(settingNames().toSorted());
});

describe("what does", () => {
  const rows = RULES.flatMap(({ name, good }) => good.map(([value, becomes]) => ({ name, value, becomes })));
  test.each(rows)("$name=$value", ({ name, value, becomes }) => {
    expect(configFrom({ [name]: value })[name]).toEqual(becomes);
  });
});

describe("what does not is told in one sentence: the setting, what was given, what is expected", () => {
  const rows = RULES.flatMap(({ name, bad, expected, isSecret }) =>
    bad.map((value) => ({ name, value, given: isSecret ? HIDDEN : JSON.stringify(value), expected })),
  );
  test.each(rows)("$name=$value", ({ name, value, given, expected }) => {
    expect(fault(name, value)).toBe(`${name} is ${given}, but must be ${expected}.`);
  });

  const secrets = RULES.filter(({ isSecret }) => isSecret).flatMap(({ name, bad }) =>
    bad.filter((value) => value.trim() !== "").map((value) => ({ name, value })),
  );
  test.each(secrets)("and $name never tells its value", ({ name, value }) => {
    const parts = value.split(/[:/@,]+/).filter((part) => part.length > 6 && !/^redis|send/.test(part));
    for (const part of parts) expect(fault(name, value)).not.toContain(part);
    expect(shown(name, value)).toBe(HIDDEN);
  });

  test("a value without end is told by its beginning", () => {
    expect(fault("TAG_POLICY", "x".repeat(10_000))?.length).toBeLessThan(250);
  });
});

describe("a setting that is not set", () => {
  test("has its default", () => {
    expect(configFrom({})).toEqual({
      PORT: 3000,
      HOST: "127.0.0.1",
      REDIS_URL: "redis://127.0.0.1:6379",
      REDIS_PREFIX: "taglane",
      GRAPH_API_URL: "https://graph.facebook.com/v26.0",
      META_APP_SECRET: undefined,
      META_VERIFY_TOKEN: undefined,
      API_KEYS: [],
      ENCRYPTION_KEY: undefined,
      TAG_POLICY: "auto",
      JOB_TYPES_FILE: undefined,
      PAGES_FILE: undefined,
      PAGE_RATE: 30,
      APP_RATE: undefined,
      CLASSIFIER_CONCURRENCY: 50,
      SENDER_CONCURRENCY: 20,
      SEND_TIMEOUT_MS: 10_000,
      MAX_ATTEMPTS: 6,
      ON_UNKNOWN: "resend",
      STATUS_RETENTION_HOURS: 168,
      MAX_REPLAYS: 5,
      DEAD_LETTER_RETENTION_DAYS: 90,
      DEAD_LETTER_MAX: 1_000_000,
      AUDIT_RETENTION_DAYS: 365,
      DATA_DIR: ".taglane",
      LOG_LEVEL: "info",
      NODE_ENV: "development",
    });
  });

  test.each(settingNames())("%s counts as not set when it is empty", (name) => {
    expect(configFrom({ [name]: "" })).toEqual(configFrom({}));
    expect(shown(name, "")).toBe("not set");
  });
});

describe("a name that was spelled wrong", () => {
  test.each([
    { given: "TAG_POLCY", meant: "TAG_POLICY" },
    { given: "REDSI_URL", meant: "REDIS_URL" },
    { given: "PAGE_RATES", meant: "PAGE_RATE" },
    { given: "ENCRIPTION_KEY", meant: "ENCRYPTION_KEY" },
    { given: "META_APP_SECERT", meant: "META_APP_SECRET" },
  ])("$given: did you mean $meant?", ({ given, meant }) => {
    expect(fault(given, "x")).toBe(`${given} is not a setting; did you mean ${meant}?`);
  });

  test.each([
    { label: "another program's", environment: { REDIS_URI: "x", HOME: "/root", API_KEY: "x", HOSTS: "x" } },
    { label: "beside the right one", environment: { PAGE_RATE: "5", PAGE_RATES: "x" } },
    { label: "far from any", environment: { REDIS_PASSWORD: "x", PAGE: "x", LOG: "x" } },
  ])("is none: $label", ({ environment }) => {
    expect(() => configFrom(environment)).not.toThrow();
  });
});

describe("a setting that names a file", () => {
  const folder = mkdtempSync(join(tmpdir(), "taglane-config-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string, content: string): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };

  test("gives its JSON", () => {
    expect(readJsonFile("PAGES_FILE", file("good.json", '[{"id": "1"}]'))).toEqual([{ id: "1" }]);
  });

  test.each([
    { label: "missing", path: join(folder, "nowhere.json"), words: "does not exist" },
    { label: "a folder", path: folder, words: "cannot be read (EISDIR)" },
    {
      label: "no JSON, and holds a token",
      path: file("bad.json", '[{"id": "1", "accessToken": EAAGm0PX4ZCps}]'),
      words: "is not valid JSON: Unexpected token 'E'",
    },
  ])("tells in one sentence when it is $label", ({ path, words }) => {
    expect(() => readJsonFile("PAGES_FILE", path)).toThrow(
      new BadSetting(`PAGES_FILE names ${path}, which ${words}.`),
    );
  });
});
