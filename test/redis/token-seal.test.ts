import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createTokenSeal, NoEncryptionKey } from "../../src/redis/token-seal.ts";

const keyOf = (name: string): Buffer => createHash("sha256").update(name).digest();
const seal = createTokenSeal(keyOf("a key"));
const PAGE = "1029384756";
const TOKEN = "EAAB-token-of-the-page";

const pages = fc.stringMatching(/^\d{1,32}$/);

describe("a sealed token", () => {
  test("opens to the token that was sealed", () => {
    fc.assert(
      fc.property(pages, fc.string({ unit: "grapheme" }), (page, token) => {
        expect(seal.open(page, seal.seal(page, token))).toBe(token);
      }),
    );
  });

  test("is never sealed the same way twice", () => {
    expect(seal.seal(PAGE, TOKEN)).not.toBe(seal.seal(PAGE, TOKEN));
  });

  test("shows nothing of the token", () => {
    const sealed = Buffer.from(seal.seal(PAGE, TOKEN), "base64");
    expect(sealed.toString("latin1")).not.toContain(TOKEN);
    expect(sealed.toString("latin1")).not.toContain("EAAB");
  });

  test("of one page does not open for another", () => {
    fc.assert(
      fc.property(pages, pages, (page, other) => {
        fc.pre(page !== other);
        expect(() => seal.open(other, seal.seal(page, TOKEN))).toThrow(
          `The token of page ${other} cannot be opened`,
        );
      }),
    );
  });

  test("does not open with another key, and the sentence says which setting it is", () => {
    const other = createTokenSeal(keyOf("another key"));
    expect(() => other.open(PAGE, seal.seal(PAGE, TOKEN))).toThrow(
      "ENCRYPTION_KEY is not the one that sealed it",
    );
  });

  test("does not open when a single bit of it is changed", () => {
    const sealed = Buffer.from(seal.seal(PAGE, TOKEN), "base64");
    fc.assert(
      fc.property(fc.nat({ max: sealed.length * 8 - 1 }), (bit) => {
        const changed = Buffer.from(sealed);
        changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        expect(() => seal.open(PAGE, changed.toString("base64"))).toThrow("cannot be opened");
      }),
    );
  });

  test("does not open when it is cut short anywhere", () => {
    const sealed = Buffer.from(seal.seal(PAGE, TOKEN), "base64");
    const lengths = Array.from({ length: sealed.length }, (_, length) => length);
    for (const length of lengths) {
      const cut = sealed.subarray(0, length).toString("base64");
      expect(() => seal.open(PAGE, cut)).toThrow("cannot be opened");
    }
  });

  test("that fails to open says nothing of what it is", () => {
    const sealed = seal.seal(PAGE, TOKEN);
    const attempt = () => createTokenSeal(keyOf("another key")).open(PAGE, sealed);
    expect(attempt).not.toThrow(sealed);
    expect(attempt).not.toThrow(TOKEN);
  });
});

describe("without a key", () => {
  const none = createTokenSeal(null);
  test.each([
    ["nothing is sealed", () => none.seal(PAGE, TOKEN)],
    ["nothing is opened", () => none.open(PAGE, seal.seal(PAGE, TOKEN))],
  ])("%s", (_, use) => {
    expect(use).toThrow(NoEncryptionKey);
  });
});
