/** The one POST that ends a message at a rival: the pool, the headers and the body are those of the product. */
import { Pool } from "undici";
import { z } from "zod";
import type { BenchMessage } from "../support/workload.ts";

const TIMEOUT_MS = 10_000;
const CONNECTIONS = 128;
const TOKEN = "EAAbench";
const sent = z.object({ message_id: z.string() });

export interface GraphPost {
  /** @returns Graph's id of it. @throws when it was not sent */
  send(id: string, message: BenchMessage): Promise<string>;
  close(): Promise<void>;
}

export function openGraphPost(graphUrl: string): GraphPost {
  const { origin, pathname } = new URL(graphUrl);
  const pool = new Pool(origin, {
    connections: CONNECTIONS,
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
  });
  return {
    async send(id, { page, recipient, content }) {
      const response = await pool.request({
        method: "POST",
        path: `${pathname}/${page}/messages`,
        headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
        body: JSON.stringify({
          recipient: { id: recipient.psid },
          messaging_type: "UPDATE",
          message: { text: content.text, metadata: id },
        }),
      });
      const answer = await response.body.json();
      if (response.statusCode !== 200) throw new Error(`Graph answered ${String(response.statusCode)}`);
      return sent.parse(answer).message_id;
    },
    close: () => pool.close(),
  };
}
