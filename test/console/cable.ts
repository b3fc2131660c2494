/** A cable between the browser and the server that a test can pull out and put back. */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export interface Cable {
  readonly url: string;
  pull(): void;
  mend(): void;
  close(): Promise<void>;
}

export async function layCable(to: string): Promise<Cable> {
  const { hostname, port } = new URL(to);
  const ends = new Set<Socket>();
  let isPulled = false;
  const server = createServer((here) => {
    if (isPulled) return void here.destroy();
    const there = connect(Number(port), hostname);
    for (const end of [here, there]) {
      ends.add(end);
      end.on("error", () => end.destroy());
      end.on("close", () => {
        ends.delete(end);
        here.destroy();
        there.destroy();
      });
    }
    here.pipe(there);
    there.pipe(here);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const own = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${String(own)}`,
    pull() {
      isPulled = true;
      for (const end of ends) end.destroy();
    },
    mend() {
      isPulled = false;
    },
    async close() {
      for (const end of ends) end.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
