import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { DOCUMENT, policyDocument } from "../../scripts/policy-document.ts";

test("docs/policy.md says what the code decides; `npm run docs` writes it anew", async () => {
  expect(readFileSync(DOCUMENT, "utf8")).toBe(await policyDocument());
});
