import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { z } from "zod";

export const WEBHOOK_SECRET = "webhook-secret";

const eventSchema = z.record(z.string(), z.unknown());
const entrySchema = z.object({
  messaging: z.array(eventSchema).optional(),
  changes: z.array(eventSchema).optional(),
});
const bodySchema = z.object({ object: z.literal("page"), entry: z.array(entrySchema) });
const addressSchema = z.object({ port: z.number() });

type Event = z.infer<typeof eventSchema>;
export type Post = { raw: Buffer; isGenuine: boolean; entries: Event[][] };

/** The app's side of the webhooks: a real server that keeps what it gets and can be told how to answer. */
export type Inbox = {
  url: string;
  posts: Post[];
  /** Answers of the next POSTs, in order; 200 when none is left, 0 for none at all. */
  answers: number[];
  /** Every event so far, in the order of arrival. */
  events(): Event[];
  /** Resolves once so many events have come. */
  eventCount(count: number): Promise<Event[]>;
  postCount(count: number): Promise<Post[]>;
  close(): Promise<void>;
};

export async function openInbox(): Promise<Inbox> {
  const posts: Post[] = [];
  const answers: number[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      posts.push(readPost(Buffer.concat(chunks), String(request.headers["x-hub-signature-256"])));
      const status = answers.shift() ?? 200;
      if (status > 0) response.writeHead(status).end();
      server.emit("post");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const events = (): Event[] => posts.flatMap((post) => post.entries.flat());
  return {
    url: `http://127.0.0.1:${addressSchema.parse(server.address()).port}/webhooks/messenger?source=meta`,
    posts,
    answers,
    events,
    async eventCount(count) {
      while (events().length < count) await once(server, "post");
      return events();
    },
    async postCount(count) {
      while (posts.length < count) await once(server, "post");
      return posts;
    },
    close: () => closeServer(server),
  };
}

function readPost(raw: Buffer, signature: string): Post {
  const expected = `sha256=${createHmac("sha256", WEBHOOK_SECRET).update(raw).digest("hex")}`;
  const { entry } = bodySchema.parse(JSON.parse(raw.toString()));
  const entries = entry.map(({ messaging, changes }) => messaging ?? changes ?? []);
  return { raw, isGenuine: signature === expected, entries };
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, "close");
}
