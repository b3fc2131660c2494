/** What tests of messages that share a job have in common: the pipeline, and the queue as any BullMQ tool sees it. */
import { Queue } from "bullmq";
import { openStage, type Stage } from "../support/stage.ts";

const HOUR = 3_600_000;

export interface SharedStage {
  readonly stage: Stage;
  readonly queue: Queue;
  /** A page of its own for the next test; the tests before leave nothing on it. */
  nextPage(): Promise<string>;
  /** They wrote an hour ago. */
  openWindows(...psids: string[]): Promise<void>;
  /** To somebody on the page of the test. */
  aMessage(psid: string, text: string, more?: object): Record<string, unknown>;
  /** On the page of the test, as Graph got them. */
  textsSent(): Promise<string[]>;
  close(): Promise<void>;
}

export async function openSharedStage(queueName: "batch" | "outbound", pages: number): Promise<SharedStage> {
  const stage = await openStage({ PAGE_RATE: "200" });
  const { REDIS_URL: url, REDIS_PREFIX: prefix } = stage.house.config;
  const queue = new Queue(queueName, { connection: { url }, prefix: `${prefix}:{outbound}` });
  let page = String(pages);
  return {
    stage,
    queue,
    async nextPage() {
      page = String(Number(page) + 1);
      await stage.page(page, { recipientSpacingMs: 0 });
      return page;
    },
    async openWindows(...psids) {
      for (const psid of psids) await stage.wrote(page, psid, stage.now() - HOUR);
    },
    aMessage: (psid, text, more = {}) => ({
      page,
      recipient: { psid },
      type: "announcement",
      content: { text },
      ...more,
    }),
    async textsSent() {
      const { messages } = (await stage.simulate("GET", `/messages?page=${page}`)) as {
        messages: { message: { text: string } }[];
      };
      return messages.map(({ message }) => message.text);
    },
    async close() {
      await queue.close();
      await stage.close();
    },
  };
}
