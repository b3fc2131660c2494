import { createHmac } from "node:crypto";
import type { WebhookEntry } from "./events.ts";

/** A webhook POST as Meta makes it: the exact bytes, and the signature over those bytes. */
export type Envelope = { body: string; signature: string };

/** Meta signs the JSON with everything beyond ASCII escaped, so a receiver that serialises again gets another signature. */
export function sealEnvelope(entries: readonly WebhookEntry[], appSecret: string): Envelope {
  const body = escapeUnicode(JSON.stringify({ object: "page", entry: entries }));
  const signature = `sha256=${createHmac("sha256", appSecret).update(body).digest("hex")}`;
  return { body, signature };
}

function escapeUnicode(json: string): string {
  return json.replaceAll(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
