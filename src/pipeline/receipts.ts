/** What Meta's webhooks tell: people who wrote, echoes that prove a send, watermarks, policy and template news. */
import type { WebhookEvent } from "../graph/webhook.ts";
import type { Logger } from "../log.ts";
import type { Conversations } from "../redis/conversations.ts";
import type { Messages } from "../redis/messages.ts";
import type { Pages } from "../redis/pages.ts";
import { messageIdSchema } from "../core/message.ts";
import { templateKey } from "../core/page.ts";
import type { Holds } from "./holds.ts";

export type Receive = (events: readonly WebhookEvent[]) => Promise<void>;

/** Every event may come twice and late; each write only ever raises or repeats what stands. */
export function createReceipts(deps: {
  readonly conversations: Pick<Conversations, "inbound" | "delivered" | "read">;
  readonly messages: Pick<Messages, "echoed">;
  readonly pages: Pick<Pages, "get" | "putTemplateStatus">;
  readonly holds: Holds;
  readonly log: Logger;
}): Receive {
  const { conversations, messages, pages, holds, log } = deps;

  async function receive(event: WebhookEvent): Promise<void> {
    switch (event.kind) {
      case "inbound":
        return conversations.inbound(event.page, event.psid, event.at, event.byAd);
      case "delivered":
        return conversations.delivered(event.page, event.psid, event.watermark);
      case "read":
        return conversations.read(event.page, event.psid, event.watermark);
      case "echo": {
        const id = messageIdSchema.safeParse(event.metadata);
        return id.success ? messages.echoed(id.data, event.graphMessageId) : undefined;
      }
      case "policy":
        return enforce(event.page, event.action, event.reason);
      case "template":
        log.info("template.status", { page: event.page, name: event.name, status: event.status });
        return pages.putTemplateStatus(event.page, templateKey(event), event.status);
    }
  }

  async function enforce(page: string, action: string, reason: string): Promise<void> {
    log.warn("page.policy", { page, action, reason });
    if (action === "block") await holds.hold(page, { reason: "page_restricted", detail: reason, by: "meta" });
    const held = action === "unblock" ? (await pages.get(page))?.held : null;
    if (held?.reason === "page_restricted") await holds.release(page, "meta");
  }

  return async (events) => {
    await Promise.all(events.map(receive));
  };
}
