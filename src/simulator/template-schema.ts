import { z } from "zod";

/*
 * What a utility template may look like when it is created:
 * https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/utility-messages
 * (2026-03-13). Lengths, the button limit and the alphabet of names are measured; that page does not print them.
 */
const BODY_MAX = 1024;
const HEADER_MAX = 60;
const BUTTON_TEXT_MAX = 20;
const BUTTONS_MAX = 3;

const namedExamples = z.array(z.object({ param_name: z.string(), example: z.string().min(1) }));

const header = z.discriminatedUnion("format", [
  z.object({
    type: z.literal("HEADER"),
    format: z.literal("TEXT"),
    text: z.string().min(1).max(HEADER_MAX),
    example: z
      .object({
        header_text: z.array(z.string().min(1)).optional(),
        header_text_named_params: namedExamples.optional(),
      })
      .optional(),
  }),
  z.object({
    type: z.literal("HEADER"),
    format: z.literal("IMAGE"),
    example: z.object({ header_handle: z.array(z.string().min(1)).optional() }).optional(),
  }),
]);

const body = z.object({
  type: z.literal("BODY"),
  text: z.string().min(1).max(BODY_MAX),
  example: z
    .object({
      body_text: z.array(z.array(z.string().min(1))).optional(),
      body_text_named_params: namedExamples.optional(),
    })
    .optional(),
});

const buttonText = z.string().min(1).max(BUTTON_TEXT_MAX);
const webUrl = z.string().regex(/^https?:\/\/[^\s]+$/, "must be an http or https URL");

/** `url` is a plain text in one of Meta's samples and an object with its base and an example in another. */
const urlObject = z.object({ base_url: webUrl, url_suffix_example: z.string().min(1).optional() });

const button = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("URL"),
    text: buttonText,
    url: z.union([webUrl, urlObject]),
    url_suffix_example: z.string().min(1).optional(),
    example: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).optional(),
  }),
  z.object({ type: z.literal("POSTBACK"), text: buttonText, payload: z.string().optional() }),
  z.object({
    type: z.literal("PHONE_NUMBER"),
    text: buttonText,
    phone_number: z.string().regex(/^\+?[\d ()-]{5,20}$/, "must be a phone number"),
  }),
]);

const buttons = z.object({ type: z.literal("BUTTONS"), buttons: z.array(button).min(1).max(BUTTONS_MAX) });

export type TemplateComponent = z.infer<typeof header> | z.infer<typeof body> | z.infer<typeof buttons>;
export type UrlButton = Extract<z.infer<typeof button>, { type: "URL" }>;

const templateName = z
  .string()
  .regex(/^[a-z0-9_]{1,512}$/, "must be made of lowercase letters, digits and underscores");
const templateLanguage = z
  .string()
  .regex(/^[a-z]{2,3}(_[A-Z]{2})?$/, "must be a language code such as en or en_US");

export const templateDefinitionSchema = z.object({
  name: templateName,
  language: templateLanguage,
  parameter_format: z.enum(["POSITIONAL", "NAMED"]).default("POSITIONAL"),
  components: z.array(z.union([header, body, buttons])).min(1),
});
export type TemplateDefinition = z.infer<typeof templateDefinitionSchema>;

export const templateCreationSchema = templateDefinitionSchema.extend({ category: z.literal("UTILITY") });
