/** The parameters of a Graph call's body, not yet trusted. */
export type Params = Record<string, unknown>;

export function isRecord(value: unknown): value is Params {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Reads a body by its content type, as Graph does: JSON, or a form whose structured fields are JSON text.
 * Any other body carries no parameters, so that the call fails for what it lacks. `undefined`: declared JSON, but is not.
 */
export function parseBody(contentType: string | undefined, text: string): Params | undefined {
  if (text === "") return {};
  const type = contentType?.toLowerCase() ?? "";
  if (type.startsWith("application/json")) return parseObject(text);
  if (type.startsWith("application/x-www-form-urlencoded")) return parseForm(text);
  return {};
}

/** The person a call is about, if it names one: for the request log and for faults, before any rule has judged the call. */
export function namedPsid(params: Params | undefined): string | undefined {
  const recipient = params?.["recipient"];
  const id = isRecord(recipient) ? recipient["id"] : undefined;
  return typeof id === "string" ? id : undefined;
}

/** Audio and video have a limit of their own; all the rest counts as text (a guess for templates: no page lists them). */
export function trafficOf(params: Params | undefined): "text" | "media" {
  const message = params?.["message"];
  const attachment = isRecord(message) ? message["attachment"] : undefined;
  const type = isRecord(attachment) ? attachment["type"] : undefined;
  return type === "audio" || type === "video" ? "media" : "text";
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function parseObject(text: string): Params | undefined {
  const value = parseJson(text);
  return isRecord(value) ? value : undefined;
}

function parseForm(text: string): Params {
  const params: Params = {};
  for (const [name, value] of new URLSearchParams(text)) {
    params[name] = /^[[{]/.test(value) ? (parseJson(value) ?? value) : value;
  }
  return params;
}
