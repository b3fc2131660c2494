import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { configFrom, SETTINGS } from "../../src/config.ts";

const example = readFileSync(join(import.meta.dirname, "../../.env.example"), "utf8");
const lines = [...example.matchAll(/^#?([A-Z_]+)=(.*)$/gm)].map(([, name = "", value = ""]) => ({
  name,
  value,
}));

describe(".env.example", () => {
  test("names each setting once and no other", () => {
    expect(lines.map(({ name }) => name).toSorted()).toEqual(Object.keys(SETTINGS).toSorted());
  });

  test("shows the default of each setting that has one", () => {
    const shown = Object.fromEntries(lines.map(({ name, value }) => [name, value]));
    expect(configFrom(shown)).toEqual(configFrom({}));
  });
});
