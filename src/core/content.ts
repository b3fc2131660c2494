/**
 * What a message may say: text, attachment or utility template, within Meta's limits.
 *
 * Limits: Send API reference (2026), "Quick replies", "Button template", "Generic template",
 * "Utility messages" (2026-03-13).
 */
import { z } from "zod";

const text = (max: number) => z.string().trim().min(1, "must not be empty").max(max);

/** Meta takes what a browser would: http and https, nothing else. */
export const webUrl = z.url({ protocol: /^https?$/, error: "must be an http or https URL" }).max(2_000);

const button = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("url"), title: text(20), url: webUrl }),
  z.strictObject({ type: z.literal("postback"), title: text(20), payload: text(1_000) }),
  z.strictObject({
    type: z.literal("phone"),
    title: text(20),
    number: z.string().regex(/^\+?[\d ()-]{3,30}$/, "must be a phone number such as +34 600 000 000"),
  }),
]);

const quickReply = z.strictObject({ title: text(20), payload: text(1_000), imageUrl: webUrl.optional() });

const media = z
  .strictObject({
    type: z.enum(["image", "audio", "video", "file"]),
    url: webUrl.optional(),
    attachmentId: z
      .string()
      .regex(/^\d{1,32}$/, "must be a string of digits")
      .optional(),
  })
  .refine((it) => (it.url === undefined) !== (it.attachmentId === undefined), {
    error: "needs exactly one of url and attachmentId",
  });

const buttonCard = z.strictObject({
  type: z.literal("button"),
  text: text(640),
  buttons: z.array(button).min(1).max(3),
});

const genericCard = z.strictObject({
  type: z.literal("generic"),
  elements: z
    .array(
      z.strictObject({
        title: text(80),
        subtitle: text(80).optional(),
        imageUrl: webUrl.optional(),
        url: webUrl.optional(),
        buttons: z.array(button).min(1).max(3).optional(),
      }),
    )
    .min(1)
    .max(10),
});

const money = z.number().finite().min(-1e9).max(1e9);

const receiptCard = z.strictObject({
  type: z.literal("receipt"),
  recipientName: text(100),
  orderNumber: text(100),
  currency: z.string().regex(/^[A-Z]{3}$/, "must be a three-letter currency code"),
  paymentMethod: text(100),
  orderUrl: webUrl.optional(),
  summary: z.strictObject({
    subtotal: money.optional(),
    shippingCost: money.optional(),
    totalTax: money.optional(),
    totalCost: money,
  }),
  adjustments: z
    .array(z.strictObject({ name: text(100), amount: money }))
    .max(100)
    .optional(),
  elements: z
    .array(
      z.strictObject({
        title: text(80),
        subtitle: text(80).optional(),
        quantity: z.number().int().positive().optional(),
        price: money,
        currency: z.string().length(3).optional(),
        imageUrl: webUrl.optional(),
      }),
    )
    .max(100)
    .optional(),
});

const anyAttachment = z.discriminatedUnion("type", [media, buttonCard, genericCard, receiptCard], {
  error: "must be one of image, audio, video, file, button, generic, receipt",
});

/** A value of a utility template: by position, by name, or the picture of a header. */
const templateValue = z.union([
  text(1_024),
  z.strictObject({ name: text(100), value: text(1_024) }),
  z.strictObject({ imageUrl: webUrl }),
]);

const templateButton = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("url"), suffix: text(2_000) }),
  z.strictObject({ type: z.literal("postback"), payload: text(1_000) }),
]);

/** A utility template with the values of its variables. */
export const templateContent = z.strictObject({
  name: z.string().regex(/^[a-z0-9_]{1,512}$/, "must be lower-case letters, digits and underscores"),
  language: z.string().regex(/^[a-z]{2,3}(_[A-Z]{2})?$/, "must be a language code such as en or pt_BR"),
  header: z.array(templateValue).max(1).optional(),
  body: z.array(templateValue).max(100).optional(),
  buttons: z.array(templateButton).max(3).optional(),
});

export const contentSchema = z
  .strictObject({
    // "Less than 2000 characters" (Send API reference, 2026).
    text: z.string().regex(/\S/, "must not be empty").max(1_999, "must be under 2,000 characters").optional(),
    attachment: anyAttachment.optional(),
    template: templateContent.optional(),
    quickReplies: z.array(quickReply).min(1).max(13).optional(),
  })
  .refine((it) => [it.text, it.attachment, it.template].filter((part) => part !== undefined).length === 1, {
    error: "needs exactly one of text, attachment and template",
  })
  .refine((it) => it.quickReplies === undefined || it.template === undefined, {
    error: "must not stand beside a template",
    path: ["quickReplies"],
  });

export type Content = z.infer<typeof contentSchema>;
export type Attachment = NonNullable<Content["attachment"]>;
export type Button = z.infer<typeof button>;
export type TemplateContent = z.infer<typeof templateContent>;
export type TemplateValue = z.infer<typeof templateValue>;

/** Meta limits audio and video apart ("Rate limiting", 2026-03-23); they travel in a lane of their own. */
export function isMedia(content: Content): boolean {
  return content.attachment?.type === "audio" || content.attachment?.type === "video";
}

/** All words that the person would read: what a rule about content has to look at. */
export function wordsOf(content: Content): string {
  const words = [content.text, ...attachmentWords(content.attachment), ...templateWords(content.template)];
  const replies = content.quickReplies?.map((reply) => reply.title) ?? [];
  return [...words, ...replies].filter((word) => word !== undefined).join("\n");
}

function attachmentWords(attachment: Attachment | undefined): (string | undefined)[] {
  if (attachment === undefined) return [];
  switch (attachment.type) {
    case "button":
      return [attachment.text, ...attachment.buttons.map((it) => it.title)];
    case "generic":
      return attachment.elements.flatMap((it) => [
        it.title,
        it.subtitle,
        ...(it.buttons ?? []).map((one) => one.title),
      ]);
    case "receipt":
      return [
        ...(attachment.elements ?? []).flatMap((it) => [it.title, it.subtitle]),
        ...(attachment.adjustments ?? []).map((it) => `${it.name}: ${String(it.amount)}`),
      ];
    case "image":
    case "audio":
    case "video":
    case "file":
      return [];
  }
}

function templateWords(template: TemplateContent | undefined): string[] {
  return [...(template?.header ?? []), ...(template?.body ?? [])].flatMap((value) => {
    if (typeof value === "string") return [value];
    return "value" in value ? [value.value] : [];
  });
}
