import type { Refusal } from "./errors.ts";
import { refusalFromIssues } from "./issues.ts";
import type { Params } from "./params.ts";
import { invalidParameter, messageAndAction, messageEmpty } from "./refusals.ts";
import { sendSchema, type Send, type SendMessage } from "./send-schema.ts";

export type SendReading = { kind: "send"; send: Send } | { kind: "refused"; refusal: Refusal };

/** Reads and checks the parameters of a send, for what can be judged without knowing the Page or the person. */
export function readSend(params: Params | undefined): SendReading {
  if (params === undefined) return refused(invalidParameter("The request body is not valid JSON"));
  const parsed = sendSchema.safeParse(params);
  if (!parsed.success) return refused(refusalFromIssues(parsed.error, params));
  const refusal = refuseShape(parsed.data);
  return refusal === undefined ? { kind: "send", send: parsed.data } : refused(refusal);
}

function refused(refusal: Refusal): SendReading {
  return { kind: "refused", refusal };
}

function refuseShape(send: Send): Refusal | undefined {
  if (send.sender_action !== undefined) return send.message === undefined ? undefined : messageAndAction;
  if (send.message === undefined) return messageEmpty;
  return refuseContent(send.message) ?? refuseMessagingType(send, send.message);
}

function refuseContent(message: SendMessage): Refusal | undefined {
  const { text, attachment, attachments, template } = message;
  const kinds = [text, attachment, attachments, template].filter((kind) => kind !== undefined).length;
  if (kinds === 0 || text?.trim() === "") return messageEmpty;
  if (kinds > 1)
    return invalidParameter("A message holds only one of text, attachment, attachments and template.");
  if (template !== undefined && message.quick_replies !== undefined) {
    return invalidParameter("quick_replies cannot be sent with a message template.");
  }
  return undefined;
}

/** The reference marks messaging_type as required, though some of Meta's samples leave it out: the stricter reading. */
function refuseMessagingType(send: Send, message: SendMessage): Refusal | undefined {
  if (send.messaging_type === undefined) return invalidParameter("The parameter messaging_type is required.");
  const isUtility = send.messaging_type === "UTILITY";
  if (isUtility && message.template === undefined) {
    return invalidParameter("messaging_type UTILITY requires message[template].");
  }
  if (!isUtility && message.template !== undefined) {
    return invalidParameter("message[template] requires messaging_type UTILITY.");
  }
  return undefined;
}
