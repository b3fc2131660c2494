import { z } from "zod";
import { attachmentSchema, imageSchema } from "./attachment-schema.ts";
import { psidSchema } from "./ids.ts";

/*
 * The body of `POST /{page}/messages`: https://developers.facebook.com/docs/messenger-platform/reference/send-api (2026);
 * `template` and UTILITY: the utility messages page (2026-03-13). Unknown fields beside `message` are ignored, as Graph
 * does; inside `recipient` and `message` they are refused.
 */
const TEXT_BELOW = 2000;
const METADATA_BELOW = 1000;
const QUICK_REPLIES_MAX = 13;
const QUICK_REPLY_PAYLOAD_MAX = 1000;
const IMAGES_MAX = 30;

const shorterThan = (limit: number): z.ZodString =>
  z.string().refine((text) => isShorterThan(text, limit), `must be less than ${limit} characters long`);

const quickReply = z.discriminatedUnion("content_type", [
  z.strictObject({
    content_type: z.literal("text"),
    title: z.string().min(1, "must not be empty"),
    payload: z.string().min(1, "must not be empty").max(QUICK_REPLY_PAYLOAD_MAX),
    image_url: z.string().optional(),
  }),
  z.strictObject({
    content_type: z.enum(["user_phone_number", "user_email"]),
    payload: z.string().optional(),
  }),
]);

const templateParameter = z.discriminatedUnion(
  "type",
  [
    z.strictObject({
      type: z.literal("text"),
      text: z.string().min(1, "must not be empty"),
      parameter_name: z.string().optional(),
    }),
    z.strictObject({
      type: z.literal("image"),
      image: z.strictObject({
        link: z.string().regex(/^https?:\/\/\S+$/, "must be a valid URI, http or https"),
      }),
    }),
    z.strictObject({ type: z.literal("URL"), url: z.string().min(1, "must not be empty") }),
    z.strictObject({ type: z.literal("POSTBACK"), payload: z.string().min(1, "must not be empty") }),
  ],
  { error: "must be one of {text, image, URL, POSTBACK}" },
);

const templateMessage = z.strictObject({
  name: z.string().min(1, "must not be empty"),
  language: z.strictObject({ code: z.string().min(1, "must not be empty") }),
  components: z
    .array(
      z.strictObject({ type: z.enum(["header", "body", "buttons"]), parameters: z.array(templateParameter) }),
    )
    .default([]),
});

const message = z.strictObject({
  text: shorterThan(TEXT_BELOW).optional(),
  attachment: attachmentSchema.optional(),
  attachments: z
    .array(imageSchema)
    .min(1, "must not be empty")
    .max(IMAGES_MAX, "must be at most 30 images")
    .optional(),
  template: templateMessage.optional(),
  quick_replies: z
    .array(quickReply)
    .max(QUICK_REPLIES_MAX, `must be at most ${QUICK_REPLIES_MAX} quick replies`)
    .optional(),
  metadata: shorterThan(METADATA_BELOW).optional(),
});

const messagingTypes = ["RESPONSE", "UPDATE", "MESSAGE_TAG", "UTILITY"] as const;
const senderActions = ["typing_on", "typing_off", "mark_seen", "react", "unreact"] as const;
const oneOf = (values: readonly string[]): { error: string } => ({
  error: `must be one of {${values.join(", ")}}`,
});

/** Only `recipient.id` is known here: plugins and comments, which give the other kinds, are not simulated. */
export const sendSchema = z.object({
  recipient: z.strictObject({ id: psidSchema }),
  messaging_type: z.enum(messagingTypes, oneOf(messagingTypes)).optional(),
  tag: z.string().optional(),
  message: message.optional(),
  sender_action: z.enum(senderActions, oneOf(senderActions)).optional(),
  notification_type: z.enum(["REGULAR", "SILENT_PUSH", "NO_PUSH"]).optional(),
  reply_to: z.strictObject({ mid: z.string().min(1) }).optional(),
});

export type Send = z.infer<typeof sendSchema>;
export type SendMessage = z.infer<typeof message>;
export type TemplateMessage = z.infer<typeof templateMessage>;
export type TemplateParameter = z.infer<typeof templateParameter>;

/** Counts code points, as a limit in "characters" of UTF-8 means; most texts are settled by their UTF-16 length. */
function isShorterThan(text: string, limit: number): boolean {
  return text.length < limit || (text.length < limit * 2 && Array.from(text).length < limit);
}
