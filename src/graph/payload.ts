/** What a request to Graph looks like: `POST /{page}/messages`, Send API reference, 2026. */
import type { Attachment, Button, TemplateContent, TemplateValue } from "../core/content.ts";
import type { CarriedAs } from "../core/decision.ts";
import type { Message } from "../core/message.ts";

export interface SendBody {
  readonly recipient: { readonly id: string };
  readonly messaging_type: CarriedAs["messagingType"];
  readonly tag?: string;
  readonly message: Readonly<Record<string, unknown>>;
}

/** The body that carries a message; `metadata` comes back in the echo webhook and proves what was sent. */
export function sendBody(id: string, message: Message, as: CarriedAs): SendBody {
  return {
    recipient: { id: message.recipient.psid },
    messaging_type: as.messagingType,
    ...(as.tag !== null && { tag: as.tag }),
    message: { ...spoken(message, as), metadata: id },
  };
}

function spoken(message: Message, as: CarriedAs): Record<string, unknown> {
  if (as.template !== null) return { template: templateBody(as.template) };
  const { text, attachment, quickReplies } = message.content;
  return {
    ...(text !== undefined && { text }),
    ...(attachment !== undefined && { attachment: attachmentBody(attachment) }),
    ...(quickReplies !== undefined && {
      quick_replies: quickReplies.map((it) => ({
        content_type: "text",
        title: it.title,
        payload: it.payload,
        ...(it.imageUrl !== undefined && { image_url: it.imageUrl }),
      })),
    }),
  };
}

/** "Utility messages", 2026-03-13: components in the order header, body, buttons; an empty one is left out. */
function templateBody(template: TemplateContent): Record<string, unknown> {
  const { header = [], body = [], buttons = [] } = template;
  const components = [
    { type: "header", parameters: header.map(valueBody) },
    { type: "body", parameters: body.map(valueBody) },
    {
      type: "buttons",
      parameters: buttons.map((it) =>
        it.type === "url" ? { type: "URL", url: it.suffix } : { type: "POSTBACK", payload: it.payload },
      ),
    },
  ].filter((component) => component.parameters.length > 0);
  return { name: template.name, language: { code: template.language }, components };
}

function valueBody(value: TemplateValue): Record<string, unknown> {
  if (typeof value === "string") return { type: "text", text: value };
  if ("imageUrl" in value) return { type: "image", image: { link: value.imageUrl } };
  return { type: "text", parameter_name: value.name, text: value.value };
}

function attachmentBody(attachment: Attachment): Record<string, unknown> {
  switch (attachment.type) {
    case "image":
    case "audio":
    case "video":
    case "file": {
      const { type, url, attachmentId } = attachment;
      return {
        type,
        payload: url === undefined ? { attachment_id: attachmentId } : { url, is_reusable: false },
      };
    }
    case "button":
      return card({
        template_type: "button",
        text: attachment.text,
        buttons: attachment.buttons.map(buttonBody),
      });
    case "generic":
      return card({
        template_type: "generic",
        elements: attachment.elements.map((it) =>
          present({
            title: it.title,
            subtitle: it.subtitle,
            image_url: it.imageUrl,
            default_action: it.url === undefined ? undefined : { type: "web_url", url: it.url },
            buttons: it.buttons?.map(buttonBody),
          }),
        ),
      });
    case "receipt":
      return card({ template_type: "receipt", ...receiptBody(attachment) });
  }
}

function receiptBody(receipt: Extract<Attachment, { type: "receipt" }>): Record<string, unknown> {
  return present({
    recipient_name: receipt.recipientName,
    order_number: receipt.orderNumber,
    currency: receipt.currency,
    payment_method: receipt.paymentMethod,
    order_url: receipt.orderUrl,
    summary: present({
      subtotal: receipt.summary.subtotal,
      shipping_cost: receipt.summary.shippingCost,
      total_tax: receipt.summary.totalTax,
      total_cost: receipt.summary.totalCost,
    }),
    adjustments: receipt.adjustments,
    elements: receipt.elements?.map(({ imageUrl, ...it }) => present({ ...it, image_url: imageUrl })),
  });
}

function buttonBody(button: Button): Record<string, unknown> {
  switch (button.type) {
    case "url":
      return { type: "web_url", title: button.title, url: button.url };
    case "postback":
      return { type: "postback", title: button.title, payload: button.payload };
    case "phone":
      return { type: "phone_number", title: button.title, payload: button.number };
  }
}

function card(payload: Record<string, unknown>): Record<string, unknown> {
  return { type: "template", payload };
}

function present(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
