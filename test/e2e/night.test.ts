/** A night of operations, told through the command line: what an operator types, and what they read. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { run } from "../cli/terminal.ts";
import { aToken } from "../support/recorder.ts";
import { aNotice, openFleet, people, type Fleet, type Json } from "../support/fleet.ts";

const PAGE = "86001";
/** They wrote a minute ago. */
const NEAR = people(40);
/** They never wrote. */
const FAR = people(12, 5_000);
const NEW_TOKEN = `${aToken(PAGE)}-new`;
const PATIENTLY = { timeout: 30_000, interval: 200 };

let fleet: Fleet;
const folder = mkdtempSync(join(tmpdir(), "taglane-night-"));
beforeAll(async () => {
  fleet = await openFleet();
  await fleet.start("serve");
  await fleet.start("classifier");
  await Promise.all([fleet.start("sender"), fleet.start("sender")]);
});
afterAll(async () => {
  await fleet.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What the terminal shows: runs of spaces as one, so that a table reads as its words. */
async function taglane(line: string, stdin = ""): Promise<string> {
  const { code, stdout, stderr } = await run(line.split(" "), folder, { env: fleet.environment, stdin });
  expect([line, code, stderr.includes("    at ")]).toEqual([line, 0, false]);
  return `${stderr}${stdout}`.replaceAll(/ +/g, " ");
}

test("a token dies, the page is held, renewed and let go; the dead are counted, tried, replayed, discarded; all on record", async () => {
  // The shift begins with a page that works.
  await fleet.page(PAGE, {}, NEAR);
  expect(await taglane("pages")).toMatch(new RegExp(`${PAGE} Page ${PAGE} 30/s auto 0 0 0 \\n`));

  // 23:10 – its token dies, and a shop's messages come in.
  await fleet.simulate("PUT", `/pages/${PAGE}`, { tokenState: "expired" });
  const messages = [...NEAR, ...FAR].map((psid) => aNotice(PAGE, psid, `A word to ${psid}`));
  writeFileSync(join(folder, "night.ndjson"), messages.map((it) => `${JSON.stringify(it)}\n`).join(""));
  expect(await taglane("send night.ndjson")).toContain("52 accepted, 0 known already, 0 refused");

  // 23:12 – the page is held, and says why; nothing was burnt.
  await vi.waitFor(async () => {
    expect(await taglane("pages")).toMatch(/ 86001 .* 40 0 0 token_invalid/);
  }, PATIENTLY);
  const held = await taglane(`pages show ${PAGE}`);
  expect(held).toMatch(/ held token_invalid since \S+Z by sender: .*(Session has expired|access token)/i);
  expect(await fleet.delivered()).toEqual([]);

  // 23:20 – the operator takes over, renews the token, and lets the page go when the shop says so.
  expect(await taglane(`pages pause ${PAGE} --reason token-is-being-renewed`)).toContain(
    "held operator since",
  );
  await fleet.simulate("PUT", `/pages/${PAGE}`, { token: NEW_TOKEN, tokenState: "valid" });
  const renewed = await taglane(`pages set ${PAGE} --token-stdin`, NEW_TOKEN);
  expect(renewed).toContain("held operator since");
  expect(renewed).not.toContain(NEW_TOKEN);
  expect(await taglane(`pages resume ${PAGE}`)).toContain(" held no\n");
  await vi.waitFor(async () => expect(await fleet.delivered()).toHaveLength(NEAR.length), PATIENTLY);
  const [first = ""] = await fleet.delivered();
  expect(await taglane(`status ${first}`)).toMatch(/ attempt: sent\n.* sent as m_/);

  // 23:40 – what could not go, by reason.
  const summary = await taglane("dead-letters summary");
  expect(summary).toMatch(/ window_closed 12 The person has not written in the last 24 hours/);
  expect(summary).toMatch(new RegExp(` ${PAGE} 12\\s`));
  expect(summary).toContain("\n12 in all\n");
  const listed = await taglane("dead-letters list --reason window_closed --limit 1");
  expect(listed).toContain("\n1 shown, 11 more\n");
  const id = /(?<![\w-])d[\w-]{24}(?![\w-])/.exec(listed)?.[0] ?? "";
  expect(await taglane(`dead-letters show ${id}`)).toContain(
    "The person has not written in the last 24 hours",
  );

  // 00:30 – eight of them write. What would go, and what would be refused again?
  await Promise.all(
    FAR.slice(0, 8).map((psid) =>
      fleet.simulate("POST", "/inbound", { page: PAGE, psid, text: "Hello, is anybody there?" }),
    ),
  );
  const dry = await taglane(`dead-letters replay --page ${PAGE} --dry-run`);
  expect(dry).toMatch(/ go 8 /);
  expect(dry).toMatch(/ stay: window_closed 4 The person has not written/);
  expect(dry).toContain("\n12 matched\n");
  expect(await taglane("dead-letters summary")).toContain("\n12 in all\n");

  // 00:35 – for real; the four stay, and are thrown away when their number is confirmed.
  const replayed = await taglane(`dead-letters replay --page ${PAGE} --yes`);
  expect(replayed).toMatch(/\n8 replayed, 4 left\n/);
  expect(replayed).toMatch(/ window_closed 4 The person has not written/);
  await vi.waitFor(async () => expect(await fleet.delivered()).toHaveLength(NEAR.length + 8), PATIENTLY);
  expect(await taglane("dead-letters replays")).toMatch(/ done 12 8 4 r[\w-]{16}/);
  expect(await taglane(`dead-letters discard --page ${PAGE} --yes`)).toContain("4 discarded\n");

  // 00:40 – nothing is left.
  expect(await taglane("dead-letters summary")).toBe("No dead letters.\n");
  const carried = await fleet.delivered();
  expect(new Set(carried).size).toBe(carried.length);
  expect(await fleet.simulate("GET", "/stats")).toMatchObject({ repeated: 0 });

  // In the morning – who did what.
  const record = (await taglane("audit --ndjson")).trim().split("\n");
  const deeds = record.map((line) => JSON.parse(line) as Json).filter((it) => it["via"] === "command line");
  expect(deeds.map((it) => [it["action"], it["target"]])).toEqual([
    ["page.paused", PAGE],
    ["page.changed", PAGE],
    ["page.resumed", PAGE],
    ["replay.started", expect.stringMatching(/^r/)],
    ["replay.ended", expect.stringMatching(/^r/)],
    ["dead_letters.discard_started", null],
    ["dead_letters.discarded", null],
  ]);
  for (const it of deeds) expect(it).toMatchObject({ by: userInfo().username, from: hostname() });
  expect(deeds.map((it) => it["details"])).toMatchObject([
    { reason: "token-is-being-renewed" },
    { accessToken: "set" },
    { held: "operator" },
    { filter: { page: PAGE }, priority: "bulk", matched: 12 },
    { state: "done", matched: 12, replayed: 8, skipped: { window_closed: 4 } },
    { filter: { page: PAGE }, matched: 4 },
    { filter: { page: PAGE }, matched: 4, discarded: 4 },
  ]);
  expect(record.join("")).not.toContain(NEW_TOKEN);
  expect(await taglane("audit --action replay.started")).toMatch(/ replay\.started r[\w-]{16} /);
}, 240_000);
