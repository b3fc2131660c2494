import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createLogger, type Logger } from "../src/log.ts";

const SECRET = "EAAG-never-to-be-seen";

let folder: string;
let fd: number;
let log: Logger;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "taglane-log-"));
  fd = openSync(join(folder, "log"), "w");
  log = createLogger("info", "sender", fd);
});

afterEach(() => {
  closeSync(fd);
  rmSync(folder, { recursive: true });
});

const written = () => readFileSync(join(folder, "log"), "utf8");
const lines = () =>
  written()
    .trimEnd()
    .split("\n")
    .map((line): unknown => JSON.parse(line));

test("a line is JSON with its event, role, time and fields", () => {
  log.warn("message.attempted", { id: "m1", code: 613, template: null, of: { page: "9" } });
  expect(lines()).toEqual([
    {
      level: 40,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      role: "sender",
      event: "message.attempted",
      id: "m1",
      code: 613,
      template: null,
      of: { page: "9" },
    },
  ]);
});

describe("what may not be logged", () => {
  test.each([
    "accessToken",
    "access_token",
    "token",
    "Authorization",
    "secret",
    "password",
    "text",
    "content",
  ])("is not, as %s at any depth", (name) => {
    let fields: Record<string, unknown> = { [name]: SECRET };
    for (let depth = 0; depth < 12; depth += 1) {
      log.info("a", fields);
      log.error("b", { list: [1, fields, { [name]: { inner: SECRET } }] });
      fields = { within: fields, beside: depth };
    }
    expect(written()).not.toContain(SECRET);
    expect(lines()[0]).toMatchObject({ [name]: "[redacted]" });
    expect(lines()[1]).toMatchObject({ list: [1, { [name]: "[redacted]" }, { [name]: "[redacted]" }] });
  });

  test("is left in what was given, which may be in use", () => {
    const fields = { page: "9", more: { token: SECRET, list: [{ text: SECRET }] } };
    log.info("page.registered", fields);
    expect(fields).toEqual({ page: "9", more: { token: SECRET, list: [{ text: SECRET }] } });
    expect(lines()).toMatchObject([
      { page: "9", more: { token: "[redacted]", list: [{ text: "[redacted]" }] } },
    ]);
  });
});

test("what goes round in circles is written all the same", () => {
  const round: Record<string, unknown> = { id: "m1", token: SECRET };
  round["self"] = round;
  log.info("a", { round });
  expect(written()).not.toContain(SECRET);
  expect(lines()).toMatchObject([{ round: { id: "m1", token: "[redacted]", self: { self: { id: "m1" } } } }]);
});
