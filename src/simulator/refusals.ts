import type { Refusal } from "./errors.ts";

/*
 * Codes, subcodes and meanings:
 * https://developers.facebook.com/documentation/business-messaging/messenger-platform/error-codes (2026-06-25)
 * and https://developers.facebook.com/docs/graph-api/guides/error-handling. Where neither page has it, the line says so.
 */

export const tokenMissing: Refusal = {
  code: 104,
  message: "An access token is required to request this resource.",
};

export const tokenUnknown: Refusal = {
  code: 190,
  subcode: 467,
  message: "Invalid OAuth access token - Cannot parse access token",
  headers: { "WWW-Authenticate": 'OAuth "Facebook Platform" "invalid_token" "Invalid OAuth access token."' },
};

export const tokenExpired: Refusal = {
  code: 190,
  subcode: 463,
  message: "Error validating access token: Session has expired. The current time is past the expiry.",
};

export const tokenRevoked: Refusal = {
  code: 190,
  subcode: 458,
  message: "Error validating access token: The user has not authorized this application.",
};

export const proofInvalid: Refusal = {
  code: 100,
  type: "GraphMethodException",
  message: "Invalid appsecret_proof provided in the API argument",
};

export const proofRequired: Refusal = {
  code: 100,
  type: "GraphMethodException",
  message: "API calls from the server require an appsecret_proof argument",
};

/** Measured: a template call with a token of another Page, or of one that was disconnected. */
export const permissionMissing: Refusal = {
  code: 10,
  message: "(#10) Application does not have permission for this action",
};

export const recipientUnknown: Refusal = {
  code: 100,
  subcode: 2018001,
  message: "(#100) No matching user found",
};

export const recipientUnavailable: Refusal = {
  code: 551,
  subcode: 1545041,
  message: "(#551) This person isn't available right now.",
};

export const pageRestricted: Refusal = {
  code: 10,
  subcode: 1893063,
  message: "(#10) This Page is temporarily restricted from sending messages.",
  userTitle: "Page Temporarily Restricted",
  userMessage: "This Page can't send messages at the moment because it went against a Messenger policy.",
};

export const outsideWindow: Refusal = {
  code: 10,
  subcode: 2018278,
  message: "(#10) This message is sent outside of allowed window.",
};

/** The subcode was measured in August 2026; the report did not name the top-level code. 100 is a guess. */
export const humanAgentNotApproved: Refusal = {
  code: 100,
  subcode: 2018276,
  message: "(#100) Invalid parameter",
  userTitle: "Human Agent Not Approved",
  userMessage: "Your app must be approved for the Human Agent feature before it can use the HUMAN_AGENT tag.",
};

/** In no table of Meta's; measured after the retirement of 2026-04-27: https://github.com/chatwoot/chatwoot/issues/14669 */
export const tagRetired: Refusal = {
  code: 100,
  subcode: 1893061,
  message: "Invalid parameter",
  userTitle: "Deprecated Message Tag Not Allowed",
  userMessage: "This message tag is deprecated. Use utility messages or marketing messages instead.",
};

export const messageEmpty: Refusal = {
  code: 100,
  subcode: 2018034,
  message: "(#100) Message cannot be empty, must provide valid attachment or text",
};

export const messageAndAction: Refusal = {
  code: 100,
  subcode: 2018014,
  message: "(#100) Cannot specify both message and sender_action in one request",
};

export function invalidParameter(message: string): Refusal {
  return { code: 100, message: `(#100) ${message}` };
}

/** Also what a Page's token is told about another Page. */
export function objectMissing(method: string, node: string): Refusal {
  return {
    code: 100,
    subcode: 33,
    type: "GraphMethodException",
    message:
      `Unsupported ${method.toLowerCase()} request. Object with ID '${node}' does not exist, cannot be loaded ` +
      "due to missing permissions, or does not support this operation.",
  };
}

export function unknownPath(path: string): Refusal {
  return { code: 2500, status: 404, message: `Unknown path components: ${path}` };
}

/** Template refusals have no published numbers; what they say stands in the user title and message. */
export function templateRefused(userTitle: string, userMessage: string): Refusal {
  return { code: 100, message: "Invalid parameter", userTitle, userMessage };
}
