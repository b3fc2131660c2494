import type { Duplex } from "node:stream";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openStore, type Store } from "./store.ts";

let store: Store;
beforeAll(async () => {
  store = await openStore();
});
afterAll(() => store.close());

/** How many times the socket is written to while this runs. */
async function writes(work: () => Promise<unknown>): Promise<number> {
  const socket: Required<Pick<Duplex, "_write" | "_writev">> = store.client.stream as never;
  const seen = [vi.spyOn(socket, "_write"), vi.spyOn(socket, "_writev")];
  await work();
  const count = seen.reduce((sum, it) => sum + it.mock.calls.length, 0);
  for (const it of seen) it.mockRestore();
  return count;
}

test("all commands of a tick are one write, answered in their order", async () => {
  const said: string[] = [];
  const asked = Array.from({ length: 100 }, (_, i) => String(i));
  const count = await writes(async () => {
    await Promise.all(asked.map(async (it) => said.push(await store.client.echo(it))));
  });
  expect(said).toEqual(asked);
  expect(count).toBe(1);
});

test("a connection that was cut is corked again when it is back", async () => {
  const cut = new Promise((resolve) => store.client.once("close", resolve));
  store.client.stream.destroy();
  await cut;
  expect(await store.client.echo("back")).toBe("back");
  const count = await writes(() => Promise.all([1, 2, 3].map(() => store.client.ping())));
  expect(count).toBe(1);
});
