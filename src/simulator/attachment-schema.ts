import { z } from "zod";

/*
 * Attachments and structured templates of the Send API; each limit stands on its template's page under
 * https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/template/ (2026).
 */
const BUTTON_TEXT_MAX = 640;
const BUTTONS_MAX = 3;
const ELEMENTS_MAX = 10;
const TITLE_MAX = 80;
const RECEIPT_ELEMENTS_MAX = 100;

const webUrl = z.string().regex(/^https?:\/\/\S+$/, "must be a valid URI, http or https");
const shortText = z
  .string()
  .min(1, "must not be empty")
  .max(TITLE_MAX, `must be at most ${TITLE_MAX} characters`);

const button = z.discriminatedUnion(
  "type",
  [
    z.object({ type: z.literal("web_url"), title: z.string().min(1), url: webUrl }),
    z.object({ type: z.literal("postback"), title: z.string().min(1), payload: z.string().min(1).max(1000) }),
    z.object({
      type: z.literal("phone_number"),
      title: z.string().min(1),
      payload: z.string().regex(/^\+\d{5,15}$/, "must be a phone number with a leading +"),
    }),
    z.object({ type: z.literal("account_link"), url: webUrl }),
    z.object({ type: z.literal("account_unlink") }),
    z.object({ type: z.literal("game_play"), title: z.string().min(1) }),
  ],
  { error: "must be one of {web_url, postback, phone_number, account_link, account_unlink, game_play}" },
);
const buttons = z
  .array(button)
  .min(1, "must have at least 1 button")
  .max(BUTTONS_MAX, `must have at most ${BUTTONS_MAX} buttons`);

const genericElement = z.object({
  title: shortText,
  subtitle: shortText.optional(),
  image_url: webUrl.optional(),
  buttons: buttons.optional(),
});

const template = z.discriminatedUnion(
  "template_type",
  [
    z.object({
      template_type: z.literal("button"),
      text: z
        .string()
        .min(1, "must not be empty")
        .max(BUTTON_TEXT_MAX, `must be at most ${BUTTON_TEXT_MAX} characters`),
      buttons,
    }),
    z.object({
      template_type: z.literal("generic"),
      elements: z
        .array(genericElement)
        .min(1, "must have at least 1 element")
        .max(ELEMENTS_MAX, `must have at most ${ELEMENTS_MAX} elements`),
    }),
    z.object({
      template_type: z.literal("receipt"),
      recipient_name: z.string().min(1),
      order_number: z.string().min(1),
      currency: z.string().regex(/^[A-Z]{3}$/, "must be a currency code of three letters"),
      payment_method: z.string().min(1),
      summary: z.object({ total_cost: z.number() }),
      elements: z
        .array(z.object({ title: z.string().min(1), price: z.number() }))
        .max(RECEIPT_ELEMENTS_MAX)
        .optional(),
    }),
    z.object({
      template_type: z.literal("media"),
      elements: z.tuple([
        z
          .object({
            media_type: z.enum(["image", "video"]),
            url: webUrl.optional(),
            attachment_id: z.string().optional(),
            buttons: buttons.optional(),
          })
          .refine(hasOneSource, "must have either url or attachment_id"),
      ]),
    }),
    z.object({ template_type: z.literal("customer_feedback") }),
    z.object({ template_type: z.literal("coupon") }),
    z.object({ template_type: z.literal("product") }),
  ],
  { error: "must be one of {button, generic, receipt, media, customer_feedback, coupon, product}" },
);

const file = z
  .strictObject({
    url: webUrl.optional(),
    attachment_id: z.string().regex(/^\d+$/, "must be a valid attachment id").optional(),
    is_reusable: z.boolean().optional(),
  })
  .refine(hasOneSource, "must have either url or attachment_id");

const kinds = { error: "must be one of {audio, file, image, template, video}" };
export const attachmentSchema = z.discriminatedUnion(
  "type",
  [
    z.strictObject({ type: z.enum(["audio", "file", "image", "video"]), payload: file }),
    z.strictObject({ type: z.literal("template"), payload: template }),
  ],
  kinds,
);
export const imageSchema = z.strictObject({ type: z.literal("image"), payload: file });

function hasOneSource(source: { url?: string | undefined; attachment_id?: string | undefined }): boolean {
  return (source.url === undefined) !== (source.attachment_id === undefined);
}
