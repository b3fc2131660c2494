/** A Graph API of the test's own: a real HTTP server that answers by script and keeps what it was asked. */
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";

export interface Asked {
  readonly method: string;
  /** Path and query, as they came. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The port at the other end: the same for two requests over one connection. */
  readonly port: number | undefined;
}

/** A body that is a string goes out as it is, anything else as JSON. */
export interface Said {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** What is answered; or a function that does as it likes with the response. */
export type Reply = Said | ((response: ServerResponse) => void);

export interface ScriptedGraph {
  readonly url: string;
  readonly asked: readonly Asked[];
  /** Adds to the script. */
  reply(reply: Reply): void;
  /** @throws when a reply of the script was not asked for, or something was asked that no reply was left for */
  close(): Promise<void>;
}

export async function scriptedGraph(...script: readonly Reply[]): Promise<ScriptedGraph> {
  const left = [...script];
  const asked: Asked[] = [];
  let unanswered = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = (await buffer(request)).toString();
    const { method = "", url = "", headers } = request;
    asked.push({ method, url, headers, body, port: request.socket.remotePort });
    const reply = left.shift();
    if (reply === undefined) unanswered += 1;
    if (typeof reply === "function") reply(response);
    else write(response, reply ?? { status: 500, body: "nothing is scripted for this" });
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;

  return {
    url: `http://127.0.0.1:${String(port)}/v26.0`,
    asked,
    reply: (reply) => void left.push(reply),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
      if (left.length > 0) throw new Error(`${String(left.length)} scripted replies were not asked for`);
      if (unanswered > 0) throw new Error(`${String(unanswered)} requests had no scripted reply`);
    },
  };
}

function write(response: ServerResponse, { status = 200, headers = {}, body }: Said): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}
