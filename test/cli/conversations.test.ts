import { afterAll, beforeAll, expect, test } from "vitest";
import { pageSettings } from "../../src/core/page.ts";
import { openTerminal, type Terminal } from "./terminal.ts";

const PAGE = "10203040";
const HOUR = 3_600_000;

let terminal: Terminal;
beforeAll(async () => {
  terminal = await openTerminal();
  await terminal.house.pages.put(PAGE, pageSettings.parse({ name: "A shop" }), null);
});
afterAll(() => terminal.close());

const conversations = (...args: string[]) => terminal.run(["conversations", ...args]);

test("a person of whom nothing is known", async () => {
  expect(await conversations("show", PAGE, "1")).toEqual({
    code: 0,
    stdout: [
      "1 on page 10203040",
      "  last wrote     never, or more than a month ago",
      "  window         closed",
      "  delivered      nothing",
      "  read           nothing",
      "  suppressed     no",
      "",
    ].join("\n"),
    stderr: "",
  });
});

test("one whom Meta refused is shown with its words, and forgiven", async () => {
  const at = Date.now() - HOUR;
  const since = new Date(at).toISOString();
  await terminal.house.conversations.inbound(PAGE, "2", at - HOUR);
  await terminal.house.conversations.refuse(PAGE, "2", {
    kind: "suppressed",
    reason: "recipient_unknown",
    detail: "(#100) No matching user found",
    at,
    knownInboundAt: at - HOUR,
  });
  const shown = await conversations("show", PAGE, "2");
  expect(shown).toMatchObject({ code: 0, stderr: "" });
  expect(shown.stdout).toMatch(/\n {2}window {9}open until \S+Z\n/);
  expect(shown.stdout).toContain(
    `\n  suppressed     since ${since}: Meta knows no such person on this page; the PSID may belong to another page. ` +
      "Meta's words: (#100) No matching user found\n",
  );
  const asJson = JSON.parse((await conversations("show", PAGE, "2", "--json")).stdout) as unknown;
  expect(asJson).toMatchObject({ psid: "2", suppressed: { reason: "recipient_unknown", since } });

  const forgiven = await conversations("forgive", PAGE, "2");
  expect(forgiven).toMatchObject({ code: 0, stderr: "" });
  expect(forgiven.stdout).toContain("\n  suppressed     no\n");
  expect((await terminal.house.conversations.get(PAGE, "2")).refused).toBeNull();
  const again = await conversations("forgive", PAGE, "2", "--json");
  expect(again.code).toBe(0);
  expect(JSON.parse(again.stdout)).toMatchObject({ suppressed: null });
});

test.each(["show", "forgive"])("%s is nothing on a page that nobody registered", async (command) => {
  expect(await conversations(command, "999", "1")).toEqual({
    code: 1,
    stdout: "",
    stderr: "Page 999 is not registered.\n",
  });
});

test.each([
  { args: ["show", "shop", "1"], words: "It must be a string of digits." },
  { args: ["forgive", PAGE, "x"], words: "It must be a string of digits." },
  { args: ["forgive", PAGE], words: "missing required argument 'psid'" },
])("$args is bad usage", async ({ args, words }) => {
  const { code, stderr } = await conversations(...args);
  expect(code).toBe(2);
  expect(stderr).toContain(words);
});
